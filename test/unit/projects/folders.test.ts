import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { keepName, makeProjectFolder, nameIn, problemAt } from '#main/projects/folders.ts';
import { temporaryFolder } from '../../temporary-folders.ts';

const never = (): boolean => false;

test.each([
  ['Courtyard', 'Courtyard'],
  ['  a/b: c?  ', 'a-b- c-'],
  ['../../etc', '-..-etc'],
  ['nul', 'Project nul'],
  ['...', 'Project'],
])('a project called “%s” lies in “%s”', (name, folder) => {
  const parent = fs.realpathSync(temporaryFolder());
  expect(makeProjectFolder(parent, name, never)).toBe(path.join(parent, folder));
});

test('two of one name lie in two folders, and none where something lay before', () => {
  const parent = fs.realpathSync(temporaryFolder());
  const first = makeProjectFolder(parent, 'Yard', never);
  const wasThere = path.join(parent, 'Yard 2');
  expect(makeProjectFolder(parent, 'Yard', (folder) => folder === wasThere)).toBe(
    path.join(parent, 'Yard 3'),
  );
  expect(path.basename(first)).toBe('Yard');
});

test('its name is kept with it; a file that says no name is told, and counts for none', () => {
  const folder = temporaryFolder();
  const told: string[] = [];
  const log = ({ what }: { what: string }): void => void told.push(what);
  expect([nameIn(folder, log), told]).toEqual([null, []]);
  keepName(folder, 'Courtyard');
  expect(nameIn(folder, log)).toBe('Courtyard');
  const gone = path.join(folder, 'gone');
  expect(() => keepName(gone, 'Courtyard')).toThrow('ENOENT');
  expect(fs.existsSync(gone)).toBe(false);
  fs.writeFileSync(path.join(folder, 'project.json'), '{"version":1,"name":""}');
  expect([nameIn(folder, log), told]).toEqual([null, ['project_name_unreadable']]);
});

test('a name that is no file, or longer than any name, holds nobody up', () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'project.json');
  const told: string[] = [];
  const log = ({ what }: { what: string }): void => void told.push(what);
  fs.writeFileSync(file, JSON.stringify({ version: 1, name: 'Yard' }).padEnd(5_000));
  expect(nameIn(folder, log)).toBeNull();
  fs.rmSync(file);
  // Windows has none in its folders.
  if (process.platform === 'win32') fs.mkdirSync(file);
  else execFileSync('mkfifo', [file]);
  expect(nameIn(folder, log)).toBeNull();
  expect(told).toEqual(['project_name_unreadable', 'project_name_unreadable']);
});

test('a folder without a project, and one that is gone, are told apart', async () => {
  const folder = temporaryFolder();
  expect((await problemAt(folder))?.code).toBe('no_project');
  expect((await problemAt(path.join(folder, 'gone')))?.code).toBe('missing');
  fs.mkdirSync(path.join(folder, 'ledger'));
  fs.writeFileSync(path.join(folder, 'ledger', 'ledger.sqlite'), '');
  expect(await problemAt(folder)).toBeNull();
});
