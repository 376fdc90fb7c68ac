// A deliberate fault, from outside: a ledger that empties its write-ahead file after a checkpoint that failed (--import).
import fs from 'node:fs';
import { Checkpointer } from '#main/ledger/checkpointer.ts';

const file = process.env['FORGETS'] ?? '';
const { prototype } = Checkpointer;
const checkpoint = Reflect.get(prototype, 'checkpoint');
/** @this {object} @param {unknown[]} rest */
prototype.checkpoint = function (...rest) {
  Reflect.apply(checkpoint, this, rest);
  if (fs.existsSync(file)) fs.truncateSync(file, 0);
};
