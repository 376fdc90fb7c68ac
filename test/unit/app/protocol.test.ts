import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requestSchemas } from '#app/control-room/contract.ts';
import { adapterMessages, orchestratorMessages, parseAdapterMessage } from '#app/protocol/index.ts';
import type { AdapterMessage, OrchestratorMessage } from '#app/protocol/index.ts';
import {
  facetSchema,
  facetStateSchema,
  idSchema,
  nameSchema,
  operationSchema,
  propertyValueSchema,
  sceneObjectSchema,
} from '#app/protocol/values.ts';
import { facetsOf, facetValue } from '#app/scene/index.ts';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import { IDS, operation, sceneObject } from './arbitraries.ts';

const RUNS = { numRuns: 150 };
const [A, B] = IDS as [string, string];
const HASH = 'ab'.repeat(32);
const DIGEST = 'ab'.repeat(16);
const TRANSFORM = { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] } as const;
const OBJECT: SceneObject = {
  id: A,
  kind: 'mesh',
  name: 'cube',
  parent: B,
  transform: TRANSFORM,
  visibility: { viewport: true, render: false },
  properties: { mass: 1, tag: 'x', on: true, at: [1, 2] },
};
const RECEIPT = { ledger: A, n: 1, head: HASH, mac: HASH };
const SCENE = { project: A, scene: null, saved_revision: null, title: 'untitled', unsaved: true };
const RENAME: Operation = { op: 'rename', id: A, name: 'x' };
const STATE = { id: A, facet: 'name', value: 'x' } as const;

/** One full example of every message; the types make sure that none is missing. */
const FROM_ADAPTER: { [Type in AdapterMessage['type']]: Extract<AdapterMessage, { type: Type }> } = {
  hello: {
    type: 'hello',
    adapter: { name: 'vibesync', version: '1' },
    engine: { kind: 'blender', version: '3.4.1' },
    scene: SCENE,
    applied_through: 4,
    receipt: RECEIPT,
    masked: ['visibility', 'property:mass'],
  },
  scene: { type: 'scene', scene: SCENE },
  inventory: { type: 'inventory', request: 1, last: true, objects: [[A, DIGEST]], unmanaged: 2 },
  values: {
    type: 'values',
    request: 1,
    last: true,
    objects: [structuredClone(OBJECT) as never],
    missing: [B],
  },
  applied: { type: 'applied', n: 1, states: [STATE] },
  failed: { type: 'failed', n: 1, code: 'moved_on', message: 'The artist went on.' },
  compensated: { type: 'compensated', n: 1, outcomes: [{ id: A, facet: 'name', outcome: 'restored' }] },
  patched: {
    type: 'patched',
    request: 1,
    states: [
      [A, DIGEST],
      [B, null],
    ],
  },
  digests: {
    type: 'digests',
    request: 1,
    states: [
      [A, DIGEST],
      [B, null],
    ],
  },
  observed: {
    type: 'observed',
    edit: B,
    applied_through: 3,
    undo: { kind: 'step', name: 'Move' },
    before: [STATE],
    operations: [structuredClone(RENAME) as never],
  },
  offered: { type: 'offered', offer: B, applied_through: 3, last: true, states: [STATE] },
  declare: { type: 'declare', objects: [{ id: A, driven: ['transform'], bounded: true }] },
  hands: { type: 'hands', objects: [A], mode: 'edit' },
  selected: { type: 'selected', objects: [A] },
  unmanaged: { type: 'unmanaged', count: 3 },
  view: {
    type: 'view',
    view: { position: [0, 1, 2], rotation: [0, 0, 0, 1], lens: { height_m: 4 }, near: 0, far: 100 },
  },
  busy: { type: 'busy', kind: 'short', activity: 'rendering', last_begun: null },
  ready: { type: 'ready' },
  saved: { type: 'saved', unsaved: false },
  saved_as: { type: 'saved_as', title: 'street-2.blend' },
  held: { type: 'held', halt: 1 },
  pong: { type: 'pong', ping: 1, main_thread_age_ms: 0 },
  bye: { type: 'bye' },
};

const TO_ADAPTER: { [Type in OrchestratorMessage['type']]?: unknown } = {
  welcome: {
    type: 'welcome',
    session: A,
    token: HASH,
    project: { id: B, name: 'p' },
    revision: 0,
    resumed: false,
    heartbeat_ms: 1_000,
    hold: null,
  },
  apply: { type: 'apply', n: 1, label: 'Rename', by: 'You', operations: [RENAME] },
  confirm: { type: 'confirm', n: 1, receipt: RECEIPT },
  compensate: {
    type: 'compensate',
    n: 1,
    entries: [{ id: A, facet: 'name', expected: STATE, restore: STATE }],
  },
  patch: { type: 'patch', request: 1, revision: 2, objects: [OBJECT], removed: [B] },
};

type Path = readonly (string | number)[];

