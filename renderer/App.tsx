import { Announcer } from './components/Announcer.tsx';
import { Banner } from './components/Banner.tsx';
import { Guarded } from './components/Guarded.tsx';
import { StatusLine } from './components/StatusLine.tsx';
import { useKeptKeys } from './components/useKeptKeys.ts';
import { useWindowKeys } from './components/useWindowKeys.ts';
import { Bar } from './bar/Bar.tsx';
import { Simulated } from './demo/Simulated.tsx';
import { HaltPanel } from './halt/HaltPanel.tsx';
import { Inspector } from './inspector/Inspector.tsx';
import { LeaveDialog } from './leaving/LeaveDialog.tsx';
import { Palette } from './palette/Palette.tsx';
import { NeedsYou } from './needs/NeedsYou.tsx';
import { ConflictsPlace } from './conflicts/ConflictsPlace.tsx';
import { EnginesPlace } from './places/EnginesPlace.tsx';
import { GuaranteesPlace } from './places/GuaranteesPlace.tsx';
import { HistoryPlace } from './places/HistoryPlace.tsx';
import { ProjectProblem } from './projects/ProjectProblem.tsx';
import { StillOpening } from './projects/StillOpening.tsx';
import { PanelEdge } from './panels/PanelEdge.tsx';
import { useInspector, useNeeds, usePanelStyle } from './panels/panels.ts';
import { Strip } from './panels/Strip.tsx';
import { PastBar } from './past/PastBar.tsx';
import { Rail } from './places/Rail.tsx';
import { RulesPlace } from './places/RulesPlace.tsx';
import { SettingsPlace } from './places/SettingsPlace.tsx';
import { ShelfPlace } from './places/ShelfPlace.tsx';
import { ScenePlace } from './scene/ScenePlace.tsx';
import { useDesk } from './store/store.ts';
import type { Place } from './store/store.ts';
import { Timeline } from './timeline/Timeline.tsx';
import styles from './App.module.css';

/** The window. A fault in one view leaves the others, and above all the override, as they are. */
export function App() {
  const needs = useNeeds();
  const inspector = useInspector();
  const panels = usePanelStyle(needs, inspector);
  const place = useDesk((desk) => desk.place);
  const isPast = useDesk((desk) => desk.past !== null) && place === 'control';
  const sought = useDesk((desk) => desk.sought);
  useKeptKeys();
  useWindowKeys();
  return (
    <div className={styles.window}>
      <Bar />
      <Guarded slim>
        <Simulated />
      </Guarded>
      <Guarded slim>
        <Banner />
      </Guarded>
      <Guarded slim>
        <div>
          <ProjectProblem />
          <StillOpening />
        </div>
      </Guarded>
      <div className={styles.desk} style={panels}>
        <Guarded slim>
          <Rail />
        </Guarded>
        {needs === 'docked' ? (
          <>
            <Guarded>
              <NeedsYou />
            </Guarded>
            <PanelEdge panel="needs" />
          </>
        ) : null}
        {needs === 'strip' ? <Strip panel="needs" /> : null}
        <main
          className={styles.stage}
          tabIndex={-1}
          data-wide={place === 'control' ? undefined : true}
          data-past={isPast || undefined}
        >
          {isPast ? (
            <Guarded slim>
              <PastBar />
            </Guarded>
          ) : null}
          <Guarded key={sought === null ? place : `${place} ${sought.times}`}>
            <PlaceView place={place} />
          </Guarded>
          <Guarded slim="over">
            <HaltPanel />
          </Guarded>
        </main>
        {inspector === 'docked' ? <PanelEdge panel="inspector" /> : null}
        {inspector === 'strip' ? <Strip panel="inspector" /> : null}
        {inspector === 'docked' || inspector === 'sheet' ? (
          <Guarded>
            <Inspector isSheet={inspector === 'sheet'} />
          </Guarded>
        ) : null}
      </div>
      <Guarded>
        <Timeline />
      </Guarded>
      <Guarded slim="over">
        <Palette />
      </Guarded>
      <Guarded slim="over">
        <LeaveDialog />
      </Guarded>
      <Guarded slim>
        <StatusLine />
      </Guarded>
      <Guarded slim="over">
        <Announcer />
      </Guarded>
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
    case 'rules':
      return <RulesPlace />;
    case 'guarantees':
      return <GuaranteesPlace />;
    case 'settings':
      return <SettingsPlace />;
  }
}
