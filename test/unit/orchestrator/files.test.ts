/** The file that an engine has open, under one name or another, in one engine or in two (rule 3). */
import { describe, expect, test } from 'vitest';
import { box, moved, Rig, uuid } from './bench-rig.ts';

function withBox(): { rig: Rig; blender: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.sync();
  return { rig, blender };
}

/** Another process opens a file of this scene. */
function openElsewhere(rig: Rig, number: number, title: string): string {
  const session = uuid(0xe00 + number);
  rig.engines.set(session, { objects: new Map([[uuid(1), box(1)]]) });
  rig.step({ in: 'connected', session, resumes: null, token: '0'.repeat(64) });
  rig.frame(session, {
    type: 'hello',
    adapter: { name: 'test', version: '1' },
    engine: { kind: 'blender', version: '1' },
    scene: {
      project: rig.state.project.id,
      scene: [...(rig.state.scenes.get('blender') ?? [])][0] ?? null,
      saved_revision: rig.state.revision,
      title,
      unsaved: false,
    },
    applied_through: null,
    receipt: null,
    masked: [],
  });
  return session;
}

describe('rule 3: saved under another name', () => {
  test('it stays live, with what is in flight and with its own edits', () => {
    const { rig, blender } = withBox();
    rig.submit(2, [{ op: 'set_transform', id: uuid(1), transform: moved(3) }]);
    rig.frame(blender, { type: 'saved_as', title: 'street-2.blend' });
    const session = rig.orchestrator.core.sessions.get(blender);
    expect(session).toMatchObject({ phase: 'live', title: 'street-2.blend', unsaved: null });
    rig.playApply(blender);
    rig.sync();
    expect(rig.statesOf(2)).toEqual(['queued', 'applying', 'finishing', 'committed']);
    expect(rig.take(blender, ['take_inventory'])).toBeNull();
  });

  test('the copy that is left, open in another engine, asks; once the first is gone it takes its place', () => {
    const { rig, blender } = withBox();
    rig.frame(blender, { type: 'saved_as', title: 'street-2.blend' });
    const other = openElsewhere(rig, 2, 'street.blend');
    const session = rig.orchestrator.core.sessions.get(other);
    expect(session).toMatchObject({ phase: 'foreign', reason: { code: 'open_twice' } });
    expect(rig.take(other, ['foreign'])).not.toBeNull();
    expect(rig.take(other, ['take_inventory'])).toBeNull();
    rig.frame(blender, { type: 'bye' });
    rig.playResync(other);
    expect(session?.phase).toBe('live');
  });
});
