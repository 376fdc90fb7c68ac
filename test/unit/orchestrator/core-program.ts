/** The orchestrator at work from recorded inputs, as a program for `without-globals.ts` (TIME-1). */
import { serialiseDurableState } from '#app/ledger/index.ts';
import { contentHash } from '#app/scene/index.ts';
import { viewFlights, viewHalt, viewWaiting } from '#main/orchestrator/index.ts';
import { AGENT, box, moved, Rig, uuid } from './bench-rig.ts';

export interface Seed {
  /** How far the clock moves between the scenes of the play, in milliseconds. */
  readonly stridesMs: readonly number[];
}

/**
 * A play through admission, gate, two engines, a fault, compensation, resync, halt, override, disk errors and recovery.
 * @returns a hash over every effect and every record, and how many there were
 */
export function run({ stridesMs }: Seed): { readonly hash: string; readonly effects: number } {
  const rig = new Rig();
  let scene = 0;
  const pass = (): void => {
    rig.tick(stridesMs[scene % stridesMs.length] ?? 0);
    scene += 1;
  };
  const blender = rig.connect(1);
  const unity = rig.connect(2, 'unity');
  const land = (): void => {
    for (const session of [blender, unity]) rig.playApply(session);
    rig.sync();
    pass();
  };
  for (let index = 1; index <= 5; index += 1) {
    rig.submit(index, [{ op: 'create', object: box(index, index > 1 ? { parent: uuid(index - 1) } : {}) }]);
    land();
  }
  rig.submit(10, [{ op: 'set_transform', id: uuid(1), transform: moved(0.1) }], { channel: 'ai' });
  rig.command({ do: 'approve', id: uuid(10), hash: rig.shownHash(10) });
  land();
  rig.submit(11, [{ op: 'rename', id: uuid(2), name: 'Crate' }], { channel: 'ai', actor: AGENT });
  rig.command({ do: 'deny', id: uuid(11), reason: 'no' });
  rig.submit(12, [{ op: 'set_property', id: uuid(3), key: 'mass', value: 0.3 }]);
  rig.playApply(blender);
  rig.frame(unity, {
    type: 'failed',
    n: rig.orchestrator.core.highestNumber,
    code: 'broken',
    message: 'It broke.',
  });
  for (const session of [blender, unity]) {
    const message = rig.take(session, ['compensate']);
    if (message === null) continue;
    rig.frame(session, {
      type: 'compensated',
      n: message.n,
      outcomes: message.entries.map(({ id, facet }) => ({ id, facet, outcome: 'restored' as const })),
    });
  }
  land();
  for (let beats = 0; beats < 5; beats += 1) {
    pass();
    for (const session of [blender, unity]) {
      const ping = rig.take(session, ['ping']);
      if (ping !== null) rig.frame(session, { type: 'pong', ping: ping.ping, main_thread_age_ms: 3 });
      rig.playResync(session);
    }
  }
  rig.submit(13, [{ op: 'delete', id: uuid(4), descendants: [uuid(5)] }]);
  rig.command({ do: 'halt', by: 'button' });
  rig.submit(14, [{ op: 'rename', id: uuid(3), name: 'Forced' }], { channel: 'override', reason: 'now' });
  rig.sync();
  rig.command({ do: 'resume', scope: 'everyone' });
  pass();
  rig.step({
    in: 'ledger_failed',
    outcome: 'refused',
    from: rig.records.length + 1,
    reason: { code: 'full', message: 'The disk is full.', path: null },
  });
  pass();
  const { core } = rig.orchestrator;
  const views = [viewFlights(core), viewHalt(core), viewWaiting(core)];
  const again = new Rig({ records: rig.records.slice(0, rig.state.position) });
  // Plain JSON on both sides: what is compared is what would be stored and sent.
  const everything = JSON.parse(
    JSON.stringify([
      rig.effects,
      rig.records,
      views,
      serialiseDurableState(rig.state),
      again.effects,
      serialiseDurableState(again.state),
    ]),
  ) as unknown;
  return { hash: contentHash(everything), effects: rig.effects.length };
}
