/**
 * Faults that are built into a copy of the host, each of them asleep until a process is told its name. They are what the
 * checks have to find, and what the application has to survive.
 */
import type { Patch } from './build.ts';

interface Fault {
  readonly patches: readonly Patch[];
}

const when = (name: string): string => `process.env['FAULT'] === ${JSON.stringify(name)}`;
const fault = (...patches: readonly Patch[]): Fault => ({ patches });

const WRITER = 'main/ledger/writer.ts';
const RECOVERY = 'main/orchestrator/ledger-side.ts';
/** Late enough for an author and two engines to be at work. */
const FROM_NUMBER = 12;
const BUG = `throw new Error('a bug, on purpose')`;
const HOARD = 'const hoard = []; for (;;) hoard.push(new Array(100_000).fill(hoard.length))';

/** What the checks have to find. */
export const BROKEN = {
  'confirms before the sync': fault({
    file: WRITER,
    from: `    trace('writing', last);\n`,
    to: `    if (${when('confirms before the sync')} && batches.some(({ commits }) => commits.length > 0)) {
      const receipts = batches.flatMap(({ commits }) =>
        commits.map(({ n }) => this.#receipts.make(n, group.head)),
      );
      this.#post({ tell: 'durable', position: last, receipts, counters: { ...this.#counters } });
      // Whoever is told now is told before anything is written.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
    }
    trace('writing', last);\n`,
  }),
  'forgets what became of numbers': fault({
    file: RECOVERY,
    from: `  if (records.length > 0) core.append(records, { flush: true });
  if (core.halt`,
    to: `  if (${when('forgets what became of numbers')}) records.length = 0;
  if (records.length > 0) core.append(records, { flush: true });
  if (core.halt`,
  }),
  'uses numbers twice': fault(
    {
      file: RECOVERY,
      from: `  if (leasedTo > begunTo) {\n    const last`,
      to: `  if (leasedTo > begunTo && !(${when('uses numbers twice')})) {\n    const last`,
    },
    {
      // What the core itself would notice of it.
      file: 'main/orchestrator/greeting.ts',
      from: `    if (message.applied_through > core.highestNumber)`,
      to: `    if (message.applied_through > core.highestNumber && !(${when('uses numbers twice')}))`,
    },
  ),
  'forgets whom it has answered': fault({
    file: 'main/orchestrator/gate.ts',
    from: `  if (known === undefined) return false;
  if (known.hash`,
    to: `  if (known === undefined || ${when('forgets whom it has answered')}) return false;
  if (known.hash`,
  }),
  'sets nobody back': fault(
    {
      file: 'main/orchestrator/resync.ts',
      from: `    if (resync.inventory.get(id) !== digestObject`,
      to: `    if (!(${when('sets nobody back')}) && resync.inventory.get(id) !== digestObject`,
    },
    {
      file: 'main/orchestrator/audit.ts',
      from: `    if (digest === digestObject`,
      to: `    if (${when('sets nobody back')} || digest === digestObject`,
    },
  ),
  'goes on after a bug': fault(
    {
      file: 'main/orchestrator/flight.ts',
      from: `  flight.commitPosition = core.append(\n    [\n      ...copiesOfDeleted(core, flight),`,
      to: `  if (${when('goes on after a bug')} && flight.n === ${FROM_NUMBER}) ${BUG};
  flight.commitPosition = core.append(\n    [\n      ...copiesOfDeleted(core, flight),`,
    },
    {
      file: 'main/host/host.ts',
      from: `      this.#stopped = true;\n      this.#options.onFatal(error);`,
      to: `      if (!(${when('goes on after a bug')})) {
        this.#stopped = true;
        this.#options.onFatal(error);
      }`,
    },
  ),
  'ends with its history': fault({
    file: 'main/host/host.ts',
    from: `      problem: (reason) => this.#options.log({`,
    to: `      problem: (reason) => ${when('ends with its history')} ? this.#options.onFatal(new Error(reason.message)) : this.#options.log({`,
  }),
} satisfies Record<string, Fault>;

/** What the application has to survive, or to end of. */
const BUGS = {
  'an exception in the commit path': fault({
    file: 'main/orchestrator/flight.ts',
    from: `export function submitCommit(core: Core, flight: Flight): void {`,
    to: `export function submitCommit(core: Core, flight: Flight): void {
  if (${when('an exception in the commit path')} && flight.n === ${FROM_NUMBER}) ${BUG};`,
  }),
  'main is out of memory': fault({
    file: 'main/orchestrator/dispatch.ts',
    from: `  core.highestNumber = n;\n`,
    to: `  core.highestNumber = n;\n  if (${when('main is out of memory')} && n === ${FROM_NUMBER}) { ${HOARD}; }\n`,
  }),
  'the ledger’s worker is out of memory': fault({
    file: WRITER,
    from: `    trace('synced', last);\n`,
    to: `    trace('synced', last);
    if (${when('the ledger’s worker is out of memory')} && batches.some(({ commits }) => commits.some(({ n }) => n === ${FROM_NUMBER}))) { ${HOARD}; }\n`,
  }),
  'the ledger’s worker dies as it opens again': fault(
    {
      file: WRITER,
      from: `    trace('synced', last);\n`,
      to: `    trace('synced', last);
    if (${when('the ledger’s worker dies as it opens again')} && batches.some(({ commits }) => commits.some(({ n }) => n === ${FROM_NUMBER})))
      return this.#stop({ code: 'disk_error', message: 'a fault, on purpose', path: null });\n`,
    },
    {
      file: WRITER,
      from: `  reopen(timeMs: number): OpenedMessage {\n`,
      to: `  reopen(timeMs: number): OpenedMessage {
    if (${when('the ledger’s worker dies as it opens again')}) ${BUG};\n`,
    },
  ),
  'the history’s worker dies': fault({
    file: 'main/history/worker.ts',
    from: `    this.#reader?.close();\n    this.#reader = reader;`,
    to: `    if (${when('the history’s worker dies')} || ${when('ends with its history')}) setTimeout(() => { ${BUG}; }, 0);
    this.#reader?.close();\n    this.#reader = reader;`,
  }),
} satisfies Record<string, Fault>;

export const ALL_PATCHES: readonly Patch[] = [...Object.values(BROKEN), ...Object.values(BUGS)].flatMap(
  ({ patches }) => patches,
);
