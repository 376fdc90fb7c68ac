/** The one way by which the page asks main for anything. */
import type {
  ControlRoomApi,
  RequestBody,
  RequestName,
  RequestResults,
  Result,
} from '#app/control-room/index.ts';
import { strings } from '../strings.ts';

declare global {
  interface Window {
    /** Set by the preload; absent where this page is opened outside VibeSync. */
    readonly vibesync?: ControlRoomApi;
  }
}

/** Asks main. A call that fails on its way is an answer like any other refusal. */
export async function ask<Name extends RequestName>(
  name: Name,
  body: RequestBody<Name>,
): Promise<Result<RequestResults[Name]>> {
  const api = window.vibesync;
  if (api === undefined) return unanswered(strings.problems.noBridge);
  try {
    return await api.request(name, body);
  } catch (error) {
    return unanswered(error instanceof Error ? error.message : strings.problems.unanswered);
  }
}

function unanswered(message: string): {
  readonly ok: false;
  readonly reason: { code: string; message: string; path: null };
} {
  return { ok: false, reason: { code: 'unanswered', message, path: null } };
}
