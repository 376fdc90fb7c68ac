/** One process runs many files of tests: what one of them puts in a module's place, the next is not to find there. */
import fs from 'node:fs';
import { expect, it } from 'vitest';
import { inProject } from '../../../main/provision/paths.mjs';

/** Each of its files has a process of its own. */
const ISOLATED = 'hostile';
const REPLACES = /\bvi\.(?:mock|doMock)\(/;
const LOADS_ANEW = /\bvi\.resetModules\(\);\nafterAll\(\(\) => void vi\.resetModules\(\)\);/;

it('whoever replaces a module loads what imports it anew, and leaves nothing of it', () => {
  const replacing = fs
    .globSync('test/**/*.test.{ts,tsx}', { cwd: inProject() })
    .filter((name) => !name.includes(ISOLATED))
    .map((name) => ({ name, text: fs.readFileSync(inProject(name), 'utf8') }))
    .filter(({ text }) => REPLACES.test(text));
  expect(replacing.length).toBeGreaterThan(0);
  expect(replacing.filter(({ text }) => !LOADS_ANEW.test(text)).map(({ name }) => name)).toEqual([]);
});
