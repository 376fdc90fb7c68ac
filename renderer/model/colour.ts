/** Colours as artists read and type them: six digits of sRGB, for values that hold linear components. */
import type { FacetValue } from '#app/scene/index.ts';

const COLOUR_KEY = /colou?r/iu;

/** A property that is called a colour and holds three or four linear components from 0 to 1, as `#rrggbb` of sRGB. */
export function swatchOf(key: string, value: FacetValue): string | null {
  if (!COLOUR_KEY.test(key) || !Array.isArray(value)) return null;
  const components = value as readonly number[];
  if (components.length < 3 || components.length > 4 || components.some((each) => each < 0 || each > 1))
    return null;
  return `#${components
    .slice(0, 3)
    .map((each) =>
      Math.round(encoded(each) * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

/** `FFD9A8`. */
export function hexOf(swatch: string): string {
  return swatch.slice(1).toUpperCase();
}

/** Linear components of six digits; what stands behind the first three, opacity, stays. Null where it is no colour. */
export function parseHex(text: string, like: readonly number[]): number[] | null {
  const digits = /^#?([\da-f]{2})([\da-f]{2})([\da-f]{2})$/iu.exec(text.trim());
  if (digits === null) return null;
  const linear = digits.slice(1).map((pair) => Math.fround(decoded(Number.parseInt(pair, 16) / 255)));
  return [...linear, ...like.slice(3)];
}

function encoded(linear: number): number {
  return linear <= 0.003_130_8 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055;
}

function decoded(encoded: number): number {
  return encoded <= 0.040_45 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
}
