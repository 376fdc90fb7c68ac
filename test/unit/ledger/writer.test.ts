import { afterEach, describe, expect, it } from 'vitest';
import type { LedgerRecord } from '#app/ledger/index.ts';
import { appendMessage } from '#main/ledger/append-message.ts';
import type { FromWorker } from '#main/ledger/messages.ts';
import { Writer } from '#main/ledger/writer.ts';
import { begin, commit, lease, makePlace, uuid } from '#test/ledger/rig.ts';

/** The writer in this thread, so that what it hears between two of its turns is certain. */
class Rig {
  readonly told: FromWorker[] = [];
  readonly writer: Writer;
  #waiting: (() => void)[] = [];

  constructor() {
    const { folder, receiptFolder, keyFile } = makePlace();
    const create = { ledger: uuid(5, 1), project: { id: uuid(5, 2), name: 'Test' } };
    this.writer = new Writer(
      { folder, receiptFolder, keyFile, create, packaged: true, snapshotEvery: 1_000, timeMs: 0 },
      (message) => {
        this.told.push(message);
        for (const resolve of this.#waiting.splice(0)) resolve();
      },
    );
  }

  append(position: number, ...records: LedgerRecord[]): void {
    this.writer.append(appendMessage(position, records, false, 0));
  }

  async tell<Tell extends FromWorker['tell']>(tell: Tell): Promise<FromWorker & { tell: Tell }> {
    for (;;) {
      const index = this.told.findIndex((message) => message.tell === tell);
      if (index >= 0) return this.told.splice(index, 1)[0] as FromWorker & { tell: Tell };
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}

describe('the writer', () => {
  const rigs: Rig[] = [];
  const rig = (): Rig => {
    const made = new Rig();
    rigs.push(made);
    return made;
  };
  afterEach(() => {
    for (const { writer } of rigs.splice(0)) writer.close();
  });

  it('refuses all that is not written yet when too much waits, and takes what follows from there (R5)', async () => {
    const here = rig();
    const { writer } = here;
    here.append(2, lease(1, 8));
    here.append(3, begin(1), commit(1));
    writer.refuse(5);
    expect((await here.tell('failed')).event).toMatchObject({
      outcome: 'refused',
      from: 2,
      reason: { code: 'ledger_busy' },
    });
    // Sent before the refusal was heard of.
    here.append(5, begin(2), commit(2));
    here.append(2, lease(1, 8));
    here.append(3, begin(1), commit(1));
    expect(await here.tell('durable')).toMatchObject({ position: 4, receipts: [{ n: 1 }] });
    expect(here.told.filter(({ tell }) => tell === 'failed')).toEqual([]);
    expect(writer.records(1, 100).map(({ position }) => position)).toEqual([1, 2, 3, 4]);
  });

  it('stops at an append out of place: nothing is guessed, until it is reopened', async () => {
    const here = rig();
    here.append(2, lease(1, 8));
    here.append(9, begin(1), commit(1));
    expect((await here.tell('failed')).event).toMatchObject({ outcome: 'unknown', from: 2 });
    here.append(2, lease(1, 8));
    const opened = here.writer.reopen(0);
    expect(opened).toMatchObject({ mode: 'ok', state: { position: 1 } });
    here.append(2, lease(1, 8));
    expect(await here.tell('durable')).toMatchObject({ position: 2 });
  });

  it('turns read-only over a record that contradicts the others, and comes to rest', async () => {
    const here = rig();
    here.append(2, lease(1, 8), commit(3));
    expect(await here.tell('durable')).toMatchObject({ position: 3 });
    expect(await here.tell('failed')).toMatchObject({
      mode: 'read_only',
      event: { outcome: 'read_only', from: 4, reason: { code: 'record_contradicts', path: 'record 3' } },
    });
    here.append(4, lease(9, 16));
    expect((await here.tell('failed')).event).toMatchObject({ outcome: 'read_only', from: 4 });
    expect(here.told.filter(({ tell }) => tell === 'failed')).toEqual([]);
  });

  it('books each sync at the gravest thing that it was for (R3)', async () => {
    const here = rig();
    here.append(2, lease(1, 8));
    expect((await here.tell('durable')).counters).toMatchObject({ leases: 1, groups: 0, flushes: 0 });
    here.append(3, begin(1));
    here.append(4, commit(1), lease(9, 16));
    expect((await here.tell('durable')).counters).toMatchObject({
      leases: 1,
      groups: 1,
      flushes: 0,
      records: 4,
    });
    here.writer.append(appendMessage(6, [begin(2)], true, 0));
    expect((await here.tell('durable')).counters).toMatchObject({ leases: 1, groups: 1, flushes: 1 });
  });
});
