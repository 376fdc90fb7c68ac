// Loaded first into every thread of a process with a ledger: by --import, or in Electron by --require. Keeps in a file
// which named point was reached last, which survives SIGKILL, and ends the process at a chosen one, or only the thread:
// the n-th time that it is reached.
const { subscribe } = require('node:diagnostics_channel');
const fs = require('node:fs');

const { POINTS_FILE, KILL_AT, THROW_AT } = process.env;
const [endPoint, endCount] = (KILL_AT ?? THROW_AT ?? '').split(':');
const file =
  POINTS_FILE === undefined ? null : fs.openSync(POINTS_FILE, fs.constants.O_RDWR | fs.constants.O_CREAT);
let reached = 0;

subscribe('vibesync.ledger', (message) => {
  const { point } = /** @type {{ point: string }} */ (message);
  if (file !== null) fs.writeSync(file, point.padEnd(24), 0);
  if (point !== endPoint) return;
  reached += 1;
  if (reached !== Number(endCount)) return;
  // What a subscriber throws is thrown again where nobody catches it: a bug in the worker.
  if (THROW_AT !== undefined) throw new Error('a bug, on purpose');
  process.kill(process.pid, 'SIGKILL');
});
