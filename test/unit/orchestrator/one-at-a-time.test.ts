/** What a live engine is set back to, looked at or asked for while something else goes on there: in which order, and what waits. */
import { describe, expect, test } from 'vitest';
import { digestObject } from '#app/scene/index.ts';
import { box, moved, uuid } from './bench-rig.ts';
import type { Rig } from './bench-rig.ts';
import { HandsRig, moveTo } from './hands-rig.ts';

/** Forced changes leave without the engines, which get them as patches. */
function force(rig: Rig, id: number, x: number, object = 1): void {
  rig.submit(id, [moveTo(x, object)], { channel: 'override', reason: 'now' });
  rig.sync();
}

function patched(rig: Rig, session: string, request: number, ...objects: ReturnType<typeof box>[]): void {
  rig.frame(session, {
    type: 'patched',
    request,
    states: objects.map((object) => [object.id, digestObject(object)]),
  });
}

describe('an engine that is to be set back', () => {
  test('gets one patch at a time', () => {
    const rig = HandsRig.withBoxes(1, 2);
    force(rig, 10, 3);
    const first = rig.take(rig.unity, ['patch']);
    expect(first?.objects.map(({ id }) => id)).toEqual([uuid(1)]);
    force(rig, 11, 4, 2);
    expect(rig.take(rig.unity, ['patch'])).toBeNull();
    patched(rig, rig.unity, first?.request ?? 0, box(1, { transform: moved(3) }));
    expect(rig.take(rig.unity, ['patch'])?.objects.map(({ id }) => id)).toEqual([uuid(2)]);
  });

  test('gets none while it is busy', () => {
    const rig = HandsRig.withBoxes(1);
    rig.frame(rig.unity, { type: 'busy', kind: 'short', activity: 'compiling', last_begun: null });
    force(rig, 10, 3);
    expect(rig.take(rig.blender, ['patch'])).not.toBeNull();
    expect(rig.take(rig.unity, ['patch'])).toBeNull();
    rig.frame(rig.unity, { type: 'ready' });
    expect(rig.take(rig.unity, ['patch'])).not.toBeNull();
  });

  test('holds numbers up until its patch is in', () => {
    const rig = HandsRig.withBoxes(1, 2);
    force(rig, 10, 3);
    const patch = rig.take(rig.unity, ['patch'])?.request ?? 0;
    rig.playResync(rig.blender);
    rig.submit(11, [{ op: 'rename', id: uuid(2), name: 'Crate' }]);
    expect(rig.take(rig.blender, ['apply'])).toBeNull();
    patched(rig, rig.unity, patch, box(1, { transform: moved(3) }));
    expect(rig.take(rig.blender, ['apply'])).not.toBeNull();
  });

  test('holds none up while that is in its artist’s hands, nor while it is asked what it would share', () => {
    const rig = HandsRig.withBoxes(1, 2);
    rig.hold(rig.unity, 1);
    force(rig, 10, 3);
    rig.playResync(rig.blender);
    rig.command({ do: 'adopt_objects', session: rig.blender });
    expect(rig.take(rig.blender, ['adopt_unmanaged'])).not.toBeNull();
    rig.submit(11, [{ op: 'rename', id: uuid(2), name: 'Crate' }]);
    expect(rig.take(rig.unity, ['patch'])).toBeNull();
    expect(rig.take(rig.unity, ['apply'])).not.toBeNull();
  });
});

describe('an object that is looked at once more', () => {
  /** Unity did not take what Box_1 was set to, and is asked what it shows. */
  function asked(): { rig: HandsRig; request: number } {
    const rig = HandsRig.withBoxes(1, 2);
    force(rig, 10, 3);
    rig.playResync(rig.blender);
    const patch = rig.take(rig.unity, ['patch'])?.request ?? 0;
    patched(rig, rig.unity, patch, box(1));
    const look = rig.take(rig.unity, ['read_values']);
    expect(look?.ids).toEqual([uuid(1)]);
    return { rig, request: look?.request ?? 0 };
  }
  const shows = (rig: HandsRig, request: number, x = 0): void =>
    void rig.frame(rig.unity, {
      type: 'values',
      request,
      last: true,
      objects: [box(1, { transform: moved(x) })],
      missing: [],
    });

  test('is left alone in its artist’s hands, and set back when they let go of it', () => {
    const { rig, request } = asked();
    rig.hold(rig.unity, 1);
    shows(rig, request, 7);
    expect(rig.take(rig.unity, ['patch', 'read_values'])).toBeNull();
    expect(rig.state.conflicts.size).toBe(0);
    rig.hold(rig.unity);
    expect(rig.take(rig.unity, ['patch'])).toMatchObject({ objects: [{ id: uuid(1), transform: moved(3) }] });
  });

  test('is looked at again where it was changed by force meanwhile', () => {
    const { rig, request } = asked();
    rig.submit(11, [moveTo(4)], { channel: 'override', reason: 'now' });
    shows(rig, request, 7);
    rig.sync();
    expect(rig.take(rig.unity, ['patch'])).toBeNull();
    expect(rig.take(rig.unity, ['read_values'])?.ids).toEqual([uuid(1)]);
    expect(rig.state.conflicts.size).toBe(0);
  });

  test('is looked at again once what it holds can be kept', () => {
    const { rig, request } = asked();
    rig.command({ do: 'lock', id: uuid(2), on: true });
    rig.refuse();
    shows(rig, request, 7);
    expect(rig.orchestrator.core.ahead.conflicts.size).toBe(0);
    rig.tick(1_000);
    rig.sync();
    const again = rig.take(rig.unity, ['read_values']);
    expect(again?.ids).toEqual([uuid(1)]);
    shows(rig, again?.request ?? 0, 7);
    rig.sync();
    expect(rig.state.conflicts.size).toBe(1);
  });

  test('is as shared where it shows that by now, and nothing is left of it', () => {
    const { rig, request } = asked();
    shows(rig, request, 7);
    rig.sync();
    const session = rig.session(rig.unity);
    expect([session.looks, [...session.drift.keys()]]).toEqual([new Map([[uuid(1), 1]]), [uuid(1)]]);
    const patch = rig.take(rig.unity, ['patch'])?.request ?? 0;
    patched(rig, rig.unity, patch, box(1, { transform: moved(7) }));
    shows(rig, rig.take(rig.unity, ['read_values'])?.request ?? 0, 3);
    expect(rig.take(rig.unity, ['patch', 'read_values'])).toBeNull();
    expect(session.looks.size + session.drift.size).toBe(0);
  });
});

