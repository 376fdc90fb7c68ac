// A deliberate fault, from outside: a ledger that shares its folder with whoever comes (--import).
import Database from 'better-sqlite3';

const { prototype } = Database;
const pragma = Reflect.get(prototype, 'pragma');
const exec = Reflect.get(prototype, 'exec');
/** @this {object} @param {string} source @param {unknown[]} rest */
prototype.pragma = function (source, ...rest) {
  return source.startsWith('locking_mode') ? [] : Reflect.apply(pragma, this, [source, ...rest]);
};
/** @this {import('better-sqlite3').Database} @param {string} source */
prototype.exec = function (source) {
  return source === 'BEGIN EXCLUSIVE' ? this : Reflect.apply(exec, this, [source]);
};
