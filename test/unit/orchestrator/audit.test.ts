/** The parity audit: what a live engine holds otherwise, and nobody told of, is found, shown, kept and set back. */
import { describe, expect, test } from 'vitest';
import type { OrchestratorMessage } from '#app/protocol/index.ts';
import { digestObject } from '#app/scene/index.ts';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import { DEFAULT_CONFIG, viewSessions } from '#main/orchestrator/index.ts';
import type { SessionView } from '#app/control-room/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

const HEARTBEAT_MS = DEFAULT_CONFIG.heartbeatMs;

/** A rig with shared boxes and a live engine that shows them. */
function inStep(count: number): { rig: Rig; blender: string } {
  const rig = new Rig();
  const made = Array.from({ length: count }, (_, index): Operation => ({
    op: 'create',
    object: box(index + 1),
  }));
  rig.submit(1, made, { channel: 'override', reason: 'test' });
  rig.sync();
  const blender = rig.connect(1);
  return { rig, blender };
}

function sessionOf(rig: Rig, session: string): SessionView {
  const view = viewSessions(rig.orchestrator.core, () => null).find((each) => each.session === session);
  if (view === undefined) throw new Error('it has no session');
  return view;
}

type AuditQuestion = Extract<OrchestratorMessage, { type: 'audit' }>;

/** Lets a tick pass; the engine answers pings. What it was asked in passing, or null. */
function asked(rig: Rig, session: string): AuditQuestion | null {
  rig.wait(HEARTBEAT_MS);
  return rig.take(session, ['audit']);
}

/** The engine answers a tick's question from its own scene. */
function answer(rig: Rig, session: string): readonly string[] {
  const question = asked(rig, session);
  if (question === null) return [];
  reply(rig, session, question);
  return question.ids;
}

function reply(rig: Rig, session: string, question: AuditQuestion): void {
  const held = rig.engines.get(session)?.objects;
  const states = question.ids.map((id): [string, string | null] => {
    const object = held?.get(id);
    return [id, object === undefined ? null : digestObject(object)];
  });
  rig.frame(session, { type: 'digests', request: question.request, states });
}

function drift(rig: Rig, session: string, object: SceneObject | null, id = object?.id ?? ''): void {
  const objects = new Map(rig.engines.get(session)?.objects);
  if (object === null) objects.delete(id);
  else objects.set(id, object);
  rig.engines.set(session, { objects });
}

