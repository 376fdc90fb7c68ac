import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Conflict } from '#app/ledger/index.ts';
import type { ObjectId } from '#app/scene/index.ts';
import { Vector3 } from 'three';
import { createStore } from 'zustand/vanilla';
import { Segmented } from '../../components/Segmented.tsx';
import { change } from '../../inspector/change.ts';
import { frameOf } from '../../model/facets.ts';
import { LENGTH_UNITS } from '../../numbers.ts';
import { compareNames } from '../../model/outline.ts';
import { projected } from '../../model/pending.ts';
import { selectedOf } from '../../model/selection.ts';
import type { Choosing } from '../../model/selection.ts';
import { selectObjects } from '../../store/actions.ts';
import {
  axesOf,
  editStateOf,
  readingOf,
  shownSceneOf,
  store,
  useAxes,
  useDesk,
  useEditState,
  useRoom,
  useSelected,
  useShownScene,
} from '../../store/store.ts';
import type { ControlRoom } from '../../store/store.ts';
import { strings } from '../../strings.ts';
import { AxisBalls } from './AxisBalls.tsx';
import { Band } from './band.ts';
import { BandBox } from './BandBox.tsx';
import type { Tool } from './drag.ts';
import { middleOf } from './drag.ts';
import { Editing } from './editing.ts';
import type { Surroundings } from './editing.ts';
import type { Pixel } from './eye.ts';
import { ghostsOf } from './ghosts.ts';
import { Gizmo } from './Gizmo.tsx';
import { pressed, released } from './keys.ts';
import { Labels } from './Labels.tsx';
import { versionOverlay } from './overlays.ts';
import { readPalette } from './palette.ts';
import { Picture } from './Picture.tsx';
import { followPointer } from './pointer.ts';
import { NOTHING_SAID, SaidLine, ViewName } from './SaidLine.tsx';
import type { Saying } from './SaidLine.tsx';
import { Tools, ViewButtons } from './Tools.tsx';
import { lookedThrough } from './view.ts';
import { Viewport } from './viewport.ts';
import styles from './SpaceView.module.css';

/** The version that is shared. */
const SHARED = 'shared';
const NO_VERSIONS: readonly never[] = [];

interface SpaceViewProps {
  readonly onLost: (isLost: boolean) => void;
}

