// npm run guarantees [-- [--long [--seed N] [--share F] [--parts N]] [SUITE…]]
// Runs the suites, all of them try to break something that is promised, and prints what came of it: each guarantee and
// each fault. `--long` gives searches and soaks the budgets of hours; what is interrupted goes on with the same words.
//   --seed N   of all that is drawn in the long form, 1 if not said
//   --share F  of the long budgets, to try the long form: 0.01 is a hundredth
//   --parts N  at most so many parts of each search in this run, minutes each; the same words again go on with the next ones
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { digestOf } from '../../main/provision/build.mjs';
import { inProject, PROJECT_ROOT } from '../../main/provision/paths.mjs';
import { ProvisionError, runLauncher } from '../../main/provision/report.mjs';
import { runSuites } from '../run/all.mjs';

const FOLDER = inProject('test-results', 'guarantees');
/** What a long run tells something about. */
const PRODUCT = ['app', 'main', 'renderer', 'assets/adapters', 'package-lock.json'];
/** What injects and judges in searches that go on. */
const JUDGES = [
  ...[
    'evidence',
    'faults',
    'hostile',
    'ledger',
    'simulation',
    'e2e',
    'scripted',
    'unit/app',
    'bench/adapter-scene.ts',
  ],
  ...['control-room.ts', 'running-host.ts'],
].map((name) => `test/${name}`);
const DIGEST_LENGTH = 12;
/** Of a timer: three and a half weeks. */
const LONGEST_MS = 2 ** 31 - 1;

await runLauncher(() => {
  const { values, positionals: names } = parseArgs({
    options: {
      long: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      share: { type: 'string', default: '1' },
      parts: { type: 'string' },
    },
    allowPositionals: true,
  });
  if (!values.long) return runSuites({ names, isTabled: true });
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new ProvisionError(`--seed wants a whole number, not ${values.seed}`);
  const share = Number(values.share);
  if (!(share > 0 && share <= 1))
    throw new ProvisionError(`--share wants a number above 0, at most 1, not ${values.share}`);
  const parts = values.parts === undefined ? null : Number(values.parts);
  if (parts !== null && !(Number.isSafeInteger(parts) && parts > 0))
    throw new ProvisionError(`--parts wants a whole number above 0, not ${values.parts}`);
  // Once either has changed, nothing that was found before counts.
  const folder = path.join(
    FOLDER,
    `seed-${seed}-${digestOf([...PRODUCT, ...JUDGES]).slice(0, DIGEST_LENGTH)}`,
  );
  fs.mkdirSync(folder, { recursive: true });
  console.log(
    `Long form from seed ${seed}, kept in ${path.relative(PROJECT_ROOT, folder)}.\n` +
      `Interrupted, it goes on with the parts that are left: npm run guarantees -- ${process.argv.slice(2).join(' ')}\n` +
      'A change of what ships, or of what injects and judges, begins anew.',
  );
  return runSuites({
    names,
    isTabled: true,
    evidence: path.join(folder, 'evidence'),
    limitMs: LONGEST_MS,
    environment: {
      VIBESYNC_LONG_FOLDER: folder,
      VIBESYNC_LONG_RUN: new Date().toISOString(),
      VIBESYNC_LONG_SEED: String(seed),
      VIBESYNC_LONG_SHARE: String(share),
      ...(parts === null ? {} : { VIBESYNC_LONG_PARTS: String(parts) }),
    },
  });
});
