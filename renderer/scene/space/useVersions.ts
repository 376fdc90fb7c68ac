/** Which version of the scene is drawn: what is shared, what is suggested, a side of a conflict, an earlier one; and the other. */
import { useEffect, useMemo, useState } from 'react';
import type { StoreApi } from 'zustand/vanilla';
import type { EngineViewpoint } from '#app/control-room/index.ts';
import type { Conflict } from '#app/ledger/index.ts';
import { projected } from '../../model/pending.ts';
import { ask } from '../../store/actions.ts';
import { useDesk, useRoom, useShownScene } from '../../store/store.ts';
import type { SceneView } from '../../store/room.ts';
import type { Past } from '../../store/store.ts';
import { strings } from '../../strings.ts';
import { Comparison } from './comparison.ts';
import { ghostsOf } from './ghosts.ts';
import type { GhostLayer } from './ghosts.ts';
import { versionOverlay } from './overlays.ts';
import type { Overlay } from './placement.ts';
import type { Saying } from './SaidLine.tsx';
import type { Viewport } from './viewport.ts';

/** The version that is shared. */
export const SHARED = 'shared';
/** What a version that is looked at is compared with. */
const OTHER = 'other';
const NO_VERSIONS: readonly never[] = [];

interface Choice {
  readonly key: string;
  readonly label: string;
}

export interface Versions {
  /** Another one with each change, of which the objects may be the same map. */
  readonly scene: SceneView;
  readonly overlay: Overlay;
  /** Whether it is what is shared that is drawn, and no other version of it. */
  readonly isShared: boolean;
  /** Ghosts beside what is drawn whole. */
  readonly beside: readonly GhostLayer[];
  /** Before comes first, after last. */
  readonly choices: readonly Choice[];
  readonly version: string;
  readonly setVersion: (key: string) => void;
  readonly conflict: Conflict | undefined;
  readonly comparison: Comparison;
}

export function useVersions(
  viewport: Viewport,
  saying: StoreApi<Saying>,
  tell: (problem: string) => void,
): Versions {
  const scene = useShownScene();
  const past = useDesk((desk) => desk.past);
  const now = useRoom((room) => room.scene);
  const changing = useRoom((room) => room.pending);
  const isPast = past !== null;
  // Neither what is on its way nor what is suggested is of an earlier version.
  const pending = isPast ? NO_VERSIONS : changing;
  const { ghosts, conflict } = useGhosts();
  const layers = (isPast ? null : ghosts)?.layers ?? NO_VERSIONS;
  const choices = useMemo(() => choicesOf(past, layers, conflict), [past, layers, conflict]);
  const compared = isPast ? pastName(past) : (ghosts?.of ?? null);
  const [chosen, setVersion] = useVersion(compared);
  // One that was looked at may be no more: of picks that are one side whole again there is none.
  const version = choices.some(({ key }) => key === chosen) ? chosen : SHARED;
  const drawn = isPast && version === OTHER ? (past.against ?? now) : scene;
  const layer = layers.find(({ key }) => key === version);
  const overlay = useMemo(
    () => versionOverlay(projected(drawn.objects, pending), layer),
    [drawn, pending, layer],
  );
  // A version that is shown whole has no ghost beside it.
  const beside = useMemo(() => layers.filter(({ key }) => key !== version), [layers, version]);

  const [comparison] = useState(() => new Comparison(viewport));
  useEffect(() =>
    comparison.attend({
      flip: () => {
        const other = version === SHARED ? choices.at(-1)?.key : SHARED;
        if (choices.length < 2 || other === undefined) return false;
        setVersion(other);
        return true;
      },
      settle: () => setVersion(SHARED),
      viewpoint: readViewpoint,
      say: (from) => saying.setState({ compared: from }),
      nothingToCompare: () => tell(strings.space.refused.nothingToCompare),
    }),
  );
  useEffect(() => comparison.compare(compared), [comparison, compared]);
  const isShared = layer === undefined;
  return { scene: drawn, overlay, isShared, beside, choices, version, setVersion, conflict, comparison };
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
  const picked = useDesk((desk) => (desk.picked?.conflict === open ? desk.picked?.items : undefined));
  const ghosts = useMemo(
    () => ghostsOf(scene.objects, waiting, conflict, lookedAt, picked),
    [scene, waiting, conflict, lookedAt, picked],
  );
  return { ghosts, conflict };
}

function choicesOf(
  past: Past | null,
  versions: readonly GhostLayer[],
  conflict: Conflict | undefined,
): readonly Choice[] {
  const words = strings.space;
  if (past !== null) {
    if (past.shown === null) return [];
    const { shown, against } = past;
    return [
      { key: SHARED, label: words.version(shown.revision) },
      { key: OTHER, label: against === null ? words.now : words.version(against.revision) },
    ];
  }
  return [
    { key: SHARED, label: words.shared },
    ...versions.map(({ key, tone, label }) => ({
      key,
      label: tone === 'agent' || conflict === undefined ? words.suggestedShort : label,
    })),
  ];
}

function pastName({ shown, against }: Past): string {
  return `version ${shown?.revision ?? ''} ${against?.revision ?? ''}`;
}

/** Asked when it is wanted: nothing is sent by itself of what an artist looks at. */
async function readViewpoint(): Promise<EngineViewpoint | null> {
  const answer = await ask('read_viewpoint', {});
  return answer.ok ? answer.value.viewpoint : null;
}

/** Which version is shown; of other ghosts, the shared one at first. */
function useVersion(of: string | null): [string, (next: string) => void] {
  const [shown, setShown] = useState({ of, version: SHARED });
  const version = shown.of === of ? shown.version : SHARED;
  return [version, (next) => setShown({ of, version: next })];
}
