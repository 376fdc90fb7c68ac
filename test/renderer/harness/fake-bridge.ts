/** A `window.vibesync` that answers from a fixture, remembers what it was asked, and can push batches. */
import type {
  ControlRoomApi,
  FeedBatch,
  OwnStep,
  RequestBody,
  RequestName,
  RequestResults,
  ListChange,
  PastSceneView,
  Result,
  Snapshot,
} from '#app/control-room/index.ts';
import { findShelved } from '#main/host/shelf-search.ts';
import { awayAnswer, countsOf, fileDifferences, pastConnections } from './fixtures.ts';
import type { Fixture } from './fixtures.ts';
import { PROJECTS, PROJECT_DATA, SETTINGS } from './settings.ts';
import { causalityOfPast, clockOfPast, historyOfPast, lanesOfPast, rowInPast } from './timeline.ts';

export interface Asked {
  readonly name: RequestName;
  readonly body: unknown;
}

/** A batch as main knows it: lists whole, of which it tells what changed. */
export type Pushed = Omit<FeedBatch, 'seq' | 'waiting' | 'conflicts' | 'shelf'> &
  Partial<Pick<Snapshot, 'waiting' | 'conflicts' | 'shelf'>>;

export interface FakeBridge {
  readonly api: ControlRoomApi;
  readonly asked: Asked[];
  /** Sends a batch with the next number of the feed. Resolves when it was acknowledged. */
  readonly push: (part: Pushed) => Promise<void>;
  /** Leaves out a number of the feed, as if a batch had been lost. */
  readonly skip: () => void;
  /** Answers the next requests of this name with a refusal. */
  readonly refuse: (name: RequestName, message: string, code?: string) => void;
  /** Answers the next requests of this name with a value other than the usual one. */
  readonly answer: (name: RequestName, value: RequestResults[RequestName]) => void;
  /** Keeps the answers to requests of this name back, until the function that it returns is called. */
  readonly holdBack: (name: RequestName) => () => void;
  /** Answers the page's `attach`, where the address asked for that to wait (`&opening`). */
  opened: () => void;
  readonly snapshot: Snapshot;
}

export function changeOf<Item extends { readonly id: string }>(
  before: readonly Item[],
  after: readonly Item[],
): ListChange<Item> {
  const left = new Set(after.map(({ id }) => id));
  return { upserts: after, removed: before.map(({ id }) => id).filter((id) => !left.has(id)) };
}

