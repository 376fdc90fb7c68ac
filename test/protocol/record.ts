/** Frames for whoever writes the other side, in any language: what is valid, what is not, and with which code. */
import { adapterExamples, orchestratorExamples, TRANSCRIPT } from '#main/gateway/reference-examples.ts';

export interface RecordedFrame {
  readonly name: string;
  /** The type that it has, or is a broken form of; null where it has none. */
  readonly type: string | null;
  /** The frame exactly as it travels. */
  readonly text: string;
  /** The violation that it is, or null where it is valid. */
  readonly code: string | null;
}

export interface RecordedFrames {
  readonly to_orchestrator: readonly RecordedFrame[];
  readonly to_adapter: readonly RecordedFrame[];
}

export function recordedFrames(): RecordedFrames {
  return {
    to_orchestrator: [...fromExamples(adapterExamples), ...fromTranscript('adapter'), ...BROKEN],
    to_adapter: [...fromExamples(orchestratorExamples), ...fromTranscript('orchestrator'), ...BROKEN],
  };
}

/** Fields that may be left out; everything else is there, `null` included. */
const OPTIONAL = new Set(['file', 'features']);

/** Each example as it is, and broken in every way that its fields allow. */
function fromExamples(examples: Readonly<Record<string, { readonly type: string }>>): RecordedFrame[] {
  return Object.values(examples).flatMap((example) => {
    const { type, ...fields } = example as { type: string } & Record<string, unknown>;
    const invalid = (name: string, frame: unknown): RecordedFrame => ({
      name: `${type}: ${name}`,
      type,
      text: JSON.stringify(frame),
      code: 'invalid_message',
    });
    return [
      { name: type, type, text: JSON.stringify(example), code: null },
      {
        name: `${type}: keys in another order, with spaces`,
        type,
        text: JSON.stringify({ ...reversed(fields), type }, null, 1),
        code: null,
      },
      invalid('an unknown field', { ...example, extra: null }),
      {
        name: `${type}: its type twice`,
        type,
        text: JSON.stringify(example).replace('{', `{"type":"${type}",`),
        code: 'duplicate_key',
      },
      ...Object.entries(fields).flatMap(([field, value]) => [
        {
          ...invalid(
            `without ${field}`,
            Object.fromEntries(Object.entries(example).filter(([name]) => name !== field)),
          ),
          code: OPTIONAL.has(field) ? null : 'invalid_message',
        },
        invalid(`${field} of a wrong type`, {
          ...example,
          [field]: typeof value === 'boolean' ? 'true' : true,
        }),
        ...unknownFieldsWithin(value).map((broken) =>
          invalid(`an unknown field in ${field}`, { ...example, [field]: broken }),
        ),
      ]),
    ];
  });
}

function fromTranscript(from: 'adapter' | 'orchestrator'): RecordedFrame[] {
  return TRANSCRIPT.flatMap((line, index) =>
    'remark' in line || line.from !== from
      ? []
      : [
          {
            name: `transcript ${index}: ${line.frame.type}`,
            type: line.frame.type,
            text: JSON.stringify(line.frame),
            code: null,
          },
        ],
  );
}

function reversed(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).reverse());
}

/** The value with a field too many in its first object, where it has one whose fields are fixed. */
function unknownFieldsWithin(value: unknown): unknown[] {
  if (Array.isArray(value)) {
    const [first, ...rest] = value as unknown[];
    return unknownFieldsWithin(first).map((broken) => [broken, ...rest]);
  }
  return typeof value === 'object' && value !== null ? [{ ...value, extra: 1 }] : [];
}

const broken = (name: string, text: string, code: string): RecordedFrame => ({
  name,
  type: null,
  text,
  code,
});

/** The same for both directions. */
const BROKEN: readonly RecordedFrame[] = [
  broken('nothing', '', 'malformed_json'),
  broken('no JSON', 'hello', 'malformed_json'),
  broken('half a frame', '{"type":"bye"', 'malformed_json'),
  broken('a trailing comma', '{"type":"bye",}', 'malformed_json'),
  broken('NaN', '{"type":NaN}', 'malformed_json'),
  broken('a raw line break in a text', '{"type":"b\nye"}', 'malformed_json'),
  broken('a list', '[]', 'unknown_message'),
  broken('null', 'null', 'unknown_message'),
  broken('no type', '{}', 'unknown_message'),
  broken('a type of no message', '{"type":"execute"}', 'unknown_message'),
  broken('a type that every object has', '{"type":"toString"}', 'unknown_message'),
  broken('a key twice', '{"type":"bye","a":1,"a":1}', 'duplicate_key'),
  broken('a key twice, once in escapes', '{"type":"bye","a":1,"\\u0061":1}', 'duplicate_key'),
  broken('__proto__', '{"type":"bye","__proto__":null}', 'reserved_key'),
  broken('constructor, in escapes', '{"type":"bye","c\\u006fnstructor":null}', 'reserved_key'),
  broken('a lone surrogate', '{"type":"bye","a":"\\ud83d"}', 'ill_formed_text'),
  broken('a NUL', '{"type":"bye","a":"\\u0000"}', 'ill_formed_text'),
  broken('a number beyond floats', '{"type":"bye","a":1e999}', 'number_out_of_range'),
  broken('an integer that would be rounded', '{"type":"bye","a":9007199254740993}', 'number_out_of_range'),
  broken('seventeen levels', `${'['.repeat(17)}${']'.repeat(17)}`, 'too_deep'),
];
