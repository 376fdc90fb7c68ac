/** The colours and type that the canvas draws with: the window's own tokens, or the system's where it forces colours. */
import type { ChangeShape } from '#app/control-room/change-shapes.ts';
import { TONES } from '../model/actors.ts';
import type { Tone } from '../model/actors.ts';

export interface Palette {
  readonly font: string;
  readonly figures: string;
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly ground: string;
  readonly flag: string;
  readonly tick: string;
  readonly clip: string;
  readonly clipText: string;
  readonly clipHover: string;
  readonly forced: string;
  readonly applying: string;
  readonly onConflict: string;
  readonly failedGround: string;
  readonly waitingGround: string;
  readonly bar: string;
  readonly unread: string;
  readonly selected: string;
  readonly accent: string;
  readonly override: string;
  readonly tones: Readonly<Record<Tone, string>>;
  readonly shapes: Readonly<Record<ChangeShape, string>>;
  /** The system's own few colours: edges have to say what fills cannot. */
  readonly isForced: boolean;
}

const FORCED = '(forced-colors: active)';

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const isForced = matchMedia(FORCED).matches;
  const read = (token: string, forced: string): string =>
    isForced ? forced : style.getPropertyValue(token).trim();
  const toneTokens: Readonly<Record<Tone, string>> = {
    override: '--override',
    you: '--actor-you',
    blender: '--actor-blender',
    unity: '--actor-unity',
    engine: '--actor-engine',
    agent: '--actor-agent',
  };
  const tones = Object.fromEntries(
    TONES.map((tone) => [tone, read(toneTokens[tone], 'CanvasText')]),
  ) as Record<Tone, string>;
  return {
    font: `${style.getPropertyValue('--size-small').trim()} ${style.getPropertyValue('--words').trim()}`,
    figures: `${style.getPropertyValue('--size-small').trim()} ${style.getPropertyValue('--figures').trim()}`,
    text: read('--text', 'CanvasText'),
    quiet: read('--text-3', 'CanvasText'),
    line: read('--line-soft', 'GrayText'),
    ground: read('--window', 'Canvas'),
    flag: read('--text-2', 'CanvasText'),
    tick: read('--line-strong', 'GrayText'),
    clip: read('--clip', 'Canvas'),
    clipText: read('--clip-text', 'CanvasText'),
    clipHover: read('--clip-hover', 'Canvas'),
    forced: read('--clip-forced', 'Canvas'),
    applying: read('--clip-applying', 'Canvas'),
    onConflict: read('--on-conflict', 'Canvas'),
    failedGround: read('--failed-ground', 'Canvas'),
    waitingGround: read('--waiting-ground', 'Canvas'),
    bar: read('--bar', 'CanvasText'),
    unread: read('--line', 'GrayText'),
    selected: read('--text', 'Highlight'),
    accent: read('--accent', 'Highlight'),
    override: read('--override', 'CanvasText'),
    tones,
    shapes: {
      done: read('--bar', 'CanvasText'),
      applying: read('--accent', 'CanvasText'),
      waiting: read('--waiting', 'CanvasText'),
      conflict: read('--conflict', 'CanvasText'),
      failed: read('--failed', 'CanvasText'),
      superseded: read('--text-4', 'CanvasText'),
    },
    isForced,
  };
}

/** @returns a function that stops it */
export function onPaletteChange(changed: () => void): () => void {
  const forced = matchMedia(FORCED);
  forced.addEventListener('change', changed);
  const themes = new MutationObserver(changed);
  themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => {
    themes.disconnect();
    forced.removeEventListener('change', changed);
  };
}
