import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GATEWAY_LIMITS } from '#main/gateway/limits.ts';
import { parseStrictJson } from '#main/doors/index.ts';

const codeOf = (text: string): string => {
  const result = parseStrictJson(text, GATEWAY_LIMITS);
  return result.ok ? 'ok' : result.code;
};

/** JSON as an adversary might spell it: escapes, white space, exponents. Well-formed, without what is refused. */
const spelling = fc.letrec<{ value: string; text: string; number: string; array: string; object: string }>(
  (tie) => ({
    text: fc
      .array(
        fc.oneof(
          fc.constantFrom(
            'a',
            '{',
            '}',
            '[',
            ']',
            ',',
            ':',
            ' ',
            'é',
            '😀',
            '\\n',
            '\\\\',
            '\\"',
            '\\/',
            '\\u0041',
            '\\u00e9',
            '\\ud83d\\ude00',
          ),
        ),
        { maxLength: 8 },
      )
      .map((parts) => `"${parts.join('')}"`),
    number: fc.constantFrom(
      '0',
      '-0',
      '1',
      '-12.5',
      '1e5',
      '1E-05',
      '3.4028234663852886e+38',
      '9007199254740992',
      '100000000000000000000',
    ),
    array: fc.array(tie('value'), { maxLength: 4 }).map((items) => `[ ${items.join(' ,\n')}]`),
    object: fc
      .uniqueArray(fc.tuple(tie('text'), tie('value')), {
        maxLength: 4,
        selector: ([key]) => JSON.parse(key) as string,
      })
      .map((entries) => `{${entries.map(([key, value]) => `${key}\t:${value}`).join(',')} }`),
    value: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.constantFrom('true', 'false', 'null'),
      tie('number'),
      tie('text'),
      tie('array'),
      tie('object'),
    ),
  }),
);

