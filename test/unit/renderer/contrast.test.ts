import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { THEMES } from '../../../app/control-room/choices.ts';
import type { Theme } from '../../../app/control-room/choices.ts';

const renderer = path.join(import.meta.dirname, '../../../renderer');
const sheet = fs.readFileSync(path.join(renderer, 'styles/tokens.css'), 'utf8');

/** What one rule of the tokens' sheet says. */
function tokensOf(selector: string): [string, string][] {
  const body = sheet.split(`${selector} {\n`)[1]?.split('\n}')[0];
  if (body === undefined) throw new Error(`the tokens have no rule ${selector}`);
  return [...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [name!, value!]);
}

/** Of each appearance, over those of the usual one. */
const themed = (theme: Exclude<Theme, 'dark'>): ReadonlyMap<string, string> =>
  new Map([...tokensOf(':root'), ...tokensOf(`:root[data-theme='${theme}']`)]);
const THEME_TOKENS: Readonly<Record<Theme, ReadonlyMap<string, string>>> = {
  dark: new Map(tokensOf(':root')),
  darker: themed('darker'),
  contrast: themed('contrast'),
};
/** Those that are looked at. */
let tokens = THEME_TOKENS.dark;

/** WCAG 2.2's relative luminance. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.040_45 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(colour(one)), luminance(colour(other))].sort((a, b) => b - a) as [
    number,
    number,
  ];
  return (light + 0.05) / (dark + 0.05);
}

function colour(name: string): string {
  if (name.startsWith('#')) return name;
  const value = tokens.get(name);
  if (value === undefined) throw new Error(`no colour token --${name}`);
  return value;
}

const GROUNDS = ['window', 'panel', 'raised'];
const TEXT_AA = 4.5;
const CONTROL_AA = 3;

/** Words: every colour that text has, on every ground that it stands on. */
const TEXT: readonly [string, readonly string[]][] = [
  [
    'text',
    [
      ...GROUNDS,
      'raised-hover',
      'field',
      'selection-ground',
      'accent-ground',
      'override-ground',
      'override-panel',
      'failed-ground',
      'waiting-ground',
    ],
  ],
  [
    'text-2',
    [
      ...GROUNDS,
      'raised-hover',
      'field',
      'failed-ground',
      'waiting-ground',
      'override-panel',
      'accent-ground',
    ],
  ],
  ['text-3', [...GROUNDS, 'field']],
  ['text-4', [...GROUNDS, 'field', 'raised-hover']],
  ['accent-text', [...GROUNDS, 'accent-ground', 'field']],
  ['on-accent', ['accent-fill', 'accent-fill-hover']],
  ['on-override', ['override', 'override-hover', 'override-idle']],
  ['override-text', ['override-panel', 'override-ground', 'panel']],
  ['waiting', [...GROUNDS, 'override-panel']],
  ['#ecca7e', ['waiting-ground']],
  ['on-waiting', ['waiting']],
  ['on-waiting', ['conflict']],
  ['conflict', GROUNDS],
  ['failed', [...GROUNDS, 'failed-ground']],
  ['calm', GROUNDS],
  ['actor-agent', GROUNDS],
  ['actor-blender', GROUNDS],
  ['actor-unity', GROUNDS],
  ['clip-text', ['clip']],
  ['#d3b3b1', ['override-panel']],
  ['#d7a5a3', ['override-idle']],
];

/** Edges and marks by which a control or a state is known. */
const PARTS: readonly [string, readonly string[]][] = [
  ['edge', [...GROUNDS, 'field']],
  ['override-edge', ['override-ground']],
  ['accent', [...GROUNDS, 'field', 'clip']],
  ['override', ['window', 'panel', 'override-idle', 'override-ground']],
  ['selection', ['window', 'selection-ground']],
  ['waiting', ['waiting-ground', 'window']],
  ['failed', ['failed-ground', 'window']],
  ['conflict', ['window', 'panel']],
  ['actor-you', ['window', 'panel', 'clip']],
  ['actor-blender', ['window', 'clip']],
  ['actor-unity', ['window', 'clip']],
  ['actor-agent', ['window', 'clip']],
  ['actor-engine', ['window', 'clip']],
  ['space-axis-x', ['window']],
  ['space-axis-y', ['window']],
  ['space-axis-z', ['window']],
];

/** What a rule of a style sheet says of itself: words of one token on a ground of another. */
interface Pair {
  readonly place: string;
  readonly text: string;
  readonly ground: string;
}

function pairsInSheets(): Pair[] {
  return sheets().flatMap(({ file, css }) =>
    [...css.matchAll(/([^{}]+)\{([^{}]*)\}/g)].flatMap(([, selector = '', body = '']): Pair[] => {
      // What does nothing at the moment is exempt; it is lighter than the rest on purpose.
      if (/disabled/.test(selector)) return [];
      const text = /(?:^|[\s;])color:\s*var\(--([\w-]+)\)/.exec(body)?.[1];
      const ground = /background(?:-color)?:\s*var\(--([\w-]+)\)/.exec(body)?.[1];
      if (text === undefined || ground === undefined || !tokens.has(text) || !tokens.has(ground)) return [];
      return [{ place: `${file} ${selector.trim().split('\n').at(-1)}`, text, ground }];
    }),
  );
}

