import { NEWS } from '#app/control-room/choices.ts';
import type { SettingsView } from '#app/control-room/index.ts';
import { AWAY_MINUTES, QUIET_MINUTES } from '#app/control-room/quiet.ts';
import { EditField } from '../components/EditField.tsx';
import { Switch } from '../components/Switch.tsx';
import { strings } from '../strings.ts';
import { Line, Section } from './Lines.tsx';
import { changeSettings } from './settings.ts';
import styles from './Settings.module.css';

/** What the system tells while another program is in front, how long it tells nothing, and what is told afterwards. */
export function Notifications({ id, settings }: { readonly id: string; readonly settings: SettingsView }) {
  const words = strings.appSettings;
  const { notifications: wanted, quietMinutes, showsAway, awayMinutes } = settings;
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
      <Minutes
        name={words.quietMinutes}
        hint={words.quietMinutesHint}
        value={quietMinutes}
        bounds={QUIET_MINUTES}
        set={async (minutes) => changeSettings({ quietMinutes: minutes })}
      />
      <Line name={words.showsAway} hint={words.showsAwayHint}>
        <Switch
          label={words.showsAway}
          on={showsAway}
          words={[words.on, words.off]}
          onChange={async (on) => changeSettings({ showsAway: on })}
        />
      </Line>
      <Minutes
        name={words.awayMinutes}
        hint={words.awayMinutesHint}
        value={awayMinutes}
        bounds={AWAY_MINUTES}
        set={async (minutes) => changeSettings({ awayMinutes: minutes })}
      />
    </Section>
  );
}

function Minutes({
  name,
  hint,
  value,
  bounds: { least, most },
  set,
}: {
  readonly name: string;
  readonly hint: string;
  readonly value: number;
  readonly bounds: { readonly least: number; readonly most: number };
  readonly set: (minutes: number) => Promise<string | null>;
}) {
  return (
    <Line name={name} hint={hint}>
      <div className={styles.threshold}>
        <EditField
          label={name}
          figures
          shown={value.toString()}
          onCommit={async (text) => {
            const typed = Number(text.trim());
            const isWhole = text.trim() !== '' && Number.isInteger(typed);
            if (!isWhole || typed < least || typed > most)
              return strings.appSettings.wholeNumber(least, most);
            return set(typed);
          }}
        />
        <span>{strings.appSettings.minutes}</span>
      </div>
    </Line>
  );
}
