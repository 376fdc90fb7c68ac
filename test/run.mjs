// npm test [-- SUITE…]
// Brings everything that the tests need, builds, runs the suites, and ends with one line that counts all of them:
// `N passed, N failed`. What is skipped counts as failed, and so does a suite without tests. When all of them ran, the
// table of guarantees stands before that line, and what is not met in it counts as failed, too.
import { runLauncher } from '../main/provision/report.mjs';
import { runSuites } from './run/all.mjs';

await runLauncher(() => {
  const names = process.argv.slice(2);
  return runSuites({ names, isTabled: names.length === 0 });
});
