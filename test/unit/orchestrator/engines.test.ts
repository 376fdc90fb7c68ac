/** What one engine cannot do to everybody else: hold them up, fill the memory, swap its name (AUTH-5, R19, R26, SEC-1). */
import { describe, expect, test } from 'vitest';
import type { AdapterMessage } from '#app/protocol/index.ts';
import { digestObject, LIMITS } from '#app/scene/index.ts';
import type { Facet } from '#app/scene/index.ts';
import type { SessionView } from '#app/control-room/index.ts';
import { viewSessions } from '#main/orchestrator/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

/** A rig with one live engine that holds Box_1. */
function withBox(): { rig: Rig; blender: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.sync();
  return { rig, blender };
}

function driftOf(number: number): AdapterMessage {
  return {
    type: 'observed',
    edit: uuid(2_000 + number),
    applied_through: 1,
    undo: null,
    before: [],
    operations: [{ op: 'set_transform', id: uuid(1), transform: moved(number + 1) }],
  };
}

function sessionView(rig: Rig, session: string): SessionView {
  const view = viewSessions(rig.orchestrator.core, () => null).find((each) => each.session === session);
  if (view === undefined) throw new Error('it has no session');
  return view;
}

function phaseOf(rig: Rig, session: string): string | undefined {
  return rig.orchestrator.core.sessions.get(session)?.phase;
}

describe('AUTH-5: nobody is held up', () => {
  test('an engine that drifts on and on, and is slow to be set back, is set aside', () => {
    const { rig, blender } = withBox();
    rig.frame(blender, driftOf(0));
    rig.sync();
    rig.submit(50, [{ op: 'create', object: box(50) }]);
    for (let round = 1; round <= 20 && rig.statesOf(50).at(-1) !== 'committed'; round += 1) {
      rig.wait(4_000);
      rig.frame(blender, driftOf(round));
      rig.sync();
      const patch = rig.take(blender, ['patch']);
      if (patch === null) continue;
      rig.frame(blender, {
        type: 'patched',
        request: patch.request,
        states: patch.objects.map((object) => [object.id, digestObject(object)]),
      });
    }
    rig.sync();
    expect(rig.statesOf(50).at(-1)).toBe('committed');
    expect(phaseOf(rig, blender)).not.toBe('live');
  });

  test('FORCE waits for no refresh (R28)', () => {
    const { rig, blender } = withBox();
    rig.frame(blender, driftOf(0));
    rig.sync();
    expect(rig.take(blender, ['patch'])).not.toBeNull();
    rig.submit(51, [{ op: 'create', object: box(51) }], { channel: 'override', reason: 'now' });
    rig.sync();
    expect(rig.statesOf(51).at(-1)).toBe('committed');
  });

  test('R26: an engine cannot mask away what every object has', () => {
    const rig = new Rig();
    const session = uuid(0xe09);
    rig.step({ in: 'connected', session, resumes: null, token: '0'.repeat(64) });
    rig.frame(session, {
      type: 'hello',
      adapter: { name: 't', version: '1' },
      engine: { kind: 'blender', version: '1' },
      scene: { project: null, scene: null, saved_revision: null, title: 'u', unsaved: false },
      applied_through: null,
      receipt: null,
      masked: ['existence', 'name', 'parent', 'transform', 'visibility'],
    });
    expect(phaseOf(rig, session)).toBe('over');
  });

  test('ORD-2: a forced change that an open edit of the engine holds back there is not overtaken', () => {
    const { rig, blender } = withBox();
    // Its own edit waits for a click, so the object must not be patched meanwhile.
    rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
    const renamed = box(1, { name: 'Mine' });
    rig.engines.set(blender, { objects: new Map([[uuid(1), renamed]]) });
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(700),
      applied_through: 1,
      undo: { kind: 'step', name: 'Rename' },
      before: [],
      operations: [{ op: 'rename', id: uuid(1), name: 'Mine' }],
    });
    rig.submit(3, [{ op: 'set_transform', id: uuid(1), transform: moved(7) }], {
      channel: 'override',
      reason: 'now',
    });
    rig.submit(4, [{ op: 'create', object: box(4) }]);
    rig.sync();
    // The next number goes without it; it is compared as a whole, and its name stands until the click.
    expect(rig.take(blender, ['apply'])).toBeNull();
    rig.playResync(blender);
    expect(phaseOf(rig, blender)).toBe('live');
    expect(rig.engines.get(blender)?.objects.get(uuid(1))).toEqual(
      box(1, { name: 'Mine', transform: moved(7) }),
    );
    expect(rig.state.conflicts.size).toBe(0);
  });
});

