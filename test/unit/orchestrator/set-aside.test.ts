/** An engine that fell silent, was lost or does not take what it is sent: when it is tried again, and what it must not cost anybody (R19, R20, R22). */
import { describe, expect, test } from 'vitest';
import type { SessionView } from '#app/control-room/index.ts';
import type { AdapterMessageOf } from '#app/protocol/index.ts';
import { digestObject } from '#app/scene/index.ts';
import { viewSessions } from '#main/orchestrator/index.ts';
import type { OrchestratorConfig } from '#main/orchestrator/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';
import { moveTo } from './hands-rig.ts';

function studio(config: Partial<OrchestratorConfig> = {}): { rig: Rig; blender: string; unity: string } {
  const rig = new Rig({ config });
  const [blender, unity] = [rig.connect(1), rig.connect(2, 'unity')];
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.playApply(unity);
  rig.sync();
  rig.sent.length = 0;
  return { rig, blender, unity };
}

const sessionOf = (rig: Rig, id: string) => {
  const session = rig.orchestrator.core.sessions.get(id);
  if (session === undefined) throw new Error(`no session ${id}`);
  return session;
};

const shown = (rig: Rig, session: string): SessionView | undefined =>
  viewSessions(rig.orchestrator.core, () => null).find((view) => view.session === session);

/** Time passes, and only these engines answer. */
function pass(rig: Rig, passMs: number, ...answering: string[]): void {
  for (let passed = 0; passed < passMs; passed += 1_000) {
    rig.tick(1_000);
    for (const session of answering) {
      const ping = rig.take(session, ['ping']);
      if (ping !== null) rig.frame(session, { type: 'pong', ping: ping.ping, main_thread_age_ms: 1 });
    }
    if (rig.unsynced > 0) rig.sync();
  }
}

const pong = (ping: number, age = 1): AdapterMessageOf<'pong'> => ({
  type: 'pong',
  ping,
  main_thread_age_ms: age,
});

describe('an engine that fell silent', () => {
  test('is tried again as soon as it speaks, and not before', () => {
    const { rig, blender, unity } = studio();
    pass(rig, 8_000, blender);
    expect(sessionOf(rig, unity)).toMatchObject({ phase: 'quarantined', reason: { code: 'unresponsive' } });
    pass(rig, 20_000, blender);
    expect(rig.take(unity, ['take_inventory'])).toBeNull();
    // Between two ticks.
    rig.nowMs += 1_000;
    rig.step({ in: 'clock', nowMs: rig.nowMs });
    rig.frame(unity, pong(sessionOf(rig, unity).lastPing));
    expect(rig.take(unity, ['take_inventory'])).not.toBeNull();
    expect(sessionOf(rig, unity).phase).toBe('comparing');
  });

  test('and speaks before its time is tried when that is over', () => {
    const { rig, blender, unity } = studio({ breakerRetryMs: 10_000 });
    pass(rig, 6_000, blender);
    expect(sessionOf(rig, unity).phase).toBe('quarantined');
    rig.frame(unity, pong(sessionOf(rig, unity).lastPing));
    expect(sessionOf(rig, unity).phase).toBe('quarantined');
    pass(rig, 12_000, blender, unity);
    expect(rig.take(unity, ['take_inventory'])).not.toBeNull();
  });

  test('was set aside for another reason waits for its time, whatever it says', () => {
    const { rig, blender, unity } = studio({ breakerRetryMs: 10_000 });
    rig.submit(2, [moveTo(3)]);
    rig.frame(unity, {
      type: 'failed',
      n: rig.orchestrator.core.highestNumber,
      code: 'broken',
      message: 'No.',
    });
    expect(sessionOf(rig, unity)).toMatchObject({ phase: 'quarantined', reason: { code: 'engine_broken' } });
    pass(rig, 3_000, blender, unity);
    expect(sessionOf(rig, unity).phase).toBe('quarantined');
  });

  test('too often waits for a click, also when it opens another file', () => {
    const { rig, blender, unity } = studio({ breakerMaxFailures: 1 });
    pass(rig, 6_000, blender);
    expect(sessionOf(rig, unity)).toMatchObject({ phase: 'quarantined', breakerNeedsClick: true });
    rig.frame(unity, pong(sessionOf(rig, unity).lastPing));
    expect(sessionOf(rig, unity).phase).toBe('quarantined');
    const scene = {
      project: rig.state.project.id,
      scene: [...(rig.state.scenes.get('unity') ?? [])][0] ?? null,
      saved_revision: null,
      title: 'another',
      unsaved: false,
    };
    rig.frame(unity, { type: 'scene', scene });
    expect(sessionOf(rig, unity).phase).toBe('quarantined');
    expect(rig.take(unity, ['take_inventory'])).toBeNull();
    rig.command({ do: 'close_breaker', session: unity });
    expect(rig.take(unity, ['take_inventory'])).not.toBeNull();
    rig.command({ do: 'close_breaker', session: unity });
    expect(rig.effects.findLast(({ fx }) => fx === 'reply')).toMatchObject({
      answer: { ok: false, reason: { code: 'not_set_aside', message: 'This engine is not set aside.' } },
    });
  });
});

