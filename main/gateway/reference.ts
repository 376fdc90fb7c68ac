/**
 * The protocol reference for adapter authors, as one page of Markdown: a pure function of the schemas, the limits and
 * the codes that the gateway runs with. What stands in assets/adapters/PROTOCOL.md is its result, and a test compares.
 */
import type { z } from 'zod';
import {
  adapterMessages,
  CLOSE_CODES,
  orchestratorMessages,
  PROTOCOL_LIMITS,
  SUBPROTOCOL,
} from '#app/protocol/index.ts';
import { digestObject, encodeObject, LIMITS } from '#app/scene/index.ts';
import { ASIDE, CUT_OFFS, DECISIONS, REFUSALS, REVOCATIONS, VIOLATIONS } from './codes.ts';
import { GATEWAY_LIMITS } from './limits.ts';
import { adapterExamples, EXAMPLE_OBJECTS, orchestratorExamples, TRANSCRIPT } from './reference-examples.ts';
import { deadlineRows, deadlineText } from './reference-deadlines.ts';
import type { DeadlineFigures } from './reference-deadlines.ts';
import { describeShared, fieldTable, SHARED_TYPES } from './reference-fields.ts';
import {
  CONNECTING,
  CONVERSIONS,
  DUTIES,
  INTRODUCTION,
  OBJECT_ENCODING,
  SESSION_STATES,
  STRICT_JSON,
  WRITING_AN_ADAPTER,
} from './reference-text.ts';
import { ADAPTER_PATH } from './upgrade.ts';

/**
 * The whole page. The same text for the same code: no time, no machine, no version of a library in it.
 * @param figures of the core that the gateway is put before
 */
export function protocolReference(figures: DeadlineFigures): string {
  return [
    '<!-- Generated from the schemas by main/gateway/reference.ts; do not edit. -->',
    `# The adapter protocol \`${SUBPROTOCOL}\``,
    INTRODUCTION,
    contents(),
    '## Connecting',
    CONNECTING(ADAPTER_PATH),
    table(
      ['Status', 'Body', 'Why'],
      Object.entries(REFUSALS).map(([code, { status, meaning }]) => [String(status), `\`${code}\``, meaning]),
    ),
    '## The life of a session',
    SESSION_STATES,
    '## What an adapter owes',
    DUTIES,
    '## Deadlines',
    table(['What has to come', 'Within', 'Otherwise'], deadlineRows(figures)),
    deadlineText(figures),
    '## Frames',
    STRICT_JSON,
    limits(figures),
    '## Messages from the adapter',
    messages(adapterMessages, adapterExamples),
    '## Messages to the adapter',
    messages(orchestratorMessages, orchestratorExamples),
    '## Shared types',
    ...SHARED_TYPES.flatMap(({ name, schema, meaning }) => [`### ${name}`, meaning, describeShared(schema)]),
    '## Codes',
    codes(),
    '## Objects as bytes, and their digests',
    OBJECT_ENCODING,
    encodingExamples(),
    '## The shared frame of reference',
    CONVERSIONS,
    '## A session, told',
    transcript(),
    '## Writing an adapter for another engine',
    WRITING_AN_ADAPTER,
  ]
    .map((part) => part.trim())
    .join('\n\n')
    .concat('\n');
}

function contents(): string {
  const list = (types: object): string =>
    Object.keys(types)
      .map((type) => `[\`${type}\`](#${type})`)
      .join(' · ');
  return `An adapter sends ${list(adapterMessages)}.\n\nIt receives ${list(orchestratorMessages)}.`;
}

function messages(
  schemas: Readonly<Record<string, z.ZodType>>,
  examples: Readonly<Record<string, unknown>>,
): string {
  return Object.entries(schemas)
    .map(
      ([type, schema]) =>
        `### ${type}\n\n${schema.description ?? ''}\n\n${fieldTable(schema)}\n${json(examples[type])}`,
    )
    .join('\n\n');
}

