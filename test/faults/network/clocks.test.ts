/** The computer's clock jumps by years while the real host works: nothing comes out otherwise (TIME-3). */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Effect, Input } from '#main/orchestrator/index.ts';
import { shown } from '#test/evidence/index.ts';
import { moved } from '#test/scripted/objects.ts';
import { onceFailing } from './engine.ts';
import { ownRig } from './rig.ts';

const START_MS = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;
/** A jump that depends on nothing but how many there were, there and back again. */
const WILD_MS = [9 * YEAR_MS, -2 * HOUR_MS, 0, -8 * YEAR_MS, 30_000, -5_000] as const;

/** What the clock says after so many things have happened. */
type Clock = (happened: number) => number;
const STANDS_STILL: Clock = () => START_MS;
const RUNS_BACK: Clock = (happened) => START_MS - happened * HOUR_MS;
const JUMPS_ABOUT: Clock = (happened) => START_MS + (WILD_MS[happened % WILD_MS.length] ?? 0);

type Step = (input: Input) => Effect[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('TIME-1 TIME-3 a clock that', () => {
  it('runs back, or jumps about, changes no outcome (row 23)', async () => {
    const usual = await outcomes(STANDS_STILL);
    for (const clock of [RUNS_BACK, JUMPS_ABOUT]) expect(await outcomes(clock)).toEqual(usual);
    shown({
      ids: ['TIME-1', 'TIME-3'],
      row: 23,
      how: 'the computer’s clock jumps at everything that happens',
      runs: 2,
    });
  });

  it('runs back changes what becomes of changes where a build goes by it, and that is seen (row 23)', async () => {
    /** Takes what an agent hands in at an earlier time than somebody else for based on the version before all. */
    const goesByTheClock = (step: Step): Step => {
      let newestMs = 0;
      return (input) => {
        if (input.in !== 'submit') return step(input);
        const isLate = input.channel === 'ai' && Date.now() < newestMs;
        newestMs = Math.max(newestMs, Date.now());
        const { submission } = input;
        return step(
          isLate
            ? { ...input, submission: { ...submission, base: { ...submission.base, revision: 0 } } }
            : input,
        );
      };
    };
    const usual = await outcomes(STANDS_STILL, goesByTheClock);
    expect(await outcomes(RUNS_BACK, goesByTheClock)).not.toEqual(usual);
    shown({ ids: ['TIME-3'], row: 23, how: 'a build that goes by the clock', runs: 1, control: true });
  });
});

/** Everything that the clock has said so far. */
function saidTimes(clock: Clock, happened: number): number[] {
  return Array.from({ length: happened + 1 }, (_, index) => clock(index));
}

/** Changes of a person and of an agent, an engine that fails, one that is cut off: what becomes of each, in its order. */
async function outcomes(clock: Clock, around?: (step: Step) => Step): Promise<unknown> {
  vi.setSystemTime(clock(0));
  let happened = 0;
  // Its host lives until the test ends, and the clock is the next one's by then.
  let isOver = false;
  const rig = await ownRig({
    around: (step) => {
      const inner = around?.(step) ?? step;
      return (input) => {
        if (!isOver) {
          happened += 1;
          vi.setSystemTime(clock(happened));
        }
        return inner(input);
      };
    },
  });
  const crate = await rig.commitObject('Crate');
  const lamp = await rig.commitObject('Lamp');
  await rig.room.outcome(await rig.submit(moved(crate, 1, 2, 3)));
  const { id, answer } = await rig.ask(moved(lamp, 1, 2, 3));
  if (answer.ok) {
    await rig.approve(id);
    await rig.room.outcome(id);
  }
  rig.engines.unity.quirk = onceFailing();
  await rig.room.outcome(await rig.submit({ op: 'rename', id: crate, name: `Kiste ${crate}` }));
  rig.wires.blender.cut();
  // A change on its way when that is noticed has another number of records than one that comes after it.
  await rig.room.until('the cut to be noticed', () => rig.session('blender')?.state === 'detached');
  await rig.room.outcome(await rig.submit(moved(lamp, 4, 5, 6)));
  rig.wires.blender.mend();
  await rig.settle();
  expect(rig.problems()).toEqual([]);
  isOver = true;
  // The clock did reach it: what it notes of times is what the clock said.
  const { since } = rig.session('unity') ?? { since: '' };
  expect(saidTimes(clock, happened)).toContain(Date.parse(since));
  return rig.events.flatMap((event) => {
    if (event.at === 'author') return [[event.end, event.n]];
    if (event.at !== 'log') return [];
    const { record } = event;
    return record.kind === 'begin' || record.kind === 'commit' || record.kind === 'abort'
      ? [[record.kind, record.n]]
      : [];
  });
}
