// Are all packages under licences that an MIT application may ship with (dependencies) or be built with (the others)?
import fs from 'node:fs';
import { inProject } from '../main/provision/paths.mjs';

/** What ends up in the application. */
const SHIPPED = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'OFL-1.1', '0BSD'];
/** What only builds, checks or tests it; none of its code is handed on. */
const BUILD_ONLY = [
  ...SHIPPED,
  'BlueOak-1.0.0',
  'CC0-1.0',
  'CC-BY-4.0',
  'Python-2.0',
  'Unlicense',
  'WTFPL',
  'MPL-2.0',
];

/** The Node that tools run on, for machines with an older one: never packaged. Each is Node under Node's MIT licence. */
const { optionalDependencies: TOOLS } = JSON.parse(fs.readFileSync(inProject('package.json'), 'utf8'));

/** @typedef {{ dev?: boolean, optional?: boolean, license?: string, link?: boolean }} Locked */

/** @type {Record<string, Locked>} */
const packages = JSON.parse(fs.readFileSync(inProject('package-lock.json'), 'utf8')).packages;
const refused = [];
let checked = 0;
for (const [folder, locked] of Object.entries(packages)) {
  if (folder === '' || locked.link || folder.replace('node_modules/', '') in TOOLS) continue;
  checked++;
  const manifest = inProject(folder, 'package.json');
  // Packages for other systems are locked, but not here: the lock file holds what they declare.
  const declared = fs.existsSync(manifest) ? declaredIn(manifest) : locked.license;
  const allowed = locked.dev ? BUILD_ONLY : SHIPPED;
  if (!isAllowed(declared, allowed)) {
    refused.push(`${folder}: ${declared ?? 'declares none'}${locked.dev ? '' : ' (is shipped)'}`);
  }
}
if (refused.length > 0) {
  console.error(refused.join('\n'));
  process.exitCode = 1;
} else {
  console.log(`${checked} packages`);
}

/**
 * @param {string} manifest
 * @returns {string | undefined}
 */
function declaredIn(manifest) {
  const { license, licenses } = JSON.parse(fs.readFileSync(manifest, 'utf8'));
  const old = Array.isArray(licenses) ? licenses.map((each) => each.type ?? each).join(' OR ') : undefined;
  return typeof license === 'object' ? license?.type : (license ?? old);
}

/**
 * An SPDX expression without nesting is all that packages here use: `A OR B`, `A AND B`, `(A OR B)`.
 * @param {string | undefined} expression
 * @param {string[]} allowed
 */
function isAllowed(expression, allowed) {
  return (expression ?? '')
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((licence) => allowed.includes(licence.trim())));
}
