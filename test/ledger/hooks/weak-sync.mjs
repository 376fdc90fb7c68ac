// A deliberate fault, from outside: a ledger that forgets to ask for FULL (--import). What the tests of durability
// must not miss.
import Database from 'better-sqlite3';

const { pragma } = Database.prototype;
/** @this {import('better-sqlite3').Database} @param {string} source @param {import('better-sqlite3').PragmaOptions} [options] */
Database.prototype.pragma = function (source, options) {
  return source.startsWith('synchronous') ? [] : pragma.call(this, source, options);
};
