/** What real hosts were told, told again: nothing of what came of it may be otherwise without somebody having meant it. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { dayNames, DAYS, readDay, retell } from './kept-days.ts';

const isAnew = process.env['VIBESYNC_REGENERATE'] === '1';

it.each(dayNames())('%s comes out as it did', (name) => {
  const file = path.join(DAYS, `${name}.txt`);
  const lines: string[] = [];
  if (isAnew) {
    retell(readDay(name), (line) => lines.push(line));
    fs.writeFileSync(file, `${lines.join('\n')}\n`);
    return;
  }
  const kept = fs.readFileSync(file, 'utf8').trimEnd().split('\n');
  retell(readDay(name), (line) => {
    lines.push(line);
    // At the first difference: what follows from it would only be in the way.
    if (line !== kept[lines.length - 1])
      expect(lines.slice(-8)).toEqual(kept.slice(0, lines.length).slice(-8));
  });
  expect(lines.length).toBe(kept.length);
});