/** The shared scene in 3D, with what is suggested or collides as ghosts, and handles for what is selected. */
export default function SpaceView({ onLost }: SpaceViewProps) {
  const room = useRef<HTMLDivElement>(null);
  const pointer = useRef<Pixel | null>(null);
  /** While Space is held: what was shown before. */
  const beforeFlip = useRef<string | null>(null);
  const [viewport] = useState(() => new Viewport(readPalette(getComputedStyle(document.documentElement))));
  const [saying] = useState(() => createStore<Saying>()(() => NOTHING_SAID));
  const [editing] = useState(() => new Editing(viewport, surroundings, (said) => saying.setState({ said })));
  const [band] = useState(() => new Band((shown) => saying.setState({ band: shown })));
  const [tool, setTool] = useState<Tool>('select');
  const [helping, setHelping] = useState(false);
  const axes = useAxes();
  const edit = useEditState();
  const scene = useShownScene();
  const locks = useRoom((each) => each.locks);
  const isPast = useDesk((desk) => desk.past !== null);
  const changing = useRoom((each) => each.pending);
  // Neither what is on its way nor what is suggested is of an earlier version.
  const pending = isPast ? NO_VERSIONS : changing;
  const active = useDesk((desk) => desk.object);
  const selected = useSelected();
  const pointed = useDesk((desk) => desk.pointed);
  const framed = useDesk((desk) => desk.framed);
  const { ghosts, conflict } = useGhosts();
  const [version, setVersion] = useVersion(ghosts?.of ?? null);
  const versions = (isPast ? null : ghosts)?.layers ?? NO_VERSIONS;

  const overlay = useMemo(
    () =>
      versionOverlay(
        projected(scene.objects, pending),
        versions.find(({ key }) => key === version),
      ),
    [scene, pending, versions, version],
  );
  useEffect(() => viewport.setAxes(axes), [viewport, axes]);
  useEffect(() => {
    viewport.show(scene.objects, overlay);
    editing.check(edit, locks);
  }, [viewport, editing, scene, overlay, edit, locks]);
  useEffect(() => {
    // A version that is shown whole has no ghost beside it.
    viewport.showGhosts(versions.filter(({ key }) => key !== version));
  }, [viewport, versions, version]);
  useEffect(() => {
    editing.forget();
    viewport.select(selected, active);
  }, [viewport, editing, selected, active]);
  useEffect(() => viewport.point(pointed), [viewport, pointed]);
  useEffect(() => {
    if (framed !== null) viewport.frame(new Set([framed.object]), coveredPx(room.current));
  }, [viewport, framed]);
  useEffect(() => {
    if (conflict === undefined) return;
    const ids = new Set(conflict.items.slice(0, 1).map(({ id }) => id));
    // The sheet has its height only when it has been drawn.
    const frame = requestAnimationFrame(() => viewport.frame(ids, coveredPx(room.current)));
    return () => cancelAnimationFrame(frame);
  }, [viewport, conflict]);
  useEffect(() => () => viewport.dispose(), [viewport]);

  const tell = useCallback(
    (text: string): void => saying.setState({ said: { kind: 'told', text, isProblem: true } }),
    [saying],
  );
  const select = useCallback(
    (ids: readonly ObjectId[], how: Choosing): void => {
      const problem = selectObjects(ids, how);
      if (problem !== null) tell(problem);
    },
    [tell],
  );
  const handle = tool === 'select' ? 'move' : tool;
  const handleNow = useRef(handle);
  useEffect(() => {
    handleNow.current = handle;
  }, [handle]);
  useEffect(() => {
    const element = room.current;
    if (element === null) return;
    const track = (event: PointerEvent): void => {
      const { left, top } = element.getBoundingClientRect();
      pointer.current = { x: event.clientX - left, y: event.clientY - top };
    };
    element.addEventListener('pointermove', track);
    const end = followPointer(element, viewport, editing, band, {
      select,
      active: () => store.getState().desk.object,
      isSelected: (id) => selectedOf(store.getState().desk).has(id),
      handle: () => handleNow.current,
    });
    return () => {
      element.removeEventListener('pointermove', track);
      end();
    };
  }, [viewport, editing, band, select]);

  const frameSelected = useCallback((): void => {
    const ids = selectedOf(store.getState().desk);
    if (ids.size === 0 || !viewport.frame(ids, coveredPx(room.current))) viewport.frameAll();
  }, [viewport]);
  const flip = (isHeld: boolean): void => {
    if (isHeld) {
      beforeFlip.current = version;
      setVersion(version === SHARED ? (versions.at(-1)?.key ?? SHARED) : SHARED);
    } else if (beforeFlip.current !== null) {
      setVersion(beforeFlip.current);
      beforeFlip.current = null;
    }
  };
  const targets = {
    viewport,
    editing,
    frameSelected,
    lookThroughCamera: () => {
      if (!lookThroughCamera(viewport)) tell(strings.space.refused.noCamera);
    },
    selectAll: () => select(viewport.drawnObjects(), 'only'),
    selectNone: () => select([], 'only'),
    band,
    help: () => setHelping(true),
    flip,
    pointer: () => {
      const { width, height } = viewport.eye.size;
      return pointer.current ?? { x: width / 2, y: height / 2 };
    },
  };
  const refusal =
    edit === 'held' || edit === 'read_only' || edit === 'past' ? strings.space.refused[edit] : null;
  const standing = tool === 'select' ? null : (refusal ?? (locks.size > 0 ? editing.refusal() : null));

  return (
    <div className={styles.space}>
      <div
        ref={room}
        className={styles.room}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- keys turn the view, and act in it alone
        tabIndex={0}
        role="application"
        aria-label={strings.space.region}
        aria-description={strings.space.hint}
        onKeyDown={(event) => {
          if (event.target === event.currentTarget && pressed(event, targets)) event.preventDefault();
        }}
        onKeyUp={(event) => released(event, targets)}
        onBlur={(event) => {
          if (event.target !== event.currentTarget) return;
          editing.cancel();
          band.cancel();
          flip(false);
        }}
      >
        <Picture viewport={viewport} onLost={onLost} />
        <Labels viewport={viewport} />
        <BandBox saying={saying} />
        {tool === 'select' || standing !== null ? null : (
          <Gizmo viewport={viewport} handle={tool} frameOf={surroundings.frameOf} />
        )}
      </div>
      {versions.length === 0 ? null : (
        <div className={styles.versions}>
          <Segmented
            label={strings.space.versions}
            value={version}
            options={[
              { value: SHARED, label: strings.space.shared },
              ...versions.map(({ key, tone, label }) => ({
                value: key,
                label: tone === 'agent' || conflict === undefined ? strings.space.suggestedShort : label,
              })),
            ]}
            onChange={setVersion}
          />
        </div>
      )}
      <Tools tool={tool} onTool={setTool} refusal={refusal} />
      <AxisBalls viewport={viewport} axes={axes} />
      <ViewButtons onFrameAll={() => viewport.frameAll()} helping={helping} onHelping={setHelping} />
      <ViewName viewport={viewport} />
      <SaidLine
        saying={saying}
        // Where handles would be, it says why there are none.
        standing={standing}
      />
    </div>
  );
}

