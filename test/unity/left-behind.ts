/** SEC-4: what a session of the Unity adapter’s core leaves on the disk, which is nothing. */
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { shown } from '../evidence/index.ts';
import { FakeServer } from '../scripted/fake-server.ts';
import { runTests } from '../scripted/harness.ts';
import type { Counts } from '../scripted/harness.ts';
import { holding, homeIn, leftIn, recorded, writtenFiles } from '../scripted/left-behind.ts';
import { moved, object, sceneOf } from '../scripted/objects.ts';
import { Editor } from './editor.ts';

/** What mono itself keeps in shared memory, and how it finds out whether names are told apart by their case. */
const OF_MONO = /^\/dev\/shm\/mono\.\d+$|\/\.mono\b|\/CASESENSITIVETEST[0-9a-f]+$/;

export function runLeftBehind(driver: string, only: string | undefined): Promise<Counts> {
  const folder = path.dirname(driver);
  const own = path.join(folder, 'own');
  const record = path.join(folder, 'opened');
  return runTests(
    'left behind',
    [
      [
        'over a session with a broken line, a domain reload and a saved scene no file is opened to be written (SEC-4)',
        async () => {
          const server = await new FakeServer().listen();
          const editor = new Editor(driver, homeIn(own), (command) => recorded(command, record));
          try {
            await editor.ready();
            await editor.call('connect', { url: server.url, code: server.code });
            const kept = object('Keepsake', { kind: 'mesh' });
            const first = await server.session();
            await first.join(sceneOf(kept));
            await first.commit([moved(kept.id, 1, 2, 3)]);
            first.cut();
            const second = await server.session();
            second.adoptNumbersOf(first);
            await second.join(first.truth, first.revision);
            await editor.call('reload_domain');
            const session = await server.session();
            session.adoptNumbersOf(second);
            await session.join(second.truth, second.revision);
            await editor.call('move', { name: 'Keepsake', position: [4, 5, 6] });
            await session.take();
            await editor.call('save', { path: 'work.unity' });
            await session.barrier();
            assert.equal(await editor.close(), 0);
            assert.equal(server.tokens.length, 3);
            const left = leftIn(own);
            assert.deepEqual(holding(left, [...server.tokens, server.code, kept.name, kept.id]), []);
            assert.deepEqual(
              writtenFiles(record).filter((file) => !OF_MONO.test(file)),
              [],
            );
            shown({
              ids: ['SEC-4'],
              how: 'files that the Unity adapter’s core opened in a session',
              runs: 1,
            });
          } finally {
            editor.kill('SIGKILL');
            await editor.close();
            await server.close();
          }
        },
      ],
      [
        'a file that any child of a program writes is in the same record (SEC-4)',
        () => {
          const file = path.join(folder, 'written');
          const [program = '', ...rest] = recorded(['sh', '-c', `sh -c 'echo > ${file}'`], record);
          execFileSync(program, rest);
          assert.deepEqual(writtenFiles(record), [file]);
          shown({
            ids: ['SEC-4'],
            how: 'the record of opened files holds one that was written',
            runs: 1,
            control: true,
          });
          return Promise.resolve();
        },
      ],
    ],
    only,
    () => '',
  );
}
