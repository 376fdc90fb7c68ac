/** What the window is shown of the orchestrator. */
import { expect, test } from 'vitest';
import type { ChangeView } from '#app/control-room/index.ts';
import { Projection } from '#main/host/projection.ts';
import type { Surroundings } from '#main/host/projection.ts';
import { fixture } from '../../renderer/harness/fixtures.ts';
import { box, Rig, uuid } from '../orchestrator/bench-rig.ts';

function surroundings(): Surroundings {
  const { status } = fixture('main').snapshot;
  return {
    ledger: () => status.ledger,
    shortcut: () => status.shortcut,
    runtime: status.runtime,
    agents: () => [],
    factsOf: () => null,
    now: () => '2026-01-01T00:00:00.000Z',
  };
}

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
