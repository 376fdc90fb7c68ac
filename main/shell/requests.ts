/**
 * The door for what the window asks: a known name, a body that its schema accepts, a queue with a bound, one handler
 * each. The emergency override does not stand in that queue: it acts the moment its message arrives (AUTH-1, R28).
 */
import { requestSchemas } from '#app/control-room/index.ts';
import type { projectRequests } from '#app/control-room/projects.ts';
import type { settingsRequests } from '#app/control-room/settings.ts';
import type { RequestBody, RequestName, RequestResults, Result } from '#app/control-room/index.ts';
import { describeError } from './log.ts';
import type { ShellLog } from './log.ts';

/** Requests that wait for their turn; a window that asks for more is refused until some are done. */
export const MAX_WAITING_REQUESTS = 1_024;
/** How long requests are started in one turn of the event loop before others get theirs. */
const SLICE_MS = 4;

export type Handler<Name extends RequestName> = (
  body: RequestBody<Name>,
) => Promise<Result<RequestResults[Name]>>;

/** A handler for every request but `halt`, which the door itself acts on. A missing one does not compile. */
export type RequestHandlers = { readonly [Name in Exclude<RequestName, 'halt'>]: Handler<Name> };

/** About what this computer keeps, whichever project is open. */
export type SettingsRequest = keyof typeof settingsRequests;

/** A handler for every request, but for those that the shell answers itself. */
export type ShellHandlers = Omit<
  RequestHandlers,
  'copy_text' | 'answer_leaving' | 'start_demo' | 'end_demo' | SettingsRequest
>;

/** Those of them that are about the open project; the others are about which one that is. */
export type HostHandlers = Omit<ShellHandlers, keyof typeof projectRequests>;

export interface RequestDoor {
  /** Takes a message whose sender has been checked. Never rejects. */
  receive(name: unknown, body: unknown): Promise<Result<unknown>>;
}

interface DoorOptions {
  readonly handlers: RequestHandlers;
  /** Acts on the override; called before `receive` returns. */
  readonly onHalt: () => void;
  readonly log: ShellLog;
  /** Runs a callback in a later turn of the event loop. */
  readonly defer?: (callback: () => void) => void;
  readonly nowMs?: () => number;
}

interface WaitingRequest {
  readonly name: Exclude<RequestName, 'halt'>;
  readonly body: unknown;
  readonly answer: (result: Result<unknown>) => void;
}

export function createRequestDoor({
  handlers,
  onHalt,
  log,
  defer = setImmediate,
  nowMs = () => performance.now(),
}: DoorOptions): RequestDoor {
  const waiting: WaitingRequest[] = [];
  let draining = false;

  /** Starts what waits, oldest first. Requests that arrive meanwhile, a halt above all, come between two slices. */
  const drain = (): void => {
    const end = nowMs() + SLICE_MS;
    do {
      const next = waiting.shift();
      if (next === undefined) break;
      void perform(handlers, next.name, next.body, log).then(next.answer);
    } while (nowMs() < end);
    draining = waiting.length > 0;
    if (draining) defer(drain);
  };

  return {
    receive(name, body) {
      if (!isRequestName(name)) return settled(refusal('unknown_request', 'There is no such request.'));
      if (name === 'halt') return settled(haltNow(body, onHalt, log));
      if (waiting.length >= MAX_WAITING_REQUESTS) {
        return settled(
          refusal('too_many_requests', 'The window asks for more than can be done at once; try again.'),
        );
      }
      return new Promise((answer) => {
        waiting.push({ name, body, answer });
        if (draining) return;
        draining = true;
        defer(drain);
      });
    },
  };
}

function haltNow(body: unknown, onHalt: () => void, log: ShellLog): Result<unknown> {
  const parsed = requestSchemas.halt.safeParse(body);
  // A press is never refused for its form: whatever came with it, somebody wants everything to stop.
  if (!parsed.success) log({ level: 'warn', what: 'halt_with_body', detail: {} });
  try {
    onHalt();
    return { ok: true, value: {} };
  } catch (error) {
    log({ level: 'error', what: 'halt_failed', detail: { error: describeError(error) } });
    return refusal(
      'internal_error',
      'The override failed inside VibeSync. Quit the application to stop everything.',
    );
  }
}

async function perform(
  handlers: RequestHandlers,
  name: Exclude<RequestName, 'halt'>,
  body: unknown,
  log: ShellLog,
): Promise<Result<unknown>> {
  try {
    const parsed = requestSchemas[name].safeParse(body);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      return refusal(
        'invalid_request',
        issue?.message ?? 'The request has the wrong form.',
        issue === undefined || issue.path.length === 0 ? null : issue.path.join('.'),
      );
    }
    // The name picks handler and schema alike, which TypeScript cannot follow through a union.
    const handle = handlers[name] as (parsed: unknown) => Promise<Result<unknown>>;
    return await handle(parsed.data);
  } catch (error) {
    log({ level: 'error', what: 'request_failed', detail: { name, error: describeError(error) } });
    return refusal(
      'internal_error',
      'Something in VibeSync failed while doing this. The log has the details.',
    );
  }
}

export function refusal(code: string, message: string, path: string | null = null): Result<never> {
  return { ok: false, reason: { code, message, path } };
}

function isRequestName(name: unknown): name is RequestName {
  return typeof name === 'string' && Object.hasOwn(requestSchemas, name);
}

const settled = <Value>(value: Value): Promise<Value> => Promise.resolve(value);