export function fakeBridge(fixture: Fixture): FakeBridge {
  const asked: Asked[] = [];
  const refusals = new Map<RequestName, { readonly code: string; readonly message: string }>();
  const given = new Map<RequestName, RequestResults[RequestName]>();
  const held = new Map<RequestName, Promise<void>>();
  const listeners = new Set<(batch: FeedBatch, done: () => void) => void>();
  let { seq } = fixture.snapshot;
  let settings = SETTINGS;
  let { attention } = fixture.snapshot;
  let lists: Pick<Snapshot, 'waiting' | 'conflicts' | 'shelf'> = fixture.snapshot;
  const push = async ({ waiting, conflicts, shelf, ...part }: Pushed): Promise<void> => {
    seq += 1;
    attention = part.attention ?? attention;
    const before = lists;
    lists = {
      waiting: waiting ?? before.waiting,
      conflicts: conflicts ?? before.conflicts,
      shelf: shelf ?? before.shelf,
    };
    const batch: FeedBatch = {
      ...part,
      seq,
      ...(waiting === undefined ? {} : { waiting: changeOf(before.waiting, waiting) }),
      ...(conflicts === undefined ? {} : { conflicts: changeOf(before.conflicts, conflicts) }),
      ...(shelf === undefined ? {} : { shelf: changeOf(before.shelf, shelf) }),
      ...(conflicts === undefined && shelf === undefined
        ? {}
        : { counts: part.counts ?? countsOf(lists, { conflicts: 0, shelf: 0, halted: 0 }) }),
    };
    await new Promise<void>((resolve) => {
      for (const listener of listeners) listener(batch, resolve);
    });
  };
  const { objects, changes } = fixture.snapshot;
  const names = new Map(objects.map(({ id, name }) => [id, name]));
  const nameOf = (id: string): string | undefined => names.get(id);
  const withoutNumber = changes.filter(({ n }) => n === null).toReversed();
  const answers: { readonly [Name in RequestName]?: (body: RequestBody<Name>) => RequestResults[Name] } = {
    attach: () => ({ ...fixture.snapshot, seq }),
    submit: () => ({ state: 'queued' }),
    force: () => ({ state: 'queued' }),
    pair_engine: () => ({ code: '7KQ4-M2XD', expiresInMs: 299_000, endpoint: 'ws://127.0.0.1:53127' }),
    create_agent: ({ name }) => ({
      agent: `agent:${name}`,
      token: 'vsa_2f9Kq0Zt7mYw3LxB8sJdR5cVnE1uHgPa',
      url: 'http://127.0.0.1:53128/mcp',
      clientConfig: JSON.stringify(
        {
          mcpServers: {
            vibesync: {
              type: 'http',
              url: 'http://127.0.0.1:53128/mcp',
              headers: { Authorization: 'Bearer vsa_2f9Kq0Zt7mYw3LxB8sJdR5cVnE1uHgPa' },
            },
          },
        },
        null,
        2,
      ),
    }),
    read_timeline: ({ from, to }) => ({
      changes: Array.from({ length: Math.min(500, to - from + 1) }, (_, i) =>
        fixture.past.at(from + i),
      ).filter((change) => change !== undefined),
    }),
    read_timeline_lanes: (stretches) => lanesOfPast(fixture.past, stretches),
    read_timeline_clock: ({ numbers }) => clockOfPast(fixture.past, numbers),
    read_causality: ({ id }) => causalityOfPast(fixture.past, fixture.snapshot.changes, id),
    read_viewpoint: () => ({ viewpoint: null }),
    read_blame: ({ id }) => ({ facets: fixture.blame.get(id) ?? [] }),
    take_back_change: () => ({ state: 'queued', taken: { taken: 1, of: 1, staying: [] } }),
    read_own_steps: () => ({ undo: ownChange(fixture.snapshot), redo: null }),
    find_changes: ({ from, to }) => ({ changes: [to, from], more: false }),
    preview_undo: ({ changes }) => ({
      at: fixture.snapshot.status.revision,
      changes: changes.length,
      operations: 3,
      pieces: 1,
      taken: 3,
      of: 4,
      staying: [
        {
          id: '00000001-0000-4000-8000-000000000022',
          name: 'Crate_014',
          facet: 'name',
          why: 'changed_again',
          by: { kind: 'agent', id: 'agent:lighter', name: 'lighter' },
        },
      ],
      stays: 1,
    }),
    undo_changes: () => ({ state: 'queued' }),
    propose_shelved: () => ({ taken: null }),
    find_shelved: (question) => {
      const shelf = new Map(lists.shelf.map((entry) => [entry.id, entry]));
      const objects = new Map(fixture.snapshot.objects.map((object) => [object.id, object]));
      const names = { object: (id: string) => objects.get(id)?.name, author: (id: string) => id };
      const found = findShelved(
        shelf,
        question,
        names,
        question.withinMs === null ? null : new Set(['shelf-1']),
      );
      return {
        ...found,
        entries: found.entries.map(({ entry, about }) => ({
          ...entry,
          about,
          of: shelf.get(entry.id)?.of ?? 0,
          time: '2026-11-22T13:02:11.000Z',
        })),
      };
    },
    read_shelved_time: () => ({ time: '2026-11-22T13:02:11.000Z' }),
    preview_shelved: ({ shelves }) => ({
      entries: shelves.length,
      changes: 4,
      same: 1,
      twice: 0,
      overwrites: [
        {
          id: '00000001-0000-4000-8000-000000000022',
          name: 'Crate_014',
          facet: 'transform',
          by: { kind: 'agent', id: 'agent:lighter', name: 'lighter' },
        },
      ],
      overwritten: 1,
      staying: [],
      stays: 0,
      hash: 'f'.repeat(64),
    }),
    propose_many: ({ shelves }) => ({ done: shelves.length, left: [] }),
    discard_many: ({ shelves }) => ({ done: shelves.length, left: [] }),
    decide_alike: ({ others }) => ({ done: 1 + others.length, left: [] }),
    read_connections: () => pastConnections(),
    read_scene: ({ revision }) => pastScene(fixture, revision),
    preview_version: ({ revision }) => ({
      revision,
      at: fixture.snapshot.status.revision,
      commits: fixture.snapshot.status.revision - revision,
      back: 1,
      gone: 2,
      changed: 3,
      differing: { transform: 3, name: 1, parent: 0, visibility: 0, properties: 1 },
    }),
    bring_back: () => ({ state: 'queued' }),
    read_file_differences: ({ from }) => {
      const { total, objects } = fileDifferences();
      return { total, objects: objects.slice(from) };
    },
    read_projects: () => PROJECTS,
    give_up_opening: () => ({}),
    choose_project_folder: () => ({ folder: '/home/artist/Projects', warning: null }),
    new_project: () => ({ became: 'opening' }),
    open_project: () => ({ became: 'opening' }),
    read_project_data: () => PROJECT_DATA,
    read_settings: () => settings,
    change_settings: (part) => (settings = { ...settings, ...part }),
    set_quiet: ({ on, minutes }) => {
      const leftMs = minutes === null ? null : minutes * 60_000;
      void push({ attention: { ...attention, quiet: on ? { leftMs } : null } });
      return settings;
    },
    read_away: () => awayAnswer(),
    find_away: ({ from, to, objects }) => ({
      changes: [to - 17, from + 31],
      more: false,
      objects,
      apart: 0,
      base: from,
    }),
    show_collected: () => {
      void push({ attention: { ...attention, collected: [] } });
      return {};
    },
    set_keys: ({ shortcut, keys }) => {
      const { [shortcut]: _former, ...others } = settings.keys;
      return (settings = { ...settings, keys: keys === null ? others : { ...others, [shortcut]: keys } });
    },
    reset_keys: () => (settings = { ...settings, keys: {} }),
    export_diagnostics: () => ({ path: '/home/artist/vibesync-diagnostics.json' }),
    read_history: (body) => historyOfPast(fixture.past, withoutNumber, nameOf, body),
    locate_change: (body) => ({ row: rowInPast(fixture.past, withoutNumber, nameOf, body) }),
    write_history_table: () => ({ begun: true }),
    write_bundle: () => ({ begun: true }),
    open_bundle: () => ({ begun: true }),
    verify_history: () => {
      const end = { kind: 'verify', state: 'done', done: 54_812, of: 54_812 } as const;
      void push({ historyWork: { ...end, file: null, reason: null, bundle: null } });
      return { records: 54_812, problem: null };
    },
    install_plugin: ({ kind }) => ({
      path:
        kind === 'blender'
          ? '/home/artist/.config/blender/5.0/extensions/user_default/vibesync'
          : '/home/artist/Projects/Courtyard/Packages/com.vibesync.adapter',
    }),
  };
  const api: ControlRoomApi = {
    async request<Name extends RequestName>(
      name: Name,
      body: RequestBody<Name>,
    ): Promise<Result<RequestResults[Name]>> {
      asked.push({ name, body });
      await held.get(name);
      const refusal = refusals.get(name);
      if (refusal !== undefined) return { ok: false, reason: { ...refusal, path: null } };
      if (given.has(name)) return { ok: true, value: given.get(name) as RequestResults[Name] };
      const value = answers[name]?.(body) ?? ({} as RequestResults[Name]);
      return { ok: true, value };
    },
    onFeed(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    api,
    asked,
    push,
    skip: () => {
      seq += 1;
    },
    refuse: (name, message, code = 'refused') => refusals.set(name, { code, message }),
    answer: (name, value) => {
      refusals.delete(name);
      given.set(name, value);
    },
    holdBack: (name) => {
      let letGo = (): void => undefined;
      held.set(name, new Promise((resolve) => (letGo = resolve)));
      return letGo;
    },
    opened: () => undefined,
    snapshot: fixture.snapshot,
  };
}

/** What the person did last. */
function ownChange({ changes }: Snapshot): OwnStep | null {
  const own = changes.findLast(({ state, actor }) => state === 'committed' && actor.kind === 'person');
  return own === undefined || own.n === null ? null : { n: own.n, label: own.label };
}

/** What it was some changes ago: some objects elsewhere, one that is gone since, and without the newest one. */
function pastScene({ snapshot }: Fixture, revision: number): PastSceneView {
  const commits = snapshot.status.revision - revision;
  const [first] = snapshot.objects;
  const then = snapshot.objects.slice(0, -1).map((object, index) => {
    if (commits === 0 || index % 7 !== 3) return object;
    const [x, y, z] = object.transform.translation;
    return { ...object, transform: { ...object.transform, translation: [x - commits / 8, y, z] as const } };
  });
  const gone =
    first === undefined ? [] : [{ ...first, id: '0000dead-0000-4000-8000-000000000001', name: 'Barrel_old' }];
  return { revision, commits, objects: commits === 0 ? snapshot.objects : [...then, ...gone] };
}