describe('what could not be taken back', () => {
  /** Box_1’s move to 3 flies; Unity did not take it, and Blender shows another value by then. */
  function diverged(before: (rig: HandsRig) => void): HandsRig {
    const rig = HandsRig.withBoxes(1, 2);
    rig.submit(10, [moveTo(3)]);
    const n = rig.playApply(rig.blender) ?? 0;
    rig.take(rig.unity, ['apply']);
    rig.frame(rig.unity, { type: 'failed', n, code: 'no', message: 'No.' });
    rig.frame(rig.unity, { type: 'compensated', n, outcomes: [] });
    before(rig);
    rig.engines.set(rig.blender, {
      objects: new Map([box(1, { transform: moved(7) }), box(2)].map((object) => [object.id, object])),
    });
    expect(rig.take(rig.blender, ['compensate'])).not.toBeNull();
    rig.frame(rig.blender, {
      type: 'compensated',
      n,
      outcomes: [
        { id: uuid(1), facet: 'transform', outcome: 'diverged' },
        { id: uuid(2), facet: 'transform', outcome: 'restored' },
      ],
    });
    rig.sync();
    return rig;
  }

  test('is looked at, and nothing else', () => {
    const rig = diverged(() => undefined);
    expect(rig.take(rig.blender, ['read_values'])?.ids).toEqual([uuid(1)]);
    expect(rig.take(rig.blender, ['patch'])).toBeNull();
  });

  test('is left in its artist’s hands until they let go of it', () => {
    const rig = diverged((each) => each.hold(each.blender, 1));
    expect(rig.take(rig.blender, ['read_values', 'patch'])).toBeNull();
    expect([...rig.session(rig.blender).inDoubt]).toEqual([uuid(1)]);
    rig.hold(rig.blender);
    expect(rig.take(rig.blender, ['patch'])).toMatchObject({ objects: [{ id: uuid(1) }] });
  });

  test('is its artist’s edit where they told of one', () => {
    const rig = diverged((each) => each.move(each.blender, 50, 7));
    expect(rig.take(rig.blender, ['read_values', 'patch'])).toBeNull();
  });
});

describe('an answer', () => {
  test('to a question of another kind is out of turn', () => {
    const rig = HandsRig.withBoxes(1);
    rig.command({ do: 'refresh_engine', session: rig.unity });
    const request = rig.take(rig.unity, ['take_inventory'])?.request ?? 0;
    rig.frame(rig.unity, { type: 'values', request, last: true, objects: [], missing: [] });
    expect(rig.session(rig.unity)).toMatchObject({ phase: 'over', reason: { code: 'wrong_turn' } });
  });

  test('to what was never asked is out of turn; a late one counts for nothing', () => {
    const rig = HandsRig.withBoxes(1);
    const { askedUpTo } = rig.session(rig.unity);
    rig.frame(rig.unity, { type: 'patched', request: askedUpTo, states: [] });
    expect(rig.session(rig.unity).phase).toBe('live');
    rig.frame(rig.unity, { type: 'patched', request: askedUpTo + 1, states: [] });
    expect(rig.session(rig.unity)).toMatchObject({ phase: 'over', reason: { code: 'wrong_turn' } });
  });

  test('in parts counts with the last', () => {
    const rig = HandsRig.withBoxes(1, 2);
    rig.command({ do: 'refresh_engine', session: rig.unity });
    const request = rig.take(rig.unity, ['take_inventory'])?.request ?? 0;
    const part = (last: boolean, id: number): void =>
      void rig.frame(rig.unity, {
        type: 'inventory',
        request,
        last,
        objects: [[uuid(id), digestObject(box(id))]],
        unmanaged: 0,
      });
    part(false, 1);
    expect(rig.session(rig.unity).phase).toBe('comparing');
    part(true, 2);
    expect(rig.session(rig.unity).phase).toBe('live');
    expect(rig.take(rig.unity, ['read_values', 'patch'])).toBeNull();
  });
});
