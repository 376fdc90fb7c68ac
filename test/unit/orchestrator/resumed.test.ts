/** An engine that lost its connection with edits on their way, and came back with its token (R18, R20, R23). */
import { describe, expect, test } from 'vitest';
import type { OrchestratorMessage } from '#app/protocol/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

const EDIT = 2;

/** Blender holds Box_1, and its edits ask first where `asks`. */
function withBox(asks = false): { rig: Rig; blender: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.sync();
  if (asks) rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
  return { rig, blender };
}

/** The artist moves Box_1, and Blender tells of it. */
function move(rig: Rig, session: string, x: number, edit = EDIT): void {
  rig.engines.set(session, { objects: new Map([[uuid(1), box(1, { transform: moved(x) })]]) });
  rig.frame(session, {
    type: 'observed',
    edit: uuid(edit),
    applied_through: rig.state.revision,
    undo: { kind: 'step', name: 'Move' },
    before: [{ id: uuid(1), facet: 'transform', value: moved(0) }],
    operations: [{ op: 'set_transform', id: uuid(1), transform: moved(x) }],
  });
}

/** What a session was told of its edits before the first question. */
function toldBeforeComparing(rig: Rig, session: string): OrchestratorMessage[] {
  const told = rig.sent.filter((each) => each.session === session).map(({ message }) => message);
  return told
    .slice(
      0,
      told.findIndex(({ type }) => type === 'take_inventory'),
    )
    .filter(({ type }) => type === 'decided');
}

describe('the word about an edit, lost with the connection, is said again', () => {
  test('committed', () => {
    const { rig, blender } = withBox();
    move(rig, blender, 4);
    rig.playApply(blender);
    rig.lose(blender);
    rig.sync();
    const records = rig.records.length;
    const resumed = rig.resume(blender, 2);
    expect(toldBeforeComparing(rig, resumed)).toMatchObject([
      { edit: uuid(EDIT), outcome: 'committed', n: 2 },
    ]);
    rig.playResync(resumed);
    move(rig, resumed, 4);
    expect(rig.records.slice(records).filter(({ kind }) => kind === 'begin')).toEqual([]);
  });

  test('committed only after the engine is back', () => {
    const { rig, blender } = withBox();
    move(rig, blender, 4);
    rig.playApply(blender);
    rig.lose(blender);
    const resumed = rig.resume(blender, 2);
    expect(toldBeforeComparing(rig, resumed)).toMatchObject([{ edit: uuid(EDIT), outcome: 'waiting' }]);
    rig.sync();
    expect(rig.sent.filter(({ session }) => session === resumed).map(({ message }) => message)).toContainEqual(
      { type: 'decided', edit: uuid(EDIT), outcome: 'committed', n: 2, code: 'committed', message: '' },
    );
  });

  test('rejected, and every other', () => {
    const { rig, blender } = withBox();
    move(rig, blender, 4, 3);
    rig.playApply(blender);
    rig.sync();
    rig.command({ do: 'trust', engine: 'blender', level: 'off' });
    move(rig, blender, 5, 4);
    rig.lose(blender);
    rig.sync();
    expect(toldBeforeComparing(rig, rig.resume(blender, 2))).toMatchObject([
      { edit: uuid(3), outcome: 'committed' },
      { edit: uuid(4), outcome: 'rejected' },
    ]);
  });

  test('waiting, after the application was started anew: its suggestions are still that engine’s', () => {
    const { rig, blender } = withBox(true);
    move(rig, blender, 4);
    rig.sync();
    const after = new Rig({ records: rig.records });
    after.engines = rig.engines;
    const resumed = after.resume(blender, 2);
    expect(toldBeforeComparing(after, resumed)).toMatchObject([{ edit: uuid(EDIT), outcome: 'waiting' }]);
    after.command({ do: 'deny', id: uuid(EDIT), reason: 'no' });
    after.sync();
    expect(after.take(resumed, ['decided'])).toBeTruthy();
    expect(after.take(resumed, ['decided'])).toMatchObject({ edit: uuid(EDIT), outcome: 'rejected' });
  });

  test('waiting for a click: the click is told to the session that took over', () => {
    const { rig, blender } = withBox(true);
    move(rig, blender, 4);
    rig.lose(blender);
    const resumed = rig.resume(blender, 2);
    expect(toldBeforeComparing(rig, resumed)).toMatchObject([{ edit: uuid(EDIT), outcome: 'waiting' }]);
    rig.playResync(resumed);
    rig.sent.length = 0;
    rig.command({ do: 'deny', id: uuid(EDIT), reason: 'no' });
    rig.sync();
    expect(rig.take(resumed, ['decided'])).toMatchObject({ edit: uuid(EDIT), outcome: 'rejected' });
  });

  test('on the same connection only what is open is said before a comparison', () => {
    const { rig, blender } = withBox();
    move(rig, blender, 4, 3);
    rig.playApply(blender);
    rig.sync();
    rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
    move(rig, blender, 5, 4);
    rig.sent.length = 0;
    rig.command({ do: 'refresh_engine', session: blender });
    expect(toldBeforeComparing(rig, blender)).toMatchObject([{ edit: uuid(4), outcome: 'waiting' }]);
  });
});
