// A deliberate fault, from outside: a ledger that says “durable” and goes to the disk afterwards (--import).
import { Log } from '#main/ledger/log.ts';

const { prototype } = Log;
const transact = Reflect.get(prototype, 'transact');
/** @this {object} @param {() => void} insert @param {() => void} beforeCommit */
prototype.transact = function (insert, beforeCommit) {
  setImmediate(beforeCommit);
  return Reflect.apply(transact, this, [insert, () => undefined]);
};