const surroundings: Surroundings = {
  edit: () => editStateOf(store.getState()),
  isLocked: (id) => store.getState().room.locks.has(id),
  frameOf: (id) => frameOf(id, readingNow(store.getState())),
  lengthUnitM: () => LENGTH_UNITS[store.getState().desk.preferences.unit].metres,
  submit: async (operations, part, objects) => {
    const parts = strings.parts[axesOf(store.getState())];
    const what = { move: parts.location, turn: parts.rotation, scale: parts.scale }[part];
    return change(operations, what, objects);
  },
};

function readingNow(state: ControlRoom): ReturnType<typeof readingOf> {
  return readingOf(axesOf(state), state.desk.preferences.unit, shownSceneOf(state));
}

function useGhosts(): {
  readonly ghosts: ReturnType<typeof ghostsOf>;
  readonly conflict: Conflict | undefined;
} {
  const scene = useRoom((room) => room.scene);
  const waiting = useRoom((room) => room.waiting);
  const conflicts = useRoom((room) => room.conflicts);
  const open = useDesk((desk) => desk.conflict);
  const lookedAt = useDesk((desk) => desk.change);
  const conflict = conflicts.find(({ id }) => id === open);
  const ghosts = useMemo(
    () => ghostsOf(scene.objects, waiting, conflict, lookedAt),
    [scene, waiting, conflict, lookedAt],
  );
  return { ghosts, conflict };
}

/** Which version is shown; of other ghosts, the shared one at first. */
function useVersion(of: string | null): [string, (next: string) => void] {
  const [shown, setShown] = useState({ of, version: SHARED });
  const version = shown.of === of ? shown.version : SHARED;
  return [version, (next) => setShown({ of, version: next })];
}

/** The selected camera, else the first by name. @returns whether there is one */
function lookThroughCamera(viewport: Viewport): boolean {
  const cameras = [...viewport.placement.all()]
    .filter(({ object }) => object.kind === 'camera')
    .sort((a, b) => compareNames(a.object.name, b.object.name));
  const camera = viewport.selected?.object.kind === 'camera' ? viewport.selected : cameras[0];
  if (camera === undefined) return false;
  const direction = new Vector3(0, 0, -1).transformDirection(camera.world);
  viewport.look(
    lookedThrough(viewport.view, middleOf(camera), [direction.x, direction.y, direction.z]),
    true,
  );
  return true;
}

/** How much of the picture's foot lies under the sheet or panel that is over the stage. */
function coveredPx(room: HTMLElement | null): number {
  const cover = room?.closest('main')?.querySelector('[data-cover]');
  if (room === null || cover === null || cover === undefined) return 0;
  return Math.max(0, Math.ceil(room.getBoundingClientRect().bottom - cover.getBoundingClientRect().top));
}
