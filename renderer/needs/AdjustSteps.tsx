import { RotateCcw } from 'lucide-react';
import { useMemo } from 'react';
import type { RequestBody, WaitingView } from '#app/control-room/index.ts';
import { classify, takenOf } from '#app/scene/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { Button, IconButton } from '../components/Button.tsx';
import { EditField } from '../components/EditField.tsx';
import { Swatch } from '../components/Swatch.tsx';
import { Switch } from '../components/Switch.tsx';
import { stepsOf, strandedStep } from '../model/steps.ts';
import type { Draft, Step, StepField } from '../model/steps.ts';
import { isShortcut, useKeys } from '../shortcuts.ts';
import { useReading, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './AdjustSteps.module.css';

const WORDS_LIMIT = 2_048;

interface AdjustStepsProps {
  readonly waiting: WaitingView;
  /** Of the suggestion as it stands. */
  readonly draft: Draft;
  readonly closed: boolean;
  readonly onDraft: (draft: Draft) => void;
  readonly onApprove: (adjusted: RequestBody<'approve_adjusted'>) => void;
  readonly onCancel: () => void;
}

/** A suggestion step by step: what is unchecked is not taken, and what is typed takes the place of what was suggested. */
export function AdjustSteps({ waiting, draft, closed, onDraft, onApprove, onCancel }: AdjustStepsProps) {
  const { leave, edits, said, hash } = draft;
  const keysOf = useKeys();
  const reading = useReading();
  const scene = useRoom((room) => room.scene);
  const { operations } = waiting;
  const words = strings.approvals;
  const steps = useMemo(
    () => stepsOf(waiting, edits, scene.objects, reading),
    [waiting, edits, scene, reading],
  );
  const stranded = useMemo(
    () => strandedStep(operations, { leave, edits }, scene.objects),
    [operations, leave, edits, scene],
  );
  const taken = operations.length - leave.size;
  const isWhole = leave.size + edits.size === 0;
  const left = takenOf(
    operations,
    leave,
    [...edits].map(([place, operation]) => ({ place, operation })),
  ).map(({ operation }) => operation);
  const deletes = classify(left) === 'destructive';
  const blocked = closed || taken === 0 || stranded !== null || isWhole;
  const approve = (): void => {
    if (blocked) return;
    onApprove({
      id: waiting.id,
      hash,
      leave: [...leave],
      words: said.trim(),
      edits: [...edits].map(([place, operation]) => ({
        place,
        operation: operation as RequestBody<'approve_adjusted'>['edits'][number]['operation'],
      })),
    });
  };

  const toggle = (place: number): void => {
    const left = new Set(leave);
    if (left.delete(place)) return onDraft({ ...draft, leave: left });
    left.add(place);
    onDraft({ ...draft, leave: left, edits: new Map([...edits].filter(([each]) => each !== place)) });
  };
  const edit = (place: number, operation: Operation | null): void => {
    const next = new Map(edits);
    if (operation === null) next.delete(place);
    else next.set(place, operation);
    onDraft({ ...draft, edits: next });
  };
  return (
    <form
      className={styles.adjust}
      aria-label={words.steps}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          onCancel();
        } else if (
          deletes &&
          !event.repeat &&
          !isTyped(event.target) &&
          isShortcut(event, 'approve_deletion')
        ) {
          event.preventDefault();
          approve();
        }
      }}
      onSubmit={(event) => {
        event.preventDefault();
        // Enter ends a line everywhere; what deletes wants its own key, or its button.
        if (!deletes) approve();
      }}
    >
      {draft.isOlder ? (
        <p className={styles.older} role="status">
          {words.older}
        </p>
      ) : null}
      <ul className={styles.steps}>
        {steps.map((step) => (
          <StepLine
            key={step.place}
            step={step}
            taken={!leave.has(step.place)}
            edited={edits.has(step.place)}
            first={step.place === 0}
            needs={stranded?.place === step.place ? (steps[stranded.needs]?.label ?? '') : null}
            onToggle={() => toggle(step.place)}
            onEdit={(operation) => edit(step.place, operation)}
          />
        ))}
      </ul>
      <input
        className={styles.said}
        type="text"
        aria-label={words.sayWhy}
        placeholder={words.sayWhy}
        maxLength={WORDS_LIMIT}
        value={said}
        onChange={(event) => onDraft({ ...draft, said: event.currentTarget.value })}
      />
      <div className={styles.foot}>
        <Button
          look="primary"
          disabled={blocked}
          {...(deletes ? { hint: keysOf('approve_deletion'), onClick: approve } : { type: 'submit' })}
        >
          {deletes
            ? words.approvePartDestructive
            : leave.size === 0 && edits.size > 0
              ? words.approveChanged
              : words.approvePart(taken)}
        </Button>
        <Button onClick={onCancel}>{words.cancel}</Button>
        <span className={styles.count} role="status">
          {words.taken(taken, operations.length)}
        </span>
      </div>
    </form>
  );
}

