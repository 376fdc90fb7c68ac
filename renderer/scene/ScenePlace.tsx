import { Box, PanelLeftClose, PanelLeftOpen, Search, X } from 'lucide-react';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { WaitingView } from '#app/control-room/index.ts';
import { AwaySheet } from '../away/AwaySheet.tsx';
import { ConflictSheet } from '../conflicts/ConflictSheet.tsx';
import { VariantsSheet } from '../variants/VariantsSheet.tsx';
import { Empty } from '../components/Empty.tsx';
import { Button, IconButton } from '../components/Button.tsx';
import { Mark } from '../components/Mark.tsx';
import { Segmented } from '../components/Segmented.tsx';
import { isTyping } from '../components/typing.ts';
import { useMedia } from '../components/useMedia.ts';
import { AXES } from '../axes.ts';
import { outlineOf, SiblingOrder } from '../model/outline.ts';
import { isConnected } from '../model/verdict.ts';
import { isShortcut, useKeys } from '../shortcuts.ts';
import { prefer, showCard } from '../store/actions.ts';
import { useAxes, useDesk, useRoom, useSelected, useShownScene } from '../store/store.ts';
import { strings } from '../strings.ts';
import { FirstRun } from './FirstRun.tsx';
import { Outliner } from './Outliner.tsx';
import { SpaceSlot } from './SpaceSlot.tsx';
import { useSpace } from './useSpace.ts';
import type { Unable } from './webgl.ts';
import styles from './ScenePlace.module.css';

const NONE: readonly WaitingView[] = [];

/** The shared scene: in 3D with the list of its objects beside it, or the list alone. */
export function ScenePlace() {
  const scene = useShownScene();
  const waits = useRoom((room) => room.waiting);
  const isPast = useDesk((desk) => desk.past !== null);
  // What is suggested is suggested for now.
  const waiting = isPast ? NONE : waits;
  const attached = useRoom((room) => room.status !== null);
  const untouched = useRoom(
    (room) =>
      room.scene.objects.size === 0 &&
      !room.sessions.some(isConnected) &&
      room.agents.length === 0 &&
      (room.status?.revision ?? 0) === 0,
  );
  const [showsKey, setShowsKey] = useState(false);
  const isFirst = untouched || showsKey;
  const axes = useAxes();
  const selectedCount = useSelected().size;
  const [search, setSearch] = useState('');
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const sought = useDeferredValue(search);
  const field = useRef<HTMLInputElement>(null);
  const [siblings] = useState(() => new SiblingOrder());
  const outline = useMemo(
    () => outlineOf(scene.objects, waiting, folded, sought, siblings),
    [scene, waiting, folded, sought, siblings],
  );
  const space = useSpace();
  const keysOf = useKeys();
  const isDrawn = space.isWanted && attached && !isFirst;
  const isSplit = isDrawn && space.unable === null;
  // Nothing to list: what there is to say stands where something would be drawn.
  const isBare = isSplit && outline.rows.length === 0 && search === '';
  const hasOutliner = (useHasOutliner() && !isBare) || !isSplit || search !== '';
  const suggested = waiting.reduce((sum, each) => sum + each.of.operations, 0);

  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (!isShortcut(event, 'find_object') || isTyping(event.target)) return;
      event.preventDefault();
      // What is found shows in the list.
      if (!hasOutliner) prefer({ hasOutliner: true });
      field.current?.focus();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [hasOutliner]);

  const toggle = (id: string, open: boolean): void => {
    const next = new Set(folded);
    if (open) next.delete(id);
    else next.add(id);
    setFolded(next);
  };

  const body = !attached ? (
    <Empty title={strings.scene.loading} />
  ) : isFirst ? (
    <FirstRun onKey={setShowsKey} />
  ) : outline.rows.length > 0 ? (
    <Outliner rows={outline.rows} sought={sought} onToggle={toggle} />
  ) : sought.trim() !== '' ? (
    <Empty icon={<Search />} title={strings.scene.nothingFound(sought.trim())} />
  ) : (
    <Empty icon={<Box />} title={strings.scene.none} text={strings.scene.noneText} />
  );
  return (
    <section className={styles.scene} aria-label={strings.scene.region}>
      <header className={styles.head}>
        <h2>{strings.scene.title}</h2>
        {isSplit && !isBare ? (
          <IconButton
            label={hasOutliner ? strings.space.outlinerFold : strings.space.outlinerOpen}
            aria-expanded={hasOutliner}
            onClick={() => prefer({ hasOutliner: !hasOutliner })}
          >
            {hasOutliner ? <PanelLeftClose aria-hidden="true" /> : <PanelLeftOpen aria-hidden="true" />}
          </IconButton>
        ) : null}
        <div className={styles.search} role="search">
          <Search aria-hidden="true" />
          <input
            ref={field}
            type="text"
            role="searchbox"
            aria-label={strings.scene.search}
            placeholder={strings.scene.search}
            spellCheck={false}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              if (search === '') event.currentTarget.blur();
              setSearch('');
            }}
          />
          {search === '' ? (
            <kbd aria-hidden="true">{keysOf('find_object').join(' ')}</kbd>
          ) : (
            <IconButton label={strings.scene.clearSearch} onClick={() => setSearch('')}>
              <X aria-hidden="true" />
            </IconButton>
          )}
        </div>
        {/* Beside the 3D view the list has no figures, and the inspector has this itself. */}
        {isSplit ? null : (
          <Segmented
            quiet
            label={strings.axes.label}
            value={axes}
            options={AXES.map((each) => ({ value: each, label: strings.axes[each] }))}
            onChange={(next) => prefer({ axes: next })}
          />
        )}
      </header>
      <div className={styles.body} data-split={isSplit || undefined} data-folded={!hasOutliner || undefined}>
        {isDrawn && space.unable !== null ? (
          <p className={styles.unable} role="status">
            {unableText(space.unable)}
            {space.unable === 'absent' ? null : (
              <Button small onClick={space.tryAgain}>
                {strings.space.again}
              </Button>
            )}
          </p>
        ) : null}
        {hasOutliner ? <div className={styles.list}>{body}</div> : null}
        {isDrawn && space.mounts ? (
          <div className={styles.space} data-away={!isSplit || undefined}>
            <SpaceSlot key={space.times} onLost={space.onLost} onFailed={space.onFailed} />
          </div>
        ) : null}
        {isBare ? <div className={styles.bare}>{body}</div> : null}
      </div>
      {untouched || !attached ? null : (
        <footer className={styles.foot}>
          <span>
            {sought.trim() === ''
              ? strings.scene.objects(scene.objects.size)
              : strings.scene.found(outline.found, scene.objects.size)}
            {selectedCount > 1 ? ` · ${strings.scene.selectedCount(selectedCount)}` : ''}
          </span>
          {suggested === 0 ? null : (
            <button type="button" className={styles.suggested} onClick={() => showCard(waiting[0]?.id ?? '')}>
              <Mark tone="agent" hollow /> {strings.scene.suggested(suggested)}
            </button>
          )}
        </footer>
      )}
      <ConflictSheet />
      <VariantsSheet />
      <AwaySheet />
    </section>
  );
}

/** Chosen, or by whether there is room for both. */
function useHasOutliner(): boolean {
  const chosen = useDesk((desk) => desk.preferences.hasOutliner);
  const isWide = useMedia('(min-width: 1360px)');
  return chosen ?? isWide;
}

function unableText(unable: Unable): string {
  const words = strings.space.unable;
  return typeof unable === 'string' ? words[unable] : words.failed(unable.why);
}
