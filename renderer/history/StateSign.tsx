import { Check, CircleDashed, CornerUpRight, EqualNot, Play, X } from 'lucide-react';
import { shapeOfState } from '#app/control-room/change-shapes.ts';
import type { ChangeShape } from '#app/control-room/index.ts';
import type { IntentState } from '#app/intents/index.ts';

const SIGNS: Readonly<Record<ChangeShape, typeof Check>> = {
  done: Check,
  applying: Play,
  waiting: CircleDashed,
  conflict: EqualNot,
  failed: X,
  superseded: CornerUpRight,
};

/** What became of a change, by shape: its word stands beside it. */
export function StateSign({ state }: { readonly state: IntentState }) {
  const Sign = SIGNS[shapeOfState(state)];
  return <Sign aria-hidden="true" />;
}
