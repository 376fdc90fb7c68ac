// Pictures of every state, for eyes: `node test/renderer/harness/shoot.mjs FOLDER [state…]`, with a display.
import fs from 'node:fs';
import path from 'node:path';
import { openWindow, serveHarness } from './open.mjs';

const [folder = 'harness-pictures', ...only] = process.argv.slice(2);
const SIZES = (process.env['HARNESS_SIZES'] ?? '1440x900,1100x700').split(',');
/** @type {Record<string, { state: string, act?: (page: import('@playwright/test').Page) => Promise<void> }>} */
const SHOTS = {
  first: { state: 'first' },
  'first-unity': {
    state: 'first',
    act: async (page) => {
      await page.getByRole('button', { name: /^Connect Unity/ }).click();
      await page.getByRole('button', { name: 'Get a pairing code' }).click();
    },
  },
  simulated: { state: 'simulated' },
  projects: {
    state: 'main',
    act: async (page) => page.getByRole('button', { name: 'Project: Courtyard' }).click(),
  },
  'new-project': {
    state: 'main',
    act: async (page) => {
      await page.keyboard.press('Control+Shift+N');
      await page.getByRole('textbox', { name: 'Name' }).fill('Harbour');
    },
  },
  'settings-keys': {
    state: 'calm',
    act: async (page) => {
      await page.keyboard.press('Control+,');
      await page.getByRole('button', { name: 'Keyboard' }).click();
      await page.getByRole('button', { name: 'Change the keys: Approve', exact: true }).click();
    },
  },
  'settings-data': {
    state: 'calm',
    act: async (page) => {
      await page.keyboard.press('Control+,');
      await page.getByRole('button', { name: 'Data', exact: true }).click();
    },
  },
  darker: { state: 'main', act: lookedAt('darker') },
  contrast: { state: 'main', act: lookedAt('high contrast') },
  opening: { state: 'calm&opening' },
  'opening-long': {
    state: 'calm&opening',
    act: async (page) => {
      await page.evaluate(() => {
        const project = {
          project: 'a',
          name: 'Harbour, second draft',
          folder: '/media/studio/harbour',
          opened: null,
          versions: 0,
          problem: null,
          warning: null,
        };
        window.harness.answer('read_projects', {
          current: project,
          recent: [],
          opening: project.name,
          instead: 'Courtyard',
          problem: null,
          usualFolder: '/home/artist/.config/VibeSync/projects',
          isOnly: false,
        });
      });
      await page.getByRole('status').filter({ hasText: 'is still being opened' }).waitFor();
    },
  },
  'rules-disagree': {
    state: 'alike',
    act: async (page) => {
      const choices = (/** @type {'engine' | 'truth'} */ keep) => [{ facet: 'transform', keep }];
      const rule = {
        engine: 'blender',
        why: 'edited_both',
        objects: null,
        until: 'ended',
        leftMs: null,
        used: 3,
        lastUsed: null,
      };
      const permissions = {
        grants: [],
        rules: [],
        decided: [],
        conflictRules: [
          { ...rule, id: 'a', choices: choices('engine') },
          { ...rule, id: 'b', choices: choices('truth') },
        ],
        disagreeing: [{ conflict: 'conflict-2', rules: ['a', 'b'] }],
      };
      // @ts-expect-error what is pushed is a part of a batch, as the harness takes it
      await page.evaluate((part) => window.harness.push(part), { permissions });
      await page.getByRole('button', { name: 'Decide…' }).first().click();
    },
  },
  'take-back-many': {
    state: 'main',
    act: async (page) => {
      await page.evaluate(() => {
        window.harness.answer('find_changes', { changes: [18_100, 18_090], more: true });
        window.harness.answer('preview_undo', {
          at: 18_204,
          changes: 16_384,
          operations: 25_000,
          pieces: 3,
          taken: 24_990,
          of: 25_000,
          staying: [],
          stays: 0,
        });
      });
      await page
        .getByRole('button', { name: /, set-dresser: .*, done$/ })
        .last()
        .click();
      await page.getByRole('button', { name: 'Take back more…' }).click();
      await page.getByRole('button', { name: 'Look', exact: true }).click();
      await page.getByText('one after the other').waitFor();
    },
  },
  calm: { state: 'calm' },
  main: { state: 'main', act: selectCrate },
  allowed: { state: 'allowed', act: selectCrate },
  more: { state: 'allowed', act: openMore },
  adjust: {
    state: 'allowed',
    act: async (page) => {
      await openMore(page);
      await page.getByRole('button', { name: /^Take a part/ }).click();
      await page.getByRole('checkbox', { name: /strength/ }).uncheck();
      await page.getByRole('textbox', { name: /^Location Z/ }).fill('7');
      await page.keyboard.press('Enter');
    },
  },
  'free-hand': {
    state: 'allowed',
    act: async (page) => {
      await openMore(page);
      await page.getByRole('button', { name: /^Give a free hand/ }).click();
    },
  },
  'away-line': { state: 'away', act: selectCrate },
  away: {
    state: 'away',
    act: async (page) => {
      await page.getByRole('button', { name: /^While you were away/ }).click();
      await page.getByRole('dialog', { name: 'While you were away' }).getByRole('listitem').first().waitFor();
    },
  },
  'away-taking': {
    state: 'away',
    act: async (page) => {
      await page.getByRole('button', { name: /^While you were away/ }).click();
      await page.getByRole('button', { name: 'Take back what was done to Crate_014' }).click();
      await page.getByRole('button', { name: 'Take back', exact: true }).waitFor();
    },
  },
  'quiet-choose': {
    state: 'main',
    act: async (page) => page.getByRole('button', { name: 'Do not disturb' }).click(),
  },
  quiet: { state: 'quiet' },
  undisturbed: { state: 'undisturbed', act: selectCrate },
  'settings-news': {
    state: 'calm',
    act: async (page) => {
      await page.keyboard.press('Control+,');
      await page.getByRole('button', { name: 'Notifications', exact: true }).click();
    },
  },
  rules: {
    state: 'allowed',
    act: async (page) => {
      await selectCrate(page);
      await page.getByRole('navigation').getByRole('button', { name: 'Rules' }).click();
    },
  },
  'rules-none': { state: 'calm', act: goTo('Rules') },
  halted: { state: 'halted', act: selectCrate },
  held: { state: 'halted' },
  conflict: { state: 'conflict', act: async (page) => page.getByRole('button', { name: 'Decide…' }).click() },
  alike: {
    state: 'alike',
    act: async (page) => {
      await page.getByRole('button', { name: 'Decide…' }).first().click();
      await page.getByRole('checkbox', { name: /^Decide 11 others/ }).check();
      await page.getByRole('checkbox', { name: /^And later ones/ }).check();
    },
  },
  variants: {
    state: 'variants',
    act: async (page) => {
      await page.getByRole('button', { name: 'Compare with what set-dresser would do' }).click();
      await page.getByRole('radio', { name: 'Key_Sun: take it from lighter' }).check();
    },
  },
  'alike-place': { state: 'alike', act: goTo('Conflicts') },
  'shelf-selected': {
    state: 'conflict',
    act: goTo('Shelf', async (page) => {
      await page.getByRole('combobox', { name: 'Order' }).selectOption('By object');
      await page.getByRole('button', { name: 'Select this page' }).click();
      await page.getByRole('button', { name: 'Suggest again…' }).click();
    }),
  },
  'shelf-no-hit': {
    state: 'conflict',
    act: goTo('Shelf', async (page) =>
      page.getByRole('searchbox', { name: 'Find on the shelf' }).fill('zzz'),
    ),
  },
  'named-versions': {
    state: 'main',
    act: async (page) => page.getByRole('button', { name: 'Named versions' }).click(),
  },
  busy: { state: 'busy' },
  readonly: { state: 'readonly', act: selectCrate },
  offline: { state: 'offline' },
  questions: { state: 'questions' },
  played: { state: 'played', act: async (page) => page.getByRole('checkbox', { name: /Crate_014/ }).click() },
  kept: { state: 'kept' },
  notices: {
    state: 'kept',
    act: async (page) => {
      await page.getByRole('button', { name: 'Leave them alone' }).click();
      await page.getByRole('button', { name: 'Understood' }).click();
    },
  },
  leaving: {
    state: 'kept',
    act: async (page) => {
      await page.evaluate(async () => window.harness.push({ leaving: true }));
      await page.getByRole('dialog').waitFor();
    },
  },
  'leaving-held': {
    state: 'halted',
    act: async (page) => {
      await page.evaluate(async () => window.harness.push({ leaving: true }));
      await page.getByRole('dialog').waitFor();
    },
  },
  'kept-verdict': { state: 'kept', act: async (page) => page.getByTitle('What this means').click() },
  'kept-connection': {
    state: 'kept',
    act: async (page) => page.getByRole('group', { name: 'Engines' }).getByRole('button').first().click(),
  },
  'kept-engines': { state: 'kept', act: goTo('Engines') },
  hands: { state: 'hands', act: selectCrate },
  'hands-waited': {
    state: 'hands',
    act: async (page) => page.locator('article').last().scrollIntoViewIfNeeded(),
  },
  'hands-engines': { state: 'hands', act: goTo('Engines') },
  'hands-verdict': { state: 'hands', act: async (page) => page.getByTitle('What this means').click() },
  files: { state: 'files' },
  'files-review': {
    state: 'files',
    act: async (page) => {
      await page.getByRole('button', { name: 'Review…' }).click();
      await page.getByRole('checkbox', { name: 'Take Crate_014 from the file' }).check();
    },
  },
  'files-engines': { state: 'files', act: goTo('Engines') },
  copies: { state: 'copies' },
  three: { state: 'three' },
  empty: { state: 'empty' },
  large: { state: 'large' },
  deny: { state: 'main', act: async (page) => page.getByRole('button', { name: 'Deny…' }).first().click() },
  verdict: { state: 'main', act: async (page) => page.getByTitle('What this means').click() },
  change: {
    state: 'main',
    act: async (page) =>
      page
        .getByRole('button', { name: /18.191/ })
        .first()
        .click(),
  },
  past: { state: 'main', act: lookBack },
  'past-differences': {
    state: 'main',
    act: async (page) => {
      await lookBack(page);
      await page.getByRole('button', { name: /objects differ/ }).click();
      await page.getByRole('checkbox', { name: 'Bring back Barrel_old' }).check();
      await page.getByRole('button', { name: /^Look what/ }).click();
    },
  },
  palette: { state: 'main', act: async (page) => page.keyboard.press('Control+k') },
  'palette-found': { state: 'main', act: seek('crate 1') },
  'palette-number': { state: 'main', act: seek('18184') },
  'palette-none': { state: 'main', act: seek('zzqx') },
  several: {
    state: 'main',
    act: async (page) => {
      await page.getByRole('button', { name: /^18.184, / }).click();
      await page.getByRole('button', { name: /^18.191, / }).click({ modifiers: ['Shift'] });
      await page.getByRole('button', { name: /^Take back \d+ changes/ }).click();
    },
  },
  'suggested-object': {
    state: 'main',
    act: async (page) =>
      page
        .getByRole('button', { name: /Lantern_01/ })
        .first()
        .press('Enter'),
  },
  run: {
    state: 'main',
    act: async (page) => page.getByRole('button', { name: /^18.197 to 18.201, / }).click(),
  },
  undone: { state: 'main', act: async (page) => page.keyboard.press('Control+z') },
  'take-back-more': {
    state: 'main',
    act: async (page) => {
      await page
        .getByRole('button', { name: /, set-dresser: .*, done$/ })
        .last()
        .click();
      await page.getByRole('button', { name: 'Take back more…' }).click();
      await page.getByRole('button', { name: 'Look' }).click();
    },
  },
  engines: {
    state: 'main',
    act: goTo('Engines', async (page) => page.getByRole('button', { name: 'Get a pairing code' }).click()),
  },
  'engines-unity': {
    state: 'calm',
    act: goTo('Engines', async (page) => page.getByRole('button', { name: 'Install Unity package' }).click()),
  },
  unity: {
    state: 'main',
    act: async (page) => {
      await selectCrate(page);
      await page.getByRole('tabpanel').getByRole('radio', { name: 'Unity Y up' }).click();
    },
  },
  'engines-offline': { state: 'offline', act: goTo('Engines') },
  agent: {
    state: 'calm',
    act: goTo('Engines', async (page) => {
      await page.getByRole('textbox', { name: 'Name of the agent' }).fill('set-dresser');
      await page.getByRole('button', { name: 'Make a key' }).click();
    }),
  },
  'change-taken': {
    state: 'main',
    act: async (page) => {
      await page
        .getByRole('button', { name: /, set-dresser: .*, done$/ })
        .last()
        .click();
      await page.evaluate(() =>
        window.harness.answer('take_back_change', {
          state: 'queued',
          taken: {
            taken: 3,
            of: 4,
            staying: [
              {
                id: '00000001-0000-4000-8000-000000000022',
                name: 'Crate_014',
                facet: 'name',
                why: 'changed_again',
                by: { kind: 'agent', id: 'agent:lighter', name: 'lighter' },
              },
            ],
          },
        }),
      );
      await page.getByRole('button', { name: 'Take back this change', exact: true }).click();
    },
  },
  approved: { state: 'main', act: approveFirst },
  'bring-back': {
    state: 'halted',
    act: async (page) => {
      await page.getByRole('button', { name: 'Bring back a version…' }).click();
      await page.getByRole('button', { name: 'Look' }).click();
      await page.getByText('objects would change').waitFor();
    },
  },
  history: { state: 'main', act: goTo('History', async (page) => page.getByRole('row').nth(4).click()) },
  'history-million': { state: 'million', act: goTo('History') },
  'history-nothing': {
    state: 'main',
    act: goTo('History', async (page) => page.getByRole('searchbox').fill('no such crate')),
  },
  'history-found': {
    state: 'main',
    act: goTo('History', async (page) => {
      await page.getByRole('searchbox').fill('crate');
      await page.getByRole('textbox', { name: 'From version' }).fill('18150');
      await page.keyboard.press('Enter');
    }),
  },
  'history-save': {
    state: 'main',
    act: goTo('History', async (page) => page.getByRole('button', { name: 'Save as…' }).click()),
  },
  'history-verifying': { state: 'main', act: goTo('History', work({ kind: 'verify', state: 'running' })) },
  'history-damaged': {
    state: 'main',
    act: goTo(
      'History',
      work({
        kind: 'verify',
        state: 'failed',
        reason: { code: 'history_damaged', message: 'Record 41207 is not what was written.', path: null },
      }),
    ),
  },
  'history-opened': {
    state: 'main',
    act: goTo(
      'History',
      work({
        kind: 'open',
        state: 'done',
        file: 'courtyard from Mina.vshistory',
        bundle: {
          ledger: '00000009-0000-4000-8000-000000000001',
          project: 'Courtyard',
          records: 54_812,
          revision: 18_203,
          head: '3f2a9c07b1e84d5590aa61d20c7f38e4b6d1920f5a3c7e88014bd9f6a2e07c51',
          receipt: 'unknown',
        },
      }),
    ),
  },
  'history-none': { state: 'empty', act: goTo('History') },
  copy: { state: 'copy' },
  'copy-history': { state: 'copy', act: goTo('History') },
  shelf: { state: 'refused', act: goTo('Shelf') },
  'shelf-choice': {
    state: 'refused',
    act: async (page) => {
      await goTo('Shelf')(page);
      await page.getByRole('button', { name: 'Choose…' }).first().click();
      await page.getByRole('checkbox', { name: /material/ }).check();
    },
  },
  refused: {
    state: 'refused',
    act: async (page) => page.getByRole('button', { name: 'Decide…' }).first().click(),
  },
  guarantees: { state: 'main', act: goTo('Guarantees') },
  'guarantees-first': { state: 'first', act: goTo('Guarantees') },
  'guarantees-failed': { state: 'readonly', act: goTo('Guarantees') },
  settings: { state: 'empty', act: goTo('Settings') },
  conflicts: { state: 'conflict', act: goTo('Conflicts') },
  'space-move': {
    state: 'main',
    act: async (page) => {
      await selectCrate(page);
      await page.getByRole('radio', { name: 'Move' }).check();
      await page.getByRole('application').press('f');
      await settled(page);
    },
  },
  'space-turn': {
    state: 'calm',
    act: async (page) => {
      await selectCrate(page);
      await page.getByRole('radio', { name: 'Rotate' }).check();
      await page.getByRole('application').press('f');
      await settled(page);
    },
  },
  'space-scale': {
    state: 'calm',
    act: async (page) => {
      await selectCrate(page);
      await page.getByRole('radio', { name: 'Scale' }).check();
      await page.getByRole('application').press('f');
      await page.getByRole('application').press('g');
      await page.getByRole('application').press('x');
      await page.getByRole('application').press('1');
      await settled(page);
    },
  },
  'space-suggested': {
    state: 'main',
    act: async (page) => {
      await page.getByRole('radio', { name: 'Suggested' }).check();
      await settled(page);
    },
  },
  'space-top': {
    state: 'calm',
    act: async (page) => {
      await page.getByRole('application').press('7');
      await settled(page);
    },
  },
  'space-several': {
    state: 'calm',
    act: async (page) => {
      await page.getByRole('row').filter({ hasText: 'Crate_001' }).first().click();
      await page
        .getByRole('row')
        .filter({ hasText: 'Crate_008' })
        .first()
        .click({ modifiers: ['Shift'] });
      await page.getByRole('radio', { name: 'Move' }).check();
      await page.getByRole('application').press('f');
      await settled(page);
    },
  },
  'space-box': {
    state: 'calm',
    act: async (page) => {
      const box = await page.getByRole('application').boundingBox();
      if (box === null) return;
      await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.35);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.8, { steps: 3 });
      await settled(page);
    },
  },
  'space-all': {
    state: 'crowd',
    act: async (page) => {
      await page.getByRole('application').press('a');
      await settled(page);
    },
  },
  'space-compared': {
    state: 'main',
    act: async (page) => {
      await page.evaluate(() =>
        window.harness.answer('read_viewpoint', {
          viewpoint: {
            session: '00000000-0000-4000-8000-000000000001',
            engine: 'blender',
            position: [12, 7, 14],
            rotation: [-0.171, 0.342, 0.064, 0.922],
            lens: { vertical_radians: 0.7 },
            near: 0.1,
            far: 1_000,
          },
        }),
      );
      await page.getByRole('application').press('Space');
      await page.getByText('From your view in Blender').waitFor();
      await settled(page);
    },
  },
  'space-past': {
    state: 'main',
    act: async (page) => {
      await lookBack(page);
      await page.getByRole('button', { name: 'Before / after' }).click();
      await settled(page);
    },
  },
  'space-help': {
    state: 'calm',
    act: async (page) => {
      await page.getByRole('application').press('?');
      await page.getByText('Shapes stand for objects').waitFor();
    },
  },
  'many-steps': {
    state: 'main',
    act: async (page) =>
      page.evaluate(async () => {
        const { snapshot, push } = window.harness;
        const [first, ...rest] = snapshot.waiting;
        if (first === undefined) return;
        const of = { operations: 10_000, objects: 4_012 };
        await push({ waiting: [{ ...first, of, hash: null }, ...rest] });
      }),
  },
  'many-conflicts': { state: 'conflict', act: goTo('Conflicts', manyMore) },
  'many-shelved': { state: 'refused', act: goTo('Shelf', manyMore) },
  twenty: { state: 'twenty' },
  'timeline-filter': {
    state: 'main',
    act: async (page) => {
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      await page.getByRole('button', { name: 'Times of the computer clock' }).click();
      await page.getByRole('button', { name: /^18.184, / }).click();
      await page.getByText('Made on top of').waitFor();
    },
  },
  'timeline-chosen': {
    state: 'main',
    act: async (page) => {
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      await page
        .getByRole('group', { name: 'Filter' })
        .getByRole('button', { name: /^State/ })
        .click();
    },
  },
  'timeline-hover': {
    state: 'main',
    act: async (page) => page.getByRole('button', { name: /^18.191, / }).hover(),
  },
  'timeline-playhead': {
    state: 'main',
    act: async (page) => {
      await page.getByRole('group', { name: /^Changes by version/ }).focus();
      for (let i = 0; i < 12; i += 1) await page.keyboard.press(',');
    },
  },
  thousands: { state: 'thousands', act: fitAll },
  million: { state: 'million', act: fitAll },
  'million-hover': {
    state: 'million',
    act: async (page) => {
      await fitAll(page);
      await page.getByRole('group', { name: /^Changes by version/ }).hover();
      await page.getByRole('tooltip').waitFor();
    },
  },
  'bar-fault': {
    state: 'conflict',
    act: async (page) => {
      page.removeAllListeners('console');
      await page.evaluate(async () => {
        const { snapshot, push } = window.harness;
        const broken = { ...snapshot.status, ledger: undefined, project: undefined, inFlight: undefined };
        await push({ status: /** @type {any} */ (broken) });
      });
    },
  },
};

