/**
 * A process in which time, chance and timers do not exist (TIME-1). Takes away the globals, then loads a program that
 * exports `run(input)` and prints what it returns.
 *
 *   node without-globals.ts whole|deleted|trapped URL < input.json
 *
 * `deleted` takes the globals away; `trapped` makes the first look at one of them throw, which also catches code that
 * asks politely (`typeof Date`) and then goes another way.
 */
import { readFileSync, writeSync } from 'node:fs';

/** What must not be there, with everything through which it could be had in another way. */
export const GLOBALS = [
  ...['Date', 'Temporal', 'performance', 'Intl', 'crypto', 'Crypto'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'clearTimeout', 'clearInterval'],
  ...[
    'process',
    'fetch',
    'WebSocket',
    'Worker',
    'Atomics',
    'SharedArrayBuffer',
    'WeakRef',
    'FinalizationRegistry',
  ],
] as const;

/** `random`, and everything that JavaScript engines may round as they please (R32). */
export const MATH = [
  ...[
    'random',
    'sin',
    'cos',
    'tan',
    'asin',
    'acos',
    'atan',
    'atan2',
    'sinh',
    'cosh',
    'tanh',
    'asinh',
    'acosh',
  ],
  ...['atanh', 'exp', 'expm1', 'log', 'log1p', 'log2', 'log10', 'pow', 'cbrt', 'hypot'],
] as const;

function takeAway(owner: object, prefix: string, names: readonly string[], mode: string): void {
  for (const name of names) {
    Reflect.deleteProperty(owner, name);
    if (mode !== 'trapped') continue;
    Object.defineProperty(owner, name, {
      get: () => {
        throw new Error(`touched ${prefix}${name}`);
      },
    });
  }
}

if (import.meta.main) {
  const [, , mode = '', url = ''] = process.argv;
  const input = JSON.parse(readFileSync(0, 'utf8')) as unknown;
  if (mode !== 'whole') {
    takeAway(globalThis, '', GLOBALS, mode);
    takeAway(Math, 'Math.', MATH, mode);
  }
  const { run } = (await import(url)) as { run: (input: unknown) => unknown };
  writeSync(1, JSON.stringify(run(input)));
}
