/** Rule 1: whatever a person had handed in and what does not go through is on the shelf, whatever way it ends. */
import { describe, expect, test } from 'vitest';
import { uuid } from './bench-rig.ts';
import { HandsRig, moveTo } from './hands-rig.ts';

/** What ends a change of the window at Box_1 that was let in. */
const ENDS: Readonly<Record<string, (rig: HandsRig) => void>> = {
  'a refusal by an engine, twice': (rig) => {
    rig.submit(30, [moveTo(3)]);
    for (const session of [rig.blender, rig.unity]) {
      const n = rig.take(session, ['apply'])?.n ?? 0;
      rig.frame(session, { type: 'failed', n, code: 'engine_error', message: 'No.' });
      for (const other of [rig.blender, rig.unity]) {
        rig.take(other, ['compensate']);
        rig.frame(other, { type: 'compensated', n, outcomes: [] });
      }
      rig.sync();
    }
  },
  'a deletion before it had a number': (rig) => {
    rig.hold(rig.blender, 1);
    rig.submit(30, [moveTo(3)]);
    rig.submit(31, [{ op: 'delete', id: uuid(1), descendants: [] }], { channel: 'override', reason: 'now' });
    rig.sync();
    rig.hold(rig.blender);
  },
  'the same value changed by somebody else before it had a number': (rig) => {
    rig.hold(rig.blender, 1);
    rig.submit(30, [moveTo(3)]);
    rig.submit(31, [moveTo(4)], { channel: 'override', reason: 'now' });
    rig.sync();
    rig.hold(rig.blender);
  },
  'a halt while it was in line': (rig) => {
    rig.submit(29, [moveTo(2, 2)]);
    rig.submit(30, [moveTo(3)]);
    rig.command({ do: 'halt', by: 'person' });
  },
  'the end of the application': (rig) => {
    rig.submit(29, [moveTo(2, 2)]);
    rig.submit(30, [moveTo(3)]);
    rig.step({ in: 'close' });
  },
  'a click that denies it after a restart': (rig) => {
    rig.hold(rig.blender, 1);
    rig.submit(30, [moveTo(3)]);
    rig.tick(1);
    rig.command({ do: 'halt', by: 'person' });
    rig.command({ do: 'resume', scope: 'everyone' });
    rig.command({ do: 'deny', id: uuid(30), reason: '' });
  },
};

describe('a change of the window that was let in is on the shelf after', () => {
  test.each(Object.entries(ENDS))('%s', (_name, end) => {
    const rig = HandsRig.withBoxes(1, 2);
    end(rig);
    rig.settle();
    expect(['aborted', 'conflicted', 'rejected', 'denied']).toContain(rig.statesOf(30).at(-1));
    expect(rig.onShelf.filter(({ x }) => x === 3)).toHaveLength(1);
  });
});

test('what is forced is on the shelf when the disk refuses it', () => {
  const rig = HandsRig.withBoxes(1);
  rig.submit(30, [moveTo(3)], { channel: 'override', reason: 'now' });
  rig.refuse();
  rig.tick(1_000);
  rig.tick(1_000);
  rig.sync();
  expect(rig.statesOf(30).at(-1)).toBe('aborted');
  expect(rig.onShelf).toMatchObject([{ x: 3, why: 'aborted' }]);
});
