// Ends a process group once nobody holds this process's standard input any more: whoever started both may have been
// killed, and then there is nobody else to do it. What was left would go on beside the next run.
//
//   guard.mjs GROUP
const [group] = process.argv.slice(2);
process.stdin.resume().once('end', () => {
  try {
    process.kill(Number(group), 'SIGKILL');
  } catch {
    // nothing of it is left
  }
});
