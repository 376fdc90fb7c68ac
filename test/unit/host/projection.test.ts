/** What the window is shown of the orchestrator. */
import { expect, test } from 'vitest';
import type { ChangeView } from '#app/control-room/index.ts';
import { Projection } from '#main/host/projection.ts';
import type { Surroundings } from '#main/host/projection.ts';
import { evidence, fixture } from '../../renderer/harness/fixtures.ts';
import { box, moved, Rig, uuid } from '../orchestrator/bench-rig.ts';

function surroundings(): Surroundings {
  const { status } = fixture('main').snapshot;
  return {
    ledger: () => status.ledger,
    shortcut: () => status.shortcut,
    runtime: status.runtime,
    fault: null,
    pressed: () => null,
    agents: () => [],
    evidence: () => evidence(),
    factsOf: () => null,
    now: () => '2026-01-01T00:00:00.000Z',
  };
}

test('what joins a change shows in it: one slot, whose label counts them (rule 9)', () => {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.sync();
  rig.submit(2, [{ op: 'rename', id: uuid(1), name: 'Crate' }]);
  const projection = new Projection(rig.orchestrator, surroundings());
  const { revision } = rig.state;
  const seen = rig.effects.length;
  for (const [id, after] of [
    [3, [2]],
    [4, [2, 3]],
  ] as const)
    rig.submit(id, [{ op: 'set_transform', id: uuid(1), transform: moved(id) }], {
      base: { revision, after: after.map(uuid) },
    });
  for (const effect of rig.effects.slice(seen)) projection.note(effect);
  expect(projection.snapshot().changes).toMatchObject([
    { id: uuid(3), joined: [uuid(4)], label: 'move Crate (2 edits)', state: 'queued' },
  ]);
});

test('a change that was taken back for an engine’s fault keeps its number, then says under which it was tried (R23)', () => {
  const rig = new Rig();
  const blender = rig.connect(1);
  const unity = rig.connect(2, 'unity');
  const projection = new Projection(rig.orchestrator, surroundings());
  let seen = rig.effects.length;
  const change = (): ChangeView | undefined => {
    for (const effect of rig.effects.slice(seen)) projection.note(effect);
    seen = rig.effects.length;
    return projection.snapshot().changes.at(-1);
  };
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  const n = rig.playApply(blender) ?? 0;
  rig.frame(unity, { type: 'failed', n, code: 'no', message: 'No.' });
  expect(change()).toMatchObject({ id: uuid(1), n, earlier: [] });
  rig.engines.set(blender, { objects: new Map() });
  for (const session of [blender, unity]) {
    const outcomes = [{ id: uuid(1), facet: 'existence', outcome: 'restored' }] as const;
    rig.frame(session, { type: 'compensated', n, outcomes });
  }
  expect(change()).toMatchObject({ id: uuid(1), n: n + 1, earlier: [n], state: 'applying' });
  const next = rig.playApply(blender) ?? 0;
  rig.sync();
  expect(change()).toMatchObject({ id: uuid(1), n: next, earlier: [n], state: 'committed' });
  expect(next).toBe(n + 1);
});

test('what the history reads after a crash completes what is shown, and takes nothing newer back', () => {
  const rig = new Rig();
  const projection = new Projection(rig.orchestrator, surroundings());
  const change = fixture('main').snapshot.changes[0] as ChangeView;
  const past = (n: number, state: ChangeView['state']): ChangeView => ({ ...change, id: uuid(n), n, state });
  projection.attachTo(rig.orchestrator, [past(23, 'committed'), past(24, 'applying')], []);
  projection.takeBatch();
  // Since then the orchestrator has said what became of 26.
  rig.submit(26, [{ op: 'create', object: box(1) }]);
  for (const effect of rig.effects) projection.note(effect);
  const own = projection.takeBatch().changes ?? [];
  expect(own.map(({ id }) => id)).toEqual([uuid(26)]);

  projection.takePast([
    past(23, 'committed'),
    past(24, 'committed'),
    past(25, 'aborted'),
    past(26, 'queued'),
  ]);
  const told = projection.takeBatch().changes ?? [];
  expect(told.map(({ n, state }) => [n, state])).toEqual([
    [24, 'committed'],
    [25, 'aborted'],
  ]);
  const shown = projection.snapshot().changes;
  expect(shown.map(({ id }) => id)).toEqual([23, 24, 25, 26].map((n) => uuid(n)));
  expect(shown.at(-1)).toEqual(own[0]);
});
