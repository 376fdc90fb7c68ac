import { useEffect, useEffectEvent, useState } from 'react';

/** How long an outcome stands, and what it is about can be taken back from it; from its details it can at any time. */
export const STANDS_SECONDS = 5;

/** Counts down while neither the pointer nor the keys are on it, nor what was asked of it is under way: the answer stands as
 * long as the outcome did. */
export function useStanding(onOver: () => void) {
  const [seconds, setSeconds] = useState(STANDS_SECONDS);
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  const [asking, setAsking] = useState(false);
  const isPaused = hovered || focused || asking;
  const over = useEffectEvent(onOver);
  useEffect(() => {
    if (isPaused) return undefined;
    const timer = setTimeout(() => {
      if (seconds > 1) setSeconds(seconds - 1);
      else over();
    }, 1_000);
    return () => clearTimeout(timer);
  }, [isPaused, seconds]);
  return {
    seconds,
    /** Something was asked of it, or answered. */
    ask: (on: boolean): void => {
      setAsking(on);
      if (!on) setSeconds(STANDS_SECONDS);
    },
    watch: {
      onPointerEnter: () => setHovered(true),
      onPointerLeave: () => setHovered(false),
      onFocus: () => setFocused(true),
      onBlur: () => setFocused(false),
    },
  };
}