describe('while it is compared', () => {
  test('an engine that is busy has as long again to answer; one that is not is at fault after its time', () => {
    const { rig, blender, unity } = studio({ resyncTimeoutMs: 3_000, breakerRetryMs: 60_000 });
    for (const session of [blender, unity]) rig.command({ do: 'refresh_engine', session });
    rig.frame(unity, { type: 'busy', kind: 'short', activity: 'compiling', last_begun: null });
    pass(rig, 4_000, blender, unity);
    expect(sessionOf(rig, blender)).toMatchObject({
      phase: 'quarantined',
      reason: { code: 'resync_timeout', message: 'Blender did not answer take_inventory in 3 s.' },
    });
    expect(sessionOf(rig, unity).phase).toBe('comparing');
    rig.frame(unity, { type: 'ready' });
    pass(rig, 1_000, unity);
    expect(sessionOf(rig, unity).phase).toBe('comparing');
    pass(rig, 1_000, unity);
    expect(sessionOf(rig, unity)).toMatchObject({ phase: 'quarantined', reason: { code: 'resync_timeout' } });
  });

  test('an engine that never takes what it is sent is set aside with how much that is', () => {
    const { rig, blender } = studio();
    rig.refusesToPatch = () => true;
    rig.engines.set(blender, {
      objects: new Map([[uuid(1), box(1, { transform: moved(8), name: 'Mine' })]]),
    });
    rig.command({ do: 'refresh_engine', session: blender });
    rig.playResync(blender);
    expect(sessionOf(rig, blender)).toMatchObject({
      phase: 'quarantined',
      breaker: 'open',
      reason: { code: 'does_not_take', message: '2 values still differ after 8 refreshes.' },
    });
    // What it holds is kept before the first patch, and once.
    expect(rig.state.shelf.size).toBe(1);
    expect(rig.state.conflicts.size).toBe(1);
  });

  test('on a disk that takes nothing, what it alone holds cannot be kept, so that it asks, and takes nothing away', () => {
    const { rig, blender } = studio();
    rig.engines.set(blender, { objects: new Map([[uuid(1), box(1, { transform: moved(8) })]]) });
    rig.command({ do: 'refresh_engine', session: blender });
    rig.command({ do: 'lock', id: uuid(1), on: true });
    rig.refuse();
    rig.playResync(blender, 2);
    expect(shown(rig, blender)).toMatchObject({ state: 'comparing', preview: { objects: 1, kept: 1 } });
    expect(sessionOf(rig, blender)).toMatchObject({ phase: 'asking', resync: { consented: null } });
    expect(rig.take(blender, ['patch'])).toBeNull();
    rig.wait(3_000);
    rig.command({ do: 'refresh_engine', session: blender });
    rig.playResync(blender);
    expect(shown(rig, blender)?.state).toBe('live');
    expect(rig.state.shelf.size).toBe(1);
  });
});

