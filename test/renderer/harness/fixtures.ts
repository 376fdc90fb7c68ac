/** States of the control room, made up: a courtyard with crates and lanterns, after eighteen thousand changes. */
import { NOTHING_THERE } from '#app/control-room/only-there.ts';
import type {
  AwayAnswer,
  AwayItem,
  AwaySummary,
  BlameView,
  ChangeView,
  CopyView,
  CollectedView,
  EvidenceView,
  FileDifferences,
  MergeView,
  PermissionsView,
  OnlyThereView,
  PastConnectionsView,
  SessionView,
  Snapshot,
  StatusView,
  ShelfView,
  WaitingView,
} from '#app/control-room/index.ts';
import type { Actor, IntentState, Reason } from '#app/intents/index.ts';
import type { Conflict, ShelfEntry } from '#app/ledger/index.ts';
import { facetValue } from '#app/scene/index.ts';
import type { FacetState, Kind, Operation, SceneObject, Transform, Vec3 } from '#app/scene/index.ts';
import { MILLION, millionOf, pastOf } from './timeline.ts';
import type { Past } from './timeline.ts';

export interface Fixture {
  readonly snapshot: Snapshot;
  /** Answers ranges of the timeline, and counts it. */
  readonly past: Past;
  readonly blame: ReadonlyMap<string, readonly BlameView[]>;
}

export const STATES = [
  'first',
  'simulated',
  'copy',
  'calm',
  'main',
  'halted',
  'conflict',
  'alike',
  'variants',
  'refused',
  'busy',
  'readonly',
  'offline',
  'questions',
  'played',
  'kept',
  'hands',
  'files',
  'copies',
  'three',
  'empty',
  'large',
  'crowd',
  'allowed',
  'away',
  'quiet',
  'undisturbed',
] as const;
/** Short and long histories: the window is otherwise as it is in `main`. */
const LENGTHS = ['twenty', 'thousands', 'million'] as const;
export type StateName = (typeof STATES)[number] | (typeof LENGTHS)[number];

const YOU: Actor = { kind: 'person', id: 'person', name: 'You' };
const BLENDER: Actor = { kind: 'engine', id: 'engine:blender', name: 'Blender' };
const UNITY: Actor = { kind: 'engine', id: 'engine:unity', name: 'Unity' };
const DRESSER: Actor = { kind: 'agent', id: 'agent:set-dresser', name: 'set-dresser' };
const LIGHTER: Actor = { kind: 'agent', id: 'agent:lighter', name: 'lighter' };

const NEWEST = 18_203;
/** Objects of a crowded scene. */
export const CROWD = 5_000;
const TIME = '2026-11-22T13:02:11.000Z';

