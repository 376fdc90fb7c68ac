/** Every reader of JSON at a door, against a second opinion that shares nothing with it, over texts that two readers take differently. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { adapterExamples } from '#main/gateway/reference-examples.ts';
import { GATEWAY_LIMITS } from '#main/gateway/limits.ts';
import { parseStrictJson } from '#main/doors/index.ts';
import { budget, longSeed, shown } from '#test/evidence/index.ts';
import { nearlyValid } from '#test/hostile/mutations.ts';
import { naiveStrictJson } from '#test/hostile/naive-json.ts';

const TEXTS_PER_PART = 4_000;
const SEED = 25;
/** Out of the way: the second opinion knows none. */
const NO_LIMITS = { depth: 1_000, values: 1e9, keysPerObject: 1e9, numberLength: 1_000 };

const CALL = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'scene_overview', arguments: { limit: 20, name_contains: 'x' } },
};
const texts = nearlyValid([CALL, ...Object.values(adapterExamples)]);

type Reader = (text: string) => { readonly value: unknown } | null;

const strict: Reader = (text) => {
  const read = parseStrictJson(text, NO_LIMITS);
  return read.ok ? { value: read.value } : null;
};
const credulous: Reader = (text) => {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
};

/** Texts that the reader takes and must not, refuses and must not, or takes for something else. */
function disagreements(read: Reader, part: number): string[] {
  const sample = fc.sample(texts, { numRuns: TEXTS_PER_PART, seed: longSeed(SEED) * 1_000_003 + part });
  return sample.filter((text) => !isDeepStrictEqual(read(text), naiveStrictJson(text)));
}

const search = budget('strict-json', 1, 500);

it.each(search.parts)(
  'SEC-1 the strict reader and a second opinion agree on every text (part %i) (row 25)',
  (part) => {
    expect(disagreements(strict, part)).toEqual([]);
    shown({
      ids: ['SEC-1'],
      row: 25,
      how: 'texts that two readers may take differently',
      runs: TEXTS_PER_PART,
      part: search.named(part),
    });
    search.finish(part);
  },
);

it('SEC-1 a reader that is JSON.parse is found to disagree (row 25)', () => {
  const found = disagreements(credulous, 0);
  expect(found.length).toBeGreaterThan(0);
  shown({ ids: ['SEC-1'], row: 25, how: 'JSON.parse in its place', runs: found.length, control: true });
});

const key = (index: number): string => `"${index}":0`;
const PATHOLOGICAL: readonly (readonly [what: string, code: string, text: string])[] = [
  ['two million levels', 'too_deep', '['.repeat(2_000_000) + ']'.repeat(2_000_000)],
  ['a million objects in each other', 'too_deep', '{"a":'.repeat(700_000) + '0' + '}'.repeat(700_000)],
  ['two million values', 'too_complex', `[${'0,'.repeat(1_999_999)}0]`],
  ['half a million keys', 'too_complex', `{${Array.from({ length: 500_000 }, (_, at) => key(at)).join()}}`],
  ['a number of four million digits', 'too_complex', '1'.repeat(4_000_000)],
  ['a fraction of four million digits', 'too_complex', `0.${'1'.repeat(4_000_000)}`],
  ['a number beyond floats', 'number_out_of_range', '1e400'],
  ['an integer that would be rounded', 'number_out_of_range', '9007199254740993'],
  ['half a pair behind four million characters', 'ill_formed_text', `"${'x'.repeat(4_000_000)}\\ud800"`],
  ['a NUL that is written as an escape', 'ill_formed_text', '"\\u0000"'],
  ['a key twice, half a megabyte long', 'duplicate_key', `{${`"${'k'.repeat(500_000)}":0,`.repeat(2)}"z":0}`],
  ['a key twice, each time in another disguise', 'duplicate_key', '{"\\u0061":0,"\\u0061":0}'],
  ['the prototype', 'reserved_key', '{"__proto__":{"admin":true}}'],
  ['the prototype in disguise', 'reserved_key', '{"\\u005f\\u005fproto__":{}}'],
];

it.each(PATHOLOGICAL)('SEC-1 SEC-3 %s: refused as %s, without a word of it (row 25)', (_what, code, text) => {
  const read = parseStrictJson(text, GATEWAY_LIMITS);
  expect(read).toMatchObject({ ok: false, code });
  if (!read.ok) expect(read.message.length).toBeLessThan(100);
  // What makes it pathological: everybody else's reader takes it.
  expect(credulous(text)).not.toBeNull();
  shown({ ids: ['SEC-1', 'SEC-3'], row: 25, how: 'JSON of megabytes that hurts its reader', runs: 1 });
});
