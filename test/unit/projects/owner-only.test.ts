/** Files of a project are for their owner only (SEC-3), in whosever folder they lie and whatever modes they were copied with. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkTokens } from '#main/host/check-tokens.ts';
import { placesIn } from '#main/host/places.ts';
import { makeOwnerOnly } from '#main/owner-only.ts';
import { temporaryFolder } from '../../temporary-folders.ts';
import { opened } from './opened-projects.ts';

const OTHERS = 0o077;
const FOR_ALL = 0o644;

function filesBelow(folder: string): string[] {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

const openToOthers = (folder: string): string[] =>
  filesBelow(folder).filter((file) => (fs.statSync(file).mode & OTHERS) !== 0);

/** As its user's file manager makes one. */
function folderOfItsUser(): string {
  const folder = path.join(temporaryFolder(), 'My film');
  fs.mkdirSync(folder);
  fs.chmodSync(folder, 0o755);
  return folder;
}

describe('SEC-3: nobody else reads', () => {
  test('a project in a folder that everybody may enter', async () => {
    const folder = folderOfItsUser();
    const userData = temporaryFolder();
    const { projects } = await opened(userData, { folder });
    await projects.whenOpen();
    expect(filesBelow(folder).map((file) => path.relative(folder, file))).toEqual(
      expect.arrayContaining(['history.db', 'history.db-wal', 'ledger/ledger.sqlite', 'ledger/ledger.lock']),
    );
    expect([...openToOthers(folder), ...openToOthers(userData)]).toEqual([]);
    expect(fs.statSync(folder).mode & OTHERS).toBe(0o055);
  });

  test('one that was made by an older version, or copied with modes of its own', async () => {
    const folder = folderOfItsUser();
    const userData = temporaryFolder();
    const { projects } = await opened(userData, { folder });
    await projects.whenOpen();
    await projects.close();
    const damaged = path.join(folder, 'ledger', 'ledger.sqlite-wal.damaged');
    fs.writeFileSync(damaged, '');
    for (const file of filesBelow(folder)) fs.chmodSync(file, FOR_ALL);
    const check = () => {
      const places = placesIn(userData, folder);
      return checkTokens({ ...places, agents: places.agents('none') });
    };
    expect(check().problem).toMatch(/^Other users of this computer can read .*My film/u);
    const again = await opened(userData, { folder });
    await again.projects.whenOpen();
    expect(openToOthers(folder)).toEqual([]);
    expect(check()).toMatchObject({ problem: null });
  });

  test('and no file elsewhere gets another mode by a link that lies there', () => {
    const folder = temporaryFolder();
    const elsewhere = path.join(temporaryFolder(), 'script');
    fs.writeFileSync(elsewhere, '');
    fs.chmodSync(elsewhere, 0o755);
    const file = path.join(folder, 'history.db');
    fs.symlinkSync(elsewhere, `${file}-wal`);
    makeOwnerOnly(file);
    expect(fs.statSync(file).mode & OTHERS).toBe(0);
    expect(fs.statSync(elsewhere).mode & 0o777).toBe(0o755);
  });
});
