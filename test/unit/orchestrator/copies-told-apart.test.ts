/** Files of one scene (rule 3): what is remembered of them when one becomes a scene of its own, is opened again, or is answered about twice. */
import { describe, expect, test } from 'vitest';
import type { CopyAnswer } from '#app/control-room/index.ts';
import { viewSessions } from '#main/orchestrator/index.ts';
import { box, Rig, uuid } from './bench-rig.ts';

const [STREET, COPY, THIRD] = ['a', 'b', 'c'].map((letter) => letter.repeat(64)) as [string, string, string];
const APART = uuid(0xf00);

/** Blender works on street.blend; as many copies of it are known as it was saved under names after that. */
function saved(...files: [title: string, file: string][]): { rig: Rig; blender: string; scene: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  for (const [title, file] of files) rig.frame(blender, { type: 'saved_as', title, file });
  rig.sync();
  const [scene = ''] = rig.state.scenes.get('blender') ?? [];
  return { rig, blender, scene };
}

function open(rig: Rig, number: number, title: string, file: string): string {
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
      file,
    },
    applied_through: null,
    receipt: null,
    masked: [],
  });
  return session;
}

function answer(rig: Rig, session: string, what: CopyAnswer): void {
  rig.command({ do: 'answer_copy', session, answer: what, scene: APART });
  rig.sync();
}

const viewOf = (rig: Rig, session: string) =>
  viewSessions(rig.orchestrator.core, () => null).find((view) => view.session === session);
const known = (rig: Rig, scene: string) => rig.state.files.get(scene);
const street = { file: STREET, title: 'street.blend' };
const copy = { file: COPY, title: 'street-2.blend' };
const third = { file: THIRD, title: 'street-3.blend' };

describe('told apart', () => {
  test('a copy that goes on live takes its own id; the other keeps the scene, and the rest of what is known of it', () => {
    const { rig, blender, scene } = saved(
      ['street.blend', STREET],
      ['street-2.blend', COPY],
      ['street-3.blend', THIRD],
    );
    expect(known(rig, scene)).toStrictEqual({
      live: third,
      others: [
        { ...street, answered: false },
        { ...copy, answered: false },
      ],
    });
    rig.sent.length = 0;
    answer(rig, blender, 'apart');
    // Of several that were left one after the other the last one is meant.
    expect(known(rig, scene)).toStrictEqual({ live: copy, others: [{ ...street, answered: false }] });
    expect(known(rig, APART)).toStrictEqual({ live: third, others: [] });
    expect(rig.take(blender, ['bind'])).toMatchObject({ scene: APART, project: rig.state.project.id });
    expect(rig.take(blender, ['take_inventory'])).toBeNull();
    expect(viewOf(rig, blender)).toMatchObject({ state: 'live', copy: null, reason: null });
    expect(rig.state.scenes.get('blender')?.has(APART)).toBe(true);
  });

  test('a copy that waits is compared then, under its own id, beside the one that goes on', () => {
    const { rig, blender, scene } = saved(['street.blend', STREET]);
    const other = open(rig, 2, 'street-2.blend', COPY);
    expect(viewOf(rig, other)).toMatchObject({ state: 'foreign', reason: { code: 'copy' } });
    answer(rig, other, 'apart');
    expect(known(rig, scene)).toStrictEqual({ live: street, others: [] });
    expect(known(rig, APART)).toStrictEqual({ live: copy, others: [] });
    expect(rig.take(other, ['bind'])?.scene).toBe(APART);
    rig.playResync(other);
    expect(viewOf(rig, other)).toMatchObject({ state: 'live', reason: null });
    expect(viewOf(rig, blender)?.state).toBe('live');
  });

  test('a file that was closed before that is on disk is not bound', () => {
    const { rig } = saved(['street.blend', STREET]);
    const other = open(rig, 2, 'street-2.blend', COPY);
    rig.command({ do: 'answer_copy', session: other, answer: 'apart', scene: APART });
    rig.frame(other, { type: 'saved_as', title: 'street-3.blend', file: THIRD });
    rig.sync();
    expect(rig.take(other, ['bind'])).toBeNull();
  });
});

