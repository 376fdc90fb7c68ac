/** A ledger on a disk of 16 MiB that fills up. Runs in a mount namespace of its own (`unshare --mount`). */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { begin, commit, fill, makePlace, open } from './rig.ts';

const [root] = process.argv.slice(2);
if (root === undefined) throw new Error('Where?');
const disk = path.join(root, 'disk');
fs.mkdirSync(disk);
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', disk]);
const say = (line: string): number => fs.writeSync(1, `${line}\n`);

const place = makePlace(disk);
const opened = await open(place);
const { ledger, listener } = opened;
await fill(opened, 20);
say(`filled ${listener.durable.flatMap(({ receipts }) => receipts).length}`);

const ballast = path.join(disk, 'ballast');
const { bavail, bsize } = fs.statfsSync(disk);
fs.writeFileSync(ballast, Buffer.alloc(bavail * bsize));
ledger.append(ledger.position + 1, [{ kind: 'lease', lo: 21, hi: 25 }], true);
// Sent before anybody could know: it must not be taken for what follows the refusal.
ledger.append(ledger.position + 2, [begin(21), commit(21)], false);
await listener.until(() => listener.failed.length > 0);
const [failure] = listener.failed;
say(`refused ${failure?.outcome} ${failure?.reason.code} from ${failure?.from}`);
say(`read ${(await ledger.readRange(1, 1_000)).length} records while it is full`);

fs.rmSync(ballast);
listener.failed.length = 0;
await fill(opened, 5);
say(`again ${listener.durable.flatMap(({ receipts }) => receipts).length}`);
await ledger.close();
const again = await open(place);
say(`reopened ${again.ledger.state.revision}`);
await again.ledger.close();
