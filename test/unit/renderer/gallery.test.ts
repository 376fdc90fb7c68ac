/** The gallery shows everything: it would catch a component that was added, or renamed, and that nobody looks at there. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const renderer = path.join(import.meta.dirname, '../../../renderer');
const harness = path.join(import.meta.dirname, '../../renderer/harness');
const read = (...names: string[]): string => fs.readFileSync(path.join(...names), 'utf8');
const gallery = read(harness, 'gallery.tsx');
const parts = read(harness, 'gallery-parts.tsx');

/** Exported functions and classes whose names are those of components. */
function componentsOf(source: string): string[] {
  return [...source.matchAll(/^export (?:function|class|const) ([A-Z]\w*[a-z]\w*)\b/gm)].map(
    ([, name]) => name!,
  );
}

/** Drawn by the gallery itself, or framed by one of its cells. */
function isShown(name: string): boolean {
  return (
    new RegExp(`<${name}\\b`).test(gallery) ||
    new RegExp(`part: '${name}'|\\b(?:focus|each)\\('${name}'`).test(parts)
  );
}

describe('the gallery', () => {
  it('has every component of renderer/components', () => {
    const components = fs
      .readdirSync(path.join(renderer, 'components'))
      .filter((file) => file.endsWith('.tsx'))
      .flatMap((file) => componentsOf(read(renderer, 'components', file)));
    expect(components).toContain('Button');
    expect(components).toContain('Announcer');
    expect(components.filter((name) => !isShown(name))).toEqual([]);
  });

  it('has every part that the window is put together from', () => {
    const app = read(renderer, 'App.tsx');
    const used = [...app.matchAll(/<([A-Z]\w+) \/>/g)].map(([, name]) => name!);
    expect(used.length).toBeGreaterThan(15);
    expect(used.filter((name) => !isShown(name))).toEqual([]);
  });

  it('frames no part that it does not show', () => {
    const named = parts.split('export const PARTS = {')[1]?.split('}')[0]?.match(/\w+/g) ?? [];
    expect(named.filter((name) => !isShown(name))).toEqual([]);
  });

  it.each([
    ['export function Fresh() {', ['Fresh']],
    ['export const LONGEST = 3;\nexport class Held extends Component {', ['Held']],
    ['export function useAsk() {\nfunction Within() {', []],
  ])('knows a component by its name: %s', (source, names) => {
    expect(componentsOf(source)).toEqual(names);
    expect(names.every((name) => !isShown(name))).toBe(true);
  });
});
