/**
 * What every end-to-end story starts from. Each test has an application of its own with data of its own; everything
 * that a test started is ended with it, and what its processes said is kept when it fails.
 */
import { test as base, expect } from '@playwright/test';
import type { TestInfo } from '@playwright/test';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PROJECT_ROOT } from '../../main/provision/paths.mjs';
import { Blender } from '../blender/blender.ts';
import { idsIn } from '../evidence/catalogue.ts';
import { rowsIn } from '../evidence/fault-matrix.ts';
import { shown, timesTold } from '../evidence/index.ts';
import { Editor } from '../unity/editor.ts';
import { compileDriver } from '../unity/mono.ts';
import { Agent } from './support/agent.ts';
import { Application } from './support/application.ts';
import type { StartOptions } from './support/application.ts';
import { BlenderEngine } from './support/blender-engine.ts';
import type { Engine, EngineName } from './support/engine.ts';
import { linkScene, makeAgentKey, pairingCode, sessionOf } from './support/gestures.ts';
import { LentBlender } from './support/lent-blender.ts';
import { UnityEngine } from './support/unity-engine.ts';

/** Pictures of every story are for people to look at, and take a tenth of its time: a run that is asked for them takes them anew. */
const TAKES_PICTURES = process.env['VIBESYNC_PICTURES'] === '1';
const PICTURES = path.join(PROJECT_ROOT, 'test-results', 'pictures');

/** The smallest window that the control room is made for, and the usual one, in which a story goes on. */
const PICTURE_SIZES = [
  { width: 1_100, height: 700 },
  { width: 1_440, height: 900 },
] as const;

interface Fixtures {
  /** Tells what a test that passed has shown of the guarantees and the fault in its name, where it does not do so itself. */
  readonly evidence: void;
  /** A folder of the test's own, gone afterwards. */
  readonly folder: string;
  /** How `app` starts. */
  readonly startOptions: StartOptions;
  /** VibeSync, running, with its window open. */
  readonly app: Application;
  /** Where `VIBESYNC_PICTURES=1`, keeps pictures of the window, small and usual, under the story's name: `shot('approved')`. */
  readonly shot: (moment: string) => Promise<void>;
  /** Pairs by clicking and lets a real Blender in; any number of them. Each is its own process group: `kill('SIGSTOP')`. The
   * first one serves all tests, unless something is asked of how it starts. */
  readonly startBlender: (options?: {
    readonly file?: string;
    readonly windowed?: boolean;
  }) => Promise<Blender>;
  /** A Blender that is let in. Its file is not linked to the project yet: that is a person's click. */
  readonly blender: Blender;
  /** Pairs by clicking and starts the Unity adapter's core in an editor process of its own; any number of them. */
  readonly startUnity: () => Promise<UnityEngine>;
  /** Which engine `engine` is. */
  readonly engineName: EngineName;
  /** Pairs by clicking and starts one; its file is not linked to the project yet. */
  readonly startEngine: () => Promise<Engine>;
  /** An engine that is let in, its file linked to the project. */
  readonly engine: Engine;
  /** Makes a key by clicking and connects a real MCP client with it. */
  readonly connectAgent: (name: string) => Promise<Agent>;
  /** An agent called “set-dresser”. */
  readonly agent: Agent;
}

interface WorkerFixtures {
  /** The tests' editor with the Unity adapter's core in it, compiled when the first test needs it. */
  readonly unityDriver: string;
  /** One without a window, started when the first test needs it. */
  readonly lentBlender: LentBlender;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  evidence: [
    // oxlint-disable-next-line no-empty-pattern -- As below.
    async ({}, use, testInfo) => {
      const toldBefore = timesTold();
      await use();
      const ids = idsIn(testInfo.titlePath.join(' '));
      if (testInfo.status !== 'passed' || ids.length === 0 || timesTold() > toldBefore) return;
      const [row] = rowsIn(testInfo.title);
      const how = `the real application: ${testInfo.title.replace(/ \([^()]*\)$/, '')}`;
      shown({ ids, how, runs: 1, ...(row === undefined ? {} : { row }) });
    },
    { auto: true },
  ],

  unityDriver: [
    // oxlint-disable-next-line no-empty-pattern -- As below.
    async ({}, use) => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-unity-'));
      await use(compileDriver(folder));
      fs.rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],

  lentBlender: [
    // oxlint-disable-next-line no-empty-pattern -- As below.
    async ({}, use) => {
      const lent = new LentBlender();
      await use(lent);
      lent.end();
    },
    { scope: 'worker' },
  ],