describe('an engine that is set back while everybody waits', () => {
  /** It changed by itself, and takes so long over being set back. */
  const setBack = (rig: Rig, blender: string, x: number, tookMs: number): void => {
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(0x700 + x),
      applied_through: rig.state.revision,
      undo: null,
      before: [],
      operations: [moveTo(x)],
    });
    rig.sync();
    const patch = rig.take(blender, ['patch']);
    rig.nowMs += tookMs;
    rig.step({ in: 'clock', nowMs: rig.nowMs });
    rig.frame(blender, {
      type: 'patched',
      request: patch?.request ?? 0,
      states: [[uuid(1), digestObject(box(1))]],
    });
  };

  test('spends what others wait for it, and is set aside once that is used up', () => {
    const { rig, blender } = studio({ busyBudgetMs: 3_000 });
    setBack(rig, blender, 4, 1_600);
    expect(sessionOf(rig, blender)).toMatchObject({ phase: 'live', busySpentMs: 1_600 });
    setBack(rig, blender, 5, 1_600);
    expect(sessionOf(rig, blender)).toMatchObject({
      phase: 'quarantined',
      busySpentMs: 3_200,
      reason: { code: 'drifts_on', message: 'Blender had to be set back for too long, again and again.' },
    });
  });

  test('has all of it again with the next window', () => {
    const { rig, blender, unity } = studio({ busyBudgetMs: 3_000, busyBudgetWindowMs: 10_000 });
    setBack(rig, blender, 4, 1_600);
    pass(rig, 12_000, blender, unity);
    setBack(rig, blender, 5, 1_600);
    expect(sessionOf(rig, blender)).toMatchObject({ phase: 'live', busySpentMs: 1_600 });
  });
});

