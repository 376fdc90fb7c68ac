/**
 * Where there is no window, its door stands at the standard input: a line asks what a click asks, a line answers. Whoever
 * holds that input has started the process, and is the person at it.
 */
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { z } from 'zod';
import { requestSchemas } from '#app/control-room/index.ts';
import type { Result } from '#app/control-room/index.ts';
import { describeError } from './log.ts';
import type { ShellLog } from './log.ts';
import { createRequestDoor, refusal } from './requests.ts';
import type { ShellHandlers } from './requests.ts';

export interface ConsoleOptions {
  readonly input: Readable;
  readonly output: Writable;
  readonly handlers: ShellHandlers;
  /** Does all that a halt does before it returns (R28). */
  readonly onHalt: () => void;
  readonly log: ShellLog;
}

/** What a line asked and what became of it: the request's name, and the line's number, counted from 1. */
type Answer = Result<unknown> & { readonly asked: string; readonly line: number };

/**
 * A line is a request's name, and its body as JSON where it has one: `pair_engine`, `create_agent {"name":"render"}`;
 * `help` is answered with the names and the JSON Schema of each body. An answer is one JSON object in a line; answers come
 * in the order in which they are ready. An input that ends, as by its terminal, takes nothing with it.
 *
 * A line ends where the line feed is, and nowhere else: a name in a body may hold any other sign that somebody takes for an
 * end of lines, and what stands behind that is no request.
 */
export function openConsole({ input, output, handlers, onHalt, log }: ConsoleOptions): void {
  const withoutWindow = (): Promise<Result<never>> =>
    Promise.resolve(refusal('no_window', 'There is no window that this could be about.'));
  const door = createRequestDoor({
    handlers: {
      ...handlers,
      copy_text: withoutWindow,
      answer_leaving: withoutWindow,
      start_demo: withoutWindow,
      end_demo: withoutWindow,
      read_settings: withoutWindow,
      change_settings: withoutWindow,
      set_quiet: withoutWindow,
      set_keys: withoutWindow,
      reset_keys: withoutWindow,
      export_diagnostics: withoutWindow,
    },
    onHalt,
    log,
  });
  const answer = (answered: Answer): void => void output.write(`${inOneLine(answered)}\n`);
  const noteGone = (error: unknown): void =>
    log({ level: 'warn', what: 'console_gone', detail: { error: describeError(error) } });
  input.once('error', noteGone);
  let count = 0;
  onLines(input, (text) => {
    count += 1;
    const line = count;
    const [, asked = '', rest = ''] = /^\s*(\S*)\s*(.*)$/s.exec(text) ?? [];
    if (asked === '') return;
    if (asked === 'help') {
      answer({ asked, line, ok: true, value: describeRequests() });
      return;
    }
    const body = parseBody(rest);
    if (asked !== 'halt' && body === undefined) {
      answer({ asked, line, ...refusal('malformed_json', 'What follows the name is no JSON.') });
      return;
    }
    void door.receive(asked, body).then((result) => answer({ asked, line, ...result }));
  });
}

function onLines(input: Readable, each: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let begun: string[] = [];
  const take = (text: string): void => {
    const [first = '', ...others] = text.split('\n');
    begun.push(first);
    for (const next of others) {
      each(begun.join(''));
      begun = [next];
    }
  };
  input.on('data', (bytes: Buffer) => take(decoder.write(bytes)));
  // What nothing ends is a line too.
  input.once('end', () => take(`${decoder.end()}\n`));
}

/** Also for readers that take these two for ends of lines. */
function inOneLine(answered: Answer): string {
  return JSON.stringify(answered)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`);
}

function describeRequests(): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(requestSchemas).map(([name, schema]) => [name, z.toJSONSchema(schema)]),
  );
}

/** @returns undefined where it is no JSON */
function parseBody(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