describe('SEC-1: everything is bounded', () => {
  test('edits collected during a halt', () => {
    const { rig, blender } = withBox();
    rig.command({ do: 'halt', by: 'x' });
    const operations = Array.from({ length: 1_000 }, (_, index) => ({
      op: 'set_transform' as const,
      id: uuid(1),
      transform: moved(index),
    }));
    for (let edit = 0; edit < 60 && phaseOf(rig, blender) === 'live'; edit += 1) {
      rig.frame(blender, {
        type: 'observed',
        edit: uuid(3_000 + edit),
        applied_through: 1,
        undo: { kind: 'step', name: 's' },
        before: [],
        operations,
      });
    }
    expect(phaseOf(rig, blender)).toBe('over');
    expect(rig.effects.filter(({ fx }) => fx === 'revoke')).toMatchObject([{ code: 'too_many_edits' }]);
  });

  test('what is declared of objects that never come to be shared is forgotten, the oldest first', () => {
    const { rig, blender } = withBox();
    const declare = (ids: readonly string[]): void => {
      const objects = ids.map((id) => ({ id, driven: ['transform' as const], bounded: true }));
      rig.frame(blender, { type: 'declare', objects });
    };
    declare([uuid(1)]);
    for (let first = 0; first <= LIMITS.objects; first += 1_000)
      declare(Array.from({ length: 1_000 }, (_, index) => uuid(100_000 + first + index)));
    const session = rig.orchestrator.core.sessions.get(blender);
    expect([session?.driven.size, session?.bounded.size]).toEqual([LIMITS.objects + 1, LIMITS.objects + 1]);
    const kept = [uuid(1), uuid(100_000), uuid(100_000 + LIMITS.objects)];
    expect(kept.map((id) => session?.bounded.has(id))).toEqual([true, false, true]);
    expect(sessionView(rig, blender).driven).toEqual([{ id: uuid(1), facets: ['transform'] }]);
  });

  test('what is declared ahead weighs as much as it names: beyond the bound, and not at it, the oldest goes', () => {
    const { rig, blender } = withBox();
    const names = Array.from({ length: 512 }, (_, index): Facet => `property:${index}`);
    const declare = (id: number, facets: number, bounded = false): void => {
      const driven = names.slice(0, facets);
      rig.frame(blender, { type: 'declare', objects: [{ id: uuid(id), driven, bounded }] });
    };
    const most = 2 * LIMITS.objects;
    const whole = Math.floor(most / 513);
    const known = (id: number): [boolean, boolean] => {
      const { driven, bounded } = rig.orchestrator.core.sessions.get(blender) ?? {};
      return [driven?.has(uuid(id)) === true, bounded?.has(uuid(id)) === true];
    };
    declare(1, 512, true);
    for (let index = 0; index < whole; index += 1) declare(1_000 + index, 512, index === 1);
    declare(5_000, most - 513 * whole - 1);
    expect([known(1), known(1_000), known(1_001)]).toEqual([
      [true, true],
      [true, false],
      [true, true],
    ]);
    // Named anew it is the newest, and nothing that says nothing weighs.
    declare(1_000, 512);
    declare(5_001, 0);
    expect(known(1_001)).toEqual([true, true]);
    declare(5_002, 0, true);
    expect([known(1), known(1_000), known(1_001), known(1_002), known(5_002)]).toEqual([
      [true, true],
      [true, false],
      [false, false],
      [true, false],
      [false, true],
    ]);
  });

  test('an inventory has an end', () => {
    const { rig, blender } = withBox();
    const ids = Array.from({ length: 2_000 }, (_, index) => uuid(100_000 + index));
    rig.command({ do: 'refresh_engine', session: blender });
    const request = rig.take(blender, ['take_inventory'])?.request ?? 0;
    for (let first = 0; first <= LIMITS.objects && phaseOf(rig, blender) !== 'over'; first += 2_000) {
      const objects = ids.map((_, index): [string, string] => [uuid(first + index), 'ab'.repeat(16)]);
      rig.frame(blender, { type: 'inventory', request, last: false, objects, unmanaged: 0 });
    }
    expect(phaseOf(rig, blender)).toBe('over');
  });

  test('connections: a dead socket that never closed gives its place up', () => {
    const rig = new Rig({ config: { maxSessions: 1 } });
    const dead = rig.connect(1);
    rig.step({ in: 'connected', session: uuid(0xf01), resumes: null, token: '0'.repeat(64) });
    expect(phaseOf(rig, uuid(0xf01))).toBe('over');
    for (let second = 0; second < 10; second += 1) rig.tick(1_000);
    rig.step({ in: 'connected', session: uuid(0xf02), resumes: null, token: '0'.repeat(64) });
    expect(phaseOf(rig, uuid(0xf02))).toBe('greeting');
    expect(phaseOf(rig, dead)).toBe('over');
  });
});

