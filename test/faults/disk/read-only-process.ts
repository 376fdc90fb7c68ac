/**
 * A host whose disk becomes read-only under it, and can be written to again: read-only-process.ts ROOT KIND. Runs in a mount
 * namespace of its own (`unshare --mount`), so that this ends with it. What was seen goes to standard output, one JSON line.
 *
 *   mounted   whatever is opened is read-only, and what is open cannot grow: met by a change, then the override is pressed
 *   refusing  everything can be opened, and nothing written: met by the override itself, whose mark says of before that
 *             nothing is held, and stays so
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { placesIn } from '#main/host/places.ts';
import { readHaltMark } from '#main/ledger/index.ts';
import { ControlRoom } from '#test/control-room.ts';
import { object } from '#test/scripted/objects.ts';
import type { Seen } from './read-only.test.ts';

const [root = '', kind = 'mounted'] = process.argv.slice(2);
const disk = path.join(root, 'disk');
fs.mkdirSync(disk);
execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', disk]);
const { ledger } = placesIn(disk);
const mark = path.join(ledger, 'halt');
/** What is read-only to whoever opens it. */
const readOnly = kind === 'mounted' ? disk : mark;

const words: string[] = [];
const rooms: ControlRoom[] = [];
// What is waited for here, the window is not told of.
const look = (): void => void setImmediate(() => rooms[0]?.lookAgain());
const room = await ControlRoom.open(disk, {
  log: ({ level, what }) => {
    if (level !== 'info') words.push(what);
    look();
  },
  onHalt: look,
});
rooms.push(room);
const before = room.host.orchestrator;
await room.commit({ op: 'create', object: object('Kept') });
room.host.override('button');
await room.request('resume', { scope: 'everyone' });
await room.until('the mark to say so', () => !readHaltMark(mark).halted);

becomeReadOnly();
if (kind === 'mounted') {
  await room.submit({ op: 'create', object: object('Open') });
  await room.until('the disk to be asked', () => words.includes('not_reopened'));
  room.host.override('button');
} else {
  room.host.override('button');
  await room.until('what there is to be shown', () => room.host.orchestrator !== before);
}
await room.until('the mark to find no place', () => words.includes('file_not_written'));
const during = { ...seen(), isMarked: readHaltMark(mark).halted };

becomeWritable();
await room.until(
  'all to go on',
  () => room.snapshot().status.ledger.state === 'ok' && room.host.orchestrator.ready,
);
await room.until('the mark to be there', () => readHaltMark(mark).halted);
const after = seen();
await room.request('resume', { scope: 'everyone' });
await room.commit({ op: 'create', object: object('Later') });
const { problem } = await room.host.ledger.verifyAll();
const told: Seen = { during, after, end: seen(), problem };
fs.writeSync(1, `${JSON.stringify(told)}\n`);
await room.host.close();

function seen(): Seen['after'] {
  const { objects, status } = room.snapshot();
  return {
    ledger: status.ledger.state,
    names: objects.map(({ name }) => name).sort(),
    isHalted: room.host.isHalted(),
  };
}

function becomeReadOnly(): void {
  execFileSync('mount', ['--bind', readOnly, readOnly]);
  execFileSync('mount', ['-o', 'remount,bind,ro', readOnly]);
  limit(kind === 'mounted' ? String(fs.statSync(path.join(ledger, 'ledger.sqlite-wal')).size) : '0');
}

function becomeWritable(): void {
  limit('unlimited');
  execFileSync('umount', ['--lazy', readOnly]);
}

/** Of every file that this process writes. */
function limit(bytes: string): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:unlimited`]);
}
