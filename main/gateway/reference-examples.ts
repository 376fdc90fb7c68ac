/** One example of every message for the reference, and one session told from its first frame to a resync. */
import type {
  AdapterMessage,
  AdapterMessageType,
  OrchestratorMessage,
  OrchestratorMessageType,
} from '#app/protocol/index.ts';
import { digestObject } from '#app/scene/index.ts';
import type { SceneObject } from '#app/scene/index.ts';

export const PROJECT = '0d5f7c52-6a3e-4b7d-9f0a-1c2d3e4f5a6b';
export const SCENE = '6b1e2f30-4c5d-4e6f-8a7b-9c0d1e2f3a4b';
export const LEDGER = 'a4f0c7de-2b3c-4d5e-8f60-718293a4b5c6';
const SESSION = '7e57ab1e-0001-4a2b-8c3d-4e5f60718293';
const LATER_SESSION = '7e57ab1e-0002-4a2b-8c3d-4e5f60718293';
const EDIT = '51de0a7c-9b8a-4796-8584-73625140afbe';
const OFFER = '0ffe2ed0-7a6b-4c5d-8e4f-312a0b1c2d3e';
const SUGGESTION = '5a66e57e-2b1c-4d0e-8f9a-3b4c5d6e7f80';
const CUBE = '3f2b8c1e-8a44-4b0e-9a53-0d8f5a1f2c3d';
const LAMP = 'c0ffee00-1d2c-4b3a-8495-06172839a4b5';
const GONE = 'deadbeef-0a1b-4c2d-8e3f-405162738495';

/** Not tokens: anything that could be mistaken for a real one stays out of the documentation. */
const TOKEN = '0123456789abcdef'.repeat(4);
const LATER_TOKEN = 'fedcba9876543210'.repeat(4);

const RECEIPT = { ledger: LEDGER, n: 2, head: 'ab'.repeat(32), mac: 'cd'.repeat(32) };
const SCENE_BINDING = {
  project: PROJECT,
  scene: SCENE,
  saved_revision: 2,
  title: 'street.blend',
  file: 'ef'.repeat(32),
  unsaved: false,
};