describe('an engine whose process is there anew', () => {
  const untitled = { project: null, scene: null, saved_revision: null, title: 'untitled', unsaved: false };
  const ofProject = (rig: Rig, scene: string | null): AdapterMessageOf<'hello'>['scene'] => ({
    ...untitled,
    project: rig.state.project.id,
    scene,
  });

  /** A Blender is started, with nothing of the project in it yet, or with a file of it. */
  function start(rig: Rig, number: number, scene: AdapterMessageOf<'hello'>['scene'] = untitled): string {
    const session = uuid(0xe00 + number);
    rig.engines.set(session, { objects: new Map([[uuid(1), box(1)]]) });
    rig.step({ in: 'connected', session, resumes: null, token: '0'.repeat(64) });
    rig.frame(session, {
      type: 'hello',
      adapter: { name: 'test', version: '1' },
      engine: { kind: 'blender', version: '1' },
      scene,
      applied_through: null,
      receipt: null,
      masked: [],
    });
    return session;
  }

  /** Two Blenders with a file each, both lost. */
  function twoLost(): { rig: Rig; first: string; second: string; scenes: readonly (string | null)[] } {
    const rig = new Rig();
    const [first, second] = [rig.connect(1), rig.connect(2)];
    const scenes = [first, second].map((each) => sessionOf(rig, each).scene);
    rig.lose(first);
    rig.lose(second);
    return { rig, first, second, scenes };
  }

  test.each(['as it starts', 'after that'])('has its name again once its file is open there, %s', (when) => {
    const { rig, first, second, scenes } = twoLost();
    const file = ofProject(rig, scenes[1] ?? null);
    const again = start(rig, 9, when === 'as it starts' ? file : untitled);
    if (when === 'after that') {
      // Nobody knows yet which of them it is, or whether it is any.
      expect(sessionOf(rig, again)).toMatchObject({ phase: 'foreign', engine: 'blender-3' });
      expect([first, second].map((each) => sessionOf(rig, each).phase)).toEqual(['detached', 'detached']);
      rig.frame(again, { type: 'scene', scene: file });
    }
    rig.playResync(again);
    expect(sessionOf(rig, again)).toMatchObject({ phase: 'live', engine: 'blender-2' });
    expect(sessionOf(rig, second)).toMatchObject({ phase: 'over', lost: true, reason: { code: 'replaced' } });
    expect(sessionOf(rig, first)).toMatchObject({ phase: 'detached', engine: 'blender' });
  });

  test.each(['before the other is in step', 'after that'])(
    'is waited for beside another one with another file of the project, and comes back %s',
    (when) => {
      const { rig, blender, unity } = studio();
      const left = sessionOf(rig, blender).scene;
      rig.frame(blender, { type: 'scene', scene: untitled });
      rig.command({ do: 'link_scene', session: blender, scene: uuid(0x5ce) });
      rig.sync();
      rig.playResync(blender);
      rig.lose(blender);
      const other = start(rig, 5, ofProject(rig, left));
      if (when === 'after that') rig.playResync(other);
      expect(sessionOf(rig, blender).phase).toBe('detached');
      const again = rig.resume(blender, 6);
      rig.playResync(again);
      rig.playResync(other);
      const names = [again, other].map((each) => [sessionOf(rig, each).phase, sessionOf(rig, each).engine]);
      expect(names).toEqual([
        ['live', 'blender'],
        ['live', 'blender-2'],
      ]);
      rig.submit(2, [moveTo(3)]);
      expect(rig.records.at(-1)).toMatchObject({
        kind: 'begin',
        participants: expect.arrayContaining([
          { session: unity, engine: 'unity' },
          { session: again, engine: 'blender' },
          { session: other, engine: 'blender-2' },
        ]) as unknown,
      });
    },
  );

  test('takes the place of the one that was lost where a person links what is open in it, and that may come back before', () => {
    const { rig, blender } = studio();
    rig.lose(blender);
    const again = start(rig, 5);
    expect(sessionOf(rig, again).engine).toBe('blender-2');
    rig.command({ do: 'link_scene', session: again, scene: uuid(0x5ce) });
    expect(rig.records.findLast(({ kind }) => kind === 'bind')).toMatchObject({ engine: 'blender' });
    rig.sync();
    const back = rig.resume(blender, 6);
    rig.playResync(back);
    rig.playResync(again);
    expect([again, back].map((each) => sessionOf(rig, each).engine)).toEqual(['blender', 'blender-2']);
  });

  test('keeps its name when another file is opened in it', () => {
    const rig = new Rig();
    const [first, second] = [rig.connect(1), rig.connect(2)];
    rig.frame(first, { type: 'bye' });
    rig.frame(second, { type: 'scene', scene: untitled });
    rig.command({ do: 'link_scene', session: second, scene: uuid(0x5ce) });
    rig.sync();
    rig.playResync(second);
    expect(sessionOf(rig, second)).toMatchObject({ phase: 'live', engine: 'blender-2' });
  });

  test('is not waited for any longer under its old connection, which ends as lost', () => {
    const { rig, blender } = studio();
    rig.lose(blender);
    const again = rig.connect(5, 'blender', [box(1)]);
    expect(sessionOf(rig, again)).toMatchObject({ phase: 'live', engine: 'blender' });
    expect(sessionOf(rig, blender)).toMatchObject({
      phase: 'over',
      lost: true,
      reason: { code: 'replaced', message: 'Blender is connected anew.' },
    });
    expect(rig.effects.filter(({ fx }) => fx === 'revoke')).toMatchObject([
      { session: blender, code: 'replaced' },
    ]);
  });

  test('leaves another engine that is away to come back', () => {
    const { rig, blender, unity } = studio();
    rig.lose(blender);
    rig.lose(unity);
    rig.connect(5, 'blender', [box(1)]);
    expect(sessionOf(rig, unity).phase).toBe('detached');
  });
});

