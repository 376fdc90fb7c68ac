/** The ledger's disk as the search sees it: what is appended becomes durable, and the orchestrator is told, by decisions. */
import type { LedgerRecord } from '#app/ledger/index.ts';
import type { Effect } from '#main/orchestrator/index.ts';
import { canonical } from './canonical.ts';

/** The records of one append, or of several that become durable together. */
export interface Group {
  readonly records: number;
  /** The numbers of the commits among them. */
  readonly commits: readonly number[];
}

interface Disk {
  readonly text: string;
  /** @param isResting nothing else will happen: whatever is appended gets to the disk */
  decisions(isResting: boolean): readonly string[];
  append(effect: Effect & { fx: 'append' }): Disk;
  /** What the orchestrator is told by it; null where that is a decision of its own. */
  after(decision: string): { readonly disk: Disk; readonly told: Group | null };
}

const NOTHING: Group = { records: 0, commits: [] };

/** By the real ledger's rules: one group is being synced, what comes meanwhile is the next, and the word comes late. */
export class GroupingDisk implements Disk {
  readonly syncing: Group | null;
  readonly collecting: Group;
  /** Whether anything among `collecting` asks for a sync. */
  readonly #isWanted: boolean;
  /** On disk, and the word about it is on its way. */
  readonly synced: readonly Group[];

  constructor(syncing: Group | null, collecting: Group, isWanted: boolean, synced: readonly Group[]) {
    const starts = syncing === null && isWanted;
    this.syncing = starts ? (collecting.records === 0 ? null : collecting) : syncing;
    this.collecting = starts ? NOTHING : collecting;
    this.#isWanted = isWanted && !starts;
    this.synced = synced;
  }

  static get empty(): GroupingDisk {
    return new GroupingDisk(null, NOTHING, false, []);
  }

  get text(): string {
    return canonical([this.syncing, this.collecting, this.#isWanted, this.synced]);
  }

  decisions(): readonly string[] {
    return [...(this.syncing === null ? [] : ['sync']), ...(this.synced.length === 0 ? [] : ['told'])];
  }

  append(effect: Effect & { fx: 'append' }): GroupingDisk {
    const group = groupOf(effect.records);
    const isWanted = this.#isWanted || effect.flush || group.commits.length > 0;
    return new GroupingDisk(this.syncing, together([this.collecting, group]), isWanted, this.synced);
  }

  after(decision: string): { readonly disk: GroupingDisk; readonly told: Group | null } {
    const { syncing, collecting, synced } = this;
    if (decision === 'sync' && syncing !== null)
      return { disk: new GroupingDisk(null, collecting, this.#isWanted, [...synced, syncing]), told: null };
    const [told = NOTHING, ...rest] = synced;
    return { disk: new GroupingDisk(syncing, collecting, this.#isWanted, rest), told };
  }
}

/** Of these the orchestrator waits for nothing but to answer a click: whether they are durable decides no later step. */
const WITHOUT_CONSEQUENCE: ReadonlySet<LedgerRecord['kind']> = new Set([
  'begin',
  'abort',
  'propose',
  'approve',
  'void_approval',
  'settle',
  'session',
  'halt',
  'resume',
  'pause',
]);

interface Append extends Group {
  readonly isWaitedFor: boolean;
}

/**
 * The same without what makes no difference: what is told becomes durable at once with all before it, at any moment,
 * one record that is waited for at a time or all of them together. What the real ledger can do is among it.
 */
export class PromptDisk implements Disk {
  readonly #pending: readonly Append[];

  /** Records that become durable next, at the least. */
  get next(): number {
    const end = this.#pending.findIndex(({ isWaitedFor }) => isWaitedFor);
    return together(this.#pending.slice(0, end + 1)).records;
  }

  constructor(pending: readonly Append[]) {
    this.#pending = pending;
  }

  static get empty(): PromptDisk {
    return new PromptDisk([]);
  }

  get text(): string {
    return canonical(this.#pending);
  }

  decisions(isResting: boolean): readonly string[] {
    const waitedFor = this.#pending.filter(({ isWaitedFor }) => isWaitedFor).length;
    if (waitedFor > 1) return ['sync', 'sync all'];
    return waitedFor === 1 || (isResting && this.#pending.length > 0) ? ['sync'] : [];
  }

  append(effect: Effect & { fx: 'append' }): PromptDisk {
    if (effect.records.length === 0) return this;
    const isWaitedFor = effect.records.some(({ kind }) => !WITHOUT_CONSEQUENCE.has(kind));
    return new PromptDisk([...this.#pending, { ...groupOf(effect.records), isWaitedFor }]);
  }

  after(decision: string): { readonly disk: PromptDisk; readonly told: Group } {
    const isLast = ({ isWaitedFor }: Append): boolean => isWaitedFor;
    const found = decision === 'sync' ? this.#pending.findIndex(isLast) : this.#pending.findLastIndex(isLast);
    const end = found < 0 ? this.#pending.length : found + 1;
    return { disk: new PromptDisk(this.#pending.slice(end)), told: together(this.#pending.slice(0, end)) };
  }
}

function groupOf(records: readonly LedgerRecord[]): Group {
  const commits = records.flatMap((record) => (record.kind === 'commit' ? [record.n] : []));
  return { records: records.length, commits };
}

export function together(groups: readonly Group[]): Group {
  return {
    records: groups.reduce((sum, { records }) => sum + records, 0),
    commits: groups.flatMap(({ commits }) => commits),
  };
}
