// A deliberate fault, from outside: a ledger for which a commit that failed has gone through (--import).
import { Log } from '#main/ledger/log.ts';

const { prototype } = Log;
const transact = Reflect.get(prototype, 'transact');
/** @this {object} @param {unknown[]} rest @returns {{ ok: true }} */
prototype.transact = function (...rest) {
  Reflect.apply(transact, this, rest);
  return { ok: true };
};