function limits(figures: DeadlineFigures): string {
  const mebibytes = (bytes: number): string => `${bytes / 1024 / 1024} MiB`;
  const rows: [string, string][] = [
    ['One frame, fragments joined', mebibytes(PROTOCOL_LIMITS.frameBytes)],
    ['Fragments of a frame', String(GATEWAY_LIMITS.fragmentsPerFrame)],
    ['Nesting of arrays and objects', String(PROTOCOL_LIMITS.depth)],
    ['Values in a frame, arrays and objects counted', String(GATEWAY_LIMITS.values)],
    ['Keys of one object', String(GATEWAY_LIMITS.keysPerObject)],
    ['Characters of one number', String(GATEWAY_LIMITS.numberLength)],
    [
      'Frames',
      `${PROTOCOL_LIMITS.framesPerSecond} a second, ${PROTOCOL_LIMITS.frameBurst} at once; an answer to what was asked does not count`,
    ],
    [
      'Bytes',
      `${mebibytes(GATEWAY_LIMITS.bytesPerSecond)} a second, ${mebibytes(GATEWAY_LIMITS.byteBurst)} at once`,
    ],
    [
      'WebSocket pings and pongs',
      `${GATEWAY_LIMITS.controlFramesPerSecond} a second, ${GATEWAY_LIMITS.controlFrameBurst} at once`,
    ],
    ['Queued for an adapter that does not read', mebibytes(PROTOCOL_LIMITS.queuedOutBytes)],
    ['From the connection to the whole upgrade request', `${GATEWAY_LIMITS.upgradeTimeoutMs} ms`],
    ['From the upgrade to `hello`', `${GATEWAY_LIMITS.helloTimeoutMs} ms`],
    ['Objects in a scene', String(LIMITS.objects)],
    ['Levels of a hierarchy', String(LIMITS.depth)],
    ['Name of an object', `1 to ${LIMITS.nameBytes} bytes of UTF-8, no control characters`],
    ['Properties of an object', String(LIMITS.propertiesPerObject)],
    ['Key of a property', `1 to ${LIMITS.propertyKeyBytes} bytes of UTF-8, no control characters`],
    ['Text in a property', `${LIMITS.propertyTextBytes} bytes of UTF-8`],
    ['Edits of a session that wait for a decision', String(figures.maxObservedPerSession)],
    ['Offers of a session', String(figures.offersPerSession)],
    ['Values of an offer, all parts together', String(figures.valuesPerOffer)],
  ];
  return `${table(['What', 'At most'], rows)}\n\nWhere a field has a limit of its own below, both hold. Shorten what only a person reads; a property that does not fit is not shared.`;
}

function codes(): string {
  const rows = (entries: Readonly<Record<string, string>>): string[][] =>
    Object.entries(entries).map(([code, meaning]) => [`\`${code}\``, meaning]);
  const revocations = (violation: boolean): string =>
    table(
      ['Code', 'Meaning'],
      Object.entries(REVOCATIONS).flatMap(([code, each]) =>
        each.violation === violation ? [[`\`${code}\``, each.meaning]] : [],
      ),
    );
  return [
    '### Violations of the form',
    'Found before anything looks at what a frame means. The session is revoked at once and its token is dead.',
    table(['Code', 'Meaning'], rows(VIOLATIONS)),
    '### Violations of the order',
    'The frame is well-formed and comes at the wrong time, or claims what cannot be. Revoked in the same way.',
    revocations(true),
    '### Other ends of a session',
    'The token is dead, and a new pairing code is needed.',
    revocations(false),
    '### Cut off',
    'The socket is ended, the session is not: its token opens one resume.',
    table(['Code', 'Meaning'], rows(CUT_OFFS)),
    '### What became of an edit',
    'In `decided`. Beside these it may have the code with which an engine said `failed`, after `engine_`, or that of the end of another session, above or here; act on `outcome` alone.',
    table(['Code', 'Meaning'], rows({ ...DECISIONS, ...ASIDE })),
    '### Close codes',
    table(
      ['Code', 'Meaning'],
      [
        ['1000', 'After `bye`.'],
        [
          '1001',
          'The application is closing. The token stays good for a while: try the endpoint file again.',
        ],
        [
          '1002, 1007, 1008, 1009',
          'A violation in WebSocket’s own framing: broken frame, no UTF-8, too many fragments, too large. No `revoked` comes before it.',
        ],
        [String(CLOSE_CODES.violation), 'A violation; `revoked` has told which.'],
        [String(CLOSE_CODES.revoked), 'Revoked for another reason; `revoked` has told it.'],
        [String(CLOSE_CODES.replaced), 'Replaced by a newer connection of the same file.'],
        [String(CLOSE_CODES.unresponsive), 'Silent for too long.'],
        ['none (1006)', 'Cut off, or the application is gone. Resume with the token.'],
      ],
    ),
  ].join('\n\n');
}

function encodingExamples(): string {
  return EXAMPLE_OBJECTS.map((object) => {
    const hex = Buffer.from(encodeObject(object)).toString('hex');
    return `${json(object)}\n\nBytes: \`${hex}\`\n\nDigest: \`${digestObject(object)}\``;
  }).join('\n\n');
}

function transcript(): string {
  const lines = TRANSCRIPT.map((line) => {
    if ('remark' in line) return `# ${line.remark}`;
    return `${line.from === 'adapter' ? '→' : '←'} ${JSON.stringify(line.frame)}`;
  });
  return `\`→\` is sent by the adapter, \`←\` is received by it. Heartbeats are left out.\n\n\`\`\`text\n${lines.join('\n')}\n\`\`\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Indented, with lists of plain values on one line: a vector reads as a vector. */
function json(value: unknown): string {
  const text = JSON.stringify(value, null, 2).replace(/\[\s+([^[\]{}]*?)\s+\]/g, (_list, items: string) => {
    return `[${items.split(/,\s+/).join(', ')}]`;
  });
  return `\`\`\`json\n${text}\n\`\`\``;
}
