/** Something that only the person at the machine can put right: shown as it is, without a stack. */
export class ProvisionError extends Error {}

/**
 * One line of progress. It goes to standard error: standard output belongs to the program that is being started.
 * @param {string} line
 */
export const say = (line) => void process.stderr.write(`[setup] ${line}\n`);

/**
 * Runs a launcher's body: a ProvisionError ends it with its own words and code 1, anything else is a bug and shows its
 * stack.
 * @param {() => Promise<number>} body answers the exit code
 */
export async function runLauncher(body) {
  try {
    process.exitCode = await body();
  } catch (error) {
    if (error instanceof ProvisionError) say(error.message.replaceAll('\n', '\n[setup] '));
    else console.error(error);
    process.exitCode = 1;
  }
}
