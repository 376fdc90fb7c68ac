/** A person, an artist in each engine and an agent at one object: who comes before whom (AUTH-1…5, R16, R31). */
import { strict as assert } from 'node:assert';
import type { Test } from '../scripted/harness.ts';
import { at, moved, object } from '../scripted/objects.ts';
import { ENGINES, otherThan } from './world.ts';
import type { EngineName, World } from './world.ts';

export function authorityTests(world: World): Test[] {
  const { room, editor, blender } = world;
  const lift = (engine: EngineName, height: number): Promise<unknown> =>
    engine === 'blender'
      ? world.byHand('blender', 'move', { name: 'Crate', location: [0, 0, height] })
      : world.byHand('unity', 'move', { name: 'Crate', position: [0, height, 0] });
  const flying = (id: string): Promise<unknown> =>
    room.until('the agent’s change to fly', () => room.change(id)?.state === 'applying');

  const supersedesWaiting = (engine: EngineName): Test => [
    `an agent’s suggestion that waits is superseded by the artist in ${engine}, whatever facet it was about (AUTH-2)`,
    async () => {
      const crate = object('Crate', { kind: 'mesh' });
      await world.fresh(crate, object('Lamp'));
      const id = await world.propose({ op: 'rename', id: crate.id, name: 'Agent’s' });
      const aside = await world.propose({ op: 'rename', id: world.named('Lamp').id, name: 'Lampe' });
      await lift(engine, 4);
      assert.equal(await room.outcome(id), 'superseded');
      await world.approve(aside);
      assert.equal(await room.outcome(aside), 'committed');
      await world.inStep();
      assert.deepEqual([world.named('Crate').transform, world.named('Lampe').name], [at(0, 4, 0), 'Lampe']);
    },
  ];
  /** The other engine has not voted yet when the artist comes. */
  const supersedesFlying = (engine: EngineName): Test => [
    `an agent’s change that is being applied gives way to the artist in ${engine}: taken back in both, then theirs (R16, AUTH-2)`,
    async () => {
      const crate = object('Crate', { kind: 'mesh' });
      await world.fresh(crate);
      const slow = otherThan(engine);
      const id = await world.propose(moved(crate.id, 9, 9, 9), {
        op: 'rename',
        id: crate.id,
        name: 'Agent’s',
      });
      world.lines[slow].hold('to_host');
      await world.approve(id);
      await flying(id);
      await room.until(`${engine} to have voted`, () =>
        room.snapshot().status.inFlight.some(({ waitingFor }) => waitingFor.join() === slow),
      );
      const told = world.told(engine);
      if (engine === 'blender') await blender.call('move', { name: 'Agent’s', location: [0, 0, 4] });
      else await editor.call('move', { name: 'Agent’s', position: [0, 4, 0] });
      await room.until('it to be taken back', () =>
        room.snapshot().status.inFlight.some(({ state }) => state === 'unwinding'),
      );
      world.lines[slow].release('to_host');
      assert.equal(await room.outcome(id), 'superseded');
      assert.equal((await told()).state, 'committed');
      await world.inStep();
      assert.deepEqual(world.named('Crate').transform, at(0, 4, 0));
    },
  ];

  return [
    ...ENGINES.map(supersedesWaiting),
    ...ENGINES.map(supersedesFlying),
    [
      'the window supersedes an agent’s change that is being applied in both engines (AUTH-2)',
      async () => {
        const crate = object('Crate', { kind: 'mesh' });
        await world.fresh(crate);
        const id = await world.propose(moved(crate.id, 9, 9, 9));
        for (const engine of ENGINES) world.lines[engine].hold('to_host');
        await world.approve(id);
        await flying(id);
        const mine = await room.submit({ op: 'rename', id: crate.id, name: 'Mine' });
        for (const engine of ENGINES) world.lines[engine].release('to_host');
        assert.equal(await room.outcome(id), 'superseded');
        assert.equal(await room.outcome(mine), 'committed');
        await world.inStep();
        assert.deepEqual(world.named('Mine').transform, at(0, 0, 0));
      },
    ],
    [
      'in one line: the override, then people, then the agent, in both engines in that order (AUTH-1, AUTH-2, ORD-3)',
      async () => {
        const crate = object('Crate', { kind: 'mesh' });
        const others = ['A', 'B', 'C'].map((name) => object(name));
        const [a, b, c] = others.map(({ id }) => id) as [string, string, string];
        await world.fresh(crate, ...others);
        const agents = await world.propose({ op: 'rename', id: a, name: 'By the agent' });
        // Something flies, so that everything else queues.
        for (const engine of ENGINES) world.lines[engine].hold('to_host');
        await room.submit(moved(crate.id, 1, 0, 0));
        await room.until('it to fly', () => room.snapshot().status.inFlight.length === 1);
        await world.approve(agents);
        const mine = await room.submit({ op: 'rename', id: b, name: 'By a person' });
        const forced = crypto.randomUUID();
        await room.request('force', {
          id: forced,
          reason: 'now',
          operations: [{ op: 'rename', id: c, name: 'By force' }],
        });
        for (const engine of ENGINES) world.lines[engine].release('to_host');
        for (const id of [agents, mine, forced]) assert.equal(await room.outcome(id), 'committed');
        const numbers = [forced, mine, agents].map((id) => room.change(id)?.n ?? 0);
        assert.deepEqual(
          numbers,
          numbers.toSorted((left, right) => left - right),
        );
        await world.inStep();
      },
    ],
    [
      'what Unity’s artist drags is in their hands: the window’s change waits, and goes when the mouse is up (rule 6)',
      async () => {
        const crate = object('Crate', { kind: 'mesh' });
        await world.fresh(crate);
        await editor.call('drag', { name: 'Crate' });
        await editor.call('drag_by', { by: [0, 1, 0] });
        await room.until('it to be in hands', () => world.session('unity').inHands.includes(crate.id));
        const id = await room.submit({ op: 'rename', id: crate.id, name: 'Kiste' });
        await world.blender.call('idle', { turns: 10 });
        assert.equal(room.change(id)?.n ?? null, null, 'it waits without a number');
        const told = world.told('unity');
        await editor.call('drop');
        assert.equal((await told()).state, 'committed');
        assert.equal(await room.outcome(id), 'committed');
        await world.inStep();
        assert.deepEqual(world.named('Kiste').transform, at(0, 1, 0));
      },
    ],
    [
      'a locked object is set back in the engine whose artist moved it, and theirs is on the shelf (R31, AUTH-3)',
      async () => {
        const crate = object('Crate', { kind: 'mesh' });
        await world.fresh(crate, object('Lid', { parent: crate.id }));
        await room.request('lock', { id: crate.id, on: true });
        for (const [engine, verb, command] of [
          ['blender', 'move', { name: 'Lid', location: [1, 1, 1] }],
          ['unity', 'rename', { name: 'Lid', to: 'Other' }],
        ] as const) {
          await world.process(engine).call(verb, command);
          await room.until(`a card for ${engine}`, () =>
            room.snapshot().conflicts.some((each) => each.engine === engine),
          );
          await world.inStep();
        }
        assert.equal(room.snapshot().shelf.length, 2);
        await room.request('lock', { id: crate.id, on: false });
        await world.byHand('blender', 'move', { name: 'Lid', location: [1, 1, 1] });
        await world.inStep();
      },
    ],
    [
      'what is edited in both engines during a halt is collected, and admitted when it is over (rule 8, AUTH-1)',
      async () => {
        const [crate, lamp] = [object('Crate', { kind: 'mesh' }), object('Lamp', { kind: 'light' })];
        await world.fresh(crate, lamp);
        room.host.override('person');
        const told = ENGINES.map((engine) => world.told(engine));
        await blender.call('move', { name: 'Crate', location: [1, 1, 1] });
        await editor.call('rename', { name: 'Lamp', to: 'Lampe' });
        await room.until('both to be collected', () => room.snapshot().status.halted?.collected.length === 2);
        assert.deepEqual(world.named('Crate').transform, at(0, 0, 0));
        await room.request('resume', { scope: 'everyone' });
        for (const each of told) assert.equal((await each()).state, 'committed');
        await world.inStep();
        assert.deepEqual(
          [world.named('Crate').transform.translation, world.named('Lampe').id],
          [[1, 1, -1], lamp.id],
        );
      },
    ],
  ];
}
