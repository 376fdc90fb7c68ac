import { useState } from 'react';
import type { SceneObject, Transform } from '#app/scene/index.ts';
import { AXES, toEngine, withEuler, withLocation, withScale } from '../axes.ts';
import type { AxisIndex } from '../axes.ts';
import { EditField } from '../components/EditField.tsx';
import { Problem } from '../components/Problem.tsx';
import { Segmented } from '../components/Segmented.tsx';
import type { CommonVec3 } from '../model/common.ts';
import { frameOf } from '../model/facets.ts';
import { formatFitting, formatFixed, LENGTH_UNITS, parseTyped, shortestFloat } from '../numbers.ts';
import { prefer } from '../store/actions.ts';
import { useShownReading } from '../store/store.ts';
import { strings } from '../strings.ts';
import { change } from './change.ts';
import { rememberEuler, shownEuler } from './euler-memory.ts';
import styles from './TransformFields.module.css';

/** Digits of an angle while it is edited: beyond them a 32-bit quaternion says nothing. */
const EXACT_ANGLE_DECIMALS = 4;

interface TransformFieldsProps {
  /** With the own changes on their way. */
  readonly object: SceneObject;
  readonly truth: SceneObject;
  readonly applying: boolean;
  readonly readOnly: boolean;
  readonly onFocus: () => void;
}

/** Location, rotation and scale in the artist's axes. Typing one number leaves the bits of every other as they are. */
export function TransformFields({ object, truth, applying, readOnly, onFocus }: TransformFieldsProps) {
  const reading = useShownReading();
  const frame = frameOf(object.id, reading);
  const shown = toEngine(object.transform, frame);
  const before = toEngine(truth.transform, frame);
  const euler = shownEuler(object.id, object.transform.rotation, frame);
  const unit = LENGTH_UNITS[reading.unit];
  const words = strings.inspector;
  const parts = strings.parts[reading.axes];

  const commit = async (transform: Transform, what: string): Promise<string | null> =>
    change([{ op: 'set_transform', id: truth.id, transform }], what, truth);
  const setEuler = async (axis: AxisIndex, degrees: number): Promise<string | null> => {
    const angles: [number, number, number] = [...euler];
    angles[axis] = degrees;
    const transform = withEuler(object.transform, frame, angles);
    rememberEuler(object.id, frame.axes, transform.rotation, angles);
    return commit(transform, parts.rotation);
  };

  return (
    <section className={styles.transform}>
      <header className={styles.head}>
        <h3>{words.transform}</h3>
        <Segmented
          quiet
          label={strings.axes.label}
          value={reading.axes}
          options={AXES.map((each) => ({ value: each, label: strings.axes[each] }))}
          onChange={(axes) => prefer({ axes })}
        />
      </header>
      <TransformRow
        label={parts.location}
        unit={unit.label}
        values={shown.location}
        truths={before.location}
        shown={(value) => formatFitting(value / unit.metres, unit.decimals)}
        exact={(value) => shortestFloat(value / unit.metres)}
        parse={(text) => parseTyped(text, 'length', unit.metres)}
        onCommit={async (axis, metres) =>
          commit(withLocation(object.transform, frame, axis, metres), parts.location)
        }
        {...{ applying, readOnly, onFocus }}
      />
      <TransformRow
        label={parts.rotation}
        unit="°"
        values={euler}
        truths={shownEuler(object.id, truth.transform.rotation, frame)}
        shown={(value) => formatFixed(value, 1)}
        exact={(value) => Number(value.toFixed(EXACT_ANGLE_DECIMALS)).toString()}
        parse={(text) => parseTyped(text, 'angle')}
        onCommit={setEuler}
        {...{ applying, readOnly, onFocus }}
      />
      <TransformRow
        label={parts.scale}
        unit=""
        values={shown.scale}
        truths={before.scale}
        shown={(value) => formatFitting(value, 3)}
        exact={shortestFloat}
        parse={(text) => parseTyped(text, 'factor')}
        onCommit={async (axis, factor) =>
          commit(withScale(object.transform, frame, axis, factor), parts.scale)
        }
        {...{ applying, readOnly, onFocus }}
      />
    </section>
  );
}

interface TransformRowProps {
  readonly label: string;
  readonly unit: string;
  readonly values: CommonVec3;
  /** What the shared scene holds: a value on its way differs from it. */
  readonly truths: CommonVec3;
  readonly shown: (value: number) => string;
  readonly exact: (value: number) => string;
  readonly parse: (text: string) => number | null;
  readonly onCommit: (axis: AxisIndex, value: number) => Promise<string | null>;
  readonly applying: boolean;
  readonly readOnly: boolean;
  readonly onFocus: () => void;
}

/** Three numbers of one kind; null where several objects differ in it. */
export function TransformRow({
  label,
  unit,
  values,
  truths,
  shown,
  exact,
  parse,
  onCommit,
  applying,
  readOnly,
  onFocus,
}: TransformRowProps) {
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <div className={styles.row} role="group" aria-label={unit === '' ? label : `${label}, ${unit}`}>
      <span className={styles.label}>{label}</span>
      {([0, 1, 2] as const).map((axis) => (
        <EditField
          key={axis}
          figures
          axis={axis}
          label={`${label} ${strings.axes.names[axis] ?? ''}`}
          shown={textOf(values[axis], shown) ?? strings.severalObjects.differs}
          exact={textOf(values[axis], exact) ?? ''}
          applying={applying && textOf(values[axis], exact) !== textOf(truths[axis], exact)}
          readOnly={readOnly}
          onFocus={onFocus}
          problemBelow={setProblem}
          onCommit={(text) => {
            const value = parse(text);
            return value === null ? strings.inspector.notANumber : onCommit(axis, value);
          }}
        />
      ))}
      <span className={styles.unit} aria-hidden="true">
        {unit}
      </span>
      {problem === null ? null : (
        <div className={styles.problem}>
          <Problem text={problem} />
        </div>
      )}
    </div>
  );
}

function textOf(value: number | null, words: (value: number) => string): string | null {
  return value === null ? null : words(value);
}
