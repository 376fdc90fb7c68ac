/** The layers are only kept by `npm run check` if its tools find who breaks them: each rule is broken here once. */
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inProject } from '#main/provision/paths.mjs';

interface Violation {
  readonly rule: { readonly name: string; readonly severity: string };
  readonly from: string;
}

/** A file that breaks one rule, and what it says. Its imports are there, or are Node's. */
const BROKEN: readonly (readonly [rule: string, file: string, text: string])[] = [
  ['app-stands-alone', 'app/scene/clock.ts', "import 'node:fs';"],
  ['app-stands-alone', 'app/scene/tool.ts', "import { x } from '#main/gateway/inside.ts'; x;"],
  ['preload-is-a-bridge', 'app/preload/bridge.ts', "import 'node:fs';"],
  ['orchestrator-decides-alone', 'main/orchestrator/peek.ts', "import 'node:crypto';"],
  [
    'orchestrator-decides-alone',
    'main/orchestrator/type.ts',
    "import type { X } from '#main/gateway/inside.ts'; export type Y = X;",
  ],
  ['parts-of-main-are-strangers', 'main/ledger/stranger.ts', "import '#main/gateway/inside.ts';"],
  ['doors-share-below-themselves', 'main/doors/insider.ts', "import '#main/gateway/inside.ts';"],
  ['parts-do-not-decide', 'main/gateway/decides.ts', "import '#main/orchestrator/core.ts';"],
  ['product-without-tooling', 'main/host/tools.ts', "import '#main/provision/tool.mjs';"],
  ['main-without-page', 'main/host/page.ts', "import '../../renderer/page.ts';"],
  [
    'renderer-knows-app-only',
    'renderer/type.ts',
    "import type { X } from '#main/gateway/inside.ts'; export type Y = X;",
  ],
  ['renderer-without-node', 'renderer/node.ts', "import 'node:fs';"],
  ['product-without-tests', 'main/host/test.ts', "import '#test/helper.ts';"],
  ['checkers-are-independent', 'test/simulation/checkers/biased.ts', "import '#main/orchestrator/core.ts';"],
  ['checkers-are-independent', 'test/simulation/checkers/far.ts', "import '../carrier.ts';"],
  [
    'histories-are-judged-independently',
    'test/faults/network/judge.ts',
    "import '#main/orchestrator/core.ts';",
  ],
  ['no-cycles', 'main/host/one.ts', "import './other.ts';"],
  ['nothing-unresolved', 'main/host/lost.ts', "import './nowhere.ts';"],
];

const INNOCENT: Readonly<Record<string, string>> = {
  'main/gateway/inside.ts': 'export const x = 1; export interface X { x: 1 }',
  'main/orchestrator/core.ts': 'export const y = 1;',
  'main/provision/tool.mjs': 'export const z = 1;',
  'main/host/other.ts': "import './one.ts';",
  'renderer/page.ts': 'export const page = 1;',
  'test/helper.ts': 'export const helper = 1;',
  'test/simulation/carrier.ts': "import '#main/orchestrator/core.ts';",
};

let folder: string;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-layers-'));
  const write = (file: string, text: string): void => {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), `${text}\n`);
  };
  for (const file of ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs', 'electron.vite.config.ts'])
    fs.copyFileSync(inProject(file), path.join(folder, file));
  for (const [file, text] of Object.entries(INNOCENT)) write(file, text);
  for (const [, file, text] of BROKEN) write(file, text);
});

afterAll(() => fs.rmSync(folder, { recursive: true }));

describe('the layers', () => {
  test('each rule finds who breaks it, and none is left without a culprit', () => {
    const cruiser = inProject('node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
    const folders = ['app', 'main', 'renderer', 'test'];
    const { stdout, stderr } = spawnSync(process.execPath, [cruiser, '--output-type', 'json', ...folders], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    expect(stderr).toBe('');
    const { summary } = JSON.parse(stdout) as { summary: { violations: Violation[] } };
    const errors = summary.violations.filter(({ rule }) => rule.severity === 'error');
    const found = new Set(errors.map(({ rule, from }) => `${rule.name} ${from}`));
    expect(BROKEN.map(([rule, file]) => `${rule} ${file}`).filter((each) => !found.has(each))).toEqual([]);
    const rules = execFileSync(
      process.execPath,
      ['-p', `JSON.stringify(require('./.dependency-cruiser.cjs').forbidden.map(({ name }) => name))`],
      { cwd: folder, encoding: 'utf8' },
    );
    expect(new Set(BROKEN.map(([rule]) => rule))).toEqual(new Set(JSON.parse(rules) as string[]));
  }, 30_000);
});
