/** Random legal logs, with what each revision must hold kept beside them, independently of the fold. */
import fc from 'fast-check';
import type { Intent } from '#app/intents/index.ts';
import type { LedgerRecord, ShelfEntry } from '#app/ledger/index.ts';
import { classify, contentHash, touches } from '#app/scene/index.ts';
import type { Operation, Scene } from '#app/scene/index.ts';
import { IDS, wishes } from './arbitraries.ts';
import type { Wish } from './arbitraries.ts';
import { fitting } from './fitting.ts';

export const uuid = (index: number) => `${index.toString(16).padStart(8, '0')}-1111-4111-8111-111111111111`;
const PERSON = { kind: 'person', id: 'person', name: 'You' } as const;
const AGENT = { kind: 'agent', id: 'agent:1', name: 'an agent' } as const;
export const BY = 'person';
export const REASON = { code: 'test', message: 'Only a test.', path: null };

export function intentOf(id: number, operations: readonly Operation[], revision = 0, ai = false): Intent {
  return {
    id: uuid(id),
    actor: ai ? AGENT : PERSON,
    authority: ai ? 'ai' : 'human',
    base: { revision, after: [] },
    reason: 'because',
    task: null,
    operations,
    class: classify(operations),
    observation: null,
    force: false,
  };
}

export interface Step {
  readonly what: 'commit' | 'abort' | 'requeue' | 'open' | 'void' | 'propose' | 'deny' | 'other';
  readonly wishes: readonly Wish[];
  readonly at: number;
}

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record(
    {
      what: fc.constantFrom<Step['what'][]>(
        ...([
          'commit',
          'commit',
          'commit',
          'commit',
          'commit',
          'abort',
          'requeue',
          'open',
          'void',
          'propose',
          'deny',
          'other',
        ] as const),
      ),
      wishes,
      at: fc.nat(),
    },
    { noNullPrototype: true },
  ),
  { minLength: 1, maxLength: 25 },
);

export interface History {
  readonly records: LedgerRecord[];
  /** The scene at each revision that there was. */
  readonly scenes: Map<number, Scene>;
  /** What each commit wrote. */
  readonly written: Map<number, ReadonlySet<string>>;
}

/** A legal log from random steps, with what each revision must hold, kept independently of the fold. */
export function historyOf(script: readonly Step[]): History {
  const records: LedgerRecord[] = [
    { kind: 'genesis', ledger: uuid(1), project: { id: uuid(2), name: 'test' }, format: 1 },
    { kind: 'lease', lo: 1, hi: 1_000 },
  ];
  let scene: Scene = { objects: new Map() };
  const scenes = new Map<number, Scene>([[0, scene]]);
  const written = new Map<number, ReadonlySet<string>>();
  let n = 0;
  let id = 10;
  let waiting: Intent | null = null;
  const participants = [{ session: uuid(3), engine: 'blender' }];
  for (const step of script) {
    const { operations, after } = fitting(scene, step.wishes);
    const intent = intentOf((id += 1), operations, n, step.at % 2 === 0);
    switch (step.what) {
      case 'commit':
        if (intent.authority === 'ai') {
          records.push(
            { kind: 'propose', intent },
            { kind: 'approve', id: intent.id, hash: contentHash(intent), by: BY },
          );
        }
        records.push(
          { kind: 'begin', n: (n += 1), intent, participants },
          { kind: 'commit', n, participants, stale: [] },
        );
        written.set(n, new Set(touches(scene, operations).writes.map((each) => `${each.id} ${each.facet}`)));
        scenes.set(n, (scene = after));
        break;
      case 'abort':
      case 'requeue': {
        const ends = step.what === 'abort' ? 'aborted' : 'requeued';
        records.push({ kind: 'begin', n: (n += 1), intent, participants });
        records.push({ kind: 'abort', n, reason: REASON, fault: null, ends });
        break;
      }
      case 'void':
        records.push(
          { kind: 'begin', n: n + 1, intent, participants },
          { kind: 'void', lo: n + 1, hi: n + 3, reason: 'recovered' },
        );
        n += 3;
        break;
      case 'open':
        records.push({ kind: 'begin', n: (n += 1), intent, participants });
        break;
      case 'propose':
        waiting = { ...intent, actor: AGENT, authority: 'ai' };
        records.push({ kind: 'propose', intent: waiting });
        break;
      case 'deny':
        if (waiting === null) break;
        records.push({
          kind: 'settle',
          id: waiting.id,
          actor: AGENT,
          state: 'denied',
          reason: REASON,
          by: BY,
        });
        waiting = null;
        break;
      case 'other':
        records.push(otherRecord(step.at));
        break;
    }
  }
  return { records, scenes, written };
}

function otherRecord(at: number): LedgerRecord {
  const object = IDS[at % IDS.length] as string;
  const entry: ShelfEntry = {
    id: uuid(900),
    from: 'blender',
    why: 'drift',
    states: [],
    truth: [],
    revision: 0,
  };
  const records: LedgerRecord[] = [
    { kind: 'lock', id: object, on: at % 3 > 0, by: BY },
    { kind: 'halt', halt: at + 1, by: BY },
    { kind: 'resume', halt: at + 1, scope: at % 3 > 0 ? 'people' : 'everyone', by: BY },
    { kind: 'pause', agent: at % 3 > 0 ? null : AGENT.id, on: at % 5 > 0, by: BY },
    { kind: 'trust', engine: 'blender', level: 'ask', by: BY },
    { kind: 'bind', engine: 'blender', scene: object, by: BY },
    {
      kind: 'files',
      scene: object,
      live: { file: 'a'.repeat(64), title: 'a.blend' },
      others: [{ file: 'b'.repeat(64), title: 'b.blend', answered: at % 3 > 0 }],
      by: BY,
    },
    { kind: 'session', session: uuid(3), engine: 'unity', event: 'opened', reason: null },
    { kind: 'shelve', entry },
    { kind: 'unshelve', id: entry.id, how: 'discarded', by: BY },
    {
      kind: 'conflict',
      conflict: { id: uuid(901), engine: 'blender', shelf: entry.id, items: [], revision: 0, why: 'drift' },
    },
    { kind: 'decide', id: uuid(901), choice: 'truth', intent: null, by: BY },
    { kind: 'shelve', entry: { ...entry, id: uuid(902), why: 'refused', reason: REASON } },
    {
      kind: 'conflict',
      conflict: {
        id: uuid(902),
        engine: 'blender',
        shelf: uuid(902),
        items: [],
        revision: 0,
        why: 'refused',
        reason: REASON,
      },
    },
  ];
  return records[at % records.length] as LedgerRecord;
}
