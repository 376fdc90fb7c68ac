import { AXES } from '../axes.ts';
import { Segmented } from '../components/Segmented.tsx';
import { Switch } from '../components/Switch.tsx';
import { prefer } from '../store/actions.ts';
import { useDesk } from '../store/store.ts';
import { strings } from '../strings.ts';
import { Line, Section } from './Lines.tsx';

/** No axes chosen. */
const FOLLOW = 'follow';
const CHOICES = [FOLLOW, ...AXES] as const;

/** How values read. */
export function Reading({ id }: { readonly id: string }) {
  const unit = useDesk((desk) => desk.preferences.unit);
  const axes = useDesk((desk) => desk.preferences.axes);
  const hasSpace = useDesk((desk) => desk.preferences.hasSpace);
  const words = strings.settings;
  return (
    <Section id={id} title={strings.appSettings.units} hint={strings.appSettings.forWindow}>
      <Line name={words.axes} hint={words.axesHint}>
        <Segmented
          label={words.axes}
          value={axes ?? FOLLOW}
          options={CHOICES.map((each) => ({ value: each, label: strings.axes[each] }))}
          onChange={(next) => prefer({ axes: next === FOLLOW ? null : next })}
        />
      </Line>
      <Line name={words.unit} hint={words.unitHint}>
        <Segmented
          label={words.unit}
          value={unit}
          options={[
            { value: 'm', label: words.metres },
            { value: 'cm', label: words.centimetres },
          ]}
          onChange={(next) => prefer({ unit: next })}
        />
      </Line>
      <Line name={strings.space.preference} hint={strings.space.preferenceHint}>
        <Switch
          label={strings.space.preference}
          on={hasSpace}
          words={[strings.appSettings.on, strings.appSettings.off]}
          onChange={(next) => {
            prefer({ hasSpace: next });
            return Promise.resolve(null);
          }}
        />
      </Line>
    </Section>
  );
}