describe('a connection that is resumed', () => {
  test('while the old one is still open takes its place at once', () => {
    const { rig, blender } = studio();
    rig.submit(2, [moveTo(3)]);
    expect(rig.statesOf(2).at(-1)).toBe('applying');
    const again = rig.resume(blender, 5);
    expect(rig.orchestrator.core.sessions.has(blender)).toBe(false);
    // It had not voted.
    expect(rig.records.findLast(({ kind }) => kind === 'abort')).toMatchObject({
      fault: null,
      reason: { code: 'connection_lost', message: 'Blender: the connection was lost.' },
    });
    expect(sessionOf(rig, again)).toMatchObject({ engine: 'blender', phase: 'comparing' });
    expect(
      rig.records.flatMap((record) => (record.kind === 'session' ? [[record.session, record.event]] : [])),
    ).toContainEqual([blender, 'detached']);
  });

  test('knows the offers of the one before', () => {
    const { rig, unity } = studio();
    const offer: AdapterMessageOf<'offered'> = {
      type: 'offered',
      offer: uuid(0xff),
      applied_through: 1,
      last: true,
      states: [{ id: uuid(1), facet: 'transform', value: moved(0) }],
    };
    rig.frame(unity, offer);
    rig.sync();
    const known = sessionOf(rig, unity).offers.get(uuid(0xff));
    rig.lose(unity);
    const again = uuid(0xe05);
    rig.step({ in: 'connected', session: again, resumes: unity, token: '1'.repeat(64) });
    expect(sessionOf(rig, again).offers.get(uuid(0xff))).toBe(known);
    expect(known).toBeDefined();
  });
});

test('a dead socket gives its place up as lost, and a busy one keeps it', () => {
  const { rig, blender, unity } = studio({ maxSessions: 2 });
  rig.frame(blender, { type: 'busy', kind: 'short', activity: 'compiling', last_begun: null });
  pass(rig, 6_000);
  const knock = (number: number): void => {
    rig.step({ in: 'connected', session: uuid(number), resumes: null, token: '2'.repeat(64) });
  };
  knock(0xe07);
  expect(sessionOf(rig, unity)).toMatchObject({
    phase: 'over',
    lost: true,
    reason: { code: 'unresponsive', message: 'It has been silent for long, and its place was needed.' },
  });
  expect(sessionOf(rig, uuid(0xe07)).phase).toBe('greeting');
  knock(0xe08);
  expect(sessionOf(rig, blender).phase).not.toBe('over');
  expect(sessionOf(rig, uuid(0xe08))).toMatchObject({
    phase: 'over',
    reason: { code: 'too_many_sessions', message: 'At most 2 connections at a time.' },
  });
});

test('what an engine has in flight when another file is opened there says so', () => {
  const { rig, unity, blender } = studio();
  rig.submit(2, [moveTo(3)], { channel: 'ai' });
  rig.command({ do: 'approve', id: uuid(2), hash: rig.shownHash(2) });
  rig.playApply(blender);
  const scene = { project: null, scene: null, saved_revision: null, title: 'another', unsaved: false };
  rig.frame(unity, { type: 'scene', scene });
  const abort = rig.records.findLast(({ kind }) => kind === 'abort');
  expect(abort).toMatchObject({
    fault: null,
    reason: { code: 'file_changed', message: 'Another scene was opened in Unity.' },
  });
});

test('a true receipt that the history knows changes nothing, and one of another history neither', () => {
  const receipt = (rig: Rig, n: number, ledger = rig.state.ledger) => ({
    ledger,
    n,
    head: 'a'.repeat(64),
    mac: 'f'.repeat(64),
  });
  const hello = (rig: Rig, n: number, ledger?: string): void => {
    rig.step({ in: 'connected', session: uuid(0xe09), resumes: null, token: '2'.repeat(64) });
    rig.frame(uuid(0xe09), {
      type: 'hello',
      adapter: { name: 'test', version: '1' },
      engine: { kind: 'godot', version: '4' },
      scene: { project: null, scene: null, saved_revision: null, title: 'yard', unsaved: false },
      applied_through: null,
      receipt: receipt(rig, n, ledger),
      masked: [],
    });
  };
  const known = studio().rig;
  hello(known, known.state.revision);
  expect(known.orchestrator.core.ledger).toBe('ok');
  const other = studio().rig;
  hello(other, other.state.revision + 5, uuid(0xabc));
  expect(other.orchestrator.core.ledger).toBe('ok');
  const ahead = studio().rig;
  hello(ahead, ahead.state.revision + 1);
  expect(ahead.orchestrator.core).toMatchObject({
    ledger: 'read_only',
    provenThrough: ahead.state.revision + 1,
    ledgerReason: {
      code: 'history_behind_receipt',
      message: `godot holds proof of change ${ahead.state.revision + 1}, but the history ends at ${ahead.state.revision}.`,
    },
  });
});