function sheets(): { readonly file: string; readonly css: string }[] {
  return fs
    .readdirSync(renderer, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.css'))
    .map((file) => ({
      file: file.replaceAll('\\', '/'),
      css: fs.readFileSync(path.join(renderer, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, ''),
    }));
}

describe.each(THEMES)('contrast (WCAG 2.2 AA), %s', (theme) => {
  beforeAll(() => {
    tokens = THEME_TOKENS[theme];
    return () => {
      tokens = THEME_TOKENS.dark;
    };
  });

  it('holds for every rule that sets words and their ground, whoever adds it', () => {
    const pairs = pairsInSheets();
    expect(pairs.length).toBeGreaterThan(20);
    const short = pairs.filter(({ text, ground }) => contrast(text, ground) < TEXT_AA);
    expect(short).toEqual([]);
  });

  it('is looked at for every token that words have anywhere', () => {
    const checked = new Set(TEXT.map(([text]) => text));
    const used = new Set(
      sheets().flatMap(({ css }) =>
        [...css.matchAll(/(?:^|[\s;{])color:\s*var\(--([\w-]+)\)/g)].map(([, name]) => name ?? ''),
      ),
    );
    const marks = new Set(PARTS.map(([part]) => part));
    expect([...used].filter((name) => tokens.has(name) && !checked.has(name) && !marks.has(name))).toEqual(
      [],
    );
  });

  for (const [text, grounds] of TEXT) {
    it.each(grounds)(`${text} reads on %s`, (ground) => {
      expect(contrast(text, ground)).toBeGreaterThanOrEqual(TEXT_AA);
    });
  }
  for (const [part, grounds] of PARTS) {
    it.each(grounds)(`${part} stands out on %s`, (ground) => {
      expect(contrast(part, ground)).toBeGreaterThanOrEqual(CONTROL_AA);
    });
  }
});

/** Machado, Oliveira and Fernandes (2009), severity 1, on linear light. */
const DEFICIENCIES: Readonly<Record<string, readonly (readonly [number, number, number])[]>> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linear(hex: string): [number, number, number] {
  return [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.040_45 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
}

/** CIE L*a*b* of linear sRGB. */
function lab([r, g, b]: readonly [number, number, number]): [number, number, number] {
  const clamp = (value: number): number => Math.min(1, Math.max(0, value));
  const [R, G, B] = [clamp(r), clamp(g), clamp(b)];
  const f = (t: number): number => (t > 216 / 24_389 ? Math.cbrt(t) : ((24_389 / 27) * t + 16) / 116);
  const x = f((0.4124 * R + 0.3576 * G + 0.1805 * B) / 0.9505);
  const y = f(0.2126 * R + 0.7152 * G + 0.0722 * B);
  const z = f((0.0193 * R + 0.1192 * G + 0.9505 * B) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function distance(
  one: string,
  other: string,
  matrix: readonly (readonly [number, number, number])[],
): number {
  const see = (name: string): [number, number, number] => {
    const [r, g, b] = linear(colour(name));
    return lab(matrix.map((row) => row[0] * r + row[1] * g + row[2] * b) as [number, number, number]);
  };
  const [a, b] = [see(one), see(other)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

describe('colour-blind distance', () => {
  // Lanes and edges are told apart by place and name as well; these colours must not look the same besides.
  const actors = ['actor-you', 'actor-blender', 'actor-unity', 'actor-agent'];
  const pairs = actors.flatMap((one, i) => actors.slice(i + 1).map((other) => [one, other] as const));
  for (const [name, matrix] of Object.entries(DEFICIENCIES)) {
    it.each(pairs)(`${name}: %s and %s differ`, (one, other) => {
      expect(distance(one, other, matrix)).toBeGreaterThan(10);
    });
  }
});

describe('states', () => {
  // Each has a shape and a word as well. Where two of them look alike to somebody, that is all there is left.
  const states = ['waiting', 'conflict', 'failed', 'accent', 'calm'];
  const pairs = states.flatMap((one, i) => states.slice(i + 1).map((other) => [one, other] as const));
  for (const [name, matrix] of Object.entries(DEFICIENCIES)) {
    it.each(pairs)(`${name}: %s and %s differ`, (one, other) => {
      expect(distance(one, other, matrix)).toBeGreaterThan(8);
    });
  }
});

describe('the emergency override’s red', () => {
  it('is used for nothing else', () => {
    const allowed = new Set([
      'bar/Override.module.css',
      'bar/Bar.module.css',
      'halt/HaltPanel.module.css',
      'inspector/Inspector.module.css',
      'inspector/EditNotice.module.css',
      'components/Mark.module.css',
      'timeline/Clips.module.css',
      'timeline/Timeline.module.css',
      'styles/tokens.css',
    ]);
    const users = fs
      .readdirSync(renderer, { recursive: true, encoding: 'utf8' })
      .map((file) => file.replaceAll('\\', '/'))
      .filter(
        (file) =>
          file.endsWith('.css') &&
          /var\(--override\)|#d93a33/.test(fs.readFileSync(path.join(renderer, file), 'utf8')),
      );
    expect(users.filter((file) => !allowed.has(file))).toEqual([]);
    expect(users).toContain('bar/Override.module.css');
  });
});
