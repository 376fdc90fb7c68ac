/**
 * A second opinion on strict JSON, for the fuzzer to compare with: a plain recursive parser that is slow, short, and
 * shares nothing with the one that it judges.
 */

const RESERVED = ['__proto__', 'constructor', 'prototype'];
const NUMBER = /^-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/;
const TEXT = /^"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/;

/** The value, or null where the text is not strict JSON. Limits are not looked at. */
export function naiveStrictJson(text: string): { readonly value: unknown } | null {
  try {
    const parser = new NaiveParser(text);
    const value = parser.value();
    parser.space();
    return parser.at === text.length ? { value } : null;
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

class Refused extends Error {}

class NaiveParser {
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  space(): void {
    while (' \t\n\r'.includes(this.#text[this.at] ?? 'x')) this.at += 1;
  }

  value(): unknown {
    this.space();
    switch (this.#text[this.at]) {
      case '{':
        return this.#object();
      case '[':
        return this.#list();
      case '"':
        return this.#string();
      case 't':
        return this.#word('true', true);
      case 'f':
        return this.#word('false', false);
      case 'n':
        return this.#word('null', null);
      default:
        return this.#number();
    }
  }

  #object(): unknown {
    const entries = new Map<string, unknown>();
    this.#list('{', '}', () => {
      this.space();
      const key = this.#string();
      if (entries.has(key) || RESERVED.includes(key)) throw new Refused();
      this.space();
      this.#take(':');
      entries.set(key, this.value());
    });
    return Object.fromEntries(entries);
  }

  #list(open = '[', close = ']', item: () => unknown = () => this.value()): unknown[] {
    const items: unknown[] = [];
    this.#take(open);
    this.space();
    if (this.#text[this.at] === close) this.at += 1;
    else {
      for (;;) {
        items.push(item());
        this.space();
        if (this.#text[this.at] === close) break;
        this.#take(',');
      }
      this.at += 1;
    }
    return items;
  }

  #string(): string {
    const [raw] = TEXT.exec(this.#text.slice(this.at)) ?? [];
    if (raw === undefined) throw new Refused();
    this.at += raw.length;
    const text = JSON.parse(raw) as string;
    if (!text.isWellFormed() || text.includes('\u0000')) throw new Refused();
    return text;
  }

  #number(): number {
    const [raw, fraction, exponent] = NUMBER.exec(this.#text.slice(this.at)) ?? [];
    if (raw === undefined) throw new Refused();
    this.at += raw.length;
    const value = Number(raw);
    const isInteger = fraction === undefined && exponent === undefined;
    if (!Number.isFinite(value)) throw new Refused();
    if (isInteger && BigInt(raw) !== BigInt(value) && String(value) !== raw) throw new Refused();
    return value;
  }

  #word<Value>(word: string, value: Value): Value {
    for (const char of word) this.#take(char);
    return value;
  }

  #take(char: string): void {
    if (this.#text[this.at] !== char) throw new Refused();
    this.at += 1;
  }
}
