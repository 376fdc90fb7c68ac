import { useId, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { Problem } from './Problem.tsx';
import styles from './EditField.module.css';

/** What a commit came to: null when it was taken, else a sentence for people. */
export type Committed = Promise<string | null> | string | null;

interface EditFieldProps {
  readonly label: string;
  /** As shown at rest. */
  readonly shown: string;
  /** As shown while edited: the whole value. */
  readonly exact?: string;
  readonly onCommit: (text: string) => Committed;
  readonly readOnly?: boolean;
  /** Own, and on its way: not the shared scene yet. */
  readonly applying?: boolean;
  readonly figures?: boolean;
  /** Colours the edge of an axis. */
  readonly axis?: 0 | 1 | 2;
  readonly onFocus?: () => void;
  readonly problemBelow?: (problem: string | null) => void;
}

/**
 * A value that becomes a change on Enter or when the focus leaves, and is left as it was on Esc. What arrives meanwhile
 * does not disturb what is being typed.
 */
export function EditField(props: EditFieldProps) {
  const {
    label,
    shown,
    exact = shown,
    onCommit,
    readOnly = false,
    applying = false,
    figures = false,
    axis,
  } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  /** Set by Esc and Enter, so that the blur that follows does not commit once more. */
  const settled = useRef(false);
  /** From taking the focus until the click that gave it. */
  const fresh = useRef(false);
  const problemId = useId();

  const report = (text: string | null): void => {
    setProblem(text);
    props.problemBelow?.(text);
  };
  const commit = async (text: string): Promise<void> => {
    if (text === exact) {
      report(null);
      return;
    }
    report(await onCommit(text));
  };
  return (
    <>
      <input
        className={styles.field}
        data-figures={figures || undefined}
        data-axis={axis}
        data-applying={applying || undefined}
        aria-label={label}
        aria-invalid={problem === null ? undefined : true}
        aria-describedby={problem === null ? undefined : problemId}
        title={problem ?? undefined}
        type="text"
        spellCheck={false}
        autoComplete="off"
        readOnly={readOnly}
        value={draft ?? shown}
        onFocus={(event) => {
          settled.current = false;
          props.onFocus?.();
          if (readOnly) return;
          // At once, so that not even the first key of a fast hand meets the shortened value or a lost selection.
          flushSync(() => setDraft(exact));
          event.currentTarget.select();
          fresh.current = true;
        }}
        onClick={(event) => {
          // The press that gave the focus also set the caret; all of the value is selected, as in Blender.
          const { selectionStart, selectionEnd } = event.currentTarget;
          if (fresh.current && selectionStart === selectionEnd) event.currentTarget.select();
          fresh.current = false;
        }}
        onChange={(event) => {
          settled.current = false;
          setDraft(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing && draft !== null) {
            // It ends the value, and not the form that the field may stand in.
            event.preventDefault();
            settled.current = true;
            void commit(draft);
            event.currentTarget.select();
          } else if (event.key === 'Escape') {
            settled.current = true;
            setDraft(null);
            report(null);
            event.stopPropagation();
            event.currentTarget.blur();
          }
        }}
        onBlur={() => {
          if (draft !== null && !settled.current) void commit(draft);
          setDraft(null);
        }}
      />
      {props.problemBelow === undefined ? (
        <span id={problemId}>
          <Problem text={problem} />
        </span>
      ) : (
        <span id={problemId} className={styles.hidden}>
          {problem}
        </span>
      )}
    </>
  );
}
