import { ChevronDown, X } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { CHANGE_SHAPES } from '#app/control-room/change-shapes.ts';
import type { TimelineFilter } from '#app/control-room/index.ts';
import { OPERATION_CLASSES } from '#app/scene/index.ts';
import { Button } from '../components/Button.tsx';
import { Mark } from '../components/Mark.tsx';
import { Popup } from '../components/Popup.tsx';
import type { Tone } from '../model/actors.ts';
import type { Lane } from '../model/timeline.ts';
import { useDesk, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './FilterRow.module.css';

interface FilterRowProps<Filter extends TimelineFilter> {
  readonly filter: Filter;
  /** All of them, also those that the filter leaves out. */
  readonly lanes: readonly Lane[];
  readonly onChange: (filter: Filter) => void;
  /** What else can be narrowed. */
  readonly children?: ReactNode;
  /** Whether something of that is. */
  readonly isNarrowed?: boolean;
  readonly onClear: () => void;
}

/** What the timeline is narrowed to. The history counts what passes; nothing is lost by it. */
export function FilterRow<Filter extends TimelineFilter>({
  filter,
  lanes,
  onChange,
  children,
  isNarrowed = false,
  onClear,
}: FilterRowProps<Filter>) {
  const words = strings.timeline;
  return (
    <div className={styles.row} role="group" aria-label={words.filter}>
      <Choice
        label={words.filterActors}
        options={lanes.map(({ id, label, tone }) => ({ id, label, tone }))}
        chosen={filter.lanes}
        onChange={(chosen) => onChange({ ...filter, lanes: chosen })}
      />
      <Choice
        label={words.filterClasses}
        options={OPERATION_CLASSES.map((id) => ({ id, label: strings.classes[id].words }))}
        chosen={filter.classes}
        onChange={(classes) => onChange({ ...filter, classes })}
      />
      <Choice
        label={words.filterShapes}
        options={CHANGE_SHAPES.map((id) => ({ id, label: words.shapes[id] }))}
        chosen={filter.shapes}
        onChange={(shapes) => onChange({ ...filter, shapes })}
      />
      <ObjectChoice object={filter.object} onChange={(object) => onChange({ ...filter, object })} />
      {children}
      {isFiltering(filter) || isNarrowed ? (
        <Button small look="quiet" onClick={onClear}>
          <X aria-hidden="true" />
          {words.filterOff}
        </Button>
      ) : null}
    </div>
  );
}

export function isFiltering({ lanes, classes, shapes, object }: TimelineFilter): boolean {
  return lanes !== null || classes !== null || shapes !== null || object !== null;
}

interface ChoiceProps<Id extends string> {
  readonly label: string;
  readonly options: readonly { readonly id: Id; readonly label: string; readonly tone?: Tone }[];
  /** Null for all of them. */
  readonly chosen: readonly Id[] | null;
  readonly onChange: (chosen: Id[] | null) => void;
}

/** Which of a few pass. */
export function Choice<Id extends string>({ label, options, chosen, onChange }: ChoiceProps<Id>) {
  const [open, setOpen] = useState(false);
  const words = strings.timeline;
  const isOn = (id: Id): boolean => chosen === null || chosen.includes(id);
  const toggle = (id: Id): void => {
    const next = options.map((each) => each.id).filter((each) => isOn(each) !== (each === id));
    onChange(next.length === options.length ? null : next);
  };
  const shown =
    chosen === null
      ? words.filterAll
      : chosen.length === 1
        ? (options.find(({ id }) => id === chosen[0])?.label ??
          words.filterSome(chosen.length, options.length))
        : words.filterSome(chosen.length, options.length);
  return (
    <Popup
      open={open}
      onOpenChange={setOpen}
      label={label}
      trigger={
        <Button small data-chip data-narrowed={chosen === null ? undefined : true}>
          <span>
            <span className={styles.name}>{label}</span> {shown}
          </span>
          <ChevronDown aria-hidden="true" />
        </Button>
      }
    >
      <ul className={styles.options}>
        {options.map(({ id, label: name, tone }) => (
          <li key={id}>
            <label>
              <input type="checkbox" checked={isOn(id)} onChange={() => toggle(id)} />
              {tone === undefined ? null : <Mark tone={tone} />}
              {name}
            </label>
            <Button small look="quiet" aria-label={words.filterOnly(name)} onClick={() => onChange([id])}>
              {words.filterJust}
            </Button>
          </li>
        ))}
      </ul>
    </Popup>
  );
}

/** The object that is selected anywhere in the window. */
function ObjectChoice({
  object,
  onChange,
}: {
  readonly object: string | null;
  readonly onChange: (object: string | null) => void;
}) {
  const words = strings.timeline;
  const selected = useDesk((desk) => desk.object);
  const id = object ?? selected;
  const scene = useRoom((room) => room.scene);
  const name = id === null ? null : (scene.objects.get(id)?.name ?? strings.change.deletedObject);
  return (
    <Button
      small
      data-chip
      disabled={name === null}
      aria-pressed={object !== null}
      data-narrowed={object === null ? undefined : true}
      title={name === null ? words.anyObject : words.onlyObject(name)}
      onClick={() => onChange(object === null ? selected : null)}
    >
      <span>
        <span className={styles.name}>{words.filterObject}</span>{' '}
        {name === null ? words.filterAll : object === null ? words.onlyObject(name) : name}
      </span>
    </Button>
  );
}
