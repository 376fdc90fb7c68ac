/** From where artists look: kept as long as they are there, told to nobody but who asks, and deciding nothing. */
import { describe, expect, test } from 'vitest';
import type { Viewpoint } from '#app/protocol/index.ts';
import { newestViewpoint } from '#main/orchestrator/index.ts';
import { Rig } from './bench-rig.ts';

const FROM: Viewpoint = {
  position: [4, 3, 8],
  rotation: [0, 0, 0, 1],
  lens: { vertical_radians: 0.7 },
  near: 0.1,
  far: 1_000,
};

function studio() {
  const rig = new Rig();
  const blender = rig.connect(1);
  const unity = rig.connect(2, 'unity');
  const look = (session: string, view: Viewpoint | null) => rig.frame(session, { type: 'view', view });
  const seen = () => newestViewpoint(rig.orchestrator.core);
  return { rig, blender, unity, look, seen };
}

describe('from where an artist looks', () => {
  test('is that of the one who looked around last', () => {
    const { rig, blender, unity, look, seen } = studio();
    expect(seen()).toBeNull();
    look(blender, FROM);
    expect(seen()).toEqual({ session: blender, engine: 'blender', ...FROM });
    rig.wait(10);
    look(unity, { ...FROM, lens: { height_m: 4 } });
    expect(seen()).toMatchObject({ session: unity, lens: { height_m: 4 } });
    rig.wait(10);
    look(blender, FROM);
    expect(seen()?.session).toBe(blender);
    look(blender, null);
    expect(seen()?.session).toBe(unity);
  });

  test('writes nothing, sends nothing and changes nothing that the window shows', () => {
    const { rig, blender, look } = studio();
    const before = [rig.state.revision, rig.unsynced];
    // When to be called again is asked for after every step.
    const done = [...look(blender, FROM), ...look(blender, null)].filter(({ fx }) => fx !== 'wake');
    expect(done).toEqual([]);
    expect([rig.state.revision, rig.unsynced]).toEqual(before);
  });

  test('is gone with the connection, and with the file', () => {
    const { rig, blender, unity, look, seen } = studio();
    look(blender, FROM);
    rig.lose(blender);
    expect(seen()).toBeNull();
    look(unity, FROM);
    rig.frame(unity, {
      type: 'scene',
      scene: { project: null, scene: null, saved_revision: null, title: 'other', unsaved: false },
    });
    expect(seen()).toBeNull();
    // What is looked at in a file of another project is nobody’s here.
    look(unity, FROM);
    expect(seen()).toBeNull();
  });

  test.each([
    ['no direction', { rotation: [0, 0, 0, 0] }],
    ['a turn that also scales', { rotation: [0, 0, 0, 2] }],
    ['nothing between near and far', { near: 5, far: 5 }],
  ] as const)('is none where it is %s, and nobody is refused for that', (_what, part) => {
    const { rig, blender, look, seen } = studio();
    look(blender, FROM);
    look(blender, { ...FROM, ...part });
    expect(seen()).toBeNull();
    expect(rig.orchestrator.core.sessions.get(blender)?.phase).toBe('live');
  });
});
