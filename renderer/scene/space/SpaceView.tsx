import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Vector3 } from 'three';
import { createStore } from 'zustand/vanilla';
import type { ObjectId } from '#app/scene/index.ts';
import { Segmented } from '../../components/Segmented.tsx';
import { compareNames } from '../../model/outline.ts';
import { selectedOf } from '../../model/selection.ts';
import type { Choosing } from '../../model/selection.ts';
import { selectObjects } from '../../store/actions.ts';
import {
  changeDesk,
  store,
  useAxes,
  useDesk,
  useEditState,
  useRoom,
  useSelected,
} from '../../store/store.ts';
import { strings } from '../../strings.ts';
import { AxisBalls } from './AxisBalls.tsx';
import { Band } from './band.ts';
import { BandBox } from './BandBox.tsx';
import { CompareButton } from './CompareButton.tsx';
import type { Tool } from './drag.ts';
import { middleOf } from './drag.ts';
import { Editing, lockRefusal } from './editing.ts';
import type { Pixel } from './eye.ts';
import { Gizmo } from './Gizmo.tsx';
import { pressed, released } from './keys.ts';
import { Labels } from './Labels.tsx';
import { readPalette } from './palette.ts';
import { Picture } from './Picture.tsx';
import { followPointer } from './pointer.ts';
import { NOTHING_SAID, SaidLine, ViewName } from './SaidLine.tsx';
import type { Saying } from './SaidLine.tsx';
import { surroundings } from './surroundings.ts';
import { Tools, ViewButtons } from './Tools.tsx';
import { SHARED, useVersions } from './useVersions.ts';
import { lookedThrough } from './view.ts';
import { Viewport } from './viewport.ts';
import styles from './SpaceView.module.css';

interface SpaceViewProps {
  readonly onLost: (isLost: boolean) => void;
}

/** The shared scene in 3D, with what is suggested or collides as ghosts, and handles for what is selected. */
export default function SpaceView({ onLost }: SpaceViewProps) {
  const room = useRef<HTMLDivElement>(null);
  const pointer = useRef<Pixel | null>(null);
  const [viewport] = useState(() => new Viewport(readPalette(getComputedStyle(document.documentElement))));
  const [saying] = useState(() => createStore<Saying>()(() => NOTHING_SAID));
  const [editing] = useState(() => new Editing(viewport, surroundings, (said) => saying.setState({ said })));
  const [band] = useState(() => new Band((shown) => saying.setState({ band: shown })));
  const [tool, setTool] = useState<Tool>('select');
  const [helping, setHelping] = useState(false);
  const axes = useAxes();
  const edit = useEditState();
  const locks = useRoom((each) => each.locks);
  const active = useDesk((desk) => desk.object);
  const selected = useSelected();
  const pointed = useDesk((desk) => desk.pointed);
  const framed = useDesk((desk) => desk.framed);
  const tell = useCallback(
    (text: string): void => saying.setState({ said: { kind: 'told', text, isProblem: true } }),
    [saying],
  );
  const { scene, overlay, isShared, beside, choices, version, setVersion, conflict, comparison } =
    useVersions(viewport, saying, tell);
  useEffect(() => viewport.setAxes(axes), [viewport, axes]);
  useEffect(() => {
    viewport.show(scene.objects, overlay, isShared);
    editing.check(edit, locks);
  }, [viewport, editing, scene, overlay, isShared, edit, locks]);
  useEffect(() => {
    viewport.showGhosts(beside);
  }, [viewport, beside]);
  useEffect(() => {
    editing.forget();
    viewport.select(selected, active);
  }, [viewport, editing, selected, active]);
  useEffect(() => viewport.point(pointed), [viewport, pointed]);
  useEffect(() => {
    if (framed === null) return;
    viewport.frame(new Set(framed.objects), coveredPx(room.current));
    // Once: whoever comes back to this place later comes back to where they were.
    changeDesk({ framed: null });
  }, [viewport, framed]);
  useEffect(() => {
    if (conflict === undefined) return;
    const ids = new Set(conflict.items.slice(0, 1).map(({ id }) => id));
    // The sheet has its height only when it has been drawn.
    const frame = requestAnimationFrame(() => viewport.frame(ids, coveredPx(room.current)));
    return () => cancelAnimationFrame(frame);
  }, [viewport, conflict]);
  useEffect(() => () => viewport.dispose(), [viewport]);

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
    comparison,
    pointer: () => {
      const { width, height } = viewport.eye.size;
      return pointer.current ?? { x: width / 2, y: height / 2 };
    },
  };
  const refusal =
    edit === 'held' || edit === 'read_only' || edit === 'past' ? strings.space.refused[edit] : null;
  const locked = useMemo(
    () => (locks.size === 0 ? null : lockRefusal(selected, scene.objects, (id) => locks.has(id))),
    [selected, scene, locks],
  );
  const otherVersion = isShared ? null : strings.space.refused.otherVersion;
  const standing = tool === 'select' ? null : (refusal ?? otherVersion ?? locked);

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
          comparison.lose();
        }}
      >
        <Picture viewport={viewport} onLost={onLost} />
        <Labels viewport={viewport} />
        <BandBox saying={saying} />
        {tool === 'select' || standing !== null ? null : (
          <Gizmo viewport={viewport} handle={tool} frameOf={surroundings.frameOf} />
        )}
      </div>
      {choices.length < 2 ? null : (
        <div className={styles.versions}>
          <Segmented
            label={strings.space.versions}
            value={version}
            options={choices.map(({ key, label }) => ({ value: key, label }))}
            onChange={setVersion}
          />
          <CompareButton
            isAfter={version !== SHARED}
            saying={saying}
            onCompare={() => void comparison.toggle()}
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
