/** What can be searched for of a change: what it is called, why it was made and why it failed, its objects, its author, its numbers. */
import type Database from 'better-sqlite3';
import type { Actor, Reason } from '#app/intents/index.ts';
import type { ObjectId, Operation } from '#app/scene/index.ts';
import { objectsTouched } from '#app/scene/index.ts';
import type { IntentRow } from './store.ts';

/** Nothing of the text is kept but its words, without their accents: the rows have the rest. */
export const WORDS_SCHEMA = `
  CREATE VIRTUAL TABLE words USING fts5(
    text, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2', prefix='1 2 3'
  );
`;

/** Objects of one change by whose names it is found. */
const NAMED = 256;
/** Words of one search; the others are not looked for. */
const WORDS_MAX = 16;

/** What the tokeniser takes for a part of a word. */
const PART_OF_WORD = /[\p{L}\p{N}\p{Co}]/u;
/** Control characters would end the expression for SQLite; halves of characters are none. */
const NO_TEXT = /[\p{Cc}\p{Cs}]/gu;

export class WordWriter {
  readonly #put;

  constructor(database: Database.Database) {
    this.#put = database.prepare('INSERT OR REPLACE INTO words (rowid, text) VALUES (?, ?)');
  }

  /**
   * Within the caller's transaction.
   * @param key of its row
   * @param nameOf what an object is called at this place of the log
   */
  put(
    row: IntentRow,
    key: number,
    operations: readonly Operation[],
    nameOf: (id: ObjectId) => string | null | undefined,
  ): void {
    const names = new Set(operations.slice(0, NAMED).flatMap(nameGiven));
    for (const id of objectsTouched(operations).slice(0, NAMED)) {
      const name = nameOf(id) ?? null;
      if (name !== null) names.add(name);
    }
    const { name: author } = JSON.parse(row.actor) as Actor;
    const reason = row.reason === null ? '' : (JSON.parse(row.reason) as Reason).message;
    const numbers = [...(row.n === null ? [] : [row.n]), ...(JSON.parse(row.earlier) as number[])];
    this.#put.run(key, [row.label, row.why, author, reason, ...numbers, ...names].join('\n'));
  }
}

/**
 * An expression for FTS5 that finds rows with every word of a search; each word is quoted, so none is ever taken for
 * syntax. A word's end may be left out; not so a number's.
 * @returns null where the search has words, and none that could be found; '' where it has none
 */
export function expressionOf(search: string): string | null {
  const said = search
    .replace(NO_TEXT, ' ')
    .split(/\s+/u)
    .filter((word) => word !== '');
  if (said.length === 0) return '';
  const words = said.filter((word) => PART_OF_WORD.test(word)).slice(0, WORDS_MAX);
  if (words.length === 0) return null;
  return words
    .map((word) => `"${withoutGroups(word).replaceAll('"', '""')}"${isNumber(word) ? '' : '*'}`)
    .join(' ');
}

function isNumber(word: string): boolean {
  return /^\d+(,\d{3})*$/.test(word);
}

/** A number as it stands on screen. */
function withoutGroups(word: string): string {
  return isNumber(word) ? word.replaceAll(',', '') : word;
}

function nameGiven(operation: Operation): string[] {
  if (operation.op === 'create') return [operation.object.name];
  return operation.op === 'rename' ? [operation.name] : [];
}
