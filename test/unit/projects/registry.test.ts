import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openRegistry } from '#main/projects/registry.ts';
import type { KnownProject } from '#main/projects/registry.ts';
import { temporaryFolder } from '../../temporary-folders.ts';

const log = (): void => undefined;

function known(index: number, part: Partial<KnownProject> = {}): KnownProject {
  return {
    key: `00000000-0000-4000-8000-${index.toString().padStart(12, '0')}`,
    folder: `/projects/${index}`,
    name: `Project ${index}`,
    opened: null,
    versions: 0,
    problem: null,
    isListed: true,
    ...part,
  };
}

test('what is known is known again after a restart, and which was open last', () => {
  const file = path.join(temporaryFolder(), 'projects.json');
  const registry = openRegistry(file, log);
  registry.keep(known(1));
  registry.keep(known(2));
  registry.keep(known(1, { name: 'Courtyard', versions: 7 }));
  registry.setLast(known(1).key);
  const again = openRegistry(file, log);
  expect(again.all().map(({ name }) => name)).toEqual(['Courtyard', 'Project 2']);
  expect(again.last()).toEqual(known(1, { name: 'Courtyard', versions: 7 }));
  expect(again.at('/projects/2')?.key).toBe(known(2).key);
  expect(fs.statSync(file).mode & 0o077).toBe(0);
});

test.each([
  ['half a file', '{"version":1,"last"'],
  ['another version', '{"version":2,"last":null,"known":[]}'],
  [
    'a name that nobody sees',
    JSON.stringify({ version: 1, last: null, known: [known(1, { name: '\u202e' })] }),
  ],
])('a list that is %s is named, kept beside, and begun anew', (_what, text) => {
  const file = path.join(temporaryFolder(), 'projects.json');
  fs.writeFileSync(file, text);
  const registry = openRegistry(file, log);
  expect(registry.problem).toMatchObject({ code: 'projects_unreadable', path: file });
  expect(registry.all()).toEqual([]);
  expect(fs.readFileSync(`${file}.unreadable`, 'utf8')).toBe(text);
  registry.keep(known(2));
  expect(openRegistry(file, log).all()).toEqual([known(2)]);
});

test('a list that cannot be read at all is kept beside as well, before another is written', () => {
  const file = path.join(temporaryFolder(), 'projects.json');
  fs.mkdirSync(file);
  const registry = openRegistry(file, log);
  expect(registry.problem).toMatchObject({ code: 'projects_unreadable' });
  expect(fs.statSync(`${file}.unreadable`).isDirectory()).toBe(true);
  registry.keep(known(2));
  expect(openRegistry(file, log).all()).toEqual([known(2)]);
});

test('of more than a thousand those go first that are on the list no more', () => {
  const file = path.join(temporaryFolder(), 'projects.json');
  const all = Array.from({ length: 1_000 }, (_, index) => known(index, { isListed: index !== 500 }));
  fs.writeFileSync(file, JSON.stringify({ version: 1, last: null, known: all }));
  const registry = openRegistry(file, log);
  registry.keep(known(5_000));
  expect(registry.all()).toHaveLength(1_000);
  expect([registry.find(known(500).key), registry.find(known(999).key)?.name]).toEqual([null, 'Project 999']);
});