/** Far more than the window is sent. @param {import('@playwright/test').Page} page */
async function manyMore(page) {
  await page.evaluate(async () =>
    window.harness.push({
      ...window.harness.snapshot,
      counts: { conflicts: 1_240, shelf: 3_400, halted: 12 },
    }),
  );
}

/** @param {import('@playwright/test').Page} page */
async function fitAll(page) {
  await page.getByRole('group', { name: /^Changes by version/ }).focus();
  await page.keyboard.press('Shift+F');
  await page.getByRole('group', { name: /^Changes by version, 1 to/ }).waitFor();
}

/** @param {import('@playwright/test').Page} page */
async function openMore(page) {
  const more = page.getByRole('button', { name: /^More/ }).first();
  // Until the guard of the card is over.
  await page.waitForFunction(() => document.querySelector('article [aria-disabled]') === null);
  await more.click();
}

/** @param {import('@playwright/test').Page} page */
async function selectCrate(page) {
  await page.getByRole('searchbox', { name: 'Find an object' }).fill('Crate_014');
  await page.getByRole('row', { name: /Crate_014/ }).click();
  await page.getByRole('searchbox', { name: 'Find an object' }).fill('');
}

/** @param {import('@playwright/test').Page} page */
async function approveFirst(page) {
  await page.evaluate(async () => {
    const { snapshot, push } = window.harness;
    const [first, ...rest] = snapshot.waiting;
    const [change] = snapshot.changes;
    if (first === undefined || change === undefined) return;
    await push({
      waiting: rest,
      changes: [
        {
          ...change,
          id: first.id,
          n: 18_204,
          actor: first.actor,
          state: 'committed',
          label: 'move Crate_014',
        },
      ],
    });
  });
}

