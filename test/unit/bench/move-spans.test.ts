import { describe, expect, it } from 'vitest';
import { spansOf, turnIntervalsMs, turnWaitMs } from '#test/bench/move-spans.ts';
import type { HostMoment } from '#test/bench/move-spans.ts';
import type { Handled } from '#test/bench/engine.ts';

const SESSIONS = { own: 'a', foreign: 'b' };

function handled(arrivedMs: number, turnMs: number, doneMs: number, n = 7): Handled {
  return { n, arrivedMs, turnMs, doneMs };
}

const OWN = {
  editedMs: 100,
  editTurnMs: 104,
  adopt: handled(109, 110, 111),
  confirm: handled(121, 125, 126),
};
const FOREIGN = { apply: handled(109, 112, 116), confirm: handled(121, 124, 124.5) };
const MOMENTS: readonly HostMoment[] = [
  { what: 'observed', session: 'a', atMs: 106 },
  { what: 'adopt', session: 'a', atMs: 108 },
  { what: 'apply', session: 'b', atMs: 108.5 },
  { what: 'applied', session: 'a', atMs: 111.5 },
  { what: 'applied', session: 'b', atMs: 117 },
  { what: 'confirm', session: 'a', atMs: 120.5 },
  { what: 'confirm', session: 'b', atMs: 120 },
];

describe('the way of one move', () => {
  it('is told apart into turns, host and engines, which add up to the whole', () => {
    const spans = spansOf(MOMENTS, SESSIONS, OWN, FOREIGN);
    expect(spans).toEqual({
      totalMs: 24.5,
      appliedMs: 16,
      turnsMs: 4 + 3 + 3,
      hostMs: 2.5 + 3,
      enginesMs: 9,
    });
    expect(spans.turnsMs + spans.hostMs + spans.enginesMs).toBe(spans.totalMs);
  });

  it('goes by whichever engine votes last', () => {
    const late = MOMENTS.map((each) =>
      each.what === 'applied' && each.session === 'a' ? { ...each, atMs: 119 } : each,
    );
    const { turnsMs, hostMs } = spansOf(late, SESSIONS, OWN, FOREIGN);
    expect(turnsMs).toBe(4 + 1 + 3);
    expect(hostMs).toBe(2 + 1);
  });

  it('is no result where the moments are of several changes, or one is missing', () => {
    expect(() => spansOf(MOMENTS.slice(1), SESSIONS, OWN, FOREIGN)).toThrow('0 times observed');
    expect(() => spansOf([...MOMENTS, ...MOMENTS], SESSIONS, OWN, FOREIGN)).toThrow('2 times');
    const other = { ...FOREIGN, confirm: handled(121, 124, 125, 8) };
    expect(() => spansOf(MOMENTS, SESSIONS, OWN, other)).toThrow('7, 8');
  });
});

describe('turns', () => {
  it('are not waited for by what comes in the middle of one', () => {
    const sentMs = (): number => 8;
    expect(turnWaitMs(handled(10, 13, 14), sentMs)).toBe(3);
    expect(turnWaitMs(handled(10, 9, 14), sentMs)).toBe(0);
  });

  it('are waited for since the host sent it, where the engine’s socket is not watched', () => {
    expect(turnWaitMs({ n: 7, arrivedMs: null, turnMs: 13, doneMs: 14 }, () => 8)).toBe(5);
  });

  it('have an interval from start to start', () => {
    expect(turnIntervalsMs([{ began_ms: 1 }, { began_ms: 5 }, { began_ms: 12 }])).toEqual([4, 7]);
    expect(turnIntervalsMs([{ began_ms: 1 }])).toEqual([]);
  });
});
