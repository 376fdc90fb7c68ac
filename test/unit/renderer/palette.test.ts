/** What the palette finds for a few typed letters, and in what order. */
import { describe, expect, it } from 'vitest';
import type { SceneObject } from '#app/scene/index.ts';
import type { Entry } from '../../../renderer/palette/entries.ts';
import { find, firstOf, foundBy, objectsOf, offered } from '../../../renderer/palette/find.ts';
import type { Found } from '../../../renderer/palette/find.ts';
import { store } from '../../../renderer/store/store.ts';
import { box, uuid } from '../orchestrator/bench-rig.ts';

const entry = (id: string, part: Partial<Entry> = {}): Entry => ({
  id,
  group: 'actions',
  title: id,
  look: { of: 'action' },
  run: () => undefined,
  ...part,
});
const entries = [
  entry('Pause all agents', { words: 'halt freeze' }),
  entry('Go to Shelf', { group: 'places' }),
  entry('Show the connection of Blender', { group: 'connections', detail: 'courtyard.blend' }),
];

function sceneOf(named: readonly (readonly [name: string, parent?: number])[]) {
  const objects = new Map<string, SceneObject>();
  for (const [index, [name, parent]] of named.entries()) {
    const id = uuid(index + 1);
    objects.set(id, { ...box(index + 1), name, parent: parent === undefined ? null : uuid(parent) });
  }
  return { objects };
}

const scene = sceneOf([['Courtyard'], ['Crate_10', 1], ['Crate_2', 1], ['Lid', 3]]);
const look = (text: string, newest = 100): Found => find(text, entries, objectsOf(scene), scene, newest);
/** Without what leads further, which is always last. */
const shown = (found: Found): Found['sections'] => found.sections.slice(0, -1);
const titles = (found: Found): string[] =>
  shown(found).flatMap(({ entries: listed }) => listed.map(({ title }) => title));

describe('what is typed', () => {
  it('finds by letters of the name in their order', () => {
    expect(titles(look('pauag'))).toEqual(['Pause all agents']);
  });

  it('finds by another word for it, and by what tells it from others', () => {
    expect(titles(look('freeze'))).toEqual(['Pause all agents']);
    expect(titles(look('courtyard.blend'))).toEqual(['Show the connection of Blender']);
  });

  it('finds objects with what they hang below, in an artist’s order', () => {
    const [section] = look('crate').sections;
    expect(section?.group).toBe('objects');
    expect(section?.entries.map(({ title, detail }) => [title, detail])).toEqual([
      ['Crate_2', 'Courtyard'],
      ['Crate_10', 'Courtyard'],
    ]);
    expect(look('lid').sections[0]?.entries[0]?.detail).toBe('Courtyard / Crate_2');
  });

  it('puts first the group with what fits best', () => {
    expect(shown(look('courtyard')).map(({ group }) => group)).toEqual(['objects', 'connections']);
    expect(look('shelf').sections[0]?.group).toBe('places');
  });

  it('takes a number for a change and for a version, as far as there are any', () => {
    expect(titles(look('42'))).toEqual(['Show change 42', 'Show the scene as it was at version 42']);
    expect(titles(look('#1 0'))).toEqual(['Show change 10', 'Show the scene as it was at version 10']);
    expect(titles(look('0'))[0]).toBe('Show the scene as it was at version 0');
    expect(look('101').sections.map(({ group }) => group)).not.toContain('versions');
  });

  it('says how many objects fit beside those that it lists', () => {
    const many = sceneOf(Array.from({ length: 500 }, (_, index) => [`Stone_${index}`] as const));
    const found = find('stone', entries, objectsOf(many), many, 0);
    expect(found.sections[0]?.entries).toHaveLength(40);
    expect(found.more).toBe(460);
  });

  it('finds nothing where nothing is called so', () => {
    expect(shown(look('zzqx'))).toEqual([]);
  });

  it('leads further with the same words, to where more lies than is listed', () => {
    const [last] = look('crate').sections.slice(-1);
    expect(last?.group).toBe('search');
    expect(last?.entries.map(({ title }) => title)).toEqual([
      'Look for “crate” in the history',
      'Look for “crate” on the shelf',
    ]);
  });
});

describe('a key that is pressed before it is listed', () => {
  it('is meant for the first of what fits by then, or of what is offered where all was taken out again', () => {
    const state = store.getState();
    const by = (text: string): string | undefined =>
      firstOf(foundBy(text, entries, objectsOf(sceneOf([])), state))?.title;
    expect(by('freeze')).toBe('Pause all agents');
    expect(by('')).toBe(offered(entries, state.desk.found).sections[0]?.entries[0]?.title);
  });
});

describe('before anything is typed', () => {
  it('offers what was used last once, and before the rest', () => {
    const { sections } = offered(entries, ['Go to Shelf', 'gone by now']);
    expect(sections.map(({ group, entries: listed }) => [group, listed.map(({ id }) => id)])).toEqual([
      ['recent', ['Go to Shelf']],
      ['actions', ['Pause all agents']],
      ['connections', ['Show the connection of Blender']],
    ]);
  });
});
