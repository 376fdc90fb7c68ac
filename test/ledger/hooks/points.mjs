// Loaded into every thread of a writer process (--import). Keeps in a file which named point was reached last, which
// survives SIGKILL, and ends the process at a chosen one: the n-th time that it is reached.
import { subscribe } from 'node:diagnostics_channel';
import fs from 'node:fs';

const { POINTS_FILE, KILL_AT } = process.env;
const [killPoint, killCount] = (KILL_AT ?? '').split(':');
const file =
  POINTS_FILE === undefined ? null : fs.openSync(POINTS_FILE, fs.constants.O_RDWR | fs.constants.O_CREAT);
let reached = 0;

subscribe('vibesync.ledger', (message) => {
  const { point } = /** @type {{ point: string }} */ (message);
  if (file !== null) fs.writeSync(file, point.padEnd(24), 0);
  if (point !== killPoint) return;
  reached += 1;
  if (reached === Number(killCount)) process.kill(process.pid, 'SIGKILL');
});
