// Loaded into every thread of a process (--import). While the named pipe exists, the next sync hangs until somebody writes to
// it: a disk that stalls for as long as a test wants.
import { subscribe } from 'node:diagnostics_channel';
import fs from 'node:fs';
import { BroadcastChannel } from 'node:worker_threads';

const pipe = process.env['STALL_PIPE'] ?? '';

/** The last record that is on the disk for certain. */
let durable = 0;

subscribe('vibesync.ledger', (message) => {
  const { point, position } = /** @type {{ point: string, position: number }} */ (message);
  if (point === 'synced') durable = position;
  if (point !== 'syncing' || !fs.existsSync(pipe)) return;
  const stalled = new BroadcastChannel('stalled');
  stalled.postMessage(durable);
  stalled.close();
  fs.writeSync(1, 'stalled\n');
  fs.closeSync(fs.openSync(pipe, 'r'));
});
