/** What was before a run began: a log with a few objects in it, and the files that engines saved. */
import type { LedgerRecord } from '#app/ledger/index.ts';
import { applyTo } from '#app/scene/index.ts';
import type { SceneObject } from '#app/scene/index.ts';
import type { SavedFile } from './adapter-memory.ts';
import { randomObject } from './operations.ts';
import { Random } from './random.ts';

export interface EarlierLife {
  readonly log: LedgerRecord[];
  /** The scene that each engine's file had. */
  readonly scenes: ReadonlyMap<string, string>;
}

/** The log of an earlier, well-behaved life: a few objects, and a lease that was handed back. */
export function earlierLife(seed: number, ledger: string, engines: readonly string[]): EarlierLife {
  const random = new Random(seed, 'earlier');
  const scenes = new Map(engines.map((kind) => [kind, random.uuid()]));
  const binds = [...scenes].map(([engine, scene]): LedgerRecord => ({
    kind: 'bind',
    engine,
    scene,
    by: 'person',
  }));
  const log: LedgerRecord[] = [
    { kind: 'genesis', ledger, project: { id: random.uuid(), name: 'Simulated' }, format: 1 },
  ];
  if (random.chance(0.15)) return { log: [...log, ...binds], scenes };
  const objects = new Map<string, SceneObject>();
  for (let i = random.between(2, 9); i > 0; i -= 1) {
    applyTo(objects, { op: 'create', object: randomObject(random, objects) });
  }
  const intent = {
    id: random.uuid(),
    actor: { kind: 'person', id: 'person', name: 'you' },
    authority: 'human',
    base: { revision: 0, after: [] },
    reason: '',
    task: null,
    operations: [...objects.values()].map((object) => ({ op: 'create' as const, object })),
    class: 'structural',
    observation: null,
    force: false,
  } as const;
  log.push(
    { kind: 'lease', lo: 1, hi: 4 },
    { kind: 'begin', n: 1, intent, participants: [] },
    { kind: 'commit', n: 1, participants: [], stale: [] },
    { kind: 'close_lease', through: 1 },
    ...binds,
  );
  return { log, scenes };
}

/** Most have worked on the project before; what they saved may be older than the shared scene, or all of it. */
export function savedFileOf(kind: string, { log, scenes }: EarlierLife, random: Random): SavedFile | null {
  const scene = scenes.get(kind);
  if (scene === undefined || random.chance(0.2)) return null;
  const [genesis, , begin] = log;
  if (genesis?.kind !== 'genesis') throw new Error('the log does not begin with its genesis');
  const objects = new Map<string, SceneObject>();
  if (begin?.kind === 'begin' && random.chance(0.7)) {
    for (const operation of begin.intent.operations)
      if (operation.op === 'create') objects.set(operation.object.id, operation.object);
  }
  return { objects, unmanaged: [], project: genesis.project.id, scene, revision: objects.size > 0 ? 1 : 0 };
}