const cube: SceneObject = {
  id: CUBE,
  kind: 'mesh',
  name: 'Cube',
  parent: null,
  transform: { translation: [0, 1, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
  visibility: { viewport: true, render: true },
  properties: { mass: 12.5, pivot: [0, 0.5, 0], tag: 'prop' },
};
const lamp: SceneObject = {
  id: LAMP,
  kind: 'light',
  name: 'Lamp',
  parent: CUBE,
  transform: { translation: [0, 2, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
  visibility: { viewport: true, render: false },
  properties: {},
};
const movedTransform = { translation: [1.5, 1, -2], rotation: [0, 0, 0, 1], scale: [1, 1, 1] } as const;
const movedCube: SceneObject = { ...cube, transform: movedTransform };

const WRITES = { id: CUBE, facet: 'transform', value: cube.transform } as const;
const WRITTEN = { id: CUBE, facet: 'transform', value: movedTransform } as const;
const MOVE = { op: 'set_transform', id: CUBE, transform: movedTransform } as const;

export const EXAMPLE_OBJECTS: readonly SceneObject[] = [cube, lamp];

export const adapterExamples: {
  readonly [Type in AdapterMessageType]: Extract<AdapterMessage, { type: Type }>;
} = {
  hello: {
    type: 'hello',
    adapter: { name: 'vibesync-blender', version: '0.1.0' },
    engine: { kind: 'blender', version: '3.4.1' },
    scene: SCENE_BINDING,
    applied_through: 2,
    receipt: RECEIPT,
    masked: [],
    features: ['ghosts'],
  },
  scene: {
    type: 'scene',
    scene: { project: null, scene: null, saved_revision: null, title: 'untitled', unsaved: true },
  },
  inventory: {
    type: 'inventory',
    request: 1,
    last: true,
    objects: [
      [CUBE, digestObject(cube)],
      [LAMP, digestObject(lamp)],
    ],
    unmanaged: 2,
  },
  values: { type: 'values', request: 2, last: true, objects: [cube, lamp], missing: [GONE] },
  applied: { type: 'applied', n: 3, states: [WRITTEN] },
  failed: {
    type: 'failed',
    n: 3,
    code: 'library_object',
    message: 'Cube is linked from a library and cannot be changed.',
  },
  compensated: {
    type: 'compensated',
    n: 3,
    outcomes: [{ id: CUBE, facet: 'transform', outcome: 'restored' }],
  },
  patched: {
    type: 'patched',
    request: 3,
    states: [
      [CUBE, digestObject(cube)],
      [GONE, null],
    ],
  },
  digests: {
    type: 'digests',
    request: 5,
    states: [
      [CUBE, digestObject(cube)],
      [GONE, null],
    ],
  },
  observed: {
    type: 'observed',
    edit: EDIT,
    applied_through: 3,
    undo: { kind: 'step', name: 'Move' },
    before: [WRITES],
    operations: [MOVE],
  },
  offered: { type: 'offered', offer: OFFER, applied_through: 3, last: true, states: [WRITTEN] },
  declare: {
    type: 'declare',
    objects: [{ id: LAMP, driven: ['transform', 'property:energy'], bounded: true }],
  },
  hands: { type: 'hands', objects: [CUBE], mode: 'sculpt' },
  selected: { type: 'selected', objects: [CUBE] },
  unmanaged: { type: 'unmanaged', count: 3 },
  view: {
    type: 'view',
    view: {
      position: [0, 1.5, 8],
      rotation: [0, 0, 0, 1],
      lens: { vertical_radians: 0.75 },
      near: 0.25,
      far: 1_000,
    },
  },
  busy: { type: 'busy', kind: 'parked', activity: 'rendering', last_begun: 3 },
  ready: { type: 'ready' },
  saved: { type: 'saved', unsaved: false },
  saved_as: { type: 'saved_as', title: 'street-2.blend', file: '89'.repeat(32) },
  held: { type: 'held', halt: 1 },
  pong: { type: 'pong', ping: 17, main_thread_age_ms: 12 },
  bye: { type: 'bye' },
};

export const orchestratorExamples: {
  readonly [Type in OrchestratorMessageType]: Extract<OrchestratorMessage, { type: Type }>;
} = {
  welcome: {
    type: 'welcome',
    session: SESSION,
    token: TOKEN,
    project: { id: PROJECT, name: 'Street' },
    revision: 2,
    resumed: false,
    heartbeat_ms: 1_000,
    hold: null,
  },
  bind: { type: 'bind', project: PROJECT, scene: SCENE },
  foreign: { type: 'foreign', message: 'This file is not linked to the project yet.' },
  take_inventory: { type: 'take_inventory', request: 1 },
  read_values: { type: 'read_values', request: 2, ids: [CUBE, LAMP, GONE] },
  adopt_unmanaged: { type: 'adopt_unmanaged', request: 4 },
  patch: { type: 'patch', request: 3, revision: 2, objects: [cube], removed: [GONE] },
  audit: { type: 'audit', request: 5, ids: [CUBE, LAMP, GONE] },
  live: { type: 'live', revision: 2 },
  apply: { type: 'apply', n: 3, label: 'move Cube', by: 'Ada', operations: [MOVE] },
  adopt: { type: 'adopt', n: 4, edit: EDIT, facets: [{ id: CUBE, facet: 'transform' }] },
  confirm: { type: 'confirm', n: 3, receipt: { ...RECEIPT, n: 3 } },
  compensate: {
    type: 'compensate',
    n: 3,
    entries: [{ id: CUBE, facet: 'transform', expected: WRITTEN, restore: WRITES }],
  },
  decided: { type: 'decided', edit: EDIT, outcome: 'committed', n: 4, code: 'committed', message: '' },
  offer_kept: { type: 'offer_kept', offer: OFFER, values: 1 },
  hold: { type: 'hold', halt: 1 },
  release: { type: 'release', halt: 1 },
  note: { type: 'note', message: 'Kept set-dresser’s change; undid yours.' },
  ghosts: {
    type: 'ghosts',
    ghosts: [
      {
        suggestion: SUGGESTION,
        by: 'set-dresser',
        id: CUBE,
        what: 'moved',
        kind: 'mesh',
        name: 'Cube',
        parent: null,
        transform: movedTransform,
      },
    ],
    more: 0,
  },
  ping: { type: 'ping', ping: 17 },
  revoked: {
    type: 'revoked',
    code: 'unsent_number',
    message: 'It answered for 99, which it was not asked about.',
  },
};

/** A line of the transcript: a remark, or a frame with its direction. */
export type TranscriptLine =
  | { readonly remark: string }
  | { readonly from: 'adapter'; readonly frame: AdapterMessage }
  | { readonly from: 'orchestrator'; readonly frame: OrchestratorMessage };

const sends = (frame: AdapterMessage): TranscriptLine => ({ from: 'adapter', frame });
const receives = (frame: OrchestratorMessage): TranscriptLine => ({ from: 'orchestrator', frame });
const remark = (text: string): TranscriptLine => ({ remark: text });
const receipt = (n: number): typeof RECEIPT => ({ ...RECEIPT, n });
const moveBack = { op: 'set_transform', id: CUBE, transform: cube.transform } as const;

/** A test plays this against the orchestrator itself, with Unity as the second engine. */
export const TRANSCRIPT: readonly TranscriptLine[] = [
  remark('Blender has paired with a code. Its file holds the cube as the project has it, and no lamp yet.'),
  receives(orchestratorExamples.welcome),
  sends({ ...adapterExamples.hello, applied_through: null, receipt: null }),
  receives({ type: 'take_inventory', request: 1 }),
  sends({ type: 'inventory', request: 1, last: true, objects: [[CUBE, digestObject(cube)]], unmanaged: 0 }),
  receives({
    type: 'note',
    message:
      'This file differs from the shared scene. VibeSync asks what to do; until then nothing is read here or written.',
  }),
  remark(
    'The lamp is missing. A person is asked, and wants the file brought up to date: it is compared once more, as it may have been worked on meanwhile. The cube is not touched.',
  ),
  receives({ type: 'take_inventory', request: 6 }),
  sends({ type: 'inventory', request: 6, last: true, objects: [[CUBE, digestObject(cube)]], unmanaged: 0 }),
  receives({ type: 'patch', request: 2, revision: 2, objects: [lamp], removed: [] }),
  sends({ type: 'patched', request: 2, states: [[LAMP, digestObject(lamp)]] }),
  receives({ type: 'live', revision: 2 }),
  remark(
    'Ada moves the cube in the control room. The vote is what Blender holds after applying, not what it was told.',
  ),
  receives({ type: 'apply', n: 3, label: 'move Cube', by: 'Ada', operations: [MOVE] }),
  sends({ type: 'applied', n: 3, states: [WRITTEN] }),
  receives({ type: 'confirm', n: 3, receipt: receipt(3) }),
  remark(
    'The artist moves it back, in Blender. While they hold it nothing is written to it; the edit is told before they let go. There it is so already: it gets a number, and is read once more.',
  ),
  sends({ type: 'hands', objects: [CUBE], mode: 'move' }),
  sends({
    type: 'observed',
    edit: EDIT,
    applied_through: 3,
    undo: { kind: 'step', name: 'Move' },
    before: [WRITTEN],
    operations: [moveBack],
  }),
  sends({ type: 'hands', objects: [], mode: '' }),
  receives({ type: 'adopt', n: 4, edit: EDIT, facets: [{ id: CUBE, facet: 'transform' }] }),
  sends({ type: 'applied', n: 4, states: [WRITES] }),
  receives({ type: 'confirm', n: 4, receipt: receipt(4) }),
  receives({ type: 'decided', edit: EDIT, outcome: 'committed', n: 4, code: 'committed', message: '' }),
  remark(
    'An agent suggests to move the cube. Until a person has answered, Blender may draw where it would be.',
  ),
  receives(orchestratorExamples.ghosts),
  remark('It is approved, applied here, and fails in Unity: it is taken back.'),
  receives({ type: 'apply', n: 5, label: 'move Cube', by: 'set-dresser', operations: [MOVE] }),
  sends({ type: 'applied', n: 5, states: [WRITTEN] }),
  receives({
    type: 'compensate',
    n: 5,
    entries: [{ id: CUBE, facet: 'transform', expected: WRITTEN, restore: WRITES }],
  }),
  sends({ type: 'compensated', n: 5, outcomes: [{ id: CUBE, facet: 'transform', outcome: 'restored' }] }),
  remark(
    'Half a second later Blender is asked whether it shows what is shared, and told that nothing waits any more: each picture of what waits replaces the one before.',
  ),
  receives({ type: 'audit', request: 8, ids: [CUBE, LAMP] }),
  receives({ type: 'ghosts', ghosts: [], more: 0 }),
  sends({
    type: 'digests',
    request: 8,
    states: [
      [CUBE, digestObject(cube)],
      [LAMP, digestObject(lamp)],
    ],
  }),
  remark(
    'The connection breaks, and Ada makes change 6 meanwhile. The same process comes back with its token. What became of its edits is said again: the word may have been lost.',
  ),
  receives({
    ...orchestratorExamples.welcome,
    session: LATER_SESSION,
    token: LATER_TOKEN,
    revision: 6,
    resumed: true,
  }),
  sends({ ...adapterExamples.hello, applied_through: 5, receipt: receipt(4) }),
  receives({ type: 'decided', edit: EDIT, outcome: 'committed', n: 4, code: 'committed', message: '' }),
  receives({ type: 'take_inventory', request: 3 }),
  sends({
    type: 'inventory',
    request: 3,
    last: true,
    objects: [
      [CUBE, digestObject(cube)],
      [LAMP, digestObject(lamp)],
    ],
    unmanaged: 0,
  }),
  remark('The cube’s digest differs. What Blender holds is read first, so that nothing of it can be lost.'),
  receives({ type: 'read_values', request: 4, ids: [CUBE] }),
  sends({ type: 'values', request: 4, last: true, objects: [cube], missing: [] }),
  receives({ type: 'patch', request: 5, revision: 6, objects: [movedCube], removed: [] }),
  sends({ type: 'patched', request: 5, states: [[CUBE, digestObject(movedCube)]] }),
  receives({ type: 'live', revision: 6 }),
  remark(
    'The artist saves under another name, and goes on; what tells the new file from the old one comes with it.',
  ),
  sends(adapterExamples.saved_as),
  remark('Blender renders. Nobody waits for it, and when it is ready it is compared.'),
  sends({ type: 'busy', kind: 'parked', activity: 'rendering', last_begun: 5 }),
  sends({ type: 'ready' }),
  receives({ type: 'take_inventory', request: 7 }),
  sends({
    type: 'inventory',
    request: 7,
    last: true,
    objects: [
      [CUBE, digestObject(movedCube)],
      [LAMP, digestObject(lamp)],
    ],
    unmanaged: 0,
  }),
  receives({ type: 'live', revision: 6 }),
  remark('The artist quits.'),
  sends({ type: 'bye' }),
];