/** Paths to every object inside a JSON value, itself included. */
function objectPaths(value: unknown, path: Path = []): Path[] {
  if (value === null || typeof value !== 'object') return [];
  const inner = Object.entries(value).flatMap(([key, each]) =>
    objectPaths(each, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return Array.isArray(value) ? inner : [path, ...inner];
}

/** A copy of the value in which the object at `path` went through `change`. */
function changedAt(value: unknown, path: Path, change: (target: Record<string, unknown>) => void): unknown {
  const copy = structuredClone(value);
  let target = copy as Record<string, unknown>;
  for (const key of path) target = target[key] as Record<string, unknown>;
  change(target);
  return copy;
}

describe('schemas of scene values', () => {
  test('take every object and operation that the types allow, unchanged', () => {
    fc.assert(
      fc.property(sceneObject, operation, (object, each) => {
        expect(sceneObjectSchema.parse(object)).toStrictEqual(object);
        expect(operationSchema.parse(each)).toStrictEqual(each);
        const scene = { objects: new Map([[object.id, object]]) };
        for (const facet of facetsOf(object)) {
          const state = { id: object.id, facet, value: facetValue(scene, object.id, facet) };
          expect(facetStateSchema.parse(state)).toStrictEqual(state);
        }
      }),
      RUNS,
    );
  });

  test('refuse an unknown field, at any depth', () => {
    fc.assert(
      fc.property(sceneObject, operation, (object, each) => {
        for (const [schema, value] of [
          [sceneObjectSchema, object],
          [operationSchema, each],
        ] as const) {
          for (const path of objectPaths(value)) {
            if (path.at(-1) === 'properties') continue; // its keys are free
            const changed = changedAt(value, path, (target) => (target['unknown_field'] = 1));
            expect(schema.safeParse(changed).success).toBe(false);
          }
        }
      }),
      RUNS,
    );
  });

  test('refuse a missing field, at any depth', () => {
    fc.assert(
      fc.property(sceneObject, operation, (object, each) => {
        for (const [schema, value] of [
          [sceneObjectSchema, object],
          [operationSchema, each],
        ] as const) {
          for (const path of objectPaths(value)) {
            if (path.at(-1) === 'properties') continue;
            const target = path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], value);
            for (const key of Object.keys(target as object)) {
              const changed = changedAt(value, path, (copy) => delete copy[key]);
              expect(schema.safeParse(changed).success).toBe(false);
            }
          }
        }
      }),
      RUNS,
    );
  });

  test.each([
    '',
    A.toUpperCase().replace('0', 'A'),
    `{${A}}`,
    `${A} `,
    `${A}\n`,
    A.replaceAll('-', ''),
    7,
    null,
  ])('an id is a lower-case UUID: not %j', (id) => expect(idSchema.safeParse(id).success).toBe(false));

  test.each([
    'property:__proto__',
    'property:constructor',
    'property:prototype',
    `property:${'x'.repeat(64)}`,
    'property:\ud800',
    'Name',
    'property',
    '',
  ])('a facet is not %j', (facet) => expect(facetSchema.safeParse(facet).success).toBe(false));

  test('the value of a facet has the shape of that facet', () => {
    const values: [string, unknown][] = [
      ['existence', OBJECT],
      ['transform', TRANSFORM],
      ['visibility', OBJECT.visibility],
    ];
    for (const [facet] of values) {
      for (const [of, value] of values) {
        expect(facetStateSchema.safeParse({ id: A, facet, value }).success).toBe(facet === of);
      }
    }
    for (const facet of ['name', 'transform', 'visibility']) {
      expect(facetStateSchema.safeParse({ id: A, facet, value: null }).success).toBe(false);
    }
    expect(facetStateSchema.safeParse({ id: A, facet: 'parent', value: 'not an id' }).success).toBe(false);
  });

  test('numbers are finite, text is well-formed and bounded', () => {
    for (const value of [
      Number.NaN,
      Infinity,
      -Infinity,
      '\ud800',
      'x'.repeat(1_025),
      [1],
      Array(17).fill(0),
      [1, '2'],
      {},
      undefined,
    ]) {
      expect(propertyValueSchema.safeParse(value).success).toBe(false);
    }
    expect(nameSchema.safeParse('x'.repeat(64)).success).toBe(false);
  });
});