describe('the parity audit', () => {
  test('goes through all objects, a part a tick, and says when it was through', () => {
    const { rig, blender } = inStep(230);
    const first = sessionOf(rig, blender).comparedAgoMs;
    expect(first).toBe(0);
    const parts = [answer(rig, blender), answer(rig, blender), answer(rig, blender)];
    expect(parts.map((part) => part.length)).toEqual([100, 100, 30]);
    expect(new Set(parts.flat()).size).toBe(230);
    expect(sessionOf(rig, blender).comparedAgoMs).toBe(2 * HEARTBEAT_MS);
    expect(sessionOf(rig, blender).drift).toEqual({ objects: [], forMs: 0 });
  });

  test('asks on with each answer, six times a heartbeat, and no further round before the next', () => {
    const { rig, blender } = inStep(830);
    const answerAll = (): number => {
      let questions = 0;
      for (let next = rig.take(blender, ['audit']); next !== null; next = rig.take(blender, ['audit'])) {
        reply(rig, blender, next);
        questions += 1;
      }
      return questions;
    };
    rig.wait(HEARTBEAT_MS);
    expect(answerAll()).toBe(6);
    // A tick in between is no heartbeat.
    rig.tick(HEARTBEAT_MS / 4);
    expect(answerAll()).toBe(0);
    rig.wait(HEARTBEAT_MS);
    expect(answerAll()).toBe(3);
    expect(sessionOf(rig, blender).comparedAgoMs).toBeLessThan(2 * HEARTBEAT_MS);
  });

  test('begins anew when a person asks, without waiting for a heartbeat, and counts what that round compared (ORD-5)', () => {
    const { rig, blender } = inStep(830);
    const before = asked(rig, blender);
    if (before === null) throw new Error('nothing was asked');
    rig.command({ do: 'audit_engine', session: blender });
    expect(sessionOf(rig, blender).audit).toEqual({ rounds: 0, compared: 0, asked: { left: 830, of: 830 } });
    drift(rig, blender, { ...box(1), name: 'Drifted' });
    // What was still open is answered first, and counts for nothing in this round.
    reply(rig, blender, before);
    const ids: string[] = [];
    for (let next = rig.take(blender, ['audit']); next !== null; next = rig.take(blender, ['audit'])) {
      ids.push(...next.ids);
      reply(rig, blender, next);
      const values = rig.take(blender, ['read_values']);
      if (values !== null) {
        const objects = [...(rig.engines.get(blender)?.objects.values() ?? [])];
        const told = objects.filter(({ id }) => values.ids.includes(id));
        rig.frame(blender, {
          type: 'values',
          request: values.request,
          objects: told,
          missing: [],
          last: true,
        });
      }
    }
    expect(new Set(ids).size).toBe(830);
    expect(sessionOf(rig, blender)).toMatchObject({
      audit: { rounds: 1, compared: 830, asked: null },
      drift: { objects: [uuid(1)] },
      comparedAgoMs: 0,
    });
  });

  test('refuses to begin where nothing could be compared', () => {
    const rig = new Rig();
    const blender = rig.connect(1);
    const refused = (): string | undefined => {
      const effects = rig.command({ do: 'audit_engine', session: blender });
      const said = effects.flatMap((effect) => (effect.fx === 'reply' ? [effect.answer] : []));
      return said[0]?.ok === false ? said[0].reason.code : undefined;
    };
    expect(refused()).toBe('nothing_shared');
    rig.lose(blender);
    expect(refused()).toBe('not_live');
  });

  test('asks no further while something flies', () => {
    const { rig, blender } = inStep(230);
    const question = asked(rig, blender);
    if (question === null) throw new Error('nothing was asked');
    rig.submit(900, [{ op: 'rename', id: uuid(1), name: 'flies' }], { channel: 'override', reason: 'test' });
    expect(rig.orchestrator.core.flights.size).toBe(1);
    reply(rig, blender, question);
    expect(rig.take(blender, ['audit'])).toBeNull();
  });

  test('asks for one part at a time, and counts silence as a fault', () => {
    const { rig, blender } = inStep(2);
    expect(asked(rig, blender)).not.toBeNull();
    expect(asked(rig, blender)).toBeNull();
    rig.wait(DEFAULT_CONFIG.resyncTimeoutMs);
    expect(sessionOf(rig, blender)).toMatchObject({
      breaker: 'half_open',
      reason: { code: 'audit_timeout' },
    });
  });

  test('finds what changed by itself: shown with its age, kept on the shelf, then set back (ORD-5, R22)', () => {
    const { rig, blender } = inStep(2);
    const drifted = box(1, { transform: moved(7) });
    drift(rig, blender, drifted);
    answer(rig, blender);
    const read = rig.take(blender, ['read_values']);
    expect(read?.ids).toEqual([uuid(1)]);
    rig.frame(blender, {
      type: 'values',
      request: read?.request ?? 0,
      last: true,
      objects: [drifted],
      missing: [],
    });
    expect(rig.take(blender, ['patch'])).toBeNull();
    expect(sessionOf(rig, blender).drift).toEqual({ objects: [uuid(1)], forMs: 0 });
    rig.tick(HEARTBEAT_MS);
    expect(sessionOf(rig, blender).drift.forMs).toBe(HEARTBEAT_MS);
    rig.sync();
    const [conflict] = rig.orchestrator.core.durable.conflicts.values();
    expect(conflict).toMatchObject({ why: 'drift', items: [{ id: uuid(1), facet: 'transform' }] });
    expect([...rig.orchestrator.core.durable.shelf.values()][0]).toMatchObject({
      from: 'engine:blender',
      states: [{ id: uuid(1), facet: 'transform', value: moved(7) }],
    });
    rig.playResync(blender);
    expect(rig.engines.get(blender)?.objects.get(uuid(1))).toEqual(box(1));
    expect(sessionOf(rig, blender).drift.objects).toEqual([]);
  });

  test('takes nothing for drift that an engine shows after it was set aside (rule 7)', () => {
    const { rig, blender } = inStep(1);
    drift(rig, blender, box(1, { transform: moved(7) }));
    answer(rig, blender);
    const request = rig.take(blender, ['read_values'])?.request ?? 0;
    rig.frame(blender, { type: 'busy', kind: 'parked', activity: 'play mode', last_begun: null });
    const objects = [box(1, { transform: moved(7) })];
    rig.frame(blender, { type: 'values', request, last: true, objects, missing: [] });
    rig.sync();
    expect(sessionOf(rig, blender)).toMatchObject({ state: 'parked', drift: { objects: [] } });
    expect(rig.orchestrator.core.durable.conflicts.size).toBe(0);
    expect(rig.orchestrator.core.durable.shelf.size).toBe(0);
  });

  test('puts back what is merely missing, without asking anybody', () => {
    const { rig, blender } = inStep(2);
    drift(rig, blender, null, uuid(2));
    answer(rig, blender);
    rig.playResync(blender);
    expect(rig.orchestrator.core.durable.conflicts.size).toBe(0);
    expect(rig.engines.get(blender)?.objects.get(uuid(2))).toEqual(box(2));
  });

  test('believes values where digests differ by rounding alone', () => {
    const { rig, blender } = inStep(1);
    rig.frame(blender, { type: 'declare', objects: [{ id: uuid(1), driven: [], bounded: true }] });
    const rounded = box(1, {
      transform: { ...moved(0), rotation: [Math.fround(1e-8), 0, 0, 1] },
    });
    drift(rig, blender, rounded);
    answer(rig, blender);
    rig.playResync(blender);
    expect(rig.orchestrator.core.durable.conflicts.size).toBe(0);
    expect(sessionOf(rig, blender).drift.objects).toEqual([]);
  });

  test('leaves alone what is in the artist’s hands, or being decided', () => {
    const { rig, blender } = inStep(3);
    rig.frame(blender, { type: 'hands', objects: [uuid(1)], mode: 'edit' });
    rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
    rig.sync();
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(90),
      applied_through: rig.state.revision,
      undo: { kind: 'step', name: 'Move' },
      before: [],
      operations: [{ op: 'set_transform', id: uuid(2), transform: moved(3) }],
    });
    expect(asked(rig, blender)?.ids).toEqual([uuid(3)]);
  });

  test('says nothing of an object that the truth has moved on with while the answer travelled', () => {
    const { rig, blender } = inStep(1);
    const question = asked(rig, blender);
    const before = digestObject(box(1));
    rig.submit(50, [{ op: 'set_transform', id: uuid(1), transform: moved(2) }]);
    rig.playApply(blender);
    rig.sync();
    rig.frame(blender, { type: 'digests', request: question?.request ?? 0, states: [[uuid(1), before]] });
    expect(rig.take(blender, ['read_values'])).toBeNull();
    expect(sessionOf(rig, blender).drift.objects).toEqual([]);
  });

  test('asks once about what an engine told without a step, though the disk takes its time over keeping it', () => {
    const { rig, blender } = inStep(1);
    const question = asked(rig, blender);
    drift(rig, blender, box(1, { transform: moved(5) }));
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(70),
      applied_through: rig.state.revision,
      undo: null,
      before: [{ id: uuid(1), facet: 'transform', value: box(1).transform }],
      operations: [{ op: 'set_transform', id: uuid(1), transform: moved(5) }],
    });
    // It is not set back before it is safe; until then the engine shows it, and says so.
    if (question !== null) reply(rig, blender, question);
    const read = rig.take(blender, ['read_values']);
    if (read !== null)
      rig.frame(blender, {
        type: 'values',
        request: read.request,
        last: true,
        objects: [box(1, { transform: moved(5) })],
        missing: [],
      });
    rig.sync();
    rig.playResync(blender);
    expect(rig.state.conflicts.size).toBe(1);
    expect(rig.state.shelf.size).toBe(1);
    expect(rig.engines.get(blender)?.objects.get(uuid(1))).toEqual(box(1));
  });

  test('on a log that takes nothing, shows the drift and takes nothing away', () => {
    const { rig, blender } = inStep(1);
    drift(rig, blender, box(1, { transform: moved(7) }));
    const question = asked(rig, blender);
    rig.step({
      in: 'ledger_failed',
      outcome: 'read_only',
      from: rig.records.length + 1,
      reason: { code: 'damaged', message: 'A record is damaged.', path: null },
    });
    rig.frame(blender, {
      type: 'digests',
      request: question?.request ?? 0,
      states: [[uuid(1), digestObject(box(1, { transform: moved(7) }))]],
    });
    rig.playResync(blender);
    expect(sessionOf(rig, blender).drift.objects).toEqual([uuid(1)]);
    expect(rig.engines.get(blender)?.objects.get(uuid(1))?.transform).toEqual(moved(7));
  });

  test.each([
    ['an object that was not asked about', (request: number) => ({ request, states: [[uuid(9), null]] })],
    ['an answer to no question', (request: number) => ({ request: request + 50, states: [] })],
  ])('%s is a violation', (_what, make) => {
    const { rig, blender } = inStep(1);
    const question = asked(rig, blender);
    const frame = make(question?.request ?? 0) as { request: number; states: [string, null][] };
    rig.frame(blender, { type: 'digests', ...frame });
    expect(sessionOf(rig, blender)).toMatchObject({ state: 'revoked', reason: { code: 'wrong_turn' } });
  });

  test('an answer from before a refresh is late, not false', () => {
    const { rig, blender } = inStep(1);
    const question = asked(rig, blender);
    rig.command({ do: 'refresh_engine', session: blender });
    rig.frame(blender, { type: 'digests', request: question?.request ?? 0, states: [[uuid(1), null]] });
    rig.playResync(blender);
    expect(sessionOf(rig, blender).state).toBe('live');
  });
});

