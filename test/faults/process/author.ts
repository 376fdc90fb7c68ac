/**
 * The author of the load: keeps some intents open, asks again for each of them after every crash, by its own id, and
 * insists on one outcome for each.
 */
import type { Operation } from '#app/scene/index.ts';
import { seededRandom } from '../../ledger/random.ts';
import { moved, object } from '../../scripted/objects.ts';
import type { Said } from './host-process.ts';

type End = Extract<Said, { say: 'end' }>;
type Random = ReturnType<typeof seededRandom>;

export interface Submitted {
  readonly id: string;
  readonly base: { readonly revision: number; readonly after: readonly string[] };
  readonly reason: string;
  readonly task: null;
  readonly operations: readonly Operation[];
}

/** What became of an intent, as its author was told. */
export interface Outcome {
  readonly state: 'committed' | 'lost';
  /** Null where a retry was answered after the receipt was gone. */
  readonly n: number | null;
  readonly position: number | null;
}

const OBJECTS_MAX = 30;
/** Refusals that are no outcome: the same id is asked for again. */
const NOT_YET: ReadonlySet<string> = new Set(['not_ready', 'outcome_unknown', 'ledger_stalled']);
/** What a recovery makes of a number that was begun and not committed. */
const LOST: ReadonlySet<string> = new Set(['recovered', 'refused']);
const PLACES = 1_000;

export class Author {
  /** Handed over, and no outcome heard. */
  readonly open = new Map<string, Submitted>();
  /** Every id's outcome. */
  readonly outcomes = new Map<string, Outcome>();
  readonly submissions = new Map<string, Submitted>();
  /** Outcomes that were heard after asking again in another life. */
  answeredAgain = 0;
  readonly #random: Random;
  readonly #seed: number;
  /** Objects that exist and that no open intent touches. */
  readonly #free: string[] = [];
  readonly #old = new Set<string>();
  #revision = 0;
  #made = 0;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    this.#seed = seed;
  }

  /** Another life of the host: nothing that was handed over before it counts as handed over. */
  beginsAnew(revision: number): void {
    this.#revision = Math.max(this.#revision, revision);
    for (const id of this.open.keys()) this.#old.add(id);
  }

  /** The next intent; open from now on. It makes an object, moves one, or both in one step. */
  next(): Submitted {
    const operations: Operation[] = [];
    const free = this.#take();
    if (free !== null) operations.push(moved(free, this.#place(), this.#place(), this.#place()));
    const isGrowing = this.#free.length + this.open.size < OBJECTS_MAX;
    if (free === null || (isGrowing && this.#random(3) === 0)) {
      this.#made += 1;
      const name = `Crate_${this.#made}`;
      operations.push({ op: 'create', object: object(name, { id: this.#uuid(1, this.#made) }) });
    }
    const id = this.#uuid(2, this.submissions.size + 1);
    const base = { revision: this.#revision, after: [] };
    const submitted: Submitted = { id, base, reason: 'load', task: null, operations };
    this.open.set(id, submitted);
    this.submissions.set(id, submitted);
    return submitted;
  }

  /** @throws where an id comes to a second outcome, or to one that nothing here asks for */
  hear(end: End): void {
    if (end.code !== null && NOT_YET.has(end.code)) return;
    const isLost = end.code !== null && LOST.has(end.code);
    if (end.state !== 'committed' && !isLost)
      throw new Error(`FAIL-3: ${end.id} ended as ${end.state} (${end.code}), and nothing asks for that`);
    const outcome: Outcome = { state: isLost ? 'lost' : 'committed', n: end.n, position: end.position };
    const before = this.outcomes.get(end.id);
    if (before !== undefined) return isSame(end.id, before, outcome);
    const submitted = this.open.get(end.id);
    if (submitted === undefined) throw new Error(`${end.id} was never handed over`);
    this.open.delete(end.id);
    this.outcomes.set(end.id, outcome);
    if (this.#old.delete(end.id)) this.answeredAgain += 1;
    this.#revision = Math.max(this.#revision, end.n ?? 0);
    for (const operation of submitted.operations) {
      if (operation.op === 'set_transform') this.#free.push(operation.id);
      else if (operation.op === 'create' && !isLost) this.#free.push(operation.object.id);
    }
  }

  /** Asked again after its outcome was heard, it has to be the same. */
  someEnded(): Submitted | null {
    const ids = [...this.outcomes.keys()];
    const id = ids[this.#random(Math.max(1, ids.length))];
    return id === undefined ? null : (this.submissions.get(id) ?? null);
  }

  #take(): string | null {
    if (this.#free.length === 0) return null;
    const [taken = null] = this.#free.splice(this.#random(this.#free.length), 1);
    return taken;
  }

  #place(): number {
    return Math.fround(this.#random(PLACES) / 7);
  }

  #uuid(group: number, n: number): string {
    const head = ((group << 24) | (this.#seed & 0xffffff)).toString(16).padStart(8, '0');
    return `${head}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
  }
}

function isSame(id: string, before: Outcome, now: Outcome): void {
  const isOther =
    before.state !== now.state ||
    (before.n !== null && now.n !== null && before.n !== now.n) ||
    (before.position !== null && now.position !== null && before.position !== now.position);
  if (isOther)
    throw new Error(`FAIL-3: ${id} ended as ${JSON.stringify(before)}, then as ${JSON.stringify(now)}`);
}