  // oxlint-disable-next-line no-empty-pattern -- Playwright reads from this pattern which fixtures are needed: none.
  folder: async ({}, use) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-e2e-'));
    await use(folder);
    fs.rmSync(folder, { recursive: true, force: true });
  },

  startOptions: [{}, { option: true }],

  app: async ({ folder, startOptions }, use, testInfo) => {
    const app = new Application(path.join(folder, 'data'));
    try {
      await app.start(startOptions);
      await use(app);
      await keepOutput(testInfo, 'window', () => textOf(app));
    } finally {
      await app.dispose();
      await keepOutput(testInfo, 'vibesync', () => app.output);
    }
  },

  shot: async ({ app }, use, testInfo) => {
    if (!TAKES_PICTURES) return use(() => Promise.resolve());
    const folder = path.join(PICTURES, ...testInfo.titlePath.map(fileName));
    fs.rmSync(folder, { recursive: true, force: true });
    let count = 0;
    await use(async (moment) => {
      count += 1;
      for (const size of PICTURE_SIZES) {
        await resize(app, size);
        const name = `${String(count).padStart(2, '0')}-${fileName(moment)}-${size.width}x${size.height}`;
        const file = path.join(folder, `${name}.png`);
        await app.page.screenshot({ path: file, animations: 'disabled' });
        await testInfo.attach(name, { path: file, contentType: 'image/png' });
      }
    });
  },

  startBlender: async ({ app, lentBlender }, use, testInfo) => {
    const used: Blender[] = [];
    const started: Blender[] = [];
    await use(async (options) => {
      const invitation = await pairingCode(app);
      const isOwn = options !== undefined || lentBlender.isLent;
      const blender = isOwn ? new Blender({ ...invitation, ...options }) : await lentBlender.lend(invitation);
      used.push(blender);
      if (isOwn) started.push(blender);
      return blender.ready();
    });
    for (const [index, blender] of used.entries())
      await keepOutput(testInfo, `blender-${index + 1}`, () => blender.output.join('\n'));
    for (const blender of started) blender.kill('SIGKILL'); // works on a frozen one, too
    await lentBlender.takeBack(testInfo.status === testInfo.expectedStatus);
  },

  blender: async ({ app, startBlender }, use) => {
    const blender = await startBlender();
    await expect(sessionOf(app, 'Blender')).toBeVisible({ timeout: 30_000 });
    await use(blender);
  },

  startUnity: async ({ app, unityDriver }, use, testInfo) => {
    const started: Editor[] = [];
    await use(async () => {
      const editor = new Editor(unityDriver);
      started.push(editor);
      const unity = await UnityEngine.over(await editor.ready());
      await editor.call('connect', { ...(await pairingCode(app)) });
      return unity;
    });
    for (const [index, editor] of started.entries()) {
      editor.kill('SIGKILL'); // works on a frozen one, too
      await keepOutput(testInfo, `unity-${index + 1}`, () => editor.output.join('\n'));
    }
  },

  engineName: ['Blender', { option: true }],

  startEngine: async ({ engineName, folder, startBlender, startUnity }, use) => {
    await use(async () =>
      engineName === 'Unity' ? startUnity() : BlenderEngine.over(await startBlender(), folder),
    );
  },

  engine: async ({ app, engineName, startEngine }, use) => {
    const engine = await startEngine();
    await linkScene(app, engineName);
    await use(engine);
  },

  connectAgent: async ({ app }, use) => {
    const connected: Agent[] = [];
    await use(async (name) => {
      const agent = await Agent.connect(await makeAgentKey(app, name));
      connected.push(agent);
      return agent;
    });
    // The application may be dead by now, by the test's own hand.
    await Promise.allSettled(connected.map((agent) => agent.close()));
  },

  agent: async ({ connectAgent }, use) => {
    await use(await connectAgent('set-dresser'));
  },
});

/** For tests that leave the application as they found it: they share one, each with the page loaded anew. */
export const testInOne = test.extend<object, { readonly running: Application }>({
  running: [
    // oxlint-disable-next-line no-empty-pattern -- As above.
    async ({}, use) => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-e2e-'));
      const app = new Application(path.join(folder, 'data'));
      try {
        await app.start();
        await use(app);
      } finally {
        await app.dispose();
        fs.rmSync(folder, { recursive: true, force: true });
      }
    },
    { scope: 'worker' },
  ],

  app: async ({ running }, use, testInfo) => {
    await running.page.reload();
    await expect(running.override).toBeVisible();
    await use(running);
    await keepOutput(testInfo, 'window', () => textOf(running));
    await keepOutput(testInfo, 'vibesync', () => running.output);
  },
});

export { expect };

/** Makes the window itself smaller or larger, and waits until its page has followed. */
async function resize(app: Application, size: (typeof PICTURE_SIZES)[number]): Promise<void> {
  await app.electron.evaluate(
    ({ BrowserWindow }, { width, height }) => BrowserWindow.getAllWindows()[0]?.setContentSize(width, height),
    size,
  );
  await app.page.waitForFunction(({ width, height }) => innerWidth === width && innerHeight === height, size);
}

/** Of a test that failed. */
async function keepOutput(
  testInfo: TestInfo,
  name: string,
  read: () => string | Promise<string>,
): Promise<void> {
  if (testInfo.status === testInfo.expectedStatus) return;
  const output = await read();
  await testInfo.attach(`${name}.log`, { body: output, contentType: 'text/plain' });
  fs.mkdirSync(testInfo.outputDir, { recursive: true });
  fs.writeFileSync(path.join(testInfo.outputDir, `${name}.log`), output);
}

/** What the window shows, as one who hears it has it; or why that cannot be said. */
async function textOf(app: Application): Promise<string> {
  return app.page
    .locator('body')
    .ariaSnapshot({ timeout: 3_000 })
    .catch((error: unknown) => String(error));
}

const fileName = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 80);