describe('SEC-1 strict JSON takes what JSON.parse takes', () => {
  it('gives the same value for every well-formed text', () => {
    fc.assert(
      fc.property(spelling.value, (text) => {
        expect(parseStrictJson(text, GATEWAY_LIMITS)).toEqual({
          ok: true,
          value: JSON.parse(text) as unknown,
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives the same value for whatever JSON.stringify writes', () => {
    const written = fc
      .jsonValue({ maxDepth: 5 })
      .filter((value) => !/__proto__|constructor|prototype|\\u0000|\\ud/i.test(JSON.stringify(value)));
    fc.assert(
      fc.property(written, fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseStrictJson(text, { ...GATEWAY_LIMITS, depth: 100 })).toEqual({
          ok: true,
          value: JSON.parse(text) as unknown,
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it('never takes what JSON.parse refuses, and never throws', () => {
    const alphabet = '{}[]",:\\u0dDa1eE+-. \ntfn/';
    const noise = fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 40 });
    const broken = fc.tuple(spelling.value, fc.nat(), noise).map(([text, at, insert]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + insert + text.slice(place + (at % 3));
    });
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(noise, broken, fc.string({ unit: 'binary' })), (text) => {
        const result = parseStrictJson(text, GATEWAY_LIMITS);
        if (!result.ok) return;
        taken += 1;
        expect(result.value).toEqual(JSON.parse(text));
      }),
      { numRuns: 10_000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it('finds exactly the objects in which a key stands twice', () => {
    const key = fc.constantFrom(
      '"a"',
      '"b"',
      '"\\u0061"',
      '"ab"',
      '"\\u0061b"',
      '"type"',
      '"t\\u0079pe"',
      '""',
      '"a "',
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(key, fc.constantFrom('1', '{"a":1}', '[{"a":1},{"a":2}]', '"a"'))),
        (entries) => {
          const names = entries.map(([name]) => JSON.parse(name) as string);
          const text = `{${entries.map(([name, value]) => `${name}:${value}`).join(',')}}`;
          expect(codeOf(text)).toBe(new Set(names).size === names.length ? 'ok' : 'duplicate_key');
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('SEC-1 strict JSON refuses what two readers could take differently', () => {
  const cases: readonly (readonly [name: string, text: string, code: string])[] = [
    ['nothing', '', 'malformed_json'],
    ['a byte order mark', '\ufeff{}', 'malformed_json'],
    ['trailing text', '{} {}', 'malformed_json'],
    ['a trailing comma', '{"a":1,}', 'malformed_json'],
    ['single quotes', "{'a':1}", 'malformed_json'],
    ['a comment', '{/**/}', 'malformed_json'],
    ['NaN', '{"a":NaN}', 'malformed_json'],
    ['Infinity', '{"a":-Infinity}', 'malformed_json'],
    ['a leading zero', '[01]', 'malformed_json'],
    ['a bare point', '[1.]', 'malformed_json'],
    ['hexadecimal', '[0x10]', 'malformed_json'],
    ['a raw control character', '["\u0001"]', 'malformed_json'],
    ['a raw NUL', '["\u0000"]', 'malformed_json'],
    ['an unfinished text', '{"a":"b', 'malformed_json'],
    ['an unfinished escape', '["\\', 'malformed_json'],
    ['a broken escape', '["\\u12g4"]', 'malformed_json'],
    ['a duplicate key', '{"a":1,"a":2}', 'duplicate_key'],
    ['a duplicate key, escaped', '{"a":1,"\\u0061":2}', 'duplicate_key'],
    ['a duplicate key, escaped first', '{"\\u0061":1,"a":2}', 'duplicate_key'],
    ['a duplicate key after a nested object', '{"a":{"b":1},"b":2,"a":3}', 'duplicate_key'],
    ['a duplicate key in an object in an array', '[1,{"a":1,"a":1}]', 'duplicate_key'],
    ['two empty keys', '{"":1,"":2}', 'duplicate_key'],
    ['__proto__', '{"__proto__":{}}', 'reserved_key'],
    ['__proto__, escaped', '{"\\u005f_proto__":{}}', 'reserved_key'],
    ['constructor', '{"a":[{"constructor":1}]}', 'reserved_key'],
    ['prototype', '{"prototype":1}', 'reserved_key'],
    ['a lone high surrogate, escaped', '["\\ud800"]', 'ill_formed_text'],
    ['a lone low surrogate, escaped', '["\\udc00"]', 'ill_formed_text'],
    ['a high surrogate before other text', '["\\ud83dx"]', 'ill_formed_text'],
    ['two high surrogates', '["\\ud83d\\ud83d\\ude00"]', 'ill_formed_text'],
    ['a lone surrogate in a key', '{"\\ud800":1}', 'ill_formed_text'],
    ['a raw lone surrogate', '["\ud800"]', 'ill_formed_text'],
    ['an escaped NUL', '["a\\u0000b"]', 'ill_formed_text'],
    ['an escaped NUL in a key', '{"\\u0000":1}', 'ill_formed_text'],
    ['a number that overflows', '[1e400]', 'number_out_of_range'],
    ['a negative number that overflows', '[-1e400]', 'number_out_of_range'],
    ['a number that overflows at the end', '1e309', 'number_out_of_range'],
    ['an integer that is rounded', '[9007199254740993]', 'number_out_of_range'],
    ['a negative integer that is rounded', '{"n":-9007199254740993}', 'number_out_of_range'],
    ['a number of a hundred digits', `[${'1'.repeat(100)}]`, 'too_complex'],
    [
      'an object of 513 keys',
      `{${Array.from({ length: 513 }, (_, key) => `"${key}":1`).join(',')}}`,
      'too_complex',
    ],
  ];
  it.each(cases)('%s', (_name, text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it('keeps numbers that lose nothing, however they are spelt', () => {
    const kept = [
      '9007199254740991',
      '9007199254740992',
      '-9007199254740992',
      '100000000000000000000',
      '1e+16',
      '0.1',
      '1e-400',
      '1.7976931348623157e308',
    ];
    expect(kept.map(codeOf)).toEqual(kept.map(() => 'ok'));
    const floats = fc.float({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(floats, (value) => codeOf(JSON.stringify({ value })) === 'ok'),
      { numRuns: 2_000 },
    );
  });

  it('keeps the text `[1e5]` to one value at most when it counts', () => {
    expect(parseStrictJson('[1e5,true,"x",{},[]]', { ...GATEWAY_LIMITS, values: 6 }).ok).toBe(true);
    expect(parseStrictJson('[1e5,true,"x",{},[]]', { ...GATEWAY_LIMITS, values: 5 })).toMatchObject({
      code: 'too_complex',
    });
  });

  it('counts depth in arrays and objects alike', () => {
    const nested = (depth: number): string => '[{"a":'.repeat(depth / 2) + '1' + '}]'.repeat(depth / 2);
    expect(codeOf(nested(16))).toBe('ok');
    expect(codeOf(nested(18))).toBe('too_deep');
    expect(codeOf('['.repeat(2_000_000))).toBe('too_deep');
  });

  it('never quotes the text in its messages', () => {
    const secret = 'f'.repeat(64);
    for (const text of [
      `{"${secret}":1,"${secret}":2}`,
      `["${secret}`,
      `{"${secret}\\ud800":1}`,
      `[${'9'.repeat(30)}7]`,
    ]) {
      const result = parseStrictJson(text, GATEWAY_LIMITS);
      expect(result.ok).toBe(false);
      expect(JSON.stringify(result)).not.toMatch(/fff|999/);
    }
  });
});

describe('strict JSON stays cheap', () => {
  const hostile: readonly (readonly [name: string, text: string])[] = [
    [
      'objects full of keys',
      `[${Array.from({ length: 900 }, () => `{${Array.from({ length: 512 }, (_, key) => `"${key.toString(36)}":1`).join(',')}}`).join(',')}]`,
    ],
    ['escapes only', JSON.stringify({ a: '\n'.repeat(2_000_000) })],
    ['an escape in every key', `[${Array.from({ length: 200_000 }, () => '{"\\u0061":1}').join(',')}]`],
    ['quotes after one far backslash', `[${'"",'.repeat(1_000_000)}"\\n"]`],
    ['unfinished texts', '"'.repeat(4_000_001)],
  ];
  it.each(hostile)('is linear for %s', (_name, text) => {
    const began = performance.now();
    parseStrictJson(text, { ...GATEWAY_LIMITS, values: 10_000_000 });
    // Generous on purpose: quadratic work on these takes minutes.
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});
