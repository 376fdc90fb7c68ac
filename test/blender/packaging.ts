/** The zip: the same bytes every time, all that belongs in it, and installable by Blender's own installer. */
import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests } from '../scripted/harness.ts';
import type { Counts, Test } from '../scripted/harness.ts';

const ADAPTER = fileURLToPath(new URL('../../assets/adapters/blender', import.meta.url));
/** Blender brings them along: its data, and what it takes to draw over a view. */
const BLENDERS_OWN = ['blf', 'bpy', 'bpy_extras', 'gpu', 'gpu_extras'];

function run(command: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const [program = '', ...rest] = command;
  const { stdout, stderr, status } = spawnSync(program, rest, {
    encoding: 'utf8',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...env },
  });
  assert.equal(status, 0, `${command.join(' ')}\n${stdout}\n${stderr}`);
  return stdout;
}

export function runPackaging(folder: string): Promise<Counts> {
  const build = (into: string): string =>
    run(['python3', path.join(ADAPTER, 'build_zip.py'), path.join(folder, into)]).trim();
  const tests: Test[] = [
    [
      'the same sources give the same bytes',
      async () => assert.deepEqual(fs.readFileSync(build('a')), fs.readFileSync(build('b'))),
    ],
    [
      'holds the licence, the manifest and every module, under the licence that they say',
      async () => {
        const listing = JSON.parse(
          run([
            'python3',
            '-c',
            'import json,sys,zipfile; print(json.dumps(zipfile.ZipFile(sys.argv[1]).namelist()))',
            build('a'),
          ]),
        ) as string[];
        for (const name of [
          'LICENSE',
          'blender_manifest.toml',
          '__init__.py',
          'panel.py',
          'core/websocket.py',
          'engine/adapter.py',
        ]) {
          assert.ok(listing.includes(`vibesync/${name}`), name);
        }
        assert.ok(listing.every((name) => name.startsWith('vibesync/') && !name.includes('__pycache__')));
        for (const name of listing.filter((each) => each.endsWith('.py'))) {
          const text = fs.readFileSync(path.join(ADAPTER, 'addons', name), 'utf8');
          assert.match(text, /^# SPDX-License-Identifier: GPL-3\.0-or-later\n/, name);
        }
      },
    ],
    [
      'imports nothing but the standard library, Blender and itself',
      async () => {
        const code = `
import ast, json, pathlib, sys
found = set()
for each in pathlib.Path(sys.argv[1]).rglob('*.py'):
    for node in ast.walk(ast.parse(each.read_text())):
        if isinstance(node, ast.Import): found.update(name.name.split('.')[0] for name in node.names)
        if isinstance(node, ast.ImportFrom) and node.level == 0: found.add(node.module.split('.')[0])
print(json.dumps(sorted(found - set(sys.stdlib_module_names))))`;
        const found: unknown = JSON.parse(
          run(['python3', '-c', code, path.join(ADAPTER, 'addons', 'vibesync')]),
        );
        assert.deepEqual(found, BLENDERS_OWN);
      },
    ],
    [
      'the manifest says what an extension has to say',
      async () => {
        const code = `import json,sys,tomllib; print(json.dumps(tomllib.load(open(sys.argv[1],'rb'))))`;
        const manifest = JSON.parse(
          run(['python3', '-c', code, path.join(ADAPTER, 'addons/vibesync/blender_manifest.toml')]),
        ) as Record<string, unknown>;
        assert.equal(manifest['schema_version'], '1.0.0');
        assert.equal(manifest['id'], 'vibesync');
        assert.equal(manifest['type'], 'add-on');
        assert.deepEqual(manifest['license'], ['SPDX:GPL-3.0-or-later']);
        const tagline = String(manifest['tagline']);
        assert.ok(tagline.length <= 64 && !/[.!?]$/.test(tagline));
        const network = String((manifest['permissions'] as Record<string, unknown>)['network']);
        assert.ok(network.length <= 64 && !/[.!?]$/.test(network));
      },
    ],
    [
      'Blender installs it from the zip, enables it, disables it and leaves nothing behind',
      async () => {
        const code = `
import bpy, os, sys
bpy.ops.preferences.addon_install(filepath=${JSON.stringify(build('a'))})
bpy.ops.preferences.addon_enable(module='vibesync')
import vibesync
from bpy.app import handlers
mine = lambda: [f for name in dir(handlers) if isinstance(getattr(handlers, name), list) for f in getattr(handlers, name) if 'vibesync' in getattr(f, '__module__', '')]
assert vibesync.adapter().phase == 'off' and mine() and hasattr(bpy.types, 'VIBESYNC_PT_panel')
bpy.ops.preferences.addon_disable(module='vibesync')
assert vibesync.adapter() is None and not mine()
assert not hasattr(bpy.types, 'VIBESYNC_PT_panel') and not hasattr(bpy.types.WindowManager, 'vibesync')
assert not hasattr(bpy.types, 'VIBESYNC_OT_connect')
bpy.ops.preferences.addon_enable(module='vibesync')
print('INSTALLED', vibesync.__file__)`;
        const scripts = path.join(folder, 'scripts');
        fs.mkdirSync(path.join(scripts, 'addons'), { recursive: true });
        const output = run(
          [
            process.env['VIBESYNC_BLENDER'] ?? 'blender',
            '--background',
            '--factory-startup',
            '--python-exit-code',
            '3',
            '--python-expr',
            code,
          ],
          {
            BLENDER_USER_SCRIPTS: scripts,
          },
        );
        assert.match(output, /INSTALLED .*scripts.*vibesync/);
      },
    ],
  ];
  return runTests('package', tests, undefined, () => '');
}
