/** Names that are paths: of objects, files, agents and ledgers. They stay names, and no file is made or found by them. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { SceneObject } from '#app/scene/index.ts';
import { APPLICATION_ID, connect, createSchema } from '#main/ledger/database.ts';
import { format0Hash } from '#main/ledger/format-0.ts';
import { EMPTY_HEAD, frameGroup } from '#main/ledger/frames.ts';
import { openLedger } from '#main/ledger/index.ts';
import { Log } from '#main/ledger/log.ts';
import { ControlRoom } from '#test/control-room.ts';
import { shown } from '#test/evidence/index.ts';
import { ScriptedEngine } from '#test/faults/network/engine.ts';
import { Listener, makePlace, open, optionsFor, uuid } from '#test/ledger/rig.ts';
import type { Place } from '#test/ledger/rig.ts';
import { temporaryFolder } from '#test/temporary-folders.ts';
import { object } from '#test/scripted/objects.ts';

/** Found again wherever a file of this name were made. */
const MARK = 'vibesync-trick';

const TRICKS: readonly string[] = [
  `../${MARK}`,
  `../../../../../../../../tmp/${MARK}`,
  `..\\..\\${MARK}`,
  `/tmp/${MARK}`,
  `C:\\${MARK}`,
  `\\\\server\\share\\${MARK}`,
  `file:///tmp/${MARK}`,
  `${MARK}\u0000.blend`,
  `${MARK}\n.blend`,
  `${MARK}/../../x`,
  `~/${MARK}`,
  `$(touch ${MARK})`,
  `${MARK}\u202Edne.blend`,
  `\u05D0\u05D1${MARK}`,
  `${MARK}. `,
  `${MARK}:stream`,
  '.',
  '..',
  '',
  'CON',
  'nul.txt',
  'COM1',
  '-rf',
  '*',
  MARK.repeat(100),
];

/** Every file and folder below, but for what is drawn by chance. */
function treeOf(folder: string): string[] {
  return (
    fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID'))
      // Of a project's folder, which has one.
      .map((name) => name.replaceAll(/\b[0-9a-f]{32}\b/g, 'HASH'))
      .sort()
  );
}

/** Nothing was made where one of the names would have led, seen from any folder that a program might start from. */
function expectNowhere(...folders: readonly string[]): void {
  for (const folder of [process.cwd(), ...folders])
    for (const name of fs.readdirSync(folder)) expect(name).not.toContain(MARK);
  expect(fs.existsSync(`/tmp/${MARK}`)).toBe(false);
}

interface Lived {
  readonly tree: readonly string[];
  readonly taken: number;
  readonly refused: number;
}

/** A life in which everything that can have a name has these, and another that finds them again. */
async function live(names: readonly string[]): Promise<Lived> {
  const root = temporaryFolder();
  const userData = path.join(root, 'deep', 'below', 'data');
  fs.mkdirSync(userData, { recursive: true });
  let room = await ControlRoom.open(userData);
  const made: SceneObject[] = [];
  const agents: string[] = [];
  let refused = 0;
  const attempt = async (act: () => Promise<unknown>): Promise<boolean> =>
    act().then(
      () => true,
      (error: unknown) => {
        // Refused in words, and not by something that broke.
        expect(String(error)).toMatch(/was refused: .*"message":"[^"]+/);
        refused += 1;
        return false;
      },
    );
  for (const name of names) {
    const engine = new ScriptedEngine('blender', room.host.gateway.endpoint, () => room.lookAgain());
    engine.file = { ...engine.file, title: name.slice(0, 256) };
    const known = new Set(room.snapshot().sessions.map(({ session }) => session));
    engine.pair((await room.request('pair_engine', {})).code);
    const { session, state, reason } = await room.until('it to be there', () =>
      room.snapshot().sessions.find((each) => !known.has(each.session) && /foreign|revoked/.test(each.state)),
    );
    // A title that no text can have ends its session (SEC-2).
    if (state === 'revoked') {
      expect(reason?.message).toMatch(/\S/);
      refused += 1;
      continue;
    }
    await room.request('link_scene', { session });
    await room.until('it to be in step', () => room.session(session)?.state === 'live');
    expect(room.session(session)?.title).toBe(engine.file.title);
    if (await attempt(() => room.request('create_agent', { name }))) agents.push(name);
    const each = object(name, { properties: { note: name } });
    if (await attempt(() => room.commit({ op: 'create', object: each }))) {
      made.push(each);
      expect(engine.objects().map((held) => held.name)).toContain(name);
    }
    engine.close();
    await room.request('revoke_session', { session });
  }
  await room.host.close();
  room = await ControlRoom.open(userData);
  const told = new Map(room.snapshot().objects.map((each) => [each.id, each]));
  for (const each of made) expect(told.get(each.id)).toEqual(each);
  expect(room.snapshot().agents.map(({ name }) => name)).toEqual(agents);
  await room.host.close();
  expectNowhere(root, path.join(root, 'deep'), path.join(root, 'deep', 'below'), userData);
  return { tree: treeOf(root), taken: made.length, refused };
}

