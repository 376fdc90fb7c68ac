/** What Unity and its package manager expect of the package's files, apart from what is in them. */
import { strict as assert } from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';
import type { Test } from '../scripted/harness.ts';
import { compareMetas, metaFile, metaOf } from './metas.mjs';
import { PROJECT_ROOT } from './mono.ts';

const PACKAGE = path.join(PROJECT_ROOT, 'assets/adapters/unity');

interface Assembly {
  readonly name: string;
  readonly references: readonly string[];
  readonly includePlatforms: readonly string[];
  readonly noEngineReferences: boolean;
  readonly allowUnsafeCode: boolean;
  readonly precompiledReferences: readonly string[];
}

function filesOf(extension: string, folder = ''): string[] {
  const names = fs.readdirSync(path.join(PACKAGE, folder), { recursive: true, encoding: 'utf8' });
  return names
    .filter((each) => each.endsWith(extension))
    .map((each) => path.join(folder, each).replaceAll(path.sep, '/'))
    .sort();
}

function read(name: string): string {
  return fs.readFileSync(path.join(PACKAGE, name), 'utf8');
}

function assembly(folder: string): Assembly {
  return JSON.parse(read(`${folder}/VibeSync.${folder}.asmdef`)) as Assembly;
}

/** Namespaces that a folder’s sources import. */
function imports(folder: string): Set<string> {
  const found = new Set<string>();
  for (const name of filesOf('.cs', folder)) {
    for (const [, namespace = ''] of read(name).matchAll(/^\s*using (?:\w+ = )?([\w.]+);$/gm))
      found.add(namespace);
  }
  return found;
}

function isBelow(namespace: string, roots: readonly string[]): boolean {
  return roots.some((root) => namespace === root || namespace.startsWith(`${root}.`));
}

export const packageTests: readonly Test[] = [
  [
    'has a .meta file for everything, made from its path, and none besides',
    async () => {
      const { missing, orphaned } = compareMetas();
      assert.deepEqual(missing, [], 'run `node test/unity/metas.mjs`');
      assert.deepEqual(orphaned, []);
      const guids = new Map<string, string>();
      for (const meta of filesOf('.meta')) {
        const name = meta.slice(0, -'.meta'.length);
        const text = fs.readFileSync(metaFile(name), 'utf8');
        assert.equal(text, metaOf(name), meta);
        const guid = /^guid: ([0-9a-f]{32})$/m.exec(text)?.[1] ?? '';
        assert.equal(guids.get(guid), undefined, `${meta} has the GUID of another file`);
        guids.set(guid, meta);
      }
    },
  ],
  [
    'is the package that it says, for 2022.3, with nothing but modules that come with Unity',
    async () => {
      const manifest = JSON.parse(read('package.json')) as Record<string, unknown>;
      assert.equal(manifest['name'], 'com.vibesync.adapter');
      assert.equal(manifest['unity'], '2022.3');
      assert.equal(manifest['license'], 'MIT');
      assert.match(String(manifest['version']), /^\d+\.\d+\.\d+$/);
      for (const name of Object.keys(manifest['dependencies'] as object)) {
        assert.match(name, /^com\.unity\.modules\./, `${name} is no built-in module`);
      }
      const version = /const string Version = "(.+)"/.exec(read('Editor/VibeSyncSession.cs'))?.[1];
      assert.equal(version, manifest['version'], 'the adapter says another version than the package');
      assert.match(read('CHANGELOG.md'), new RegExp(`^## ${String(manifest['version'])}$`, 'm'));
      assert.equal(read('LICENSE.md').includes('Permission is hereby granted, free of charge'), true);
    },
  ],
  [
    'keeps its assemblies apart: the core without Unity, the editor’s only in the editor',
    async () => {
      const assemblies = filesOf('.asmdef');
      assert.deepEqual(assemblies, [
        'Core/VibeSync.Core.asmdef',
        'Editor/VibeSync.Editor.asmdef',
        'Runtime/VibeSync.Runtime.asmdef',
      ]);
      for (const folder of ['Core', 'Editor', 'Runtime']) {
        const { name, allowUnsafeCode, precompiledReferences } = assembly(folder);
        assert.deepEqual([name, allowUnsafeCode, precompiledReferences], [`VibeSync.${folder}`, false, []]);
      }
      assert.deepEqual(
        [assembly('Core').noEngineReferences, assembly('Core').includePlatforms, assembly('Core').references],
        [true, ['Editor'], []],
      );
      assert.deepEqual(
        [assembly('Editor').includePlatforms, assembly('Editor').references],
        [['Editor'], ['VibeSync.Core', 'VibeSync.Runtime']],
      );
      assert.deepEqual([assembly('Runtime').includePlatforms, assembly('Runtime').references], [[], []]);
    },
  ],
  [
    'imports nothing but .NET, Unity and itself, and the core not even Unity',
    async () => {
      const allowed: Readonly<Record<string, readonly string[]>> = {
        Core: ['System'],
        Runtime: ['System', 'UnityEngine'],
        Editor: ['System', 'UnityEngine', 'UnityEditor', 'VibeSync.Core'],
      };
      for (const [folder, roots] of Object.entries(allowed)) {
        const foreign = [...imports(folder)].filter((namespace) => !isBelow(namespace, roots));
        assert.deepEqual(foreign, [], folder);
      }
    },
  ],
  [
    'holds no library, calls none, and looks at nothing that Unity keeps to itself',
    async () => {
      const names = fs.readdirSync(PACKAGE, { recursive: true, encoding: 'utf8' });
      assert.deepEqual(
        names.filter((name) => /\.(dll|so|dylib|bundle|exe|jar|aar)$/i.test(name)),
        [],
      );
      for (const name of filesOf('.cs')) {
        assert.doesNotMatch(read(name), /DllImport|\bunsafe\b|System\.Reflection|Assembly\.Load/, name);
      }
    },
  ],
  [
    'keeps nothing where it outlives a session: no file, no preference; what the editor forgets at its end holds the token (SEC-4)',
    async () => {
      const kept =
        /\b(?:EditorPrefs|PlayerPrefs|Registry|IsolatedStorage\w*|EditorUserSettings|ScriptableSingleton)\b/;
      const written =
        /\bFile\.(?!Exists\b|ReadAllText\b|GetLastWriteTime\w*\b)\w+|\b(?:FileStream|StreamWriter|BinaryWriter|FileInfo\.\w+)\(/;
      for (const name of filesOf('.cs')) {
        assert.doesNotMatch(read(name), kept, name);
        assert.doesNotMatch(read(name), written, name);
      }
      const remembering = filesOf('.cs').filter((name) => /\bSessionState\b/.test(read(name)));
      assert.deepEqual(
        remembering.map((name) => path.basename(name)),
        ['SessionMemory.cs'],
      );
    },
  ],
  [
    'has each component and window in a file of its name, by which Unity finds it',
    async () => {
      let found = 0;
      for (const name of filesOf('.cs')) {
        const kinds = [
          ...read(name).matchAll(/class (\w+) : (?:MonoBehaviour|EditorWindow|ScriptableObject)\b/g),
        ];
        found += kinds.length;
        for (const [, kind] of kinds) assert.equal(path.basename(name, '.cs'), kind, name);
      }
      assert.equal(found, 3);
    },
  ],
];
