import { useMemo, useRef } from 'react';
import { Tabs } from '@base-ui/react/tabs';
import { Box, GitCommitHorizontal, Plug } from 'lucide-react';
import { Empty } from '../components/Empty.tsx';
import { useReturnFocus } from '../components/useReturnFocus.ts';
import { FoldButton } from '../panels/FoldButton.tsx';
import { fold } from '../panels/panels.ts';
import { BringBack } from '../halt/BringBack.tsx';
import { findChange } from '../model/changes.ts';
import { formatCount } from '../numbers.ts';
import { showTab } from '../store/actions.ts';
import { useDesk, useRoom, useSelected, useShownScene } from '../store/store.ts';
import type { InspectorTab } from '../store/store.ts';
import { strings } from '../strings.ts';
import { ChangeTab } from './ChangeTab.tsx';
import { ConnectionTab } from './ConnectionTab.tsx';
import { NotThere } from './NotThere.tsx';
import { ObjectTab } from './ObjectTab.tsx';
import { SeveralChanges } from './SeveralChanges.tsx';
import { SeveralObjects } from './SeveralObjects.tsx';
import styles from './Inspector.module.css';

const TABS: readonly InspectorTab[] = ['object', 'change', 'connection'];

/** What is selected: its object, its change, the connection it came by. */
export function Inspector({ isSheet = false }: { readonly isSheet?: boolean }) {
  const panel = useRef<HTMLElement>(null);
  const tab = useDesk((desk) => desk.tab);
  const forced = useDesk((desk) => desk.force !== null);
  useReturnFocus(panel, 'nothing');
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Esc puts a sheet away, wherever in it the focus is
    <aside
      ref={panel}
      className={styles.inspector}
      aria-label={strings.inspector.region}
      data-forced={forced || undefined}
      data-over={isSheet || undefined}
      onKeyDown={(event) => {
        if (isSheet && event.key === 'Escape' && !event.defaultPrevented) fold('inspector');
      }}
    >
      <Tabs.Root className={styles.tabs} value={tab} onValueChange={(next: InspectorTab) => showTab(next)}>
        <div className={styles.head}>
          <Tabs.List className={styles.list} activateOnFocus>
            {TABS.map((each) => (
              <Tabs.Tab key={each} className={styles.tab} value={each}>
                {strings.inspector[each]}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <FoldButton panel="inspector" isSheet={isSheet} />
        </div>
        <Tabs.Panel className={styles.panel} value="object">
          <ObjectPanel />
        </Tabs.Panel>
        <Tabs.Panel className={styles.panel} value="change">
          <ChangePanel />
        </Tabs.Panel>
        <Tabs.Panel className={styles.panel} value="connection">
          <ConnectionPanel />
        </Tabs.Panel>
      </Tabs.Root>
    </aside>
  );
}

function ObjectPanel() {
  const id = useDesk((desk) => desk.object);
  const scene = useShownScene();
  const past = useDesk((desk) => desk.past?.shown ?? null);
  const selected = useSelected();
  const there = useMemo(() => [...selected].filter((each) => scene.objects.has(each)), [selected, scene]);
  const object = id === null ? undefined : scene.objects.get(id);
  if (id === null)
    return <Empty icon={<Box />} title={strings.inspector.noObject} text={strings.inspector.noObjectText} />;
  if (there.length > 1) return <SeveralObjects ids={there} active={id} />;
  if (object === undefined && past !== null)
    return (
      <Empty icon={<Box />} title={strings.past.notThere(formatCount(past.revision))}>
        <BringBack key={id} small suggested={past.revision} objects={[id]} />
      </Empty>
    );
  if (object === undefined) return <NotThere key={id} id={id} />;
  return <ObjectTab key={id} truth={object} />;
}

function ChangePanel() {
  const id = useDesk((desk) => desk.change);
  const row = useDesk((desk) => desk.row);
  const held = useRoom((room) => (id === null ? undefined : findChange(room.changes, id)));
  const change = held ?? (row !== null && row.id === id ? row : undefined);
  const waiting = useRoom((room) => room.waiting.find((each) => each.id === id));
  const marked = useDesk((desk) => desk.marked);
  const isOneOfSeveral = id !== null && marked.size > 1 && marked.has(id);
  if (change === undefined && waiting === undefined) {
    return (
      <Empty
        icon={<GitCommitHorizontal />}
        title={strings.inspector.noChange}
        text={strings.inspector.noChangeText}
      />
    );
  }
  return (
    <>
      {isOneOfSeveral ? <SeveralChanges key={[...marked].join()} marked={marked} /> : null}
      <ChangeTab key={id} change={change} waiting={waiting} isOneOfSeveral={isOneOfSeveral} />
    </>
  );
}

function ConnectionPanel() {
  const chosen = useDesk((desk) => desk.session);
  const sessions = useRoom((room) => room.sessions);
  const session =
    sessions.find((each) => each.session === chosen) ??
    sessions.find((each) => each.state !== 'revoked') ??
    sessions[0];
  if (session === undefined) {
    return (
      <Empty
        icon={<Plug />}
        title={strings.inspector.noConnection}
        text={strings.inspector.noConnectionText}
      />
    );
  }
  return <ConnectionTab key={session.session} session={session} />;
}
