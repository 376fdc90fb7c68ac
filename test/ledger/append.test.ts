import { Worker } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import { verifyReceipt } from '#main/ledger/index.ts';
import type { ToWorker } from '#main/ledger/messages.ts';
import fs from 'node:fs';
import { begin, commit, fill, lease, makePlace, open } from './rig.ts';

describe('appending', () => {
  it('FAIL-3: what was confirmed is there again, to the byte, after a clean end and after a second life', async () => {
    const place = makePlace();
    const first = await open(place);
    expect(first.ledger.state.position).toBe(1);
    await fill(first, 20);
    await first.ledger.close();
    const second = await open(place);
    expect(second.ledger.mode).toBe('ok');
    expect(second.ledger.state.revision).toBe(20);
    expect(second.ledger.state.objects.size).toBe(5);
    await second.ledger.close();
  });

  it('R7: every commit has a receipt that only this key makes', async () => {
    const place = makePlace();
    const opened = await open(place);
    await fill(opened, 3);
    const receipts = opened.listener.durable.flatMap((event) => event.receipts);
    expect(receipts.map((each) => each.n)).toEqual([1, 2, 3]);
    const key = Buffer.from(fs.readFileSync(place.keyFile, 'utf8').trim(), 'hex');
    for (const receipt of receipts) {
      expect(verifyReceipt(key, receipt)).toBe(true);
      expect(opened.ledger.verifyReceipt({ ...receipt, n: receipt.n + 1 })).toBe(false);
      const otherDigit = receipt.mac.startsWith('0') ? '1' : '0';
      const otherMac = `${otherDigit}${receipt.mac.slice(1)}`;
      expect(opened.ledger.verifyReceipt({ ...receipt, mac: otherMac })).toBe(false);
      expect(opened.ledger.verifyReceipt({ ...receipt, mac: '' })).toBe(false);
    }
    expect(fs.statSync(place.keyFile).mode & 0o777).toBe(0o600);
    await opened.ledger.close();
  });

  it('R3: begin and abort wait for the next record that does not', async () => {
    const opened = await open(makePlace());
    const { ledger, listener } = opened;
    ledger.append(2, [lease(1, 8)], true);
    await listener.durableTo(2);
    ledger.append(3, [begin(1)], false);
    // The worker answers this only after it has seen the append: nothing was written for it.
    expect(await ledger.readRange(3, 10)).toEqual([]);
    expect(listener.durable.at(-1)?.position).toBe(2);
    ledger.append(4, [commit(1)], false);
    await listener.durableTo(4);
    expect(ledger.counters.records).toBe(3);
    expect(ledger.counters.groups).toBe(1);
    ledger.append(5, [begin(2)], true);
    await listener.durableTo(5);
    expect(ledger.counters.flushes).toBe(1);
    ledger.append(6, [begin(3)], false);
    expect(await ledger.readRange(6, 10)).toEqual([]);
    // The orchestrator's patience with lonely records is over: they are written without anything new.
    ledger.append(7, [], true);
    await listener.durableTo(6);
    expect(ledger.counters.flushes).toBe(2);
    await ledger.close();
  });

  it('the worker sleeps on while nothing but what waits is appended, and gets it with the next', async () => {
    const opened = await open(makePlace());
    const { ledger, listener } = opened;
    ledger.append(2, [lease(1, 8)], true);
    await listener.durableTo(2);
    const posts = vi.spyOn(Worker.prototype, 'postMessage');
    ledger.append(3, [begin(1)], false);
    await new Promise((resolve) => setImmediate(resolve));
    expect(posts).not.toHaveBeenCalled();
    ledger.append(4, [commit(1)], false);
    await listener.durableTo(4);
    expect(posts.mock.calls.map(([messages]) => (messages as ToWorker[]).map(({ ask }) => ask))).toEqual([
      ['append', 'append'],
    ]);
    posts.mockRestore();
    await ledger.close();
  });
});
