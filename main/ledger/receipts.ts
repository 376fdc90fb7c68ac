/**
 * Receipts: what a confirmation leaves outside the ledger, so that a ledger that lost its end can be told from one
 * that never had it (R7).
 */
import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Receipt } from '#app/ledger/index.ts';

const KEY_BYTES = 32;
const CONTEXT = 'vibesync receipt 1';

/** A receipt for the commit numbered `n`. `head` is the chain's head after the group that holds it. */
export function makeReceipt(key: KeyObject, ledger: string, n: number, head: Buffer): Receipt {
  const hex = head.toString('hex');
  return { ledger, n, head: hex, mac: macOf(key, ledger, n, hex).toString('hex') };
}

/** Whether this receipt was made with this key. Takes the same time wherever they differ. */
export function verifyReceipt(key: KeyObject | Uint8Array, receipt: Receipt): boolean {
  const claimed = Buffer.from(receipt.mac, 'hex');
  const expected = macOf(key, receipt.ledger, receipt.n, receipt.head);
  return claimed.length === expected.length && timingSafeEqual(claimed, expected);
}

function macOf(key: KeyObject | Uint8Array, ledger: string, n: number, head: string): Buffer {
  return createHmac('sha256', key).update(`${CONTEXT}\n${ledger}\n${n}\n${head}`).digest();
}

/**
 * Reads the key that receipts are made with, or makes it (mode 0600). It lies outside the ledger's folder: who can
 * write only there can forge no receipt.
 * @throws where the file is neither readable nor creatable, or holds no key
 */
export function readOrMakeKey(file: string): KeyObject {
  // As an object, because making one for every receipt costs ten times what the MAC does.
  return createSecretKey(readOrMakeBytes(file));
}

function readOrMakeBytes(file: string): Buffer {
  const found = readKey(file);
  if (found !== null) return found;
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const key = randomBytes(KEY_BYTES);
  // Complete under another name first: a crash must not leave half a key behind.
  const draft = `${file}.${randomBytes(6).toString('hex')}.new`;
  const handle = fs.openSync(draft, 'wx', 0o600);
  try {
    fs.writeSync(handle, `${key.toString('hex')}\n`);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
  fs.renameSync(draft, file);
  return key;
}

function readKey(file: string): Buffer | null {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const key = Buffer.from(text.trim(), 'hex');
  if (key.length !== KEY_BYTES)
    throw new Error(`${file} holds no key: ${KEY_BYTES} bytes in hex are expected.`);
  return key;
}
