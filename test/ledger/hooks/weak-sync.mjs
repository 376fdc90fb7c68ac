// A deliberate fault, from outside: a ledger that forgets to ask for FULL (--import). What the tests of durability
// must not miss.
import Database from 'better-sqlite3';

const { prototype } = Database;
const pragma = Reflect.get(prototype, 'pragma');
/** @this {object} @param {string} source @param {unknown[]} rest */
prototype.pragma = function (source, ...rest) {
  return source.startsWith('synchronous') ? [] : Reflect.apply(pragma, this, [source, ...rest]);
};
