/**
 * Keeps a day: `VIBESYNC_KEEP_DAYS=FOLDER npm test -- both` records every host of that suite into FOLDER, and
 * `node main/provision/with-node.mjs test/unit/orchestrator/keep-day.ts NAME FILE…` makes one day of what was recorded.
 */
import { keepDay } from './kept-days.ts';

const [name, ...recordings] = process.argv.slice(2);
if (name === undefined || recordings.length === 0) throw new Error('Give a name and the recordings.');
keepDay(name, recordings);
