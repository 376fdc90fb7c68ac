/**
 * Walks from as many seeds as wanted, each in a run of its own that may end badly:
 * `node main/provision/with-node.mjs test/both/walk-on.ts [first seed] [how many] [steps of each]`
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { compile } from '../unity/mono.ts';
import { Walk } from './walk.ts';
import { World } from './world.ts';

const [first = 1, count = 20, steps = 40] = process.argv.slice(2).map(Number);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-walks-'));
const driver = path.join(folder, 'driver.exe');
compile(['test/unity/driver', 'test/unity/world'], driver);
let world: World | null = null;
let failed = 0;
for (let seed = first; seed < first + count; seed += 1) {
  world ??= await World.start(driver);
  const walk = new Walk(world, seed);
  try {
    await walk.run(steps);
    console.log(`  ✓ ${seed}`);
  } catch (error) {
    failed += 1;
    console.log(`  ✗ ${seed}: ${String(error)}\n${walk.done.join('\n').replace(/^/gm, '      ')}`);
    await world.stop();
    world = null;
  }
}
const difference = (await world?.stop()) ?? null;
if (difference !== null) console.log(`  ✗ the pure core says otherwise: ${difference}`);
fs.rmSync(folder, { recursive: true, force: true });
console.log(`${count - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 || difference !== null ? 1 : 0;
