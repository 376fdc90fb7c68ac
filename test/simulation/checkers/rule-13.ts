/** RULE-13: each engine shows since when its file is unsaved, by its own word and a clock that never jumps. */
import type { AdapterMessage } from '#app/protocol/index.ts';
import type { HistoryEvent } from '../history.ts';
import type { Checker, Facts } from './facts.ts';
import { moment } from './facts.ts';

/** Between two ticks of the core, at most. */
const TICKS_MS = 300;

/** What an engine said last: since when it is unsaved, or null. */
type Said = ReadonlyMap<string, { readonly sinceMs: number; readonly sleeps: number } | null>;

export const rule13: Checker = {
  guarantee: 'RULE-13',
  *check(facts) {
    const said = new Map<string, { sinceMs: number; sleeps: number } | null>();
    let sleeps = 0;
    let deciding = true;
    for (const [index, event] of facts.events.entries()) {
      if (event.at === 'start') deciding = true;
      if (event.at === 'step') {
        if (event.jumpMs > 0) sleeps += 1;
        if (event.input.in === 'ledger_failed' && event.input.outcome === 'unknown') deciding = false;
        hear(facts, said, event, sleeps);
      }
      if (event.at !== 'read' || !deciding) continue;
      for (const file of event.files) {
        const story = facts.sessions.get(file.session);
        // Of one that is gone, what it said last stands still.
        const gone = [story?.revokedAt, story?.disconnectedAt].some((at) => (at ?? Infinity) < moment(index));
        if (!said.has(file.session) || gone) continue;
        yield* compare(said, file, event.worldMs, sleeps);
      }
    }
  },
};

function* compare(
  said: Said,
  { session, unsavedForMs }: { readonly session: string; readonly unsavedForMs: number | null },
  nowMs: number,
  sleeps: number,
): Iterable<string> {
  const since = said.get(session) ?? null;
  if ((since === null) !== (unsavedForMs === null)) {
    yield `${session} is shown as ${unsavedForMs === null ? 'saved' : 'unsaved'}, and said otherwise`;
  } else if (since !== null && unsavedForMs !== null) {
    const elapsedMs = nowMs - since.sinceMs;
    const slept = sleeps > since.sleeps;
    if (unsavedForMs > elapsedMs || (!slept && unsavedForMs < elapsedMs - TICKS_MS))
      yield `${session} is shown as unsaved for ${unsavedForMs} ms, which is ${elapsedMs} ms`;
  }
}

function hear(
  facts: Facts,
  said: Map<string, { sinceMs: number; sleeps: number } | null>,
  event: Extract<HistoryEvent, { at: 'step' }>,
  sleeps: number,
): void {
  const { input, worldMs } = event;
  if (input.in !== 'frame') return;
  const { session, message } = input;
  const unsaved = unsavedIn(message);
  if (unsaved === null || (message.type === 'hello' && said.has(session))) return;
  const before = said.get(session) ?? (message.type === 'hello' ? saidBefore(facts, said, session) : null);
  said.set(session, unsaved ? (before ?? { sinceMs: worldMs, sleeps }) : null);
}

/** On the connections that it resumes, of which some may have been lost before a word was said. */
function saidBefore(facts: Facts, said: Said, session: string): ReturnType<Said['get']> {
  const story = facts.sessions.get(session);
  const resumes = story?.resumes ?? null;
  if (story === undefined || resumes === null || facts.sessions.get(resumes)?.life !== story.life)
    return null;
  return said.has(resumes) ? said.get(resumes) : saidBefore(facts, said, resumes);
}

function unsavedIn(message: AdapterMessage): boolean | null {
  switch (message.type) {
    case 'hello':
    case 'scene':
      return message.scene.unsaved;
    case 'saved':
      return message.unsaved;
    case 'saved_as':
      return false;
    default:
      return null;
  }
}
