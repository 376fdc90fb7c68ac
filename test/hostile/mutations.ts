/** Values near to valid ones: changed in their structure, then perhaps in their text. What every reader is fed with. */
import fc from 'fast-check';

const DEEPER_THAN_ANY_READER_TAKES = 40;
const LONGER_THAN_MOST_LISTS = 3_000;

/** Texts that harm whoever shows, logs, prints or opens them without care. */
const HARMFUL_TEXTS: readonly string[] = [
  '<img src=x onerror=alert(1)>',
  '{{constructor.constructor("1")()}}',
  '\u001b[2J\u001b]0;owned\u0007',
  'invoice\u202Efdp.exe',
  'zero\u200bwidth\ufeff',
  'line\nbreak\r\nand another',
  '../../../../etc/passwd',
  '..\\..\\windows\\win.ini',
  '/dev/null',
  'file:///etc/passwd',
  'CON',
  'a/b\u0000.glb',
  "'; DROP TABLE records; --",
  '${process.exit(1)}',
  '%s%s%n',
  '=cmd()',
  '-rf',
];

const strangeValue = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    2 ** 53,
    -(2 ** 53),
    1e300,
    '',
    'x',
    [],
    {},
    '0'.repeat(64),
    'x'.repeat(10_000),
    'property:__proto__',
    'property:',
    'existence',
    JSON.parse('['.repeat(DEEPER_THAN_ANY_READER_TAKES) + ']'.repeat(DEEPER_THAN_ANY_READER_TAKES)),
    Array.from({ length: LONGER_THAN_MOST_LISTS }, () => 0),
  ),
  fc.constantFrom(...HARMFUL_TEXTS),
  fc.uuid(),
  fc.string({ maxLength: 80, unit: 'binary' }),
  fc.jsonValue({ maxDepth: 3 }),
);

type Mutation =
  | { readonly how: 'replace'; readonly where: number; readonly value: unknown }
  | { readonly how: 'add'; readonly where: number; readonly key: string; readonly value: unknown }
  | { readonly how: 'drop' | 'repeat'; readonly where: number };

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ how: fc.constant('replace' as const), where: fc.nat(), value: strangeValue }),
  fc.record({
    how: fc.constant('add' as const),
    where: fc.nat(),
    key: fc.constantFrom('type', 'id', 'n', 'extra', '__proto__', 'constructor', 'toString', ''),
    value: strangeValue,
  }),
  fc.record({ how: fc.constantFrom('drop' as const, 'repeat' as const), where: fc.nat() }),
);

/** Somewhere inside a value: the path to it. */
function paths(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => paths(inner, [...path, key]))];
}

function replaced(value: unknown, path: readonly string[], change: (old: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (String(index) === key ? replaced(item, rest, change) : item));
  return Object.fromEntries(
    Object.entries(value as object).map(([name, inner]) => [
      name,
      name === key ? replaced(inner, rest, change) : (inner as unknown),
    ]),
  );
}

function mutate(value: unknown, change: Mutation): unknown {
  const all = paths(value);
  const path = all[change.where % all.length] as readonly string[];
  return replaced(value, path, (old) => {
    if (change.how === 'replace') return change.value;
    if (Array.isArray(old)) {
      if (change.how === 'drop') return old.slice(1);
      return change.how === 'repeat' ? [...(old as unknown[]), ...(old as unknown[])] : old;
    }
    if (typeof old !== 'object' || old === null) return old;
    if (change.how === 'add') return { ...old, [change.key]: change.value };
    return change.how === 'drop' ? Object.fromEntries(Object.entries(old).slice(1)) : old;
  });
}

/** The same kind of value with up to three changes of its structure. */
export function nearlyValidValue(examples: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc
    .record({ example: fc.constantFrom(...examples), mutations: fc.array(mutation, { maxLength: 3 }) })
    .map(({ example, mutations }) => mutations.reduce<unknown>(mutate, example));
}

type Edit =
  | { readonly how: 'splice'; readonly at: number; readonly length: number; readonly insert: string }
  | { readonly how: 'twice' | 'twice in disguise'; readonly at: number; readonly value: string };

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({
    how: fc.constant('splice' as const),
    at: fc.nat(),
    length: fc.nat({ max: 3 }),
    insert: fc.constantFrom(
      '',
      '"',
      '\\',
      '\\u0061',
      '\\ud800',
      ',',
      '}',
      '[',
      '1e400',
      '-0',
      '9007199254740993',
      '0',
      'null',
      '\u0000',
      '\ufeff',
      'é',
    ),
  }),
  fc.record({
    how: fc.constantFrom('twice' as const, 'twice in disguise' as const),
    at: fc.nat(),
    value: fc.constantFrom('0', 'null', '"x"', '[]'),
  }),
);

function edited(text: string, change: Edit): string {
  if (change.how === 'splice') {
    const at = change.at % (text.length + 1);
    return text.slice(0, at) + change.insert + text.slice(at + change.length);
  }
  // A key that is there already, before itself: who takes the last one sees nothing of it.
  const keys = [...text.matchAll(/"[a-z_]+"(?=:)/g)];
  const key = keys[change.at % keys.length];
  if (key === undefined) return text;
  const [name] = key;
  const code = name.charCodeAt(1).toString(16).padStart(4, '0');
  const written = change.how === 'twice' ? name : `"\\u${code}${name.slice(2)}`;
  return `${text.slice(0, key.index)}${written}:${change.value},${text.slice(key.index)}`;
}

/** The same as JSON, now and then with a change of the text: what no writer of JSON would write. */
export function nearlyValid(examples: readonly unknown[]): fc.Arbitrary<string> {
  return fc
    .record({
      value: nearlyValidValue(examples),
      indent: fc.constantFrom(undefined, 1),
      change: fc.option(edit, { freq: 3 }),
    })
    .map(({ value, indent, change }) => {
      const text = JSON.stringify(value, null, indent);
      // A pair that was cut in two would be repaired by the socket.
      return change === null ? text : edited(text, change).toWellFormed();
    });
}
