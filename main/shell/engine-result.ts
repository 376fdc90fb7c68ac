/** What becomes of something that is done for an engine: a value, or a refusal that a person can act on. */
export type EngineResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | {
      readonly ok: false;
      readonly reason: { readonly code: string; readonly message: string; readonly path: null };
    };

export function failure(code: string, message: string): EngineResult<never> {
  return { ok: false, reason: { code, message, path: null } };
}
