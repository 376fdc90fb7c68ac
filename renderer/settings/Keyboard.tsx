import { useEffect, useRef, useState } from 'react';
import { SHORTCUT_SCOPES, keyProblem, resetProblem, shortcutOf } from '#app/control-room/shortcuts.ts';
import type { CustomKeys } from '#app/control-room/shortcuts.ts';
import { acceleratorOf, keysOf } from '../bar/shortcut.ts';
import { Button } from '../components/Button.tsx';
import { Keys } from '../components/Keys.tsx';
import { Problem } from '../components/Problem.tsx';
import { useShortcuts } from '../shortcuts.ts';
import type { ShortcutId, ShortcutView } from '../shortcuts.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { Section } from './Lines.tsx';
import { resetKeys, setKeys } from './settings.ts';
import styles from './Settings.module.css';

/** Every key there is, by where it is heard; those that can be changed are changed by pressing the new ones. */
export function Keyboard({ id, keys }: { readonly id: string; readonly keys: CustomKeys }) {
  const shortcuts = useShortcuts();
  const registered = useRoom((room) => room.status?.shortcut.registered === true);
  const [recording, setRecording] = useState<ShortcutId | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const words = strings.shortcuts;
  return (
    <Section id={id} title={strings.appSettings.keyboard} hint={strings.appSettings.forComputer}>
      {SHORTCUT_SCOPES.map((scope) => (
        <table key={scope} className={styles.keys}>
          <caption>{words.scopes[scope]}</caption>
          <tbody>
            {shortcuts
              .filter((each) => each.scope === scope)
              .map((shortcut) => (
                <Row
                  key={shortcut.id}
                  shortcut={shortcut}
                  isOwn={keys[shortcut.id] !== undefined}
                  isUnheard={scope === 'system' && !registered}
                  isRecording={recording === shortcut.id}
                  onRecord={(on) => {
                    setProblem(null);
                    setRecording(on ? shortcut.id : null);
                  }}
                  onKeys={(accelerator) => {
                    const why =
                      accelerator === null
                        ? resetProblem(shortcut.id, keys)
                        : keyProblem(shortcut.id, accelerator, keys);
                    if (why === null) void setKeys(shortcut.id, accelerator).then(setProblem);
                    setProblem(why === null ? null : words.problem(why));
                    setRecording(null);
                  }}
                />
              ))}
          </tbody>
        </table>
      ))}
      <Problem text={problem} />
      <div className={styles.foot}>
        <Button
          small
          disabled={Object.keys(keys).length === 0}
          onClick={() => void resetKeys().then(setProblem)}
        >
          {words.resetAll}
        </Button>
      </div>
    </Section>
  );
}

interface RowProps {
  readonly shortcut: ShortcutView;
  readonly isOwn: boolean;
  /** Of what is to be heard everywhere: the system does not let it. */
  readonly isUnheard: boolean;
  readonly isRecording: boolean;
  readonly onRecord: (on: boolean) => void;
  /** Null: those of the table. */
  readonly onKeys: (accelerator: string | null) => void;
}

function Row({ shortcut, isOwn, isUnheard, isRecording, onRecord, onKeys }: RowProps) {
  const words = strings.shortcuts;
  const { id, label, accelerators } = shortcut;
  const isFixed = shortcutOf(id).fixed === true;
  return (
    <tr data-own={isOwn || undefined}>
      <th scope="row">
        {label}
        {isUnheard ? (
          <span className={styles.hint} data-failed>
            {strings.settings.unregistered}
          </span>
        ) : null}
      </th>
      <td>
        {isRecording ? (
          <Recorder label={words.press} onKeys={onKeys} onEnd={() => onRecord(false)} />
        ) : (
          accelerators.map((accelerator, index) => (
            <span key={accelerator} className={styles.oneOf}>
              {index === 0 ? null : `${words.or} `}
              <Keys keys={keysOf(accelerator)} />
            </span>
          ))
        )}
      </td>
      <td className={styles.acts}>
        {isFixed ? (
          <span className={styles.fixed}>{words.fixed}</span>
        ) : (
          <>
            {isOwn ? (
              <Button small look="quiet" aria-label={words.resetLabel(label)} onClick={() => onKeys(null)}>
                {words.reset}
              </Button>
            ) : null}
            <Button
              small
              look="quiet"
              aria-label={words.changeLabel(label)}
              onClick={() => onRecord(!isRecording)}
            >
              {words.change}
            </Button>
          </>
        )}
      </td>
    </tr>
  );
}

/** Takes the next keys that are pressed; Esc, and leaving it, change nothing. */
function Recorder({
  label,
  onKeys,
  onEnd,
}: {
  readonly label: string;
  readonly onKeys: (accelerator: string) => void;
  readonly onEnd: () => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <input
      ref={field}
      className={styles.recorder}
      readOnly
      aria-label={label}
      value={label}
      onBlur={onEnd}
      onKeyDown={(event) => {
        // Tab leaves it, as every field.
        if (event.key === 'Tab') return;
        event.preventDefault();
        event.stopPropagation();
        event.nativeEvent.stopImmediatePropagation();
        if (event.key === 'Escape') onEnd();
        else {
          const accelerator = acceleratorOf(event);
          if (accelerator !== null) onKeys(accelerator);
        }
      }}
    />
  );
}
