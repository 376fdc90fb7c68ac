import os from 'node:os';

/** Since the machine was started, its sleep included. */
export function uptimeMs(): number {
  return os.uptime() * 1_000;
}

/** Some systems tell the machine's uptime in whole seconds: less than this is no sleep. */
const SLEEP_MS = 2_000;

/**
 * A clock in whole milliseconds that never goes back, and that goes on while the machine sleeps, since what a person allowed
 * for ten minutes is over after ten minutes: on Linux the monotonic clock stands still then, and the uptime does not.
 * @param monotonicMs never goes back
 * @param uptimeMs since the machine was started, its sleep included
 */
export function clockThroughSleep(monotonicMs: () => number, uptimeMs: () => number): () => number {
  const asleepMs = (): number => uptimeMs() - monotonicMs();
  let base = asleepMs();
  let sleptMs = 0;
  return () => {
    const more = Math.round(asleepMs() - base);
    if (more >= SLEEP_MS) {
      base += more;
      sleptMs += more;
    }
    return monotonicMs() + sleptMs;
  };
}
