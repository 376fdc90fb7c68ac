/** SEC-4: what a session of the add-on leaves on the disk of a real Blender, and what it does not. */
import { strict as assert } from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { shown } from '../evidence/index.ts';
import { FakeServer } from '../scripted/fake-server.ts';
import { runTests } from '../scripted/harness.ts';
import type { Counts, Test } from '../scripted/harness.ts';
import { holding, homeIn, leftIn, recorded, writtenFiles } from '../scripted/left-behind.ts';
import { moved, object, sceneOf } from '../scripted/objects.ts';
import { Blender } from './blender.ts';

/** Saves all that Blender can save, with a code typed into the panel that nobody has sent yet. */
const saveAll = (file: string, code: string): string => `
bpy.context.window_manager.vibesync.code = ${JSON.stringify(code)}
bpy.ops.wm.save_as_mainfile(filepath=${JSON.stringify(file)}, compress=True)
bpy.ops.wm.save_userpref()
bpy.ops.wm.save_homefile()`;

/** What an add-on that keeps its token would do; the check has to see it. */
const leak = (files: readonly string[], token: string): string =>
  files
    .map((file) => `with open(${JSON.stringify(file)}, 'w') as kept: kept.write(${JSON.stringify(token)})`)
    .join('\n');

export async function runLeftBehind(folder: string): Promise<Counts> {
  const own = path.join(folder, 'own');
  const elsewhere = path.join(folder, 'elsewhere.txt');
  const record = path.join(folder, 'opened');
  const tests: Test[] = [
    [
      'a session leaves neither token nor code nor what is shared anywhere, but hints in the file that the artist saves (SEC-4)',
      async () => {
        const server = await new FakeServer().listen();
        const blender = new Blender({
          url: server.url,
          code: server.code,
          environment: homeIn(own),
          under: (command) => recorded(command, record),
        });
        try {
          await blender.ready();
          const [kept, gone] = [object('Keepsake', { kind: 'mesh' }), object('Gone for good')];
          const first = await server.session();
          await first.join(sceneOf(kept, gone));
          await first.commit([moved(kept.id, 1, 2, 3)]);
          // Over a line that breaks, so that the token was needed.
          first.cut();
          const session = await server.session();
          session.adoptNumbersOf(first);
          await session.join(first.truth, first.revision);
          await session.commit([{ op: 'delete', id: gone.id, descendants: [] }]);
          await blender.call('move', { name: 'Keepsake', location: [4, 5, 6] });
          await session.take();
          await session.barrier();
          await blender.python(saveAll(path.join(own, 'work.blend'), server.code));
          await blender.python(leak([elsewhere, path.join(own, 'home', 'leak.txt')], server.tokens[0] ?? ''));
          assert.equal(await blender.close(), 0);

          const secrets = [...server.tokens, server.code];
          assert.equal(server.tokens.length, 2);
          const left = leftIn(own);
          const names = left.map(({ name }) => name);
          assert.ok(names.includes('work.blend') && names.some((name) => name.endsWith('userpref.blend')));
          assert.ok(
            names.some((name) => name.endsWith('startup.blend')),
            names.join(),
          );
          // The two that were planted are found, and nothing else is.
          const leaked = path.join('home', 'leak.txt');
          assert.deepEqual(holding(left, secrets), [`${leaked}: ${server.tokens[0]}`]);
          const outside = writtenFiles(record).filter((file) => !file.startsWith(`${own}${path.sep}`));
          assert.deepEqual(outside, [elsewhere]);
          // Of what is shared, the artist's own files hold the objects that are in them.
          const state = [kept.name, kept.id, gone.name, gone.id];
          const files = left.filter(({ name }) => /\.blend\d*$/.test(name) && !name.includes('userpref'));
          assert.deepEqual(holding(files, [gone.name, gone.id]), []);
          assert.ok(holding(files, [kept.id]).includes(`work.blend: ${kept.id}`));
          assert.deepEqual(
            holding(
              left.filter((each) => !files.includes(each)),
              state,
            ),
            [],
          );
          shown({
            ids: ['SEC-4'],
            how: 'files that a real Blender left after a session, searched',
            runs: left.length,
          });
          shown({
            ids: ['SEC-4'],
            how: 'the search finds a token that was left, inside and outside of the user’s folder',
            runs: 2,
            control: true,
          });
        } finally {
          blender.kill('SIGKILL');
          await blender.close();
          await server.close();
        }
      },
    ],
    [
      'a token in a packed file is found by the same search (SEC-4)',
      async () => {
        const packed = path.join(folder, 'packed');
        await fs.promises.mkdir(packed);
        const frames = ['first', 'a token'].map((text) => zlib.zstdCompressSync(text));
        fs.writeFileSync(path.join(packed, 'a'), Buffer.concat(frames));
        fs.writeFileSync(path.join(packed, 'b'), zlib.gzipSync('a token'));
        assert.deepEqual(holding(leftIn(packed), ['token']), ['a: token', 'b: token']);
      },
    ],
  ];
  return runTests('left behind', tests, undefined, () => '');
}
