/** What a searched world begins with, and what those in it may do: everything is about one object. */
import type { Actor, Intent } from '#app/intents/index.ts';
import { emptyDurableState, foldRecord } from '#app/ledger/index.ts';
import type { DurableState, LedgerRecord, Receipt } from '#app/ledger/index.ts';
import { intentHash } from '#app/intents/index.ts';
import { canonicalObject, canonicalOperation } from '#app/scene/index.ts';
import type { Operation, SceneObject } from '#app/scene/index.ts';

/** How often each may act. What none may is no decision of the search. */
export interface Plan {
  readonly person: number;
  readonly agent: number;
  /** Edits of the artist in each engine. */
  readonly blender: number;
  readonly unity: number;
  /** Presses of the override, each followed by its release at any later moment. */
  readonly halt: number;
  /** Changes that are forced. */
  readonly force: number;
}

export const NOBODY: Plan = { person: 0, agent: 0, blender: 0, unity: 0, halt: 0, force: 0 };
export const ENGINES = ['blender', 'unity'] as const;

export const PERSON: Actor = { kind: 'person', id: 'person', name: 'you' };
export const AGENT: Actor = { kind: 'agent', id: 'agent:dresser', name: 'set-dresser' };
export const OVERRIDE: Actor = { kind: 'override', id: 'override', name: 'override' };

const LEDGER = '00000000-0000-4000-8000-00000000aaaa';
const PROJECT = { id: '00000000-0000-4000-8000-00000000bbbb', name: 'Courtyard' };
/** With its keys in the order of canonical values: two orders are two states to the search. */
export const OBJECT: SceneObject = canonicalObject({
  id: '00000000-0000-4000-8000-000000000001',
  kind: 'mesh',
  name: 'Box',
  parent: null,
  transform: { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
  visibility: { viewport: true, render: true },
  properties: {},
});

/** Who acts, as a number that is in the values they set, so that no two of them are ever equal. */
const AUTHORS = ['person', 'agent', 'blender', 'unity', 'force'] as const;
export type Author = (typeof AUTHORS)[number];

/** The k-th change of an author, the first being 1: each moves the object to a place of its own. */
export function deed(author: Author, k: number): Operation[] {
  const x = 10 * (AUTHORS.indexOf(author) + 1) + k;
  const transform = { ...OBJECT.transform, translation: [x, 0, 0] } as const;
  return [canonicalOperation({ op: 'set_transform', id: OBJECT.id, transform })];
}

export function intentId(author: Author, k: number): string {
  return `00000000-0000-4000-8000-a${AUTHORS.indexOf(author)}${k.toString(16).padStart(10, '0')}`;
}

export function sceneOf(engine: number): string {
  return `00000000-0000-4000-8000-d${engine.toString(16).padStart(11, '0')}`;
}

export function receiptOf(n: number): Receipt {
  return { ledger: LEDGER, n, head: 'a'.repeat(64), mac: 'f'.repeat(64) };
}

/** An application that was closed in good order: the object is shared, both engines' files are linked. */
export function earlierState(): DurableState {
  const created: Intent = {
    id: intentId('person', 0),
    actor: PERSON,
    authority: 'human',
    base: { revision: 0, after: [] },
    reason: '',
    task: null,
    operations: [{ op: 'create', object: OBJECT }],
    class: 'structural',
    observation: null,
    force: false,
  };
  const records: LedgerRecord[] = [
    { kind: 'genesis', ledger: LEDGER, project: PROJECT, format: 1 },
    ...ENGINES.map((engine, index): LedgerRecord => ({
      kind: 'bind',
      engine,
      scene: sceneOf(index),
      by: 'person',
    })),
    { kind: 'lease', lo: 1, hi: 1 },
    { kind: 'begin', n: 1, intent: created, participants: [] },
    { kind: 'commit', n: 1, participants: [], stale: [] },
  ];
  const state = emptyDurableState();
  for (const [index, record] of records.entries()) foldRecord(state, index + 1, record, intentHash);
  return state;
}
