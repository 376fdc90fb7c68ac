/**
 * The machine's monotonic clock, the same in every process of it: on Linux libuv's hrtime and Python's time.monotonic
 * both read CLOCK_MONOTONIC. `sameClock` checks it where it matters, instead of believing it.
 */
const NANOSECONDS_A_MILLISECOND = 1e6;

/** Milliseconds since a moment that all processes share. */
export function machineMs(): number {
  return Number(process.hrtime.bigint()) / NANOSECONDS_A_MILLISECOND;
}

/**
 * Asks another process for its clock between two looks at this one.
 * @throws where it does not lie in between: moments of both cannot be compared then
 */
export async function checkSameClock(who: string, theirs: () => Promise<number>): Promise<void> {
  const before = machineMs();
  const between = await theirs();
  const after = machineMs();
  if (between < before || between > after)
    throw new Error(`${who} has another clock: ${between} is not between ${before} and ${after}`);
}
