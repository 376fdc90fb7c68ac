/** TIME-1: while a world runs there is no clock and no chance but its own. Whoever asks for either is found out. */

const FOUND_OUT = 'TIME-1: something asked for the time or for chance of its own';

/** Runs `run` with the globals taken away that could tell the time or toss a coin. They are back afterwards. */
export function withoutClocks<Result>(run: () => Result): Result {
  const { Date: date, performance } = globalThis;
  const { random } = Math;
  const deny = (): never => {
    throw new Error(FOUND_OUT);
  };
  globalThis.Date = new Proxy(date, { apply: deny, construct: deny, get: deny });
  globalThis.performance = new Proxy(performance, { get: deny });
  Math.random = deny;
  try {
    return run();
  } finally {
    globalThis.Date = date;
    globalThis.performance = performance;
    Math.random = random;
  }
}