test('of connections that ended, the last sixteen stay on screen', () => {
  const rig = new Rig();
  const ended = Array.from({ length: 20 }, (_, index) => rig.connect(1 + index));
  for (const session of ended) rig.frame(session, { type: 'bye' });
  const shown = viewSessions(rig.orchestrator.core, () => null).map(({ session }) => session);
  expect(shown).toEqual(ended.slice(4));
});

test('FAIL-1: an engine that applied a number which a crash took is let in on a read-only ledger', () => {
  const before = new Rig();
  const scene = before.orchestrator.core.sessions.get(before.connect(1))?.scene ?? null;
  const reason = { code: 'damaged', message: 'A record is damaged.', path: null };
  const hello = (appliedThrough: number): string | undefined => {
    const rig = new Rig({ records: [...before.records], readOnly: reason });
    const session = uuid(0xe77);
    rig.step({ in: 'connected', session, resumes: null, token: '0'.repeat(64) });
    rig.frame(session, {
      type: 'hello',
      adapter: { name: 'test', version: '1' },
      engine: { kind: 'blender', version: '1' },
      scene: { project: rig.state.project.id, scene, saved_revision: null, title: 'b', unsaved: false },
      applied_through: appliedThrough,
      receipt: null,
      masked: [],
    });
    return phaseOf(rig, session);
  };
  expect(before.state.leasedTo).toBe(256);
  expect(hello(1)).toBe('comparing');
  expect(hello(257)).toBe('over');
});

describe('R20: an engine keeps its name with its file', () => {
  test('whoever of two comes first after a restart', () => {
    const before = new Rig();
    before.connect(1);
    const second = before.connect(2);
    expect(before.orchestrator.core.sessions.get(second)?.engine).toBe('blender-2');
    const scene = before.orchestrator.core.sessions.get(second)?.scene ?? null;
    const after = new Rig({ records: before.records });
    const session = uuid(0xe77);
    after.step({ in: 'connected', session, resumes: null, token: '0'.repeat(64) });
    after.frame(session, {
      type: 'hello',
      adapter: { name: 'test', version: '1' },
      engine: { kind: 'blender', version: '1' },
      scene: { project: after.state.project.id, scene, saved_revision: null, title: 'b', unsaved: false },
      applied_through: null,
      receipt: null,
      masked: [],
    });
    expect(after.orchestrator.core.sessions.get(session)?.engine).toBe('blender-2');
  });
});

describe('R20: a file that is open twice', () => {
  function hello(rig: Rig, session: string, scene: string | null): void {
    rig.step({ in: 'connected', session, resumes: null, token: '0'.repeat(64) });
    rig.frame(session, {
      type: 'hello',
      adapter: { name: 'test', version: '1' },
      engine: { kind: 'blender', version: '1' },
      scene: { project: rig.state.project.id, scene, saved_revision: null, title: 'b', unsaved: false },
      applied_through: null,
      receipt: null,
      masked: [],
    });
  }

  test('the one that waited goes on when the other falls silent, is lost, or opens another file', () => {
    const ways: ((rig: Rig, first: string) => void)[] = [
      (rig, first) => {
        rig.engines.delete(first);
        rig.wait(10_000);
      },
      (rig, first) => void rig.step({ in: 'disconnected', session: first }),
      (rig, first) =>
        void rig.frame(first, {
          type: 'scene',
          scene: { project: null, scene: null, saved_revision: null, title: 'new', unsaved: false },
        }),
    ];
    for (const loses of ways) {
      const rig = new Rig();
      const first = rig.connect(1);
      const second = uuid(0xe88);
      rig.engines.set(second, { objects: new Map() });
      hello(rig, second, rig.orchestrator.core.sessions.get(first)?.scene ?? null);
      expect(phaseOf(rig, second)).toBe('foreign');
      loses(rig, first);
      expect(phaseOf(rig, second)).toBe('comparing');
    }
  });

  test('the one that waits says which one it waits for, and goes on when a person ends that', () => {
    const rig = new Rig();
    const first = rig.connect(1);
    const second = uuid(0xe88);
    rig.engines.set(second, { objects: new Map() });
    hello(rig, second, rig.orchestrator.core.sessions.get(first)?.scene ?? null);
    const openIn = (session: string) =>
      viewSessions(rig.orchestrator.core, () => null).find((each) => each.session === session)?.openIn;
    expect([openIn(first), openIn(second)]).toEqual([null, first]);
    rig.command({ do: 'revoke_session', session: first });
    expect(phaseOf(rig, second)).toBe('comparing');
    expect(openIn(second)).toBeNull();
  });
});
