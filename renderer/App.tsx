import { Component } from 'react';
import type { ErrorInfo, ReactNode } from 'react';
import { Announcer } from './components/Announcer.tsx';
import { Banner } from './components/Banner.tsx';
import { Button } from './components/Button.tsx';
import { Empty } from './components/Empty.tsx';
import { StatusLine } from './components/StatusLine.tsx';
import { useKeptKeys } from './components/useKeptKeys.ts';
import { Bar } from './bar/Bar.tsx';
import { HaltPanel } from './halt/HaltPanel.tsx';
import { Inspector } from './inspector/Inspector.tsx';
import { LeaveDialog } from './leaving/LeaveDialog.tsx';
import { NeedsYou } from './needs/NeedsYou.tsx';
import { ConflictsPlace } from './conflicts/ConflictsPlace.tsx';
import { EnginesPlace } from './places/EnginesPlace.tsx';
import { GuaranteesPlace } from './places/GuaranteesPlace.tsx';
import { HistoryPlace } from './places/HistoryPlace.tsx';
import { Rail } from './places/Rail.tsx';
import { SettingsPlace } from './places/SettingsPlace.tsx';
import { ShelfPlace } from './places/ShelfPlace.tsx';
import { ScenePlace } from './scene/ScenePlace.tsx';
import { useDesk } from './store/store.ts';
import type { Place } from './store/store.ts';
import { strings } from './strings.ts';
import { Timeline } from './timeline/Timeline.tsx';
import styles from './App.module.css';

/** The window. A fault in one view leaves the others, and above all the override, as they are. */
export function App() {
  const place = useDesk((desk) => desk.place);
  useKeptKeys();
  return (
    <div className={styles.window}>
      <Bar />
      <Banner />
      <div className={styles.desk}>
        <Rail />
        {place === 'control' ? (
          <Guarded>
            <NeedsYou />
          </Guarded>
        ) : null}
        <main className={styles.stage} tabIndex={-1} data-wide={place === 'control' ? undefined : true}>
          <Guarded key={place}>
            <PlaceView place={place} />
          </Guarded>
          <HaltPanel />
        </main>
        <Guarded>
          <Inspector />
        </Guarded>
      </div>
      <Guarded>
        <Timeline />
      </Guarded>
      <LeaveDialog />
      <StatusLine />
      <Announcer />
    </div>
  );
}

function PlaceView({ place }: { readonly place: Place }) {
  switch (place) {
    case 'control':
      return <ScenePlace />;
    case 'conflicts':
      return <ConflictsPlace />;
    case 'history':
      return <HistoryPlace />;
    case 'shelf':
      return <ShelfPlace />;
    case 'engines':
      return <EnginesPlace />;
    case 'guarantees':
      return <GuaranteesPlace />;
    case 'settings':
      return <SettingsPlace />;
  }
}

/** Keeps a fault where it happened, and says so. */
class Guarded extends Component<{ readonly children: ReactNode }, { readonly fault: Error | null }> {
  override state: { readonly fault: Error | null } = { fault: null };

  static getDerivedStateFromError(fault: Error): { readonly fault: Error } {
    return { fault };
  }

  override componentDidCatch(fault: Error, info: ErrorInfo): void {
    console.error(fault, info.componentStack);
  }

  override render(): ReactNode {
    if (this.state.fault === null) return this.props.children;
    return (
      <Empty
        title={strings.problems.crashed}
        text={`${strings.problems.crashedText} (${this.state.fault.message})`}
      >
        <Button onClick={() => window.location.reload()}>{strings.problems.reload}</Button>
      </Empty>
    );
  }
}
