import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { findHighWaterOf, folderDigest, readHighWater, ReceiptFile } from '#main/ledger/receipt-file.ts';
import { makeReceipt, readOrMakeKey, verifyReceipt } from '#main/ledger/receipts.ts';
import { temporaryFolder } from '#test/temporary-folders.ts';

const LEDGER = '00000000-0000-4000-8000-000000000001';
const folder = (): string => temporaryFolder();

function mark(position: number, place: string) {
  return {
    ledger: LEDGER,
    project: 'p',
    folder: folderDigest(place),
    position,
    n: position,
    leased: position + 10,
    head: 'ab'.repeat(32),
    mac: 'cd'.repeat(32),
  };
}

describe('the high-water mark (R7)', () => {
  it('is the newest one written, also after a reopening', () => {
    const place = folder();
    for (let life = 0; life < 3; life += 1) {
      const file = new ReceiptFile(place, LEDGER);
      for (let i = 1; i <= 3; i += 1) file.write(mark(10 * life + i, place), 0);
      file.close();
      expect(readHighWater(place, LEDGER)?.position).toBe(10 * life + 3);
    }
    expect(readHighWater(place, LEDGER.replace('1', '2'))).toBeNull();
    expect(readHighWater(path.join(place, 'nowhere'), LEDGER)).toBeNull();
  });

  it('may go back: a loss that was accepted is a newer mark with a lower position', () => {
    const place = folder();
    const file = new ReceiptFile(place, LEDGER);
    file.write(mark(500, place), 0);
    file.write(mark(20, place), 0);
    file.close();
    expect(readHighWater(place, LEDGER)?.position).toBe(20);
  });

  it('of which the disk takes a part only, each time, leaves the one before', () => {
    const place = folder();
    const file = new ReceiptFile(place, LEDGER);
    file.write(mark(1, place), 0);
    const { writeSync } = fs;
    const partly = vi
      .spyOn(fs, 'writeSync')
      .mockImplementation(((handle, bytes: Uint8Array, ...at: number[]) =>
        writeSync(handle, bytes, at[0], 100, at[2])) as typeof fs.writeSync);
    for (let i = 2; i <= 4; i += 1) {
      expect(() => file.write(mark(i, place), 0)).toThrow('100 bytes');
      expect(readHighWater(place, LEDGER)?.position).toBe(1);
    }
    partly.mockRestore();
    file.write(mark(5, place), 0);
    file.close();
    expect(readHighWater(place, LEDGER)?.position).toBe(5);
  });

  it('torn while it was written, leaves the one before', () => {
    const place = folder();
    const file = new ReceiptFile(place, LEDGER);
    for (let i = 1; i <= 4; i += 1) file.write(mark(i, place), 0);
    file.close();
    const name = path.join(place, `${LEDGER}.receipt`);
    const bytes = fs.readFileSync(name);
    for (const end of [1, 64, 65, 200, 300]) {
      // The fourth write went to the second slot.
      const torn = Buffer.from(bytes);
      torn.fill(0, 1_024 + end);
      fs.writeFileSync(name, torn);
      expect(readHighWater(place, LEDGER)?.position).toBe(3);
    }
  });

  it('is found by the folder of its ledger', () => {
    const place = folder();
    const other = folder();
    const file = new ReceiptFile(place, LEDGER);
    file.write(mark(7, place), 0);
    file.close();
    expect(findHighWaterOf(place, place)?.ledger).toBe(LEDGER);
    expect(findHighWaterOf(place, other)).toBeNull();
  });
});

describe('the MAC of a receipt (R7)', () => {
  it('holds for what it was made of, and for nothing else', () => {
    const key = readOrMakeKey(path.join(folder(), 'deep', 'key'));
    const receipt = makeReceipt(key, LEDGER, 5, Buffer.alloc(32, 9));
    expect(verifyReceipt(key, receipt)).toBe(true);
    for (const change of [
      { n: 6 },
      { ledger: `${LEDGER}x` },
      { head: '00'.repeat(32) },
      { mac: 'zz' },
      { mac: '' },
    ]) {
      expect(verifyReceipt(key, { ...receipt, ...change })).toBe(false);
    }
    expect(verifyReceipt(Buffer.alloc(32), receipt)).toBe(false);
  });

  it('needs a key that is made once, for its user alone, and never replaced because it looks odd', () => {
    const file = path.join(folder(), 'key');
    const key = readOrMakeKey(file);
    expect(readOrMakeKey(file).export()).toEqual(key.export());
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    fs.writeFileSync(file, 'half');
    expect(() => readOrMakeKey(file)).toThrow('holds no key');
  });
});
