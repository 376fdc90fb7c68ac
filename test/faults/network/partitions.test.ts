/** One engine of two is cut off in every phase of a change, in every way a wire breaks. */
import { describe, expect, it } from 'vitest';
import { shown } from '#test/evidence/index.ts';
import type { Kind } from './engine.ts';
import { catchIn, PHASES } from './phases.ts';
import type { Phase } from './phases.ts';
import { otherThan, sharedRig, victims } from './rig.ts';
import type { Rig } from './rig.ts';
import type { Message } from './wire.ts';

/** How it breaks; whoever is only silent is found out by its heartbeats. */
const WAYS = ['cut', 'reset in mid-frame', 'half-open', 'deaf', 'mute'] as const;
type Way = (typeof WAYS)[number];

/** Longer than any time-out of the core, the retry of the breaker included. */
const FOUND_OUT_MS = 8_000;

const theRig = sharedRig();

describe.each(WAYS.map((way) => [way, way === 'cut' ? 19 : 20] as const))(
  'FAIL-4 ORD-5 a wire that is %s (row %i)',
  (way, row) => {
    it.each(PHASES)(
      'while a change is %s: the other goes on, and who was cut off is in step again',
      async (phase) => {
        const those = victims(PHASES.indexOf(phase) + WAYS.indexOf(way));
        for (const victim of those) await partition(theRig(), victim, phase, way);
        shown({
          ids: ['FAIL-4', 'ORD-5'],
          row,
          how: `a wire is ${way} in each phase of a change`,
          runs: those.length,
        });
      },
    );
  },
);

async function partition(rig: Rig, victim: Kind, phase: Phase, way: Way): Promise<void> {
  const wire = rig.wires[victim];
  const other = otherThan(victim);
  const isSilent = way !== 'cut' && way !== 'reset in mid-frame';
  const breakNow = (message: Message | null): void => {
    if (way === 'cut') wire.cut();
    else if (way === 'reset in mid-frame')
      wire.resetWithin(message?.type === 'applied' ? 'to_host' : 'to_engine', message ?? NOTHING);
    else wire.hold(...(way === 'half-open' ? BOTH : way === 'deaf' ? TO_ENGINE : TO_HOST));
  };
  const { crate, first } = await catchIn(rig, victim, phase, { takesMessage: !isSilent, begin: breakNow });
  // A wire that is only silent takes its time to be found out.
  if (isSilent) await rig.pass(FOUND_OUT_MS, [other]);
  if (phase !== 'taken back') await rig.room.outcome(first);
  // The other goes on by itself.
  const aside = await rig.submit({ op: 'set_property', id: crate, key: 'mass', value: 2 });
  expect(await rig.room.outcome(aside)).toBe('committed');
  expect(rig.problems([other])).toEqual([]);

  wire.rule = () => 'pass';
  wire.mend();
  if (isSilent) await rig.pass(FOUND_OUT_MS, [other]);
  await rig.settle();
  expect(rig.problems()).toEqual([]);
}

const NOTHING: Message = { type: 'release', halt: 1 };
const BOTH = ['to_engine', 'to_host'] as const;
const TO_ENGINE = ['to_engine'] as const;
const TO_HOST = ['to_host'] as const;
