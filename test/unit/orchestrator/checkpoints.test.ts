/** Naming versions: which can have a name, and that a name is there until it is removed, over restarts as well. */
import { expect, test } from 'vitest';
import type { Command } from '#main/orchestrator/index.ts';
import { box, Rig, uuid } from './bench-rig.ts';

const FIRST = uuid(0x71);

function lastAnswer(rig: Rig): unknown {
  return rig.effects.flatMap((effect) => (effect.fx === 'reply' ? [effect.answer] : [])).at(-1);
}

function named(name = 'Before lighting', revision = 1, id = FIRST): Command {
  return { do: 'name_version', checkpoint: { id, name, revision } };
}

function withChange(): Rig {
  const rig = new Rig();
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.sync();
  return rig;
}

function say(rig: Rig, command: Command): void {
  rig.command(command);
  rig.sync();
}

const names = (rig: Rig): [string, number][] =>
  [...rig.state.checkpoints.values()].map(({ name, revision }) => [name, revision]);

test('a version is named, renamed, and its name removed; each is a record of its own', () => {
  const rig = withChange();
  say(rig, named('  Before lighting '));
  say(rig, named('The empty scene', 0, uuid(0x72)));
  expect(names(rig)).toEqual([
    ['Before lighting', 1],
    ['The empty scene', 0],
  ]);
  say(rig, { do: 'rename_checkpoint', checkpoint: FIRST, name: 'After blocking' });
  say(rig, { do: 'remove_checkpoint', checkpoint: uuid(0x72) });
  expect(names(rig)).toEqual([['After blocking', 1]]);
  expect(rig.records.slice(-4).map(({ kind }) => kind)).toEqual([
    'checkpoint',
    'checkpoint',
    'checkpoint',
    'remove_checkpoint',
  ]);
  expect(rig.records.at(-1)).toEqual({ kind: 'remove_checkpoint', id: uuid(0x72), by: 'person' });
});

test('takes no number, changes nothing of the scene, and is said only once it is on disk', () => {
  const rig = withChange();
  rig.command(named());
  expect(lastAnswer(rig)).not.toMatchObject({ state: 'done', position: rig.records.length });
  rig.sync();
  expect(lastAnswer(rig)).toMatchObject({ ok: true, state: 'done', position: rig.records.length });
  expect(rig.state.revision).toBe(1);
  expect(rig.effects.some((effect) => effect.fx === 'changed' && effect.what === 'checkpoints')).toBe(true);
});

test('is there after a restart', () => {
  const rig = withChange();
  say(rig, named());
  expect(names(new Rig({ records: [...rig.records] }))).toEqual([['Before lighting', 1]]);
});

test.each<[string, Command, string]>([
  ['a version that is not there yet', named('x', 2, uuid(0x73)), 'no_such_version'],
  ['a name that another version has', named('Before lighting', 0, uuid(0x73)), 'name_taken'],
  ['an id that has one', named('x', 1), 'id_reused'],
  ['nothing but spaces', named('   ', 1, uuid(0x73)), 'no_name'],
  ['more than one line', named('a\nb', 1, uuid(0x73)), 'no_name'],
  ['one that is gone', { do: 'rename_checkpoint', checkpoint: uuid(0x79), name: 'x' }, 'no_checkpoint'],
  ['one that is gone', { do: 'remove_checkpoint', checkpoint: uuid(0x79) }, 'no_checkpoint'],
])('refuses %s', (_, command, code) => {
  const rig = withChange();
  say(rig, named());
  const before = rig.records.length;
  rig.command(command);
  expect(lastAnswer(rig)).toMatchObject({ ok: false, reason: { code } });
  expect(rig.records).toHaveLength(before);
});

test('keeps its name where it is given the one that it has', () => {
  const rig = withChange();
  say(rig, named());
  say(rig, { do: 'rename_checkpoint', checkpoint: FIRST, name: 'Before lighting' });
  expect(lastAnswer(rig)).toMatchObject({ ok: true });
});