/**
 * The view has glided to where it was sent.
 * @param {import('@playwright/test').Page} page
 */
async function settled(page) {
  await page.evaluate(async () => {
    for (let frames = 0; frames < 30; frames += 1) await new Promise(requestAnimationFrame);
  });
}

/**
 * @param {string} place
 * @param {(page: import('@playwright/test').Page) => Promise<void>} [then]
 */
function goTo(place, then) {
  return async (/** @type {import('@playwright/test').Page} */ page) => {
    await page.getByRole('navigation').getByRole('button', { name: place }).click();
    await then?.(page);
  };
}

/**
 * The control place as it looks in an appearance that is chosen in the settings.
 * @param {string} look
 */
function lookedAt(look) {
  return async (/** @type {import('@playwright/test').Page} */ page) => {
    await page.keyboard.press('Control+,');
    await page.getByRole('radio', { name: look }).check();
    await page.getByRole('navigation').getByRole('button', { name: 'Control' }).click();
    await selectCrate(page);
  };
}

/** @param {Partial<import('#app/control-room/index.ts').HistoryWorkView>} part */
function work(part) {
  const some = {
    kind: 'verify',
    state: 'running',
    done: 23_500,
    of: 54_812,
    file: null,
    reason: null,
    bundle: null,
  };
  return async (/** @type {import('@playwright/test').Page} */ page) =>
    page.evaluate(
      async (historyWork) => window.harness.push({ historyWork }),
      /** @type {import('#app/control-room/index.ts').HistoryWorkView} */ ({ ...some, ...part }),
    );
}

