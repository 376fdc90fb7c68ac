// node test/unity/metas.mjs
// Writes a .meta file for every file and folder of the Unity package that lacks one, with a GUID made from its path: Unity
// makes new ones otherwise, for everybody other ones, and scenes lose the scripts that they name by them.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = fileURLToPath(new URL('../../assets/adapters/unity', import.meta.url));
const NAME = 'com.vibesync.adapter';
const SUFFIX = '.meta';
const GUID_DIGITS = 32;

/** Which importer Unity writes into the file. @type {Record<string, string>} */
const IMPORTERS = {
  '.cs': `MonoImporter:
  externalObjects: {}
  serializedVersion: 2
  defaultReferences: []
  executionOrder: 0
  icon: {instanceID: 0}
`,
  '.asmdef': 'AssemblyDefinitionImporter:\n  externalObjects: {}\n',
  '.md': 'TextScriptImporter:\n  externalObjects: {}\n',
};
const MANIFEST_IMPORTER = 'PackageManifestImporter:\n  externalObjects: {}\n';
const FOLDER_IMPORTER = 'DefaultImporter:\n  externalObjects: {}\n';
const REST = '  userData: \n  assetBundleName: \n  assetBundleVariant: \n';

/** @returns {{ missing: string[], orphaned: string[] }} paths below the package, with `/` */
export function compareMetas() {
  const all = fs
    .readdirSync(PACKAGE, { recursive: true, encoding: 'utf8' })
    .map((each) => each.replaceAll(path.sep, '/'));
  const there = new Set(all);
  const metas = all.filter((each) => each.endsWith(SUFFIX));
  return {
    missing: all.filter((each) => !each.endsWith(SUFFIX) && !there.has(each + SUFFIX)).sort(),
    orphaned: metas.filter((each) => !there.has(each.slice(0, -SUFFIX.length))).sort(),
  };
}

/**
 * @param {string} name a path below the package, with `/`
 * @returns {string} what its .meta file holds
 */
export function metaOf(name) {
  const guid = createHash('sha256').update(`${NAME}/${name}`).digest('hex').slice(0, GUID_DIGITS);
  const isFolder = fs.statSync(path.join(PACKAGE, name)).isDirectory();
  const importer = name === 'package.json' ? MANIFEST_IMPORTER : IMPORTERS[path.extname(name)];
  if (!isFolder && importer === undefined)
    throw new Error(`What Unity imports ${name} with is not known here.`);
  return `fileFormatVersion: 2\nguid: ${guid}\n${isFolder ? `folderAsset: yes\n${FOLDER_IMPORTER}` : importer}${REST}`;
}

/** @param {string} name */
export function metaFile(name) {
  return path.join(PACKAGE, name + SUFFIX);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { missing, orphaned } = compareMetas();
  for (const name of missing) fs.writeFileSync(metaFile(name), metaOf(name));
  for (const name of orphaned) fs.rmSync(path.join(PACKAGE, name));
  console.log(`${missing.length} written, ${orphaned.length} removed`);
}
