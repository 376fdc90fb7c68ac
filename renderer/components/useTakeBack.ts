import { useState } from 'react';
import type { TakenView } from '#app/control-room/index.ts';
import { useGuard } from '../needs/useGuard.ts';
import { takeBackChange } from '../store/actions.ts';

interface TakingBack {
  /** On its way, or a click that was meant for what stood here a moment ago may be: the second of two would take back
   * the taking back. */
  readonly busy: boolean;
  /** Why it was refused, for people; null when it was not. */
  readonly problem: string | null;
  /** What goes back; null before it was asked for. */
  readonly taken: TakenView | null;
  readonly run: () => Promise<void>;
}

/** Taking back one confirmed change, with its outcome kept beside the button that asked. */
export function useTakeBack(n: number): TakingBack {
  const [state, setState] = useState<Omit<TakingBack, 'run'>>({ busy: false, problem: null, taken: null });
  const guarded = useGuard(`${n} ${state.taken === null ? '' : 'taken'}`);
  const run = async (): Promise<void> => {
    setState({ busy: true, problem: null, taken: null });
    const answer = await takeBackChange(n);
    setState({
      busy: false,
      problem: answer.ok ? null : answer.reason.message,
      taken: answer.ok ? answer.value.taken : null,
    });
  };
  return { ...state, busy: state.busy || guarded, run };
}
