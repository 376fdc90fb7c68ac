// Loaded into every thread of a process (--import). While the named pipe exists, the next sync hangs until somebody writes to
// it: a disk that stalls for as long as a test wants.
import { subscribe } from 'node:diagnostics_channel';
import fs from 'node:fs';
import { BroadcastChannel } from 'node:worker_threads';

const pipe = process.env['STALL_PIPE'] ?? '';

subscribe('vibesync.ledger', (message) => {
  const { point } = /** @type {{ point: string }} */ (message);
  if (point !== 'syncing' || !fs.existsSync(pipe)) return;
  const stalled = new BroadcastChannel('stalled');
  stalled.postMessage(null);
  stalled.close();
  fs.writeSync(1, 'stalled\n');
  fs.closeSync(fs.openSync(pipe, 'r'));
});
