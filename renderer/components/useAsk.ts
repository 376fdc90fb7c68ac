import { useCallback, useEffect, useRef, useState } from 'react';
import type { RequestBody, RequestName, RequestResults } from '#app/control-room/index.ts';
import { ask } from '../store/actions.ts';

interface Asking {
  /** True while main has not answered. */
  readonly busy: boolean;
  /** Why it was refused, for people; null when nothing was. */
  readonly problem: string | null;
  /** Asks, and resolves to the value, or null where `problem` says why there is none. */
  readonly run: <Name extends RequestName>(
    name: Name,
    body: RequestBody<Name>,
  ) => Promise<RequestResults[Name] | null>;
  readonly clear: () => void;
}

/** Requests of one place on screen, with their outcome kept beside the control that asked. */
export function useAsk(): Asking {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const shown = useRef(true);
  useEffect(() => {
    shown.current = true;
    return () => {
      shown.current = false;
    };
  }, []);
  const run = useCallback(async <Name extends RequestName>(name: Name, body: RequestBody<Name>) => {
    setBusy(true);
    setProblem(null);
    const answer = await ask(name, body);
    if (shown.current) {
      setBusy(false);
      if (!answer.ok) setProblem(answer.reason.message);
    }
    return answer.ok ? answer.value : null;
  }, []);
  const clear = useCallback(() => setProblem(null), []);
  return { busy, problem, run, clear };
}