fs.mkdirSync(folder, { recursive: true });
const harness = await serveHarness();
try {
  for (const size of SIZES) {
    const { application, page } = await openWindow(`${harness.url}?state=calm`, size, {
      hasWebGl: process.env['HARNESS_WITHOUT_WEBGL'] === undefined,
    });
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        console.log(`console ${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => console.log(`page error: ${error.message}`));
    for (const [name, shot] of Object.entries(SHOTS)) {
      if (only.length > 0 && !only.includes(name)) continue;
      await page.evaluate(() => localStorage.clear()); // what the last picture preferred
      await page.goto(`${harness.url}?state=${shot.state}`);
      await page.getByRole('navigation').waitFor();
      await page.evaluate(async () => document.fonts.ready);
      try {
        await shot.act?.(page);
      } catch (error) {
        // One state that cannot be reached leaves the others to be seen.
        process.exitCode = 1;
        console.log(`${name}-${size}: ${error instanceof Error ? error.message : String(error)}`);
        continue;
      }
      await drawn(page);
      // The guard of the cards is over when their buttons are.
      await page
        .waitForFunction(
          () =>
            !document.querySelector('article [aria-disabled]') ||
            document.querySelector('section[aria-label="Everything is held."]') ||
            location.search.includes('busy'),
          undefined,
          { timeout: 2_000 },
        )
        .catch(() => undefined);
      const file = path.join(folder, `${name}-${size}.png`);
      await page.screenshot({ path: file });
      console.log(file);
    }
    await application.close();
  }
} finally {
  await harness.close();
}

/** @param {string} text what is typed into the palette */
function seek(text) {
  return async (/** @type {import('@playwright/test').Page} */ page) => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find anything' }).fill(text);
    await settled(page);
  };
}

/** @param {import('@playwright/test').Page} page */
async function lookBack(page) {
  await page
    .getByRole('button', { name: /, set-dresser: .*, done$/ })
    .last()
    .click();
  await page.getByRole('button', { name: 'Show this version' }).click();
  // Where it is narrow the list is folded away.
  const list = page.getByRole('button', { name: 'Show the list of objects' });
  if (await list.isVisible()) await list.click();
  await page.getByText('Barrel_old').click();
}

/**
 * The 3D view, where there is one, has its picture.
 * @param {import('@playwright/test').Page} page
 */
async function drawn(page) {
  await page.waitForFunction(
    () => document.querySelector('main [data-split]') === null || document.querySelector('main canvas'),
  );
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(null)))),
  );
}
