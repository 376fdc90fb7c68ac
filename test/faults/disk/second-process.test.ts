/** Other processes that want the ledger while one has it, in the middle of a group. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isLong, shown } from '#test/evidence/index.ts';
import { runWriter } from '#test/ledger/processes.ts';
import { makePlace, open } from '#test/ledger/rig.ts';
import type { Place } from '#test/ledger/rig.ts';

const INTENTS = 6;
const CHALLENGERS = isLong() ? 24 : 3;

const hook = (name: string): string => path.join(import.meta.dirname, `hooks/${name}.mjs`);

function digestOf({ database }: Place): string {
  const hash = createHash('sha256');
  for (const file of [database, `${database}-wal`]) hash.update(fs.readFileSync(file));
  return hash.digest('hex');
}

/** Null where everyone who came second was refused, by name, and had no effect; else what was not so. */
async function intruded(hooks: readonly string[], challengers: number): Promise<string | null> {
  const place = makePlace();
  fs.mkdirSync(place.root, { recursive: true });
  const pipe = path.join(place.root, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const imports = hooks.map(hook);
  let hung = (): void => undefined;
  const isHung = new Promise<void>((resolve) => (hung = resolve));
  const first = runWriter({
    place,
    mode: 'serial',
    count: INTENTS,
    imports: [hook('stall'), ...imports],
    environment: { STALL_PIPE: pipe },
    heard: (output) => {
      if (output.includes('stalled')) hung();
    },
  });
  await isHung;
  const before = digestOf(place);
  const others = await Promise.all(
    Array.from({ length: challengers }, () => runWriter({ place, mode: 'serial', count: 1, imports })),
  );
  const after = digestOf(place);
  const writer = fs.openSync(pipe, 'w');
  fs.rmSync(pipe);
  fs.closeSync(writer);
  const { confirmed, errors } = await first;
  for (const { lines, errors: said } of others)
    if (lines.length > 0 || !said.includes('locked'))
      return `a second one was not refused: ${said} ${lines.join('; ')}`;
  if (before !== after) return 'a second one changed the files';
  if (errors !== '' || confirmed.length !== INTENTS) return `the first one was disturbed: ${errors}`;
  const { ledger } = await open(place);
  const { revision } = ledger.state;
  const { problem } = await ledger.verifyAll();
  await ledger.close();
  return problem ?? (revision === INTENTS ? null : `it ends at ${revision}`);
}

test('ORD-1: who comes second is refused and changes nothing, in the middle of a group as well (row 14)', async () => {
  expect(await intruded([], CHALLENGERS)).toBeNull();
  shown({
    ids: ['ORD-1'],
    row: 14,
    how: 'other processes open a ledger that one is writing to',
    runs: CHALLENGERS,
  });
});

test('ORD-1: two that take no lock are found out (the negative control) (row 14)', async () => {
  const found = await intruded(['takes-no-lock'], 1);
  console.log(`control, no lock: ${found?.slice(0, 200)}`);
  expect(found).not.toBeNull();
  shown({ ids: ['ORD-1'], row: 14, how: 'two processes that take no lock', runs: 1, control: true });
});
