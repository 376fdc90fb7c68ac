/** VibeSync without a window, started and ended as a service does it: what a person would click is asked by lines. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect, test } from './fixtures.ts';
import { PROJECT_ROOT } from '../../main/provision/paths.mjs';
import { Agent } from './support/agent.ts';
import type { AgentAccess } from './support/agent.ts';
import { proposeCrate } from './support/control-room.ts';

interface Answer {
  readonly asked: string;
  readonly ok: boolean;
  readonly value: Record<string, never>;
}

/** `npm start -- --headless`, as the README has it. */
function startHeadless(userData: string) {
  const npm = spawn('npm', ['start', '--silent', '--', '--headless', `--user-data-dir=${userData}`], {
    cwd: PROJECT_ROOT,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => {
    // The streams are closed when the last of its processes has ended that could write to them.
    npm.once('close', () => resolve());
  });
  const lines = createInterface({ input: npm.stdout })[Symbol.asyncIterator]();
  let errors = '';
  npm.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const next = async (): Promise<unknown> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`it has ended:\n${errors}`);
    return JSON.parse(value);
  };
  const ask = async (name: string, body: object = {}): Promise<Answer> => {
    npm.stdin.write(`${name} ${JSON.stringify(body)}\n`);
    return (await next()) as Answer;
  };
  return { npm, ended, next, ask, errors: () => errors };
}

test('without a window a line approves and holds as a click does, and the end of npm is the end of all', async ({
  folder,
}) => {
  const { npm, ended, next, ask, errors } = startHeadless(folder);
  try {
    expect(await next()).toMatchObject({ pairingCode: expect.any(String) });
    const made = await ask('create_agent', { name: 'render' });
    expect(await ask('halt')).toMatchObject({ ok: true });
    expect(await ask('attach')).toMatchObject({ value: { status: { halted: expect.anything() } } });
    expect(await ask('resume', { scope: 'everyone' })).toMatchObject({ ok: true });
    const agent = await Agent.connect(made.value as unknown as AgentAccess);
    const id = await proposeCrate(agent);
    const { hash } = (await ask('read_card', { id })).value;
    expect(await ask('attach')).toMatchObject({ value: { waiting: [{ id }], objects: [] } });
    expect(await ask('approve', { id, hash })).toMatchObject({ ok: true });
    await expect
      .poll(() => ask('attach'))
      .toMatchObject({ value: { waiting: [], objects: [{ name: 'Crate' }] } });
    await agent.close();
    // Nobody reads any more: what it answers then is lost, and nothing else is.
    npm.stdout.destroy();
    for (const count of [2, 3]) {
      npm.stdin.write('halt\n');
      await expect.poll(() => errors().split('"what":"override"')).toHaveLength(count + 1);
    }
    npm.kill('SIGTERM');
    await ended;
    expect(errors()).not.toContain('fatal');
  } finally {
    npm.stdin.destroy();
    npm.kill('SIGKILL');
  }
});