describe('answered about', () => {
  test('the copy that is open: it is the one, and none of the others asks again', () => {
    const { rig, blender, scene } = saved(['street.blend', STREET], ['street-2.blend', COPY]);
    answer(rig, blender, 'this');
    expect(known(rig, scene)).toStrictEqual({ live: copy, others: [{ ...street, answered: true }] });
    expect(viewOf(rig, blender)?.copy).toBeNull();
  });

  test('the one that was left: it is the one, and the copy waits with what that is', () => {
    const { rig, blender, scene } = saved(['street.blend', STREET], ['street-2.blend', COPY]);
    answer(rig, blender, 'other');
    expect(known(rig, scene)).toStrictEqual({ live: street, others: [{ ...copy, answered: true }] });
    expect(viewOf(rig, blender)).toMatchObject({
      state: 'foreign',
      reason: { code: 'set_aside', message: 'This file was set aside: work goes on in “street.blend”.' },
      copy: { others: ['street.blend'], isLive: false, isAnswered: true },
    });
  });

  test('a copy that waits: the other goes on, and the copy is known as set aside, once', () => {
    const { rig, blender, scene } = saved(['street.blend', STREET]);
    const other = open(rig, 2, 'street-2.blend', COPY);
    expect(viewOf(rig, other)?.copy).toStrictEqual({
      others: ['street.blend'],
      isLive: false,
      isAnswered: false,
    });
    answer(rig, other, 'other');
    expect(known(rig, scene)).toStrictEqual({ live: street, others: [{ ...copy, answered: true }] });
    answer(rig, other, 'other');
    expect(known(rig, scene)).toStrictEqual({ live: street, others: [{ ...copy, answered: true }] });
    expect(viewOf(rig, blender)?.state).toBe('live');
    // Changed one's mind.
    answer(rig, other, 'this');
    expect(known(rig, scene)).toStrictEqual({ live: copy, others: [{ ...street, answered: true }] });
    expect(viewOf(rig, blender)).toMatchObject({ state: 'foreign', reason: { code: 'set_aside' } });
    rig.playResync(other);
    expect(viewOf(rig, other)?.state).toBe('live');
  });
});

describe('what there is to ask about copies', () => {
  test('is asked where the file is worked on, and not beside it where it is open a second time', () => {
    const { rig, blender } = saved(['street.blend', STREET], ['street-2.blend', COPY]);
    const again = open(rig, 2, 'street-2.blend', COPY);
    expect(viewOf(rig, again)).toMatchObject({
      state: 'foreign',
      reason: { code: 'open_twice' },
      copy: null,
    });
    expect(viewOf(rig, blender)?.copy).toMatchObject({ others: ['street.blend'], isLive: true });
    answer(rig, again, 'other');
    expect(viewOf(rig, blender)?.copy).toMatchObject({ others: ['street.blend'], isLive: true });
  });

  test('is not asked of a connection that comes back from a file that was left', () => {
    const { rig, blender, scene } = saved(['street.blend', STREET], ['street-2.blend', COPY]);
    rig.lose(blender);
    const back = uuid(0xe07);
    rig.step({ in: 'connected', session: back, resumes: blender, token: '1'.repeat(64) });
    const other = open(rig, 2, 'street.blend', STREET);
    answer(rig, other, 'this');
    rig.frame(other, { type: 'saved_as', title: 'street-3.blend', file: THIRD });
    rig.sync();
    expect(known(rig, scene)?.live).toStrictEqual(third);
    expect(viewOf(rig, other)?.copy).toMatchObject({ others: ['street.blend'], isLive: true });
    answer(rig, back, 'this');
    expect(rig.effects.findLast(({ fx }) => fx === 'reply')).toMatchObject({
      answer: { ok: false, reason: { code: 'not_asking' } },
    });
    expect(known(rig, scene)?.live).toStrictEqual(third);
  });
});

describe('saved', () => {
  test('under a name that it had before, it is that file again, which is no copy of itself', () => {
    const { rig, blender, scene } = saved(
      ['street.blend', STREET],
      ['street-2.blend', COPY],
      ['street.blend', STREET],
    );
    expect(known(rig, scene)).toStrictEqual({ live: street, others: [{ ...copy, answered: false }] });
    expect(viewOf(rig, blender)?.copy).toStrictEqual({
      others: ['street-2.blend'],
      isLive: true,
      isAnswered: false,
    });
  });

  test('over itself, or by an adapter that tells no files apart, nothing is remembered', () => {
    const { rig, blender, scene } = saved(['street.blend', STREET]);
    const before = rig.records.length;
    rig.frame(blender, { type: 'saved_as', title: 'Street.blend', file: STREET });
    rig.frame(blender, { type: 'saved_as', title: 'street-2.blend' });
    expect(rig.records.slice(before).filter(({ kind }) => kind === 'files')).toStrictEqual([]);
    expect(known(rig, scene)).toStrictEqual({ live: street, others: [] });
    expect(viewOf(rig, blender)).toMatchObject({ title: 'street-2.blend', copy: null });
  });

  test('before it is linked to the project, nothing is remembered', () => {
    const rig = new Rig();
    const session = uuid(0xe01);
    rig.step({ in: 'connected', session, resumes: null, token: '0'.repeat(64) });
    rig.frame(session, {
      type: 'hello',
      adapter: { name: 'test', version: '1' },
      engine: { kind: 'blender', version: '1' },
      scene: {
        project: uuid(5),
        scene: uuid(6),
        saved_revision: 1,
        title: 'a',
        unsaved: false,
        file: STREET,
      },
      applied_through: null,
      receipt: null,
      masked: [],
    });
    rig.frame(session, { type: 'saved_as', title: 'b', file: COPY });
    expect(rig.records.filter(({ kind }) => kind === 'files')).toStrictEqual([]);
    expect(viewOf(rig, session)).toMatchObject({ state: 'foreign', title: 'b', copy: null });
  });
});