interface StepLineProps {
  readonly step: Step;
  readonly taken: boolean;
  readonly edited: boolean;
  readonly first: boolean;
  /** What it does not go without and that is left out. */
  readonly needs: string | null;
  readonly onToggle: () => void;
  readonly onEdit: (operation: Operation | null) => void;
}

function StepLine({ step, taken, edited, first, needs, onToggle, onEdit }: StepLineProps) {
  const words = strings.approvals;
  return (
    <li className={styles.step} data-left={!taken || undefined}>
      <label className={styles.pick}>
        <input
          type="checkbox"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- it opened because a person asked for it
          autoFocus={first}
          checked={taken}
          aria-label={words.take(step.label)}
          onChange={onToggle}
        />
        <span className={styles.label}>{step.label}</span>
        {edited ? <span className={styles.edited}>{words.edited}</span> : null}
      </label>
      {edited ? (
        <IconButton label={words.restore(step.label)} onClick={() => onEdit(null)}>
          <RotateCcw aria-hidden="true" />
        </IconButton>
      ) : null}
      {taken ? (
        <div className={styles.values}>
          {step.rows.map((row) => (
            <p key={row.what} className={styles.row}>
              <span className={styles.what}>{row.what}</span>
              <span className={styles.figures}>
                <Swatch colour={row.swatches[0]} />
                {row.before} →{' '}
                <b>
                  <Swatch colour={row.swatches[1]} />
                  {row.after}
                </b>
              </span>
            </p>
          ))}
          {step.fields.length === 0 ? null : <Fields fields={step.fields} onEdit={onEdit} />}
        </div>
      ) : null}
      {needs === null ? null : (
        <p className={styles.needs} role="alert">
          {words.needs(needs)}
        </p>
      )}
    </li>
  );
}

function Fields({
  fields,
  onEdit,
}: {
  readonly fields: readonly StepField[];
  readonly onEdit: (operation: Operation) => void;
}) {
  return (
    <div className={styles.fields} data-axes={fields.some(isAxis) || undefined}>
      {fields.map((field) =>
        field.kind === 'switch' ? (
          <Switch
            key={field.label}
            label={field.label}
            on={field.on}
            words={[strings.inspector.on, strings.inspector.off]}
            onChange={(on) => {
              onEdit(field.set(on));
              return Promise.resolve(null);
            }}
          />
        ) : (
          <div key={field.label} className={styles.field}>
            <EditField
              figures={field.axis !== null}
              {...(field.axis === null ? {} : { axis: field.axis })}
              label={field.unit === '' ? field.label : `${field.label}, ${field.unit}`}
              shown={field.shown}
              exact={field.exact}
              onCommit={(text) => {
                const operation = field.set(text);
                if (operation === null) return strings.inspector.notANumber;
                onEdit(operation);
                return null;
              }}
            />
          </div>
        ),
      )}
    </div>
  );
}

/** Letters are words there. */
function isTyped(target: EventTarget): boolean {
  return target instanceof HTMLInputElement && target.type === 'text';
}

function isAxis(field: StepField): boolean {
  return field.kind === 'text' && field.axis !== null;
}