it('SEC-1 names that are paths stay names: whoever has one leaves the files that anybody leaves (row 24)', async () => {
  const plain = await live(TRICKS.map((_, index) => `Crate ${index}`));
  const tricky = await live(TRICKS);
  expect(tricky.tree).toEqual(plain.tree);
  expect(tricky.taken).toBeGreaterThan(TRICKS.length / 2);
  expect(tricky.refused).toBeGreaterThan(2);
  expect(plain.refused).toBe(0);
  shown({
    ids: ['SEC-1'],
    row: 24,
    how: 'names of objects, files and agents that are paths, devices, or far too long',
    runs: TRICKS.length,
  });
});

/** Each of another kind. */
const LEDGER_NAMES = [
  `../${MARK}`,
  `..\\${MARK}`,
  `/tmp/${MARK}`,
  `C:\\${MARK}`,
  `${MARK}\u0000`,
  '..',
  '',
  'CON',
];

/** A whole ledger that calls itself so. */
const MAKERS: readonly (readonly [string, (place: Place, ledger: string) => void])[] = [
  [
    'of this version',
    (place, ledger) => {
      const database = connect(place.database);
      database.exec('BEGIN IMMEDIATE');
      createSchema(database);
      const genesis = { kind: 'genesis', ledger, project: { id: uuid(7, 2), name: 'Given' }, format: 1 };
      new Log(database).insert(frameGroup(1, [{ timeMs: 0, json: JSON.stringify(genesis) }], EMPTY_HEAD));
      database.exec('COMMIT');
      database.close();
    },
  ],
  [
    'of an older version',
    (place, ledger) => {
      const database = connect(place.database);
      database.exec('CREATE TABLE log (position INTEGER PRIMARY KEY, time TEXT, body TEXT, hash BLOB)');
      const genesis = { kind: 'genesis', ledger, project: { id: uuid(7, 2), name: 'Given' }, format: 0 };
      const row = { position: 1, time: '2025-01-01T00:00:01.000Z', body: JSON.stringify(genesis) };
      const hash = format0Hash(Buffer.alloc(32), row);
      database.prepare('INSERT INTO log VALUES (?, ?, ?, ?)').run(1, row.time, row.body, hash);
      database.pragma(`application_id = ${APPLICATION_ID}`);
      database.pragma('user_version = 0');
      database.close();
    },
  ],
];

it.each(MAKERS)(
  'SEC-1 a ledger %s that calls itself by a path is refused, and no receipt is made there (row 24)',
  async (_which, make) => {
    for (const trick of LEDGER_NAMES) {
      const root = temporaryFolder();
      const place = makePlace(path.join(root, 'deep'));
      fs.mkdirSync(place.folder, { recursive: true });
      make(place, trick);
      const opened = await openLedger(optionsFor(place, new Listener()));
      expect(opened, JSON.stringify(trick)).toMatchObject({ ok: false });
      if (!opened.ok) expect(opened.reason.message).toContain('which is no id');
      expectNowhere(root, place.root, place.folder);
      expect(treeOf(root).filter((name) => name.endsWith('.receipt'))).toEqual([]);
    }
    shown({
      ids: ['SEC-1'],
      row: 24,
      how: 'a ledger that calls itself by a path',
      runs: LEDGER_NAMES.length,
    });
  },
);

it('SEC-1 a ledger with a name that is none was whole but for that: with one it opens', async () => {
  for (const [, make] of MAKERS) {
    const place = makePlace();
    fs.mkdirSync(place.folder, { recursive: true });
    make(place, uuid(7, 1));
    const { ledger } = await open(place);
    expect(ledger.mode).toBe('ok');
    await ledger.close();
  }
});
