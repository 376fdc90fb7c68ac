/**
 * The window’s page dies or hangs with a change on its way: the change goes on, an agent is answered meanwhile, the
 * engine notices nothing, and the page that comes back shows all of it.
 */
import type { Operation } from '#app/scene/index.ts';
import { shown } from '../evidence/index.ts';
import { ScriptedEngine } from '../faults/network/engine.ts';
import { Happenings } from '../faults/process/waiting.ts';
import { moved } from '../scripted/objects.ts';
import { expect, test } from './fixtures.ts';
import type { Agent } from './support/agent.ts';
import type { Application } from './support/application.ts';
import { idOf, makeCrate } from './support/control-room.ts';
import { linkScene, pairingCode } from './support/gestures.ts';
import { crashPage, inPage, textOnScreen } from './support/page-through-main.ts';

/** Enough for the application and its page, and soon used up. */
const SMALL_HEAP = '--js-flags=--max-old-space-size=192';
test.use({ startOptions: { args: [SMALL_HEAP] } });

/** What is done to the page, and what is written of it. */
const FAULTS = [
  { how: 'crashes', script: null, written: /"page_gone"/ },
  {
    how: 'hangs in an endless loop',
    script: 'setTimeout(() => { for (;;); })',
    written: /"page_hung"/,
  },
  {
    how: 'has no memory left',
    script:
      'setTimeout(() => { for (const hoard = []; ; ) hoard.push(new Array(100_000).fill(hoard.length)); })',
    // By Chromium itself; it ends the page's process for it.
    written: /\bOOM\b|out of memory/,
  },
] as const;

/** The revision that an agent reads. */
async function revisionSeenBy(agent: Agent): Promise<number> {
  const { value } = await agent.call('scene_overview');
  return (value as { readonly revision: number }).revision;
}

test('FAIL-3, ORD-1: the page crashes, hangs and has no memory left with a change on its way: it goes on, and comes back to all of it (row 31)', async ({
  app,
  agent,
}) => {
  const happenings = new Happenings();
  const { url, code } = await pairingCode(app);
  const engine = new ScriptedEngine('blender', url, () => happenings.wake());
  try {
    engine.pair(code);
    await linkScene(app, 'Blender');
    await makeCrate(app, agent);
    const crate = await idOf(agent, 'Crate');
    for (const [index, fault] of FAULTS.entries()) {
      await outlive(app, agent, { engine, happenings }, fault, moved(crate, index + 5, 0, 0));
      shown({
        ids: ['FAIL-3', 'ORD-1'],
        row: 31,
        how: `the window’s page ${fault.how} with a change on its way`,
        runs: 1,
      });
    }
  } finally {
    engine.close();
  }
});

async function outlive(
  app: Application,
  agent: Agent,
  { engine, happenings }: { readonly engine: ScriptedEngine; readonly happenings: Happenings },
  { how, script, written }: (typeof FAULTS)[number],
  operation: Extract<Operation, { op: 'set_transform' }>,
): Promise<void> {
  const revision = await revisionSeenBy(agent);
  // Its vote is kept back: the change is on its way when the page goes.
  const votes: (() => void)[] = [];
  engine.quirk = (message) => {
    if (message.type === 'apply') votes.push(() => engine.act(message));
    return message.type === 'apply';
  };
  const base = { revision, after: [] };
  const submission = { id: crypto.randomUUID(), base, reason: '', operations: [operation] };
  const submitted = await inPage(app, `vibesync.request('submit', ${JSON.stringify(submission)})`);
  expect(submitted).toMatchObject({ ok: true });
  await happenings.until(() => votes.length > 0, 'the engine is asked to apply');
  const gone = app.logLines('page_gone').length;
  if (script === null) await crashPage(app);
  else await inPage(app, script);
  // Nobody waits for the page: not the agent, not the change, not the engine.
  expect(await revisionSeenBy(agent)).toBe(revision);
  for (const vote of votes) vote();
  await expect.poll(() => revisionSeenBy(agent)).toBe(revision + 1);
  await expect
    .poll(() => app.logLines('page_gone').length, { message: `the page ${how}`, timeout: 60_000 })
    .toBe(gone + 1);
  expect(app.output).toMatch(written);
  await expect.poll(() => textOnScreen(app), { timeout: 30_000 }).toContain(`version ${revision + 1}`);
  expect(engine.objects().map(({ transform }) => transform)).toEqual([operation.transform]);
  expect(engine.revoked).toBeNull();
}
