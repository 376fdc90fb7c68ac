import { LIMITS } from '#app/control-room/choices.ts';
import type { Done, Result, StatusView } from '#app/control-room/index.ts';
import { EditField } from '../components/EditField.tsx';
import { ask } from '../store/actions.ts';
import { strings } from '../strings.ts';
import { Line, Section } from './Lines.tsx';
import styles from './Settings.module.css';

const MS_PER_S = 1_000;

/** How long is waited, and how much happens without a question. The core decides by these; main keeps them. */
export function Thresholds({ id, status }: { readonly id: string; readonly status: StatusView }) {
  const words = strings.settings;
  const more = strings.appSettings;
  const { caution } = status;
  return (
    <Section id={id} title={more.thresholds} hint={more.forComputer}>
      <Patience
        name={words.patience}
        hint={words.patienceHint}
        limitMs={status.busyLimitMs}
        set={async (busyLimitMs) => ask('set_patience', { busyLimitMs })}
      />
      <Patience
        name={words.handsPatience}
        hint={words.handsPatienceHint}
        limitMs={status.handsLimitMs}
        set={async (handsLimitMs) => ask('set_hands_patience', { handsLimitMs })}
      />
      <Threshold
        name={more.askDeletions}
        hint={more.askDeletionsHint}
        unit={more.objects}
        value={caution.askDeletions}
        bounds={LIMITS.askDeletions}
        set={async (askDeletions) => ask('set_caution', { ...caution, askDeletions })}
      />
      <Threshold
        name={more.purge}
        hint={more.purgeHint}
        unit={more.objects}
        value={caution.purgeWithoutAsking}
        bounds={LIMITS.purgeWithoutAsking}
        set={async (purgeWithoutAsking) => ask('set_caution', { ...caution, purgeWithoutAsking })}
      />
    </Section>
  );
}

/** How long something is waited for, in whole seconds. */
function Patience({
  name,
  hint,
  limitMs,
  set,
}: {
  readonly name: string;
  readonly hint: string;
  readonly limitMs: number;
  readonly set: (limitMs: number) => Promise<Result<Done>>;
}) {
  const { least, most } = LIMITS.busyLimitMs;
  return (
    <Threshold
      name={name}
      hint={hint}
      unit={strings.settings.seconds}
      value={limitMs / MS_PER_S}
      bounds={{ least: least / MS_PER_S, most: most / MS_PER_S }}
      invalid={strings.settings.patienceInvalid}
      set={async (seconds) => set(seconds * MS_PER_S)}
    />
  );
}

interface ThresholdProps {
  readonly name: string;
  readonly hint: string;
  readonly unit: string;
  readonly value: number;
  readonly bounds: { readonly least: number; readonly most: number };
  readonly invalid?: string;
  readonly set: (value: number) => Promise<Result<Done>>;
}

function Threshold({ name, hint, unit, value, bounds: { least, most }, invalid, set }: ThresholdProps) {
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
              return invalid ?? strings.appSettings.wholeNumber(least, most);
            const answer = await set(typed);
            return answer.ok ? null : answer.reason.message;
          }}
        />
        <span>{unit}</span>
      </div>
    </Line>
  );
}
