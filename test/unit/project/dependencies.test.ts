/** What the pages for people say of the packages that ship is what package.json says. */
import fs from 'node:fs';
import { expect, it } from 'vitest';
import { inProject } from '../../../main/provision/paths.mjs';

const page = (name: string): string => fs.readFileSync(inProject(name), 'utf8');
const { dependencies } = JSON.parse(page('package.json')) as { dependencies: Record<string, string> };

it('SECURITY.md counts them', () => {
  const [, count] = /^(\d+) direct dependencies ship beside Electron/m.exec(page('SECURITY.md')) ?? [];
  expect(Number(count)).toBe(Object.keys(dependencies).length);
});

it('the README has a reason for each, and for none that is gone', () => {
  const [, table = ''] = /^## Dependencies[^\n]*\n\n((?:\|[^\n]*\n)+)/m.exec(page('README.md')) ?? [];
  const rows = table.split('\n').slice(2, -1);
  const shipped = rows.filter((row) => !row.includes('| not shipped')).flatMap(packagesIn);
  expect(shipped.toSorted()).toEqual(['electron', ...Object.keys(dependencies)].toSorted());
});

/** `@scope/a, /b` are two of one scope. */
function packagesIn(row: string): string[] {
  const names = row.split('|')[1]?.trim().split(', ') ?? [];
  const [scope = ''] = names[0]?.split('/') ?? [];
  return names.map((name) => (name.startsWith('/') ? `${scope}${name}` : name));
}