describe('adapter frames', () => {
  test('every message of the protocol is taken as its type says', () => {
    expect(Object.keys(FROM_ADAPTER).sort()).toStrictEqual(Object.keys(adapterMessages).sort());
    for (const message of Object.values(FROM_ADAPTER)) {
      expect(parseAdapterMessage(JSON.parse(JSON.stringify(message)))).toStrictEqual({ ok: true, message });
    }
    for (const [type, message] of Object.entries(TO_ADAPTER)) {
      const schema = orchestratorMessages[type as OrchestratorMessage['type']];
      expect(schema.parse(message)).toStrictEqual(message);
    }
  });

  test('an unknown field is refused in every message, at any depth (SEC-2)', () => {
    for (const message of Object.values(FROM_ADAPTER)) {
      for (const path of objectPaths(message)) {
        if (path.at(-1) === 'properties') continue;
        const changed = changedAt(message, path, (target) => (target['unknown_field'] = true));
        const parsed = parseAdapterMessage(changed);
        expect([message.type, path, parsed.ok]).toStrictEqual([message.type, path, false]);
      }
    }
  });

  test('a missing or foreign value is refused in every field of every message, with its place', () => {
    for (const message of Object.values(FROM_ADAPTER)) {
      for (const key of Object.keys(message)) {
        for (const changed of [
          changedAt(message, [], (target) => delete target[key]),
          changedAt(message, [], (target) => (target[key] = { surprise: 1 })),
        ]) {
          const parsed = parseAdapterMessage(changed);
          expect([message.type, key, parsed.ok]).toStrictEqual([message.type, key, false]);
          if (!parsed.ok && key !== 'type') expect(parsed.message).toContain(`${message.type}.${key}`);
        }
      }
    }
  });

  test('what is no message at all is refused without an exception', () => {
    const types = ['__proto__', 'constructor', 'toString', 'Hello', '', 'apply', 'confirm', 'hello '];
    for (const value of [
      ...types.map((type) => ({ type })),
      ...types,
      null,
      1,
      [],
      [FROM_ADAPTER.ready],
      {},
      { type: 1 },
    ]) {
      expect(parseAdapterMessage(value)).toStrictEqual({ ok: false, message: 'unknown message type' });
    }
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(parseAdapterMessage(value).ok).toBe(false);
      }),
      RUNS,
    );
  });
});

describe('requests of the control room', () => {
  const bodies: { [Name in keyof typeof requestSchemas]?: unknown } = {
    attach: {},
    submit: { id: A, base: { revision: 0, after: [] }, reason: '', operations: [RENAME] },
    force: { id: A, reason: 'because', operations: [RENAME] },
    approve: { id: A, hash: HASH },
    deny: { id: A, reason: 'no' },
    halt: {},
    resume: { scope: 'people' },
    pause_agents: { agent: null, on: true },
    lock: { id: A, on: true },
    create_agent: { name: 'helper' },
    revoke_agent: { agent: 'agent:1' },
  };

  test('take what the window sends and nothing beside it', () => {
    for (const [name, body] of Object.entries(bodies)) {
      const schema = requestSchemas[name as keyof typeof requestSchemas];
      expect(schema.parse(body)).toStrictEqual(body);
      for (const path of objectPaths(body)) {
        const changed = changedAt(body, path, (target) => (target['authority'] = 'override'));
        expect([name, path, schema.safeParse(changed).success]).toStrictEqual([name, path, false]);
      }
    }
  });

  test('every request has a strict body', () => {
    for (const [name, schema] of Object.entries(requestSchemas)) {
      const result = schema.safeParse({ unknown_field: 1 });
      const codes = result.success ? [] : result.error.issues.map((issue) => issue.code);
      expect([name, codes.includes('unrecognized_keys')]).toStrictEqual([name, true]);
    }
  });

  test('FORCE needs a reason (R28)', () => {
    expect(requestSchemas.force.safeParse({ ...(bodies.force as object), reason: '' }).success).toBe(false);
  });
});

test('a type that is no text is none, though it can be taken for one', () => {
  for (const type of [['pong'], { toString: () => 'pong' }, 5, null, 'toString'])
    expect(parseAdapterMessage({ ...FROM_ADAPTER.pong, type })).toEqual({
      ok: false,
      message: 'unknown message type',
    });
});

test('what is refused is named by its place, with the rule that it breaks', () => {
  const { observed } = FROM_ADAPTER;
  const observing = (operation: object): unknown => ({ ...observed, operations: [operation] });
  const id = 'AAAAAAAA-0000-4000-8000-000000000000';
  const says = (value: unknown): string => {
    const parsed = parseAdapterMessage(value);
    return parsed.ok ? 'taken' : parsed.message;
  };
  expect(says({ ...observed, edit: id })).toBe('observed.edit: a lower-case UUID');
  const key = 'constructor';
  expect(says(observing({ op: 'set_property', id: id.toLowerCase(), key, value: 1 }))).toBe(
    'observed.operations.0.key: a key that JavaScript reserves',
  );
  expect(says(observing({ op: 'rename', id: id.toLowerCase(), name: 'half \ud800' }))).toBe(
    'observed.operations.0.name: the text has a lone surrogate',
  );
  expect(facetSchema.safeParse('property:__proto__').error?.message).toContain('not a property’s key');
  expect(says({ ...FROM_ADAPTER.pong, more: 1 })).toMatch(/^pong\.: \S/);
});
