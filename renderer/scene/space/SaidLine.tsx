import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import { engineName } from '../../model/actors.ts';
import { formatFixed, LENGTH_UNITS, UNIT_SPACE } from '../../numbers.ts';
import { useDesk } from '../../store/store.ts';
import { strings } from '../../strings.ts';
import type { ShownBand } from './band.ts';
import type { ComparedFrom } from './comparison.ts';
import type { Said } from './editing.ts';
import { isFlat } from './view.ts';
import type { Viewport } from './viewport.ts';
import styles from './SpaceView.module.css';

/** What changes with every move of the pointer: whoever shows it listens to it alone. */
export interface Saying {
  readonly said: Said | null;
  readonly band: ShownBand;
  /** From where two versions are compared; null where none are. */
  readonly compared: ComparedFrom | null;
}

export const NOTHING_SAID: Saying = {
  said: null,
  band: { isWaiting: false, box: null },
  compared: null,
};

interface SaidLineProps {
  readonly saying: StoreApi<Saying>;
  /** What holds as long as nothing else is said. */
  readonly standing: string | null;
}

/** What the hand does in figures, or why it does nothing. */
export function SaidLine({ saying, standing }: SaidLineProps) {
  const said = useStore(saying, (now) => now.said);
  const isWaiting = useStore(saying, (now) => now.band.isWaiting);
  const unit = useDesk((desk) => desk.preferences.unit);
  const told = isWaiting
    ? strings.space.boxWaits
    : said === null
      ? standing
      : said.kind === 'told'
        ? said.text
        : null;
  const isProblem = isWaiting
    ? false
    : said === null
      ? standing !== null
      : said.kind === 'told' && said.isProblem;
  return (
    <>
      {said?.kind === 'holding' ? (
        <p className={styles.said} data-holding>
          <strong>{strings.space.during[said.handle]}</strong>{' '}
          <span className={styles.figures}>{figures(said, unit)}</span>
          <span className={styles.keys}>{strings.space.hold}</span>
        </p>
      ) : null}
      {/* Figures that change with the pointer are nothing to read out; a refusal is. */}
      <p className={styles.said} role="status" data-problem={isProblem || undefined} hidden={told === null}>
        {told}
      </p>
    </>
  );
}

function figures(
  { handle, figures: values, typed }: Extract<Said, { kind: 'holding' }>,
  unit: keyof typeof LENGTH_UNITS,
): string {
  const { metres, label, decimals } = LENGTH_UNITS[unit];
  const text = (value: number): string => {
    if (handle === 'move') return `${formatFixed(value / metres, decimals)}${UNIT_SPACE}${label}`;
    return handle === 'turn' ? `${formatFixed(value, 1)}°` : formatFixed(value, 3);
  };
  const shown = values
    .map((value, axis) => {
      if (value === null) return null;
      return values.length === 1 ? text(value) : `${strings.axes.names[axis] ?? ''} ${text(value)}`;
    })
    .filter((each) => each !== null)
    .join('  ');
  return typed === '' ? shown : `${shown}  [${typed}]`;
}

/** From where the view looks, as engines write it into the corner. */
export function ViewName({ viewport }: { readonly viewport: Viewport }) {
  // Known before there is a picture, which may never come.
  const [name, setName] = useState(() => nameOf(viewport));
  useEffect(() => viewport.onDrawn(() => setName(nameOf(viewport))), [viewport]);
  return <p className={styles.name}>{name}</p>;
}

function nameOf({ eye, takenFrom }: Viewport): string {
  const words = strings.space;
  const depth = isFlat(eye.view) ? words.orthographic : words.perspective;
  const side = eye.view.side === null ? null : words.sides[eye.view.side];
  const from = takenFrom === null ? side : words.viewOf(engineName(takenFrom));
  return from === null ? depth : `${from} · ${depth}`;
}
