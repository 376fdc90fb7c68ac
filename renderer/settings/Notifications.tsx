import { NEWS } from '#app/control-room/choices.ts';
import type { NewsKind } from '#app/control-room/index.ts';
import { Switch } from '../components/Switch.tsx';
import { strings } from '../strings.ts';
import { Line, Section } from './Lines.tsx';
import { changeSettings } from './settings.ts';
import styles from './Settings.module.css';

/** What the system tells while another program is in front. */
export function Notifications({ id, wanted }: { readonly id: string; readonly wanted: readonly NewsKind[] }) {
  const words = strings.appSettings;
  return (
    <Section id={id} title={words.notifications} hint={words.forComputer}>
      <p className={styles.hint}>{words.newsHint}</p>
      {NEWS.map((kind) => {
        const [name, hint] = words.news[kind];
        return (
          <Line key={kind} name={name} hint={hint}>
            <Switch
              label={name}
              on={wanted.includes(kind)}
              words={[words.on, words.off]}
              onChange={async (on) =>
                changeSettings({
                  notifications: NEWS.filter((each) => (each === kind ? on : wanted.includes(each))),
                })
              }
            />
          </Line>
        );
      })}
    </Section>
  );
}
