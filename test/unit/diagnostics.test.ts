/** What is handed to who helps: enough to help, no name of a scene, no secret, and not who the person is. */
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { diagnosticsOf, keepLines } from '#main/diagnostics.ts';
import { runningHost } from '../running-host.ts';
import { temporaryFolder } from '../temporary-folders.ts';
import { box } from './orchestrator/bench-rig.ts';

test('the newest lines of the log are kept, and no more than so many', () => {
  const lines = keepLines(3);
  for (let index = 0; index < 10; index += 1) lines.keep(`${index}`);
  expect(lines.kept()).toEqual(['7', '8', '9']);
});

test('it tells states and counts, and neither what is in the scene nor a key nor whose computer it is', async () => {
  const lines = keepLines();
  const host = await runningHost(temporaryFolder(), { log: (line) => lines.keep(JSON.stringify(line)) });
  onTestFinished(() => host.close());
  const { token } = host.agentsDoor.createAgent('set-dresser');
  const { code } = host.gateway.mintPairingCode();
  const person = { kind: 'person', id: 'person', name: 'you' } as const;
  const answer = await host.submit('human', person, {
    id: '00000000-0000-4000-8000-00000000bbbb',
    base: { revision: 0, after: [] },
    reason: 'my secret film',
    task: null,
    operations: [{ op: 'create', object: box(1, { name: 'Secret_Prop' }) }],
  });
  expect(answer.ok).toBe(true);
  lines.keep(
    JSON.stringify({ level: 'warn', what: 'x', file: path.join(os.homedir(), 'film', 'project.json') }),
  );
  const text = diagnosticsOf({ lines: lines.kept(), settings: { theme: 'dark' }, host });
  expect(JSON.parse(text)).toMatchObject({
    versions: { node: process.versions.node },
    settings: { theme: 'dark' },
    project: { ledger: { mode: 'ok', problem: null }, isHalted: false },
    log: expect.arrayContaining([{ level: 'warn', what: 'x', file: path.join('~', 'film', 'project.json') }]),
  });
  for (const secret of ['Secret_Prop', 'secret film', token, code, os.homedir()])
    expect(text).not.toContain(secret);
});
