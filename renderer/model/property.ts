/** Custom properties as text in a field, and back. */
import { LIMITS } from '#app/scene/index.ts';
import type { PropertyValue } from '#app/scene/index.ts';
import { parseTyped, shortestFloat } from '../numbers.ts';
import { hexOf, parseHex, swatchOf } from './colour.ts';

/** What a field holds while a property is edited; a colour as its six digits. */
export function propertyDraft(key: string, value: PropertyValue): string {
  const swatch = swatchOf(key, value);
  if (swatch !== null) return hexOf(swatch);
  if (typeof value === 'number') return shortestFloat(value);
  if (typeof value === 'object') return value.map(shortestFloat).join('  ');
  return String(value);
}

/** @returns the value in the kind that the property has; null where the text is none of that kind. */
export function parseProperty(text: string, key: string, like: PropertyValue): PropertyValue | null {
  if (typeof like === 'string') return text;
  if (typeof like === 'number') return floatOf(text);
  if (typeof like === 'boolean') return text === 'true' ? true : text === 'false' ? false : null;
  const colour = swatchOf(key, like) === null ? null : parseHex(text, like);
  const vector = colour ?? parseVector(text);
  return vector !== null && vector.length === like.length ? vector : null;
}

/** The kind of a new property follows from what was typed: a number, several, true or false, else text. */
export function inferProperty(text: string): PropertyValue {
  const trimmed = text.trim();
  if (trimmed === 'true' || trimmed === 'false') return trimmed === 'true';
  const number = floatOf(trimmed);
  if (number !== null) return number;
  const vector = parseVector(trimmed);
  return vector !== null && vector.length >= LIMITS.vectorMin && vector.length <= LIMITS.vectorMax
    ? vector
    : trimmed;
}

function floatOf(text: string): number | null {
  const value = parseTyped(text, 'factor');
  return value === null ? null : Math.fround(value);
}

/** Numbers parted by spaces or semicolons; a comma is a decimal one, as in every field. */
function parseVector(text: string): number[] | null {
  const parts = text
    .trim()
    .split(/[\s;]+/u)
    .filter((part) => part !== '');
  const numbers = parts.map((part) => parseTyped(part, 'factor'));
  return numbers.length > 0 && numbers.every((each) => each !== null)
    ? numbers.map((each) => Math.fround(each))
    : null;
}
