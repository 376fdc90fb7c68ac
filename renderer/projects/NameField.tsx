import { PROJECT_NAME_MAX } from '#app/control-room/choices.ts';
import { strings } from '../strings.ts';
import styles from './ProjectMenu.module.css';

/** What a project is called; the keys are in it as soon as it is there. */
export function NameField({
  name,
  onChange,
}: {
  readonly name: string;
  readonly onChange: (name: string) => void;
}) {
  return (
    <label className={styles.field}>
      <span>{strings.projects.name}</span>
      <input
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- its form opens by a key or a click that asks for it
        autoFocus
        type="text"
        maxLength={PROJECT_NAME_MAX}
        spellCheck={false}
        autoComplete="off"
        value={name}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}
