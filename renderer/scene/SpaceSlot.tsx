import { Component, lazy, Suspense } from 'react';
import type { ErrorInfo, ReactNode } from 'react';
import { Box } from 'lucide-react';
import { Empty } from '../components/Empty.tsx';
import { strings } from '../strings.ts';

/** Loaded when it is to be shown: most of what the window is made of is in it. */
const SpaceView = lazy(() => import('./space/SpaceView.tsx'));

interface SpaceSlotProps {
  readonly onLost: (isLost: boolean) => void;
  readonly onFailed: (why: string) => void;
}

/** The place of the 3D view: loads it, and tells where it cannot start. */
export function SpaceSlot({ onLost, onFailed }: SpaceSlotProps) {
  return (
    <Watched onFailed={onFailed}>
      <Suspense fallback={<Empty icon={<Box />} title={strings.space.loading} />}>
        <SpaceView onLost={onLost} />
      </Suspense>
    </Watched>
  );
}

interface WatchedProps {
  readonly onFailed: (why: string) => void;
  readonly children: ReactNode;
}

/** What goes wrong in the 3D view ends it alone: the list of objects takes its place. */
class Watched extends Component<WatchedProps, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { readonly hasFailed: boolean } {
    return { hasFailed: true };
  }

  override componentDidCatch(fault: Error, info: ErrorInfo): void {
    console.error(fault, info.componentStack);
    this.props.onFailed(fault.message);
  }

  override render(): ReactNode {
    return this.state.hasFailed ? null : this.props.children;
  }
}