describe('an answer of the audit', () => {
  test('lets what is on its way come first, and asks on with the next tick', () => {
    const { rig, blender } = inStep(230);
    const first = asked(rig, blender);
    if (first === null) throw new Error('nothing was asked');
    rig.submit(40, [{ op: 'set_transform', id: uuid(1), transform: moved(2) }]);
    reply(rig, blender, first);
    expect(rig.take(blender, ['audit'])).toBeNull();
    rig.playApply(blender);
    rig.sync();
    expect(answer(rig, blender)).toHaveLength(100);
    expect(rig.take(blender, ['audit'])?.ids).toHaveLength(30);
  });

  test('asks nothing more of an engine that became busy', () => {
    const { rig, blender } = inStep(230);
    const first = asked(rig, blender);
    if (first === null) throw new Error('nothing was asked');
    rig.frame(blender, { type: 'busy', kind: 'short', activity: 'compiling', last_begun: null });
    reply(rig, blender, first);
    rig.tick(100);
    expect(rig.take(blender, ['audit'])).toBeNull();
    rig.frame(blender, { type: 'ready' });
    expect(answer(rig, blender)).toHaveLength(100);
    expect(rig.take(blender, ['audit'])?.ids).toHaveLength(30);
  });

  test('asks on at once while nothing is in the way', () => {
    const { rig, blender } = inStep(230);
    answer(rig, blender);
    const second = rig.take(blender, ['audit']);
    expect(second?.ids).toHaveLength(100);
  });
});
