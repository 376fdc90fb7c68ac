import { Color } from 'three';
import type { GhostTone } from './ghosts.ts';

export interface Palette {
  readonly mesh: Color;
  readonly lines: Color;
  readonly light: Color;
  readonly camera: Color;
  readonly selection: Color;
  /** Of what is selected beside the last one. */
  readonly selected: Color;
  readonly hover: Color;
  readonly gridLine: Color;
  readonly gridStrong: Color;
  readonly axes: readonly [Color, Color, Color];
  readonly tone: (tone: GhostTone) => Color;
}

/** The colours of the token sheet, as the renderer takes them. */
export function readPalette(sheet: CSSStyleDeclaration): Palette {
  const token = (name: string): Color => new Color(sheet.getPropertyValue(`--${name}`).trim());
  const tones: Readonly<Record<GhostTone, Color>> = {
    override: token('override'),
    you: token('actor-you'),
    blender: token('actor-blender'),
    unity: token('actor-unity'),
    engine: token('actor-engine'),
    agent: token('actor-agent'),
    before: token('text-4'),
  };
  return {
    mesh: token('space-mesh'),
    lines: token('space-lines'),
    light: token('space-light'),
    camera: token('space-camera'),
    selection: token('selection'),
    selected: token('selection-others'),
    hover: token('text'),
    gridLine: token('space-grid'),
    gridStrong: token('space-grid-strong'),
    axes: [token('axis-x'), token('axis-y'), token('axis-z')],
    tone: (tone) => tones[tone],
  };
}
