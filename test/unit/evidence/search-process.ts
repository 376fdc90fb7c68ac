/**
 * A long search in a process of its own, for the test that kills it: each part tells what it has shown and is finished.
 *
 *   search-process.ts PARTS
 */
import { budget, longSeed, shown } from '#test/evidence/index.ts';

const [parts = ''] = process.argv.slice(2);
const search = budget('killed', 1, Number(parts));
/** At one of its words it is killed, by a signal that it cannot hear. */
const reach = (word: string): void => {
  if (process.env['KILLED_AT'] === word) process.kill(process.pid, 'SIGKILL');
};
for (const part of search.parts) {
  shown({ ids: ['FAIL-3'], how: `part ${part} of seed ${longSeed(0)}`, runs: 1, part: search.named(part) });
  reach(`shown ${part}`);
  search.finish(part);
  reach(`finished ${part}`);
}