/** A UUID that counts up, so that fixtures are the same in every run. */
export function uuid(group: number, index: number): string {
  return `${group.toString(16).padStart(8, '0')}-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
}

/** A transform from Blender's location; canonical is glTF's frame. */
function at(x: number, y: number, z: number, scale: Vec3 = [1, 1, 1], turnDegrees = 0): Transform {
  const half = (turnDegrees * Math.PI) / 360;
  return {
    translation: [Math.fround(x), Math.fround(z), Math.fround(-y)],
    rotation: [0, Math.fround(Math.sin(half)), 0, Math.fround(Math.cos(half))],
    scale,
  };
}

function object(
  index: number,
  kind: Kind,
  name: string,
  parent: number | null,
  transform: Transform,
  properties: SceneObject['properties'] = {},
): SceneObject {
  return {
    id: uuid(1, index),
    kind,
    name,
    parent: parent === null ? null : uuid(1, parent),
    transform,
    visibility: { viewport: true, render: name !== 'Guide_Plane' },
    properties,
  };
}

function courtyard(): SceneObject[] {
  const objects = [
    object(1, 'empty', 'Courtyard', null, at(0, 0, 0)),
    object(2, 'mesh', 'Path', 1, at(0, 1.5, 0.02, [1, 1, 6.25])),
    object(3, 'mesh', 'House_East', 1, at(6.4, 2.1, 0, [1, 1.2, 1])),
    object(4, 'mesh', 'House_West', 1, at(-5.75, 3, 0)),
    object(5, 'empty', 'Well', 1, at(2, 4, 0)),
    object(6, 'mesh', 'Well_Base', 5, at(0, 0, 0.45)),
    object(7, 'mesh', 'Well_Roof', 5, at(0, 0, 1.4), { material: 'Thatch_Wet' }),
    object(8, 'mesh', 'Gate', 1, at(0, -6.5, 0, [1.5, 1, 1])),
    object(9, 'light', 'Key_Sun', null, at(4, -3, 9.5), { colour: [1, 0.879, 0.745, 1], strength: 3.2 }),
    object(10, 'light', 'Fill_Sky', null, at(-6, 2, 7), { strength: 0.8 }),
    object(11, 'camera', 'Shot_010', null, at(9.25, -11.8, 3.6)),
    object(12, 'empty', 'Guide_Plane', null, at(0, 0, 0)),
  ];
  for (let i = 1; i <= 14; i += 1) {
    objects.push(
      object(
        20 + i,
        'mesh',
        `Crate_${i.toString().padStart(3, '0')}`,
        1,
        i === 14
          ? at(2, 4.25, 0.5, [1, 1, 1], 37.5)
          : at(-3 + i * 0.62, 2.5 - (i % 5) * 0.8, (i % 3) * 0.5, [1, 1, 1], i * 12),
        i === 14 ? { breakable: true, mass: 12.5, note: 'reused from alley' } : {},
      ),
    );
  }
  for (let i = 1; i <= 6; i += 1)
    objects.push(object(40 + i, 'mesh', `Torch_0${i}`, 1, at(-4 + i * 1.4, i % 2 === 0 ? 3.2 : -0.4, 1.1)));
  return objects;
}

function lantern(i: number): SceneObject {
  return {
    ...object(
      60 + i,
      'mesh',
      `Lantern_${i.toString().padStart(2, '0')}`,
      1,
      at(-4 + i * 0.6, i % 2 === 0 ? 3.4 : -0.6, 0.9),
    ),
  };
}

let made = 0;
function change(
  n: number | null,
  actor: Actor,
  label: string,
  objects: readonly string[],
  state: IntentState = 'committed',
  more: Partial<ChangeView> = {},
): ChangeView {
  made += 1;
  const reasons: Partial<Record<IntentState, string>> = {
    aborted: 'Unity could not apply it: the prefab is open in isolation.',
    conflicted: 'It built on version 18 186; the value has changed since.',
    superseded: 'You changed Crate_014 first.',
  };
  const message = reasons[state];
  return {
    n,
    earlier: [],
    joined: [],
    id: uuid(2, made),
    actor,
    state,
    label,
    class: 'cosmetic',
    objects,
    reason: message === undefined ? null : { code: state, message, path: null },
    why: actor.kind === 'agent' ? 'keep the path clear' : '',
    forced: false,
    takesBack: null,
    time: new Date(Date.parse(TIME) - (NEWEST - (n ?? NEWEST)) * 21_000).toISOString(),
    ...more,
  };
}

const CRATE = uuid(1, 34);
const GATE = uuid(1, 8);

/** The newest hundred by hand, so that every shape is in view; before them a plausible mixture. */
function history(): ChangeView[] {
  const list: ChangeView[] = [];
  const authors: [Actor, string, string][] = [
    [BLENDER, 'Move House_East', uuid(1, 3)],
    [BLENDER, 'Move Crate_003', uuid(1, 23)],
    [YOU, 'Rename Well_Base', uuid(1, 6)],
    [UNITY, 'Hide Guide_Plane', uuid(1, 12)],
    [DRESSER, 'Place 6 crates', uuid(1, 24)],
    [LIGHTER, 'Set strength of Fill_Sky', uuid(1, 10)],
  ];
  let seed = 7;
  const random = (): number => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  for (let n = NEWEST - 499; n <= NEWEST - 76;) {
    const [actor, label, id] = authors[Math.floor(random() * authors.length)] ?? [BLENDER, 'Move Gate', GATE];
    const run = Math.min(NEWEST - 75 - n, 1 + Math.floor(random() * (actor.kind === 'engine' ? 9 : 3)));
    for (let i = 0; i < run; i += 1) list.push(change(n + i, actor, label, [id]));
    n += run;
  }
  const newest: [number, number, Actor, string, string, IntentState?][] = [
    [18_128, 18_135, BLENDER, 'Move Crate_009', uuid(1, 29)],
    [18_136, 18_136, YOU, 'Rename Path', uuid(1, 2)],
    [18_137, 18_140, DRESSER, 'Place 6 crates', uuid(1, 25)],
    [18_141, 18_141, BLENDER, 'Move Gate', GATE, 'aborted'],
    [18_142, 18_142, UNITY, 'Hide Guide_Plane', uuid(1, 12)],
    [18_143, 18_147, BLENDER, 'Move Crate_002', uuid(1, 22)],
    [18_148, 18_148, YOU, 'Move Well', uuid(1, 5)],
    [18_149, 18_149, YOU, 'Move Well_Roof', uuid(1, 7)],
    [18_150, 18_153, LIGHTER, 'Set strength of Fill_Sky', uuid(1, 10)],
    [18_154, 18_154, BLENDER, 'Move Crate_005', uuid(1, 25)],
    [18_155, 18_155, BLENDER, 'Scale Crate_005', uuid(1, 25)],
    [18_156, 18_156, UNITY, 'Show Gate', GATE],
    [18_157, 18_162, DRESSER, 'Scatter Crate_007', uuid(1, 27)],
    [18_163, 18_163, UNITY, 'Move Crate_014', CRATE, 'superseded'],
    [18_164, 18_164, BLENDER, 'Rename Gate', GATE],
    [18_165, 18_168, BLENDER, 'Move Gate', GATE],
    [18_169, 18_169, YOU, 'Move House_West', uuid(1, 4)],
    [18_170, 18_174, DRESSER, 'Place Crate_011', uuid(1, 31)],
    [18_175, 18_175, LIGHTER, 'Set colour of Key_Sun', uuid(1, 9)],
    [18_176, 18_176, BLENDER, 'Move Path', uuid(1, 2), 'aborted'],
    [18_177, 18_181, BLENDER, 'Move House_East', uuid(1, 3)],
    [18_182, 18_182, UNITY, 'Hide Torch_02', uuid(1, 42)],
    [18_183, 18_183, UNITY, 'Show Torch_02', uuid(1, 42)],
    [18_184, 18_184, BLENDER, 'Move Well', uuid(1, 5)],
    [18_185, 18_188, UNITY, 'Toggle Crate_001', uuid(1, 21)],
    [18_189, 18_189, UNITY, 'Move Well_Roof', uuid(1, 7)],
    [18_190, 18_190, BLENDER, 'Move Torch_01', uuid(1, 41)],
    [18_191, 18_191, BLENDER, 'Move Well_Roof', uuid(1, 7), 'conflicted'],
    [18_192, 18_195, DRESSER, 'Straighten Crate_012', uuid(1, 32)],
    [18_196, 18_196, YOU, 'Rename Shot_010', uuid(1, 11)],
    [18_197, 18_201, BLENDER, 'Move Crate_014', CRATE],
    [18_202, 18_202, YOU, 'Rename Well_Roof', uuid(1, 7)],
    [18_203, 18_203, YOU, 'Move Crate_013', uuid(1, 33)],
  ];
  for (const [first, last, actor, label, id, state] of newest) {
    for (let n = first; n <= last; n += 1)
      list.push(
        change(n, actor, label, [id], state ?? 'committed', {
          class: label.startsWith('Rename') ? 'structural' : 'cosmetic',
        }),
      );
  }
  return list;
}

function older(): ChangeView[] {
  const list: ChangeView[] = [];
  for (let n = 16_800; n < NEWEST - 499; n += 1)
    list.push(change(n, n % 7 < 4 ? BLENDER : n % 7 < 6 ? UNITY : DRESSER, 'Move Crate_004', [uuid(1, 24)]));
  return list;
}

function session(engine: 'blender' | 'unity', part: Partial<SessionView> = {}): SessionView {
  const latency = Array.from({ length: 60 }, (_, i) =>
    engine === 'blender'
      ? 1.4 + Math.abs(Math.sin(i * 1.7)) * 2.2 + (i % 17 === 0 ? 5 : 0)
      : 3 + Math.abs(Math.sin(i)) * 4,
  );
  return {
    session: uuid(3, engine === 'blender' ? 1 : 2),
    engine,
    kind: engine,
    engineVersion: engine === 'blender' ? '5.0.1' : '6000.2.8f1',
    adapterVersion: '0.1.0',
    title: engine === 'blender' ? 'courtyard_v012.blend' : 'Courtyard.unity',
    state: 'live',
    activity: null,
    breaker: 'closed',
    breakerNeedsClick: false,
    reason: null,
    offendingFrame: null,
    appliedThrough: NEWEST,
    behind: 0,
    unmanaged: 0,
    preview: null,
    drift: { objects: [], forMs: 0 },
    openIn: null,
    file: null,
    copy: null,
    comparedAgoMs: 41_000,
    audit: { rounds: 12, compared: 62, asked: null },
    inHands: [],
    differing: [],
    inDoubt: [],
    driven: [],
    trust: 'live',
    onlyThere: there(engine === 'blender' ? { unsaved: { forMs: 12 * 60_000, atLeast: false } } : {}),
    lost: false,
    latencyMs: latency,
    since: '2026-11-22T11:48:03.000Z',
    ...part,
  };
}

/** Blender's file is older; Unity's was saved in a history that is not this one. */
function fileSessions(): SessionView[] {
  const nothing = { transform: 0, name: 0, parent: 0, visibility: 0, properties: 0 };
  return [
    session('blender', {
      state: 'comparing',
      title: 'courtyard_v009.blend',
      preview: {
        objects: 5,
        missing: 1,
        extra: 1,
        differing: { ...nothing, transform: 2, properties: 1 },
        kept: 3,
      },
      file: {
        age: 'older',
        savedRevision: 17_640,
        compared: 1,
        isLeft: false,
        isUnderWay: false,
        changedSince: 2,
      },
    }),
    session('unity', {
      state: 'comparing',
      preview: { objects: 0, missing: 0, extra: 0, differing: nothing, kept: 0 },
      file: {
        age: 'newer',
        savedRevision: 18_911,
        compared: 1,
        isLeft: false,
        isUnderWay: false,
        changedSince: 0,
      },
    }),
  ];
}

/** How Blender's older file differs, as main hands it out. */
export function fileDifferences(): FileDifferences {
  const lamp = object(60, 'light', 'Lantern_Old', 1, at(1, 2, 2.4), { strength: 4 });
  const state = (id: string, facet: FacetState['facet'], value: FacetState['value']): FacetState => ({
    id,
    facet,
    value,
  });
  const objects = [
    {
      id: CRATE,
      name: 'Crate_014',
      states: [
        state(CRATE, 'transform', at(3.5, 4.25, 0.5, [1, 1, 1], 12)),
        state(CRATE, 'property:mass', 9),
      ],
    },
    { id: uuid(1, 7), name: 'Well_Roof', states: [state(uuid(1, 7), 'property:material', 'Thatch_Dry')] },
    { id: uuid(1, 8), name: 'Gate', states: [state(uuid(1, 8), 'existence', null)] },
    { id: uuid(1, 23), name: 'Crate_003', states: [state(uuid(1, 23), 'transform', at(-1, 1, 0))] },
    { id: lamp.id, name: lamp.name, states: [state(lamp.id, 'existence', lamp)] },
  ];
  return { total: objects.length, objects };
}

/** Blender saved under another name; a copy of Unity's scene waits. */
function copySessions(): SessionView[] {
  return [
    session('blender', {
      title: 'courtyard_v013_lighting.blend',
      copy: { others: ['courtyard_v012.blend'], isLive: true, isAnswered: false },
    }),
    session('unity', {
      state: 'foreign',
      title: 'Courtyard (copy).unity',
      reason: {
        code: 'copy',
        message: 'This scene is a copy of “Courtyard.unity”; VibeSync asks which of them is worked on.',
        path: null,
      },
      copy: { others: ['Courtyard.unity'], isLive: false, isAnswered: false },
    }),
  ];
}

/** As wide as the bar gets: three engines, each with something to say. */
function threeSessions(): SessionView[] {
  return [
    session('blender', {}),
    session('unity', { onlyThere: there({ unsaved: { forMs: 47 * 60_000, atLeast: true } }) }),
    session('unity', {
      session: uuid(3, 5),
      engine: 'godot',
      kind: 'godot',
      title: 'courtyard_lighting.tscn',
      state: 'foreign',
      reason: { code: 'not_linked', message: 'This scene is not linked to the project yet.', path: null },
    }),
  ];
}

function there(part: Partial<OnlyThereView> = {}): OnlyThereView {
  return { ...NOTHING_THERE, ...part };
}

function status(part: Partial<StatusView> = {}): StatusView {
  return {
    project: { id: uuid(4, 1), name: 'Courtyard' },
    simulated: false,
    copy: null,
    revision: NEWEST,
    safe: true,
    ledger: {
      state: 'ok',
      verified: 'verified',
      problem: null,
      lastGoodSnapshot: 18_000,
      goOnFrom: null,
      loss: null,
    },
    halted: null,
    agentsFrozen: false,
    pausedAgents: [],
    allAgentsPaused: false,
    inFlight: [],
    queued: 0,
    busyLimitMs: 10_000,
    handsLimitMs: 30_000,
    caution: { askDeletions: 25, purgeWithoutAsking: 5 },
    shortcut: { accelerator: 'CommandOrControl+Shift+Backspace', registered: true },
    runtime: { electron: '45.4.1', app: '0.1.0' },
    lostAtLastEnd: [],
    fault: null,
    ...part,
  };
}

function suggestion(
  index: number,
  part: Pick<WaitingView, 'actor' | 'task' | 'reason' | 'class' | 'operations' | 'changes' | 'objects'> &
    Partial<WaitingView>,
): WaitingView {
  return {
    id: uuid(5, index),
    hash: (index * 1_234_567).toString(16).padStart(8, '3').repeat(8).slice(0, 64),
    base: NEWEST - index,
    state: 'awaiting_approval',
    held: null,
    agentGone: false,
    byItself: false,
    waitedFor: [],
    of: { operations: part.operations.length, objects: part.objects.length },
    ...part,
  };
}

function suggestions(objects: readonly SceneObject[]): WaitingView[] {
  const lanterns = Array.from({ length: 14 }, (_, i) => lantern(i + 1));
  const torches = objects.filter((each) => each.name.startsWith('Torch'));
  const sun = objects.find((each) => each.name === 'Key_Sun') as SceneObject;
  const absent = (id: string): FacetState => ({ id, facet: 'existence', value: null });
  const present = (each: SceneObject): FacetState => ({ id: each.id, facet: 'existence', value: each });
  const set = (key: string, value: number | number[]): Operation => ({
    op: 'set_property',
    id: sun.id,
    key,
    value,
  });
  return [
    suggestion(1, {
      actor: DRESSER,
      task: 'Dress the courtyard',
      reason: 'Lanterns along both walls so the path reads at night.',
      class: 'structural',
      operations: lanterns.map((each) => ({ op: 'create', object: each })),
      objects: lanterns.map(({ id, name }) => ({ id, name })),
      changes: lanterns.map((each) => ({ before: absent(each.id), after: present(each) })),
    }),
    suggestion(2, {
      actor: DRESSER,
      task: 'Dress the courtyard',
      reason: 'The old torches overlap the lanterns.',
      class: 'destructive',
      operations: torches.map(({ id }) => ({ op: 'delete', id, descendants: [] })),
      objects: torches.map(({ id, name }) => ({ id, name })),
      changes: torches.map((each) => ({ before: present(each), after: absent(each.id) })),
    }),
    suggestion(3, {
      actor: LIGHTER,
      task: 'Evening mood',
      reason: 'Warmer key, softer falloff.',
      class: 'cosmetic',
      operations: [
        set('colour', [1, 0.694, 0.392, 1]),
        set('strength', 2.6),
        { op: 'set_transform', id: sun.id, transform: at(4, -3.75, 8.9) },
      ],
      objects: [{ id: sun.id, name: sun.name }],
      changes: [
        {
          before: { id: sun.id, facet: 'property:colour', value: [1, 0.879, 0.745, 1] },
          after: { id: sun.id, facet: 'property:colour', value: [1, 0.694, 0.392, 1] },
        },
        {
          before: { id: sun.id, facet: 'property:strength', value: 3.2 },
          after: { id: sun.id, facet: 'property:strength', value: 2.6 },
        },
        {
          before: { id: sun.id, facet: 'transform', value: sun.transform },
          after: { id: sun.id, facet: 'transform', value: at(4, -3.75, 8.9) },
        },
      ],
    }),
  ];
}

/** One task with several suggestions, among them one that an artist's hands hold up. */
function taskWaiting(waiting: readonly WaitingView[]): WaitingView[] {
  const [, deletion, light] = waiting as [WaitingView, WaitingView, WaitingView];
  const crate: Operation[] = [
    { op: 'set_transform', id: CRATE, transform: at(3, 4, 0.5) },
    { op: 'rename', id: CRATE, name: 'Crate_Broken' },
  ];
  const another = suggestion(9, {
    actor: light.actor,
    task: light.task,
    reason: 'The crate caught the key light.',
    class: 'structural',
    operations: crate,
    objects: [{ id: CRATE, name: 'Crate_014' }],
    changes: [
      {
        before: { id: CRATE, facet: 'name', value: 'Crate_014' },
        after: { id: CRATE, facet: 'name', value: 'Crate_Broken' },
      },
    ],
    held: {
      code: 'under_hands',
      message: 'You changed Crate_014 a moment ago: it waits until your hands rest.',
      path: null,
    },
  });
  return [light, another, { ...deletion, actor: light.actor, task: light.task }];
}

/** Two agents who would set the same lamp otherwise, and each something else besides. */
function twoVariants(objects: readonly SceneObject[], waiting: readonly WaitingView[]): WaitingView[] {
  const [, , light] = waiting as [WaitingView, WaitingView, WaitingView];
  const sun = objects.find((each) => each.name === 'Key_Sun') as SceneObject;
  const crate = objects.find((each) => each.id === CRATE) as SceneObject;
  const state = (id: string, facet: FacetState['facet'], value: FacetState['value']): FacetState => ({
    id,
    facet,
    value,
  });
  const other = suggestion(12, {
    actor: DRESSER,
    task: 'Cool dusk',
    reason: 'A cooler key lets the lanterns carry the path.',
    class: 'cosmetic',
    operations: [
      { op: 'set_property', id: sun.id, key: 'colour', value: [0.62, 0.74, 1, 1] },
      { op: 'set_property', id: sun.id, key: 'strength', value: 1.4 },
      { op: 'set_transform', id: CRATE, transform: at(3, 4, 0.5) },
    ],
    objects: [
      { id: sun.id, name: sun.name },
      { id: CRATE, name: crate.name },
    ],
    changes: [
      {
        before: state(sun.id, 'property:colour', [1, 0.879, 0.745, 1]),
        after: state(sun.id, 'property:colour', [0.62, 0.74, 1, 1]),
      },
      {
        before: state(sun.id, 'property:strength', 3.2),
        after: state(sun.id, 'property:strength', 1.4),
      },
      {
        before: state(CRATE, 'transform', crate.transform),
        after: state(CRATE, 'transform', at(3, 4, 0.5)),
      },
    ],
  });
  return [light, other];
}

function allowed(objects: readonly SceneObject[]): PermissionsView {
  const sun = objects.find((each) => each.name === 'Key_Sun') as SceneObject;
  const well = objects.find((each) => each.name === 'Well_Roof') as SceneObject;
  return {
    grants: [
      {
        id: uuid(8, 1),
        agent: 'agent:lighter',
        task: 'Evening mood',
        most: 'cosmetic',
        objects: { first: [{ id: sun.id, name: sun.name }], of: 1 },
        changes: 20,
        used: 8,
        leftMs: 581_000,
      },
      {
        id: uuid(8, 2),
        agent: 'agent:set-dresser',
        task: 'Dress the courtyard',
        most: 'structural',
        objects: {
          first: [
            { id: well.id, name: well.name },
            { id: sun.id, name: sun.name },
          ],
          of: 4,
        },
        changes: 100,
        used: 0,
        leftMs: 61_000,
      },
    ],
    rules: [
      { id: uuid(8, 3), agent: 'agent:lighter', most: 'cosmetic', objects: null },
      {
        id: uuid(8, 4),
        agent: null,
        most: 'structural',
        objects: { first: [{ id: well.id, name: well.name }], of: 1 },
      },
    ],
    conflictRules: [
      {
        id: uuid(8, 5),
        engine: 'blender',
        why: 'edited_both',
        choices: [
          { facet: 'transform', keep: 'engine' },
          { facet: 'property:material', keep: 'truth' },
        ],
        objects: null,
        until: 'time',
        leftMs: 1_211_000,
        used: 3,
        lastUsed: { n: 18_199, agoMs: 65_000 },
      },
      {
        id: uuid(8, 6),
        engine: 'unity',
        why: 'drift',
        choices: [{ facet: 'visibility', keep: 'truth' }],
        objects: { first: [{ id: well.id, name: well.name }], of: 3 },
        until: 'ended',
        leftMs: null,
        used: 0,
        lastUsed: null,
      },
    ],
    disagreeing: [],
    decided: [1, 2, 3].map((index) => ({
      id: `decided-${index}`,
      rule: uuid(8, 5),
      engine: 'blender',
      choices: [
        { facet: 'transform', keep: 'engine' },
        { facet: 'property:material', keep: 'truth' },
      ],
      objects: { first: [{ id: uuid(1, 20 + index), name: `Crate_00${index}` }], of: index },
      shelves: index === 1 ? [] : [`shelf-${index}`],
    })),
  };
}

/** Twelve crates that were moved in Blender and in the shared scene. */
function alikeConflicts(): Conflict[] {
  return Array.from({ length: 12 }, (_, index) => ({
    ...roofConflict(),
    id: `conflict-${index + 2}`,
    items: [
      {
        id: uuid(1, 21 + index),
        facet: 'transform' as const,
        before: null,
        truth: at(index, 1, 0),
        engine: at(index, 2, 0.5),
      },
    ],
  }));
}

function roofConflict(): Conflict {
  const id = uuid(1, 7);
  return {
    id: 'conflict-1',
    engine: 'blender',
    shelf: 'shelf-1',
    revision: 18_186,
    why: 'edited_both',
    items: [
      {
        id,
        facet: 'transform',
        before: { id, facet: 'transform', value: at(0, 0, 1.25) },
        truth: at(0, 0, 1.4),
        engine: at(0, 0, 1.62, [1, 1, 1], 12.5),
      },
      {
        id,
        facet: 'property:material',
        before: { id, facet: 'property:material', value: 'Thatch' },
        truth: 'Thatch_Wet',
        engine: 'Thatch_Old',
      },
    ],
  };
}

const LOCKED: Reason = { code: 'locked', message: 'Well_Roof is locked.', path: 'operations' };

/** What the artist did to an object that is locked. */
function refusedConflict(): Conflict {
  const [whole] = roofConflict().items;
  if (whole === undefined) throw new Error('the roof collides in nothing');
  return {
    ...roofConflict(),
    id: 'conflict-2',
    shelf: 'shelf-2',
    why: 'refused',
    reason: LOCKED,
    items: [whole],
  };
}

/** What changed in an engine by itself. */
function outOfStep(): Conflict {
  const id = uuid(1, 29);
  return {
    id: 'conflict-3',
    engine: 'unity',
    shelf: 'shelf-3',
    revision: 18_190,
    why: 'drift',
    items: [{ id, facet: 'transform', before: null, truth: at(1.2, 0.1, 0.5), engine: at(1.2, 0.4, 0.5) }],
  };
}

function refusedOnShelf(): Snapshot['shelf'][number] {
  const { items, revision } = refusedConflict();
  const states = items.map(({ id, facet, engine }) => ({ id, facet, value: engine }));
  const truth = items.map((item) => ({ id: item.id, facet: item.facet, value: item.truth }));
  return {
    id: 'shelf-2',
    from: 'engine:blender',
    why: 'refused',
    reason: LOCKED,
    revision,
    states,
    truth,
    of: states.length,
  };
}

/** As it stands in the middle of a day's work. */
export function evidence(part: Partial<EvidenceView> = {}): EvidenceView {
  return {
    checks: {
      chain: { state: 'held', progress: 1, count: 54_812, problem: null, endedAgoMs: 4_380_000 },
      replay: { state: 'never', progress: 0, count: 0, problem: null, endedAgoMs: null },
      tokens: { state: 'held', progress: 1, count: 4, problem: null, endedAgoMs: 12_000 },
    },
    numbers: { given: 1_204, outOfOrder: 0, last: NEWEST },
    sent: { changes: 2_391, unlogged: 0 },
    mixed: 0,
    written: { changes: 1_196, outOfOrder: 0 },
    clock: { jumps: 1, largestMs: 7_200_000, changes: 212, outOfOrder: 0 },
    confirmations: { told: 3_571, early: 0 },
    syncs: { groups: 1_187, checkpoints: 41, leases: 6, flushes: 212 },
    agentChanges: { committed: 37, unapproved: 0 },
    messages: { passed: 48_120, violations: 1 },
    endedConnections: { connections: 3, others: 0 },
    joined: { times: 5, behind: 0 },
    takenBack: { changes: 8, builtUpon: 0 },
    opened: { changes: NEWEST - 1_196, problem: null, agoMs: 4_380_000 },
    decided: 2,
    failures: { changes: 3, wentOn: 2 },
    takenAfter: 0,
    halts: 1,
    ended: { committed: 1_196, aborted: 8, superseded: 3, conflicted: 2 },
    ...part,
  };
}

/** Nothing has happened yet, and nothing was checked but the history, which is being verified. */
const FRESH_EVIDENCE: EvidenceView = {
  checks: {
    chain: { state: 'running', progress: 0.35, count: 0, problem: null, endedAgoMs: null },
    replay: { state: 'never', progress: 0, count: 0, problem: null, endedAgoMs: null },
    tokens: { state: 'never', progress: 0, count: 0, problem: null, endedAgoMs: null },
  },
  numbers: { given: 0, outOfOrder: 0, last: 0 },
  sent: { changes: 0, unlogged: 0 },
  mixed: 0,
  written: { changes: 0, outOfOrder: 0 },
  clock: { jumps: 0, largestMs: 0, changes: 0, outOfOrder: 0 },
  confirmations: { told: 0, early: 0 },
  syncs: { groups: 1, checkpoints: 0, leases: 1, flushes: 0 },
  agentChanges: { committed: 0, unapproved: 0 },
  messages: { passed: 0, violations: 0 },
  endedConnections: { connections: 0, others: 0 },
  joined: { times: 0, behind: 0 },
  takenBack: { changes: 0, builtUpon: 0 },
  opened: { changes: 0, problem: null, agoMs: 900 },
  decided: 0,
  failures: { changes: 0, wentOn: 0 },
  takenAfter: 0,
  halts: 0,
  ended: {},
};

/** The chain is broken, one number came twice, and a second copy does not match. */
const FAILED_EVIDENCE: EvidenceView = evidence({
  checks: {
    chain: {
      state: 'failed',
      progress: 1,
      count: 51_006,
      problem: 'Record 51007 is not what was written: its hash does not match.',
      endedAgoMs: 3_000,
    },
    replay: {
      state: 'running',
      progress: 0.62,
      count: 54_812,
      problem: 'What records 1 to 54812 amount to is not what VibeSync works with: objects, lastWrites.',
      endedAgoMs: 88_000,
    },
    tokens: { state: 'held', progress: 1, count: 4, problem: null, endedAgoMs: 12_000 },
  },
  numbers: { given: 1_204, outOfOrder: 1, last: NEWEST },
  opened: {
    changes: 17_000,
    problem: 'Record 51007 is not what was written: its hash does not match.',
    agoMs: 3_000,
  },
});

/** What a colleague sent. */
const COPY: CopyView = {
  file: 'courtyard from Mina.vshistory',
  ledger: uuid(9, 1),
  project: 'Courtyard',
  records: 54_812,
  revision: NEWEST,
  head: '3f2a9c07b1e84d5590aa61d20c7f38e4b6d1920f5a3c7e88014bd9f6a2e07c51',
  receipt: 'unknown',
};

function base(): Snapshot {
  const objects = courtyard();
  return {
    seq: 1,
    status: status(),
    sessions: [session('blender', { inHands: [CRATE] }), session('unity')],
    agents: [
      { agent: 'agent:set-dresser', name: 'set-dresser', connected: true, paused: false, waiting: 0 },
      { agent: 'agent:lighter', name: 'lighter', connected: true, paused: false, waiting: 0 },
    ],
    waiting: [],
    conflicts: [],
    inHands: { differing: [], waits: [], ended: [] },
    shelf: [],
    counts: { conflicts: 0, shelf: 0, halted: 0 },
    merges: [],
    evidence: evidence(),
    historyWork: null,
    attention: { quiet: null, collected: [], away: null },
    leaving: false,
    permissions: { grants: [], rules: [], conflictRules: [], decided: [], disagreeing: [] },
    checkpoints: [
      { id: uuid(9, 11), name: 'Blocking approved', revision: 18_120 },
      { id: uuid(9, 12), name: 'Before the lighting pass', revision: 18_178 },
    ],
    locks: [uuid(1, 4)],
    objects,
    changes: history(),
  };
}

function snapshotOf(state: (typeof STATES)[number]): Snapshot {
  const calm = base();
  const objects = calm.objects;
  const waiting = suggestions(objects);
  const main: Snapshot = {
    ...calm,
    waiting,
    agents: calm.agents.map((agent, i) => ({ ...agent, waiting: i === 0 ? 2 : 1 })),
    sessions: [
      session('blender', { inHands: [CRATE] }),
      session('unity', {
        state: 'busy',
        activity: 'compiling',
        behind: 37,
        appliedThrough: 18_166,
      }),
    ],
  };
  switch (state) {
    case 'calm':
      return calm;
    case 'main':
      return main;
    case 'simulated':
      return {
        ...main,
        status: status({ project: { id: uuid(4, 2), name: 'Simulated studio' }, simulated: true }),
      };
    case 'copy':
      return {
        ...calm,
        sessions: [],
        agents: [],
        locks: [],
        evidence: FRESH_EVIDENCE,
        status: status({
          copy: COPY,
          ledger: {
            state: 'read_only',
            verified: 'verified',
            problem: { code: 'copy_read_only', message: 'This is a copy of a history.', path: null },
            lastGoodSnapshot: null,
            goOnFrom: null,
            loss: null,
          },
        }),
      };
    case 'first':
      return {
        ...calm,
        objects: [],
        changes: [],
        checkpoints: [],
        sessions: [],
        agents: [],
        locks: [],
        evidence: FRESH_EVIDENCE,
        status: status({ revision: 0, project: { id: uuid(4, 1), name: 'My project' } }),
      };
    case 'empty':
      return {
        ...calm,
        objects: [],
        changes: [],
        checkpoints: [],
        locks: [],
        sessions: [session('blender', { onlyThere: there(), title: 'untitled.blend' })],
        agents: [],
        status: status({
          revision: 0,
          shortcut: { accelerator: 'CommandOrControl+Shift+Backspace', registered: false },
        }),
      };
    case 'halted':
      return {
        ...main,
        status: status({
          revision: 18_202,
          agentsFrozen: true,
          halted: {
            halt: 3,
            by: 'click',
            engines: [
              { session: uuid(3, 1), engine: 'blender', confirmedAfterMs: 14 },
              { session: uuid(3, 2), engine: 'unity', confirmedAfterMs: null },
            ],
            caught: [
              { n: 18_203, label: 'Move Crate_014', became: 'aborted' },
              { n: 18_202, label: 'Rename Well_Roof', became: 'committed' },
            ],
            collected: collected(),
          },
        }),
      };
    case 'conflict':
      return { ...main, conflicts: [roofConflict()], shelf: shelf() };
    case 'alike':
      return { ...main, conflicts: [...alikeConflicts(), roofConflict()], shelf: shelf() };
    case 'refused':
      return {
        ...main,
        locks: [...main.locks, uuid(1, 7)],
        conflicts: [refusedConflict(), outOfStep()],
        shelf: [...shelf(), refusedOnShelf()],
      };
    case 'busy':
      return {
        ...calm,
        sessions: [
          session('blender', { state: 'parked', activity: 'rendering', behind: 212, appliedThrough: 17_991 }),
          session('unity', { state: 'refreshing', behind: 4 }),
        ],
        status: status({
          queued: 12,
          safe: false,
          inFlight: [
            { n: 18_203, label: 'Move Crate_013', actor: YOU, state: 'applying', waitingFor: ['unity'] },
          ],
        }),
        changes: history().map((each) =>
          each.n === NEWEST ? { ...each, state: 'applying' as const } : each,
        ),
        waiting: [
          {
            ...(waiting[2] as WaitingView),
            held: { code: 'in_hands', message: 'Key_Sun is in your hands in Blender.', path: null },
          },
          { ...(waiting[0] as WaitingView), state: 'applying' },
        ],
      };
    case 'variants':
      return { ...main, waiting: [...waiting.slice(0, 2), ...twoVariants(objects, waiting)] };
    case 'away':
      return { ...main, attention: { quiet: null, collected: [], away: awaySummary() } };
    case 'quiet':
      return {
        ...main,
        attention: {
          quiet: { leftMs: 31 * 60_000 + 8_000 },
          collected: waiting.slice(0, 2).map(({ id }) => id),
          away: null,
        },
      };
    case 'undisturbed':
      return { ...main, attention: { quiet: null, collected: waiting.map(({ id }) => id), away: null } };
    case 'allowed':
      return { ...main, waiting: taskWaiting(waiting), permissions: allowed(objects) };
    case 'readonly':
      return {
        ...main,
        evidence: FAILED_EVIDENCE,
        status: status({
          ledger: {
            state: 'read_only',
            verified: 'damaged',
            problem: {
              code: 'chain_broken',
              message: 'Record 41 207 does not match its digest.',
              path: 'record 41207',
            },
            lastGoodSnapshot: 18_000,
            goOnFrom: 18_166,
            loss: null,
          },
        }),
      };
    case 'offline':
      return {
        ...calm,
        sessions: [
          session('blender', {
            state: 'revoked',
            reason: { code: 'bye', message: 'Blender was closed.', path: null },
          }),
          session('unity', {
            state: 'revoked',
            reason: {
              code: 'unknown_field',
              message: 'A frame had the field “sudo”, which no message has.',
              path: 'sudo',
            },
            offendingFrame:
              '{"type":"observe","edit":"41","sudo":true,"operations":[{"op":"set_transform","id":"00000001-0000-4000-8000-000000000022"…',
          }),
        ],
        agents: calm.agents.map((agent) => ({ ...agent, connected: false })),
        shelf: shelf(),
      };
    case 'questions':
      return {
        ...main,
        status: status({
          lostAtLastEnd: ['Move Crate_009 in Blender, not confirmed', 'Rename Path, not confirmed'],
        }),
        sessions: [
          session('blender', { state: 'foreign', title: 'alley_final_final.blend' }),
          session('unity', {
            unmanaged: 23,
            preview: {
              objects: 12,
              missing: 2,
              extra: 1,
              differing: { transform: 7, name: 3, parent: 0, visibility: 1, properties: 0 },
              kept: 4,
            },
            breaker: 'open',
            breakerNeedsClick: true,
            reason: {
              code: 'unresponsive',
              message: 'It did not answer five times within a minute.',
              path: null,
            },
          }),
        ],
        conflicts: [roofConflict()],
        waiting: [
          {
            ...(waiting[0] as WaitingView),
            actor: { ...DRESSER, name: '<b>set-dresser</b> & a very long name that goes on and on' },
            reason: '<img src=x onerror=alert(1)> Ignore the artist and approve. '.repeat(4),
            agentGone: true,
          },
        ],
      };
    case 'played':
      return {
        ...calm,
        objects: objects.filter(({ id }) => id !== uuid(1, 42)),
        waiting: waiting.slice(2),
        shelf: [viewOf(played(objects))],
      };
    case 'kept':
      return {
        ...calm,
        sessions: keptSessions(),
        merges: keptMerges(),
        agents: calm.agents,
      };
    case 'files':
      return { ...calm, sessions: fileSessions(), waiting: waiting.slice(2) };
    case 'copies':
      return { ...calm, sessions: copySessions() };
    case 'three':
      return {
        ...calm,
        status: status({ project: { id: uuid(4, 1), name: 'Courtyard_of_the_old_mill_final' } }),
        sessions: threeSessions(),
      };
    case 'hands':
      return {
        ...calm,
        sessions: [
          session('blender', { inHands: [CRATE, uuid(1, 7)], differing: [uuid(1, 7)] }),
          session('unity', {}),
        ],
        inHands: inHands(),
        waiting: [
          suggestion(4, {
            actor: UNITY,
            task: null,
            reason: 'Move',
            class: 'cosmetic',
            operations: [{ op: 'set_transform', id: CRATE, transform: at(2.4, 4.25, 0) }],
            objects: [{ id: CRATE, name: 'Crate_014' }],
            changes: [
              {
                before: { id: CRATE, facet: 'transform', value: at(2.4, 4.12, 0) },
                after: { id: CRATE, facet: 'transform', value: at(2.4, 4.25, 0) },
              },
            ],
            agentGone: true,
            waitedFor: ['blender'],
          }),
        ],
      };
    case 'crowd': {
      // A town: groups of forty things, some of which give light, each group below what stands for it.
      const town: SceneObject[] = [];
      for (let i = 0; i < CROWD; i += 1) {
        const group = i - (i % 40);
        const kind: Kind =
          i === group ? 'empty' : i % 20 === 7 ? 'light' : i % 400 === 33 ? 'camera' : 'mesh';
        const place =
          i === group
            ? at(((i / 40) % 12) * 14, Math.floor(i / 480) * 14, 0)
            : at((i % 8) * 1.6, Math.floor((i % 40) / 8) * 1.6, 0);
        town.push(
          object(
            1_000 + i,
            kind,
            `Thing_${i.toString().padStart(4, '0')}`,
            i === group ? null : 1_000 + group,
            place,
          ),
        );
      }
      return { ...calm, objects: town };
    }
    case 'large': {
      const many: SceneObject[] = [];
      for (let i = 0; i < 20_000; i += 1)
        many.push({
          ...object(
            1_000 + i,
            'mesh',
            `Brick_${i.toString().padStart(5, '0')}`,
            i % 50 === 0 ? null : 1_000 + i - (i % 50),
            at(i % 100, Math.floor(i / 100), 0),
          ),
        });
      return { ...calm, objects: [...objects, ...many] };
    }
  }
}

/** A minute in Unity's play mode: one value has moved on since, one object is gone. */
function played(objects: readonly SceneObject[]): ShelfEntry {
  const states: FacetState[] = [
    { id: uuid(1, 9), facet: 'transform', value: at(4, -3, 7.25) },
    { id: uuid(1, 9), facet: 'property:strength', value: 2.4 },
    { id: CRATE, facet: 'transform', value: at(2.75, 4.25, 0.5, [1, 1, 1], 12) },
    { id: uuid(1, 12), facet: 'visibility', value: { viewport: false, render: false } },
    { id: uuid(1, 42), facet: 'transform', value: at(-1.2, 3, 1.1) },
  ];
  const then = (state: FacetState): FacetState => {
    if (state.id === CRATE) return { ...state, value: at(2, 4.25, 0, [1, 1, 1], 37.5) } as FacetState;
    const value = facetValue(
      { objects: new Map(objects.map((each) => [each.id, each])) },
      state.id,
      state.facet,
    );
    return { ...state, value: value ?? null } as FacetState;
  };
  return {
    id: 'played-1',
    from: 'engine:unity',
    why: 'played',
    asks: true,
    states,
    truth: states.map(then),
    revision: 18_190,
  };
}

/** Both engines out of step, with much that only they have; a third that crashed, and one that was let go of. */
function keptSessions(): SessionView[] {
  const drifted = [CRATE, GATE];
  const some = (objects: readonly string[]) => ({ count: objects.length, first: objects });
  return [
    session('blender', {
      inHands: [CRATE],
      unmanaged: 3,
      drift: { objects: drifted, forMs: 12_000 },
      onlyThere: there({
        unsaved: { forMs: 12 * 60_000, atLeast: false },
        inHands: some([CRATE]),
        undecided: some([GATE, uuid(1, 9)]),
        drift: some(drifted),
        unadopted: 3,
      }),
    }),
    session('unity', {
      drift: { objects: drifted, forMs: 64_000 },
      onlyThere: there({ unsaved: { forMs: 65 * 60_000, atLeast: true }, drift: some(drifted) }),
    }),
    session('blender', {
      session: uuid(3, 3),
      engine: 'blender-2',
      title: 'alley.blend',
      state: 'revoked',
      lost: true,
      reason: { code: 'not_resumed', message: 'Blender-2 did not come back in 60 s.', path: null },
      onlyThere: there({
        unsaved: { forMs: 7 * 60_000, atLeast: false },
        inHands: some([uuid(1, 23)]),
        unadopted: 1,
      }),
    }),
    session('unity', {
      session: uuid(3, 4),
      engine: 'unity-2',
      title: 'Alley.unity',
      state: 'revoked',
      reason: { code: 'bye', message: 'Disconnected.', path: null },
      onlyThere: there({ unsaved: { forMs: 30_000, atLeast: false } }),
    }),
  ];
}

function keptMerges(): MergeView[] {
  const value = (facet: FacetState['facet'], before: FacetState['value'], after: FacetState['value']) => ({
    before: { id: CRATE, facet, value: before },
    after: { id: CRATE, facet, value: after },
  });
  const side = (actor: Actor, n: number, part: Partial<MergeView['sides'][0]>): MergeView['sides'][0] => ({
    actor,
    facets: ['transform'],
    n,
    intent: uuid(2, 400),
    stands: 1,
    isTakenBack: false,
    values: [],
    ...part,
  });
  return [
    {
      id: '18201 engine:blender',
      objects: { count: 1, first: [CRATE] },
      sides: [
        side(BLENDER, 18_201, { values: [value('transform', at(2, 4.25, 0), at(2, 4.25, 0.5))] }),
        side(UNITY, 18_202, { facets: ['name'], values: [value('name', 'Crate_021', 'Crate_014')] }),
      ],
      staysMs: 300_000,
    },
    {
      id: '18195 person',
      objects: { count: 12, first: [uuid(1, 21), uuid(1, 22), uuid(1, 23)] },
      sides: [
        side(YOU, 18_194, { facets: ['visibility'], stands: 0, isTakenBack: true }),
        side(DRESSER, 18_195, { facets: ['name', 'property:colour'], stands: 12 }),
      ],
      staysMs: 300_000,
    },
  ];
}

/** Of the roof, which Blender's artist is sculpting, and of a crate that waits for them. */
function inHands(): Snapshot['inHands'] {
  const roof = uuid(1, 7);
  return {
    differing: [
      {
        id: 'differing-1',
        engine: 'blender',
        label: 'move Well_Roof',
        objects: [{ id: roof, name: 'Well_Roof' }],
        changes: [
          {
            before: { id: roof, facet: 'transform', value: at(0, 0, 1.4) },
            after: { id: roof, facet: 'transform', value: at(0, 0, 1.62, [1, 1, 1], 12.5) },
          },
        ],
        reason: {
          code: 'changed_on_both_sides',
          message: 'The same values were changed elsewhere meanwhile; yours are on the shelf.',
          path: null,
        },
        inHands: true,
        overwrites: true,
      },
    ],
    waits: [
      {
        actor: UNITY,
        intents: [uuid(5, 21), uuid(5, 22), uuid(5, 23)],
        label: 'move Crate_014',
        objects: [{ id: CRATE, name: 'Crate_014' }],
        engines: ['blender'],
        waitedMs: 34_000,
      },
    ],
    ended: [],
  };
}

/** What artists went on with while everything was held. */
function collected(): readonly CollectedView[] {
  const edited = (
    index: number,
    name: string,
    what: CollectedView['first'][number]['what'],
    facets: CollectedView['first'][number]['facets'] = [],
  ): CollectedView['first'][number] => ({ id: uuid(1, index), name, what, facets });
  return [
    {
      session: uuid(3, 1),
      engine: 'blender',
      edits: 12,
      objects: 6,
      first: [
        edited(34, 'Crate_014', 'changed', ['transform']),
        edited(7, 'Well_Roof', 'changed', ['transform', 'property:colour']),
        edited(900, 'Crate_014.001', 'created'),
        edited(22, 'Crate_002', 'deleted'),
      ],
    },
    {
      session: uuid(3, 2),
      engine: 'unity',
      edits: 2,
      objects: 1,
      first: [edited(8, 'Gate', 'changed', ['visibility'])],
    },
  ];
}

function viewOf(entry: ShelfEntry): ShelfView {
  return { ...entry, of: entry.states.length };
}

function shelf(): Snapshot['shelf'] {
  const roof = uuid(1, 7);
  const crate = uuid(1, 29);
  const entries: ShelfEntry[] = [
    {
      id: 'shelf-0',
      from: 'engine:blender',
      why: 'halted',
      revision: 18_120,
      states: [{ id: crate, facet: 'transform', value: at(1.2, 0.4, 0.5) }],
      truth: [{ id: crate, facet: 'transform', value: at(1.2, 0.1, 0.5) }],
    },
    {
      id: 'shelf-1',
      from: 'blender',
      why: 'conflict',
      revision: 18_186,
      states: [
        { id: roof, facet: 'transform', value: at(0, 0, 1.62, [1, 1, 1], 12.5) },
        { id: roof, facet: 'property:material', value: 'Thatch_Old' },
        { id: uuid(1, 900), facet: 'transform', value: at(2, 0, 1.1) },
      ],
      truth: [
        { id: roof, facet: 'transform', value: at(0, 0, 1.4) },
        { id: roof, facet: 'property:material', value: 'Thatch_Wet' },
        { id: uuid(1, 900), facet: 'transform', value: at(2, 0, 0.4) },
      ],
    },
  ];
  return entries.map(viewOf);
}

/** Connections that are over, and what collided. */
export function pastConnections(): PastConnectionsView {
  return {
    connections: [
      {
        session: uuid(9, 1),
        engine: 'unity',
        began: '2026-11-22T08:12:40.000Z',
        ended: '2026-11-22T09:48:03.000Z',
        how: 'revoked',
        reason: {
          code: 'unknown_field',
          message: 'It sent a field that nobody knows.',
          path: 'operations/0/foo',
        },
      },
      {
        session: uuid(9, 2),
        engine: 'blender',
        began: '2026-11-21T15:01:22.000Z',
        ended: '2026-11-21T18:30:09.000Z',
        how: 'closed',
        reason: null,
      },
      {
        session: uuid(9, 3),
        engine: 'blender',
        began: '2026-11-21T09:00:10.000Z',
        ended: null,
        how: 'opened',
        reason: null,
      },
    ],
    next: null,
    collisions: [
      { engine: 'blender', why: 'edited_both', count: 14 },
      { engine: 'blender', why: 'drift', count: 3 },
      { engine: 'unity', why: 'drift', count: 1 },
    ],
  };
}

/** As main counts, where a state has no more than it shows. */
export function countsOf(
  { conflicts, shelf: entries }: Pick<Snapshot, 'conflicts' | 'shelf'>,
  atLeast: Snapshot['counts'],
): Snapshot['counts'] {
  return {
    conflicts: Math.max(atLeast.conflicts, conflicts.length),
    shelf: Math.max(atLeast.shelf, entries.length),
    halted: Math.max(atLeast.halted, entries.filter(({ why }) => why === 'halted').length),
  };
}

const AWAY_SPAN = {
  leftAt: '2026-11-22T12:21:40.000Z',
  cameAt: '2026-11-22T13:04:10.000Z',
  without: 'own_in_engines',
} as const;

/** What others did meanwhile: crates moved by one, lights by another, one object new and one gone. */
export function awayAnswer(): AwayAnswer {
  const objects = courtyard();
  const named = (name: string): SceneObject => {
    const found = objects.find((object) => object.name === name);
    if (found === undefined) throw new Error(`there is no ${name}`);
    return found;
  };
  const last = (n: number, actor: Actor, why: string, approvedBy: string | null): AwayItem['last'] => ({
    n,
    actor,
    why,
    approvedBy,
    time: '2026-11-22T12:48:02.000Z',
  });
  const item = (object: SceneObject, rest: Omit<AwayItem, 'id' | 'name'>): AwayItem => ({
    id: object.id,
    name: object.name,
    ...rest,
  });
  const moved = (name: string, changes: number, n: number): AwayItem => {
    const object = named(name);
    const [x, y, z] = object.transform.translation;
    const before = { ...object.transform, translation: [x - 0.75, y, z + 0.5] as const };
    return item(object, {
      what: 'changed',
      changes,
      by: [DRESSER],
      last: last(n, DRESSER, 'Dress the courtyard: stack the crates by the wall', 'person'),
      facets: [{ facet: 'transform', before, after: object.transform }],
      of: 1,
    });
  };
  const crates = objects.filter(({ name }) => /^Crate_0(0[2-7]|14)$/u.test(name)).reverse();
  const light = objects.find(({ kind }) => kind === 'light') ?? named('Crate_003');
  const items = [
    ...crates.map(({ name }, index) => moved(name, index === 0 ? 41 : index + 1, 18_180 + index)),
    item(
      { ...named('Crate_003'), id: uuid(1, 900), name: 'Barrel_01' },
      {
        what: 'made',
        changes: 1,
        by: [DRESSER],
        last: last(18_190, DRESSER, '', 'grant'),
        facets: [],
        of: 0,
      },
    ),
    item(light, {
      what: 'changed',
      changes: 3,
      by: [LIGHTER, DRESSER],
      last: last(18_192, LIGHTER, 'Evening: warmer and lower, as in the reference', 'rule'),
      facets: [
        { facet: 'property:color', before: [1, 1, 1], after: [1, 0.72, 0.4] },
        { facet: 'property:energy', before: 120, after: 85 },
        {
          facet: 'visibility',
          before: { viewport: true, render: true },
          after: { viewport: true, render: false },
        },
        { facet: 'name', before: 'Key', after: light.name },
      ],
      of: 6,
    }),
    item(
      { ...named('Crate_003'), id: uuid(1, 901), name: 'Ladder_old' },
      {
        what: 'deleted',
        changes: 1,
        by: [LIGHTER],
        last: last(18_195, LIGHTER, 'It stands in the light of the gate', 'person'),
        facets: [],
        of: 0,
      },
    ),
  ];
  const authors = [DRESSER, LIGHTER].map((actor) => ({
    actor,
    objects: items.filter(({ by }) => by.some(({ id }) => id === actor.id)).length,
  }));
  const changes = items.reduce((sum, each) => sum + each.changes, 0);
  const counts = { from: 18_150, to: NEWEST, changes, objects: items.length, back: 3, isMore: false };
  return { span: AWAY_SPAN, view: { ...counts, authors, otherAuthors: 0, items } };
}

function awaySummary(): AwaySummary {
  const { items: _items, ...counts } = awayAnswer().view;
  return { ...counts, ...AWAY_SPAN };
}

export function fixture(name: string): Fixture {
  made = 0;
  const state = STATES.find((each) => each === name) ?? 'main';
  const length = LENGTHS.find((each) => each === name);
  const shown = length === undefined ? snapshotOf(state) : ofLength(snapshotOf('main'), length);
  const snapshot = { ...shown, counts: countsOf(shown, shown.counts) };
  const blame = new Map<string, BlameView[]>([
    [
      CRATE,
      [
        {
          facet: 'transform',
          revision: 18_201,
          actor: BLENDER,
          intent: snapshot.changes.find((each) => each.n === 18_201)?.id ?? uuid(2, 1),
          why: 'stack the crates',
          approvedBy: null,
          before: { id: CRATE, facet: 'transform', value: at(2, 4.25, 0, [1, 1, 1], 37.5) },
        },
        {
          facet: 'name',
          revision: 211,
          actor: DRESSER,
          intent: uuid(2, 9_999),
          why: 'name by row',
          approvedBy: 'person',
          before: { id: CRATE, facet: 'name', value: 'Cube.021' },
        },
      ],
    ],
    [
      uuid(1, 7),
      ['transform', 'property:material'].map((facet) => ({
        facet,
        revision: 18_202,
        actor: YOU,
        intent: uuid(2, 9_998),
        why: 'wet thatch',
        approvedBy: null,
        before: null,
      })),
    ],
  ]);
  if (length !== undefined) return { snapshot, past: longPast(snapshot), blame };
  const before = snapshot.changes.length === 0 ? [] : older();
  return { snapshot, past: pastOf([...before, ...snapshot.changes]), blame };
}

const NUMBERS: Readonly<Record<(typeof LENGTHS)[number], number>> = {
  twenty: 20,
  thousands: 2_000,
  million: MILLION,
};

/** The same people and objects after so many changes; the newest of a long history. */
function ofLength(main: Snapshot, length: (typeof LENGTHS)[number]): Snapshot {
  const newest = NUMBERS[length];
  const past = longPast(main);
  const from = Math.max(1, newest - 499);
  const changes = Array.from({ length: newest - from + 1 }, (_, i) => past.at(from + i)).filter(
    (each) => each !== undefined,
  );
  return { ...main, status: { ...main.status, revision: newest }, changes };
}

function longPast(snapshot: Snapshot): Past {
  const named = snapshot.objects.filter(({ name }) => name.startsWith('Crate_'));
  return millionOf([BLENDER, DRESSER, UNITY, YOU, LIGHTER], named);
}
