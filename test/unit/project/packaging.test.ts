/** What a packaged application can no longer be talked into: Electron's fuses, blown as its security checklist asks. */
import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inProject } from '../../../main/provision/paths.mjs';

const configuration = fs.readFileSync(inProject('electron-builder.yml'), 'utf8');

describe('the fuses of the packaged application', () => {
  const [, block = ''] = /^electronFuses:\n((?: {2}.+\n)+)/m.exec(configuration) ?? [];
  const fuses = Object.fromEntries(
    block
      .trim()
      .split('\n')
      .map((line) => line.trim().split(': ')),
  ) as Record<string, string>;

  it('leave no way to run it as Node, with options or a debugger', () => {
    expect(fuses).toMatchObject({
      runAsNode: 'false',
      enableNodeOptionsEnvironmentVariable: 'false',
      enableNodeCliInspectArguments: 'false',
    });
  });

  it('let it load its own archive alone, and only as it was built', () => {
    expect(fuses).toMatchObject({
      enableEmbeddedAsarIntegrityValidation: 'true',
      onlyLoadAppFromAsar: 'true',
    });
    expect(configuration).toMatch(/^asar: true$/m);
  });

  it('encrypt what Chromium stores, and give file addresses no privilege', () => {
    expect(fuses).toMatchObject({
      enableCookieEncryption: 'true',
      grantFileProtocolExtraPrivileges: 'false',
    });
  });
});

describe('what comes with the packaged application', () => {
  it('is all that is installed into engines, outside of its archive', () => {
    expect(configuration).toMatch(/^extraResources:\n {2}- from: assets\/adapters\n {4}to: adapters\n\n/m);
    for (const plugin of ['blender/addons/vibesync/__init__.py', 'unity/package.json'])
      expect(fs.existsSync(inProject('assets', 'adapters', plugin))).toBe(true);
  });
});

describe('the main process', () => {
  it('hands no address to the system to open', () => {
    const sources = fs
      .readdirSync(inProject('main'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'));
    expect(sources.length).toBeGreaterThan(50);
    const opening = sources.filter((name) =>
      fs.readFileSync(inProject('main', name), 'utf8').includes('openExternal'),
    );
    expect(opening).toEqual([]);
  });
});
