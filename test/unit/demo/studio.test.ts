/**
 * The simulated studio in the real host, faster than people: it would catch a demo that shows less than it promises, one
 * whose clicks change nothing, one that goes on after its end, and a simulated engine that breaks the protocol.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '#app/control-room/index.ts';
import { startDemo } from '#main/demo/index.ts';
import type { Demo } from '#main/demo/index.ts';
import { seeded } from '#main/demo/random.ts';
import { buildStudio } from '#main/demo/studio.ts';
import { ControlRoom } from '#test/control-room.ts';
import { removeTemporaryFolders, temporaryFolder } from '#test/temporary-folders.ts';

/** The first half minute of a demo goes by in two seconds. */
const SPEED = 15;

let room: ControlRoom;
let demo: Demo;

beforeAll(async () => {
  room = await ControlRoom.open(temporaryFolder());
  const taken = async <Value>(asked: Promise<Value>) => ({ ok: true as const, value: await asked });
  demo = startDemo({
    clicks: {
      pair_engine: (body) => taken(room.request('pair_engine', body)),
      link_scene: (body) => taken(room.request('link_scene', body)),
      adopt_objects: (body) => taken(room.request('adopt_objects', body)),
      create_agent: (body) => taken(room.request('create_agent', body)),
      submit: (body) => taken(room.request('submit', body)),
    },
    seed: 7,
    speed: SPEED,
    log: () => undefined,
  });
  await demo.ready;
});

afterAll(async () => {
  await demo.stop();
  await room.host.close();
  removeTemporaryFolders();
});

const committedBy = ({ changes }: Snapshot, actor: string): number =>
  changes.filter((change) => change.actor.id.startsWith(actor) && change.state === 'committed').length;

describe('the simulated studio', () => {
  it('shows clips in several lanes, suggestions of every class, a busy engine and a conflict', async () => {
    await room.until('a busy Unity', () =>
      room.snapshot().sessions.some(({ kind, activity }) => kind === 'unity' && activity !== null),
    );
    await room.until('two artists who moved the same', () =>
      room.snapshot().conflicts.some(({ why }) => why === 'edited_both'),
    );
    await room.until('suggestions of every class', () =>
      ['cosmetic', 'structural', 'destructive'].every((each) =>
        room.snapshot().waiting.some((card) => card.class === each),
      ),
    );
    await room.until('clips in three lanes', () =>
      ['person', 'engine:blender', 'engine:unity'].every((each) => committedBy(room.snapshot(), each) > 0),
    );
    expect(room.snapshot().sessions.filter(({ state }) => state === 'revoked')).toEqual([]);
    expect(room.snapshot().waiting.every(({ reason }) => reason.length > 20)).toBe(true);
  });

  it('follows clicks: what is approved comes to pass in both engines, what is denied does not', async () => {
    const key = room.snapshot().waiting.find((card) => card.class === 'structural');
    const old = room.snapshot().waiting.find((card) => card.class === 'destructive');
    if (key === undefined || old === undefined || key.hash === null)
      throw new Error('nothing to decide about');
    await room.request('deny', { id: old.id, reason: 'we still need it' });
    await room.request('approve', { id: key.id, hash: key.hash });
    expect(await room.outcome(key.id)).toBe('committed');
    const n = room.change(key.id)?.n ?? Infinity;
    await room.until('both engines at it', () =>
      room.snapshot().sessions.every(({ appliedThrough }) => appliedThrough >= n),
    );
    const names = room.snapshot().objects.map(({ name }) => name);
    expect(names).toContain('Lantern_04');
    expect(names).toContain('Old_Backdrop');
    expect(room.change(old.id)?.state).toBe('denied');
    await room.until('the agent’s next idea', () =>
      room.snapshot().waiting.some(({ id, task }) => id !== key.id && task === 'Dress the sofa'),
    );
  });

  it('is held by the override, engine by engine, and goes on when it is resumed', async () => {
    room.host.override('click');
    await room.until('both engines’ word', () => {
      const engines = room.snapshot().status.halted?.engines ?? [];
      return engines.length === 2 && engines.every(({ confirmedAfterMs }) => confirmedAfterMs !== null);
    });
    await room.until('an edit that was collected', () =>
      room.snapshot().status.halted?.collected.some(({ edits }) => edits > 0),
    );
    const { revision } = room.snapshot().status;
    await room.request('resume', { scope: 'everyone' });
    await room.until('what was collected', () => room.snapshot().status.revision > revision + 1);
  });

  it('ends at once, and nobody does anything afterwards', async () => {
    await demo.stop();
    await room.until('nobody connected, and nothing on its way', () => {
      const { sessions, status } = room.snapshot();
      const isGone = sessions.every(({ state }) => state === 'revoked' || state === 'detached');
      return isGone && status.inFlight.length === 0 && status.queued === 0;
    });
    const { revision } = room.snapshot().status;
    expect(await room.request('verify_history', {})).toMatchObject({ problem: null });
    expect(room.snapshot().status.revision).toBe(revision);
  });
});

describe('its chance', () => {
  it('comes out the same for the same seed, and otherwise for another one', () => {
    expect(buildStudio(seeded(3))).toEqual(buildStudio(seeded(3)));
    expect(buildStudio(seeded(3))[0]?.id).not.toBe(buildStudio(seeded(4))[0]?.id);
  });

  it('makes ids that the protocol takes, each once', () => {
    const random = seeded(11);
    const ids = Array.from({ length: 2_000 }, () => random.uuid());
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
