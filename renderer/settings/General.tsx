import { useState } from 'react';
import { SCALES, THEMES } from '#app/control-room/choices.ts';
import type { SettingsView } from '#app/control-room/index.ts';
import { Problem } from '../components/Problem.tsx';
import { Segmented } from '../components/Segmented.tsx';
import { Switch } from '../components/Switch.tsx';
import { strings } from '../strings.ts';
import { Line, Section } from './Lines.tsx';
import { changeSettings } from './settings.ts';

/** How the window looks, and how large. */
export function General({ id, settings }: { readonly id: string; readonly settings: SettingsView }) {
  const [problem, setProblem] = useState<string | null>(null);
  const words = strings.appSettings;
  const onOff = [words.on, words.off] as const;
  return (
    <Section id={id} title={words.general} hint={words.forComputer}>
      <Line name={words.theme}>
        <Segmented
          label={words.theme}
          value={settings.theme}
          options={THEMES.map((theme) => ({ value: theme, label: words.themes[theme] }))}
          onChange={(theme) => void changeSettings({ theme }).then(setProblem)}
        />
      </Line>
      <Line name={words.followContrast} hint={words.followContrastHint}>
        <Switch
          label={words.followContrast}
          on={settings.followsContrast}
          words={onOff}
          onChange={async (followsContrast) => changeSettings({ followsContrast })}
        />
      </Line>
      <Line name={words.lessMotion} hint={words.lessMotionHint}>
        <Switch
          label={words.lessMotion}
          on={settings.lessMotion}
          words={onOff}
          onChange={async (lessMotion) => changeSettings({ lessMotion })}
        />
      </Line>
      <Line name={words.scale} hint={words.scaleHint}>
        <Segmented
          label={words.scale}
          value={String(settings.scale)}
          options={SCALES.map((scale) => ({ value: String(scale), label: words.percent(scale) }))}
          onChange={(value) => {
            const scale = SCALES.find((each) => String(each) === value);
            if (scale !== undefined) void changeSettings({ scale }).then(setProblem);
          }}
        />
      </Line>
      <Problem text={problem} />
    </Section>
  );
}
