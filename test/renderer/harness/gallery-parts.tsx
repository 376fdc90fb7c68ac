/**
 * Parts of the window that read the room, each in the states that it has: the gallery frames them, since a page has one
 * room. What a fixture does not have is brought about by a moment: a batch of the feed, or what a hand would do.
 */
import { EqualNot } from 'lucide-react';
import { useRef } from 'react';
import type { ComponentType } from 'react';
import type { StatusView } from '#app/control-room/index.ts';
import { AwaySheet } from '../../../renderer/away/AwaySheet.tsx';
import { Bar } from '../../../renderer/bar/Bar.tsx';
import { Announcer } from '../../../renderer/components/Announcer.tsx';
import { Banner } from '../../../renderer/components/Banner.tsx';
import { Said } from '../../../renderer/components/Said.tsx';
import { Sheet as SheetShell } from '../../../renderer/components/Sheet.tsx';
import { StatusLine } from '../../../renderer/components/StatusLine.tsx';
import { ConflictsPlace } from '../../../renderer/conflicts/ConflictsPlace.tsx';
import { Simulated } from '../../../renderer/demo/Simulated.tsx';
import { HaltPanel } from '../../../renderer/halt/HaltPanel.tsx';
import { Inspector } from '../../../renderer/inspector/Inspector.tsx';
import { LeaveDialog } from '../../../renderer/leaving/LeaveDialog.tsx';
import { NeedsYou } from '../../../renderer/needs/NeedsYou.tsx';
import { Palette } from '../../../renderer/palette/Palette.tsx';
import { PastBar } from '../../../renderer/past/PastBar.tsx';
import { EnginesPlace } from '../../../renderer/places/EnginesPlace.tsx';
import { GuaranteesPlace } from '../../../renderer/places/GuaranteesPlace.tsx';
import { HistoryPlace } from '../../../renderer/places/HistoryPlace.tsx';
import { Rail } from '../../../renderer/places/Rail.tsx';
import { RulesPlace } from '../../../renderer/places/RulesPlace.tsx';
import { SettingsPlace } from '../../../renderer/places/SettingsPlace.tsx';
import { ShelfPlace } from '../../../renderer/places/ShelfPlace.tsx';
import { ProjectProblem } from '../../../renderer/projects/ProjectProblem.tsx';
import { readProjects } from '../../../renderer/projects/projects.ts';
import { StillOpening } from '../../../renderer/projects/StillOpening.tsx';
import { ScenePlace } from '../../../renderer/scene/ScenePlace.tsx';
import {
  compareVariants,
  openAway,
  selectObject,
  selectSession,
  showTab,
} from '../../../renderer/store/actions.ts';
import { showVersion } from '../../../renderer/store/past.ts';
import { changeDesk, changeRoom } from '../../../renderer/store/store.ts';
import { Timeline } from '../../../renderer/timeline/Timeline.tsx';
import { VariantsSheet } from '../../../renderer/variants/VariantsSheet.tsx';
import type { FakeBridge } from './fake-bridge.ts';
import { fixture } from './fixtures.ts';
import type { StateName } from './fixtures.ts';
import { PROJECTS } from './settings.ts';

/** Everything that the window is put together from, by its name. */
export const PARTS = {
  Announcer,
  AwaySheet,
  Banner,
  Bar,
  ConflictsPlace,
  EnginesPlace,
  GuaranteesPlace,
  HaltPanel,
  HistoryPlace,
  Inspector,
  LeaveDialog,
  NeedsYou,
  Palette,
  PastBar,
  ProjectProblem,
  Rail,
  RulesPlace,
  Said,
  ScenePlace,
  SettingsPlace,
  Sheet,
  ShelfPlace,
  Simulated,
  StatusLine,
  StillOpening,
  Timeline,
  VariantsSheet,
} satisfies Readonly<Record<string, ComponentType>>;
export type PartName = keyof typeof PARTS;

/** One with everything that its head may say, too long for it. */
function Sheet() {
  const sheet = useRef<HTMLElement>(null);
  return (
    <SheetShell
      sheet={sheet}
      label="Lantern_East_Upper_Gallery_0001: changed on both sides"
      tone="conflict"
      icon={<EqualNot aria-hidden="true" />}
      title="Lantern_East_Upper_Gallery_0001"
      count="3 values collide"
      hint="1 of 4 · Esc decides later"
      closing="Close"
      onClose={() => undefined}
      otherwise="nothing"
    >
      <p>What is to be decided.</p>
    </SheetShell>
  );
}

type Moment = (bridge: FakeBridge) => unknown;
type Ledger = StatusView['ledger'];

const ledger =
  (part: Partial<Ledger>): Moment =>
  ({ push, snapshot: { status } }) =>
    push({ status: { ...status, ledger: { ...status.ledger, ...part } } });
const refused = (code: string, message: string): Ledger['problem'] => ({ code, message, path: null });
const LOSS: Partial<Ledger> = {
  state: 'read_only',
  verified: 'damaged',
  problem: refused('records_missing', 'The last 12 records are missing.'),
  loss: { found: 18_191, lostThrough: 18_203 },
};

/** Presses the button that begins with these words, once it is there and does something. */
async function press(words: string): Promise<void> {
  const button = await seen(() =>
    [...document.querySelectorAll<HTMLElement>('button, [role="tab"]')].find(
      (each) =>
        each.ariaDisabled !== 'true' &&
        (each.textContent.startsWith(words) || each.ariaLabel?.startsWith(words) === true),
    ),
  );
  button.click();
}

async function type(text: string): Promise<void> {
  const field = await seen(() => document.querySelector<HTMLInputElement>('[role="dialog"] input'));
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, text);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** What comes with one of the next changes of the page. */
async function seen<Found>(find: () => Found | null | undefined): Promise<Found> {
  return new Promise((resolve) => {
    const look = (): void => {
      const found = find() ?? null;
      if (found === null) return;
      watch.disconnect();
      resolve(found);
    };
    const watch = new MutationObserver(look);
    watch.observe(document, { childList: true, subtree: true, attributes: true });
    look();
  });
}

const object = (name: string): Moment => {
  return ({ snapshot }) => {
    const found = snapshot.objects.find((each) => each.name === name);
    if (found !== undefined) selectObject(found.id);
  };
};
const change: Moment = ({ snapshot }) => {
  const [newest] = snapshot.changes.filter(({ n }) => n !== null).slice(-1);
  if (newest === undefined) return;
  changeDesk({ change: newest.id });
  showTab('change');
};
const find = (text: string): Moment => {
  return async () => {
    changeDesk({ finds: true });
    if (text !== '') await type(text);
  };
};

/** By the name that the address has. */
export const MOMENTS = {
  loss: ledger(LOSS),
  'loss, sure': async (bridge) => {
    await ledger(LOSS)(bridge);
    await press('');
  },
  sure: async () => press(''),
  unknown: ledger({ state: 'outcome_unknown' }),
  stalled: ledger({ state: 'stalled', problem: refused('disk_refuses', 'The disk answers with an error.') }),
  full: ledger({ state: 'stalled', problem: refused('disk_full', 'No space left on the disk.') }),
  lost: () => changeRoom((room) => ({ ...room, link: 'lost' })),
  said: () => changeDesk({ said: { text: 'Taken back: move Crate_014.', isProblem: false } }),
  'said, a problem': () =>
    changeDesk({ said: { text: 'Not taken back: Crate_014 was changed again.', isProblem: true } }),
  halt: ({ push }) => push({ status: fixture('halted').snapshot.status }),
  find: find(''),
  'find, found': find('crate 1'),
  'find, a number': find('18184'),
  'find, none': find('zzqx'),
  leaving: ({ push }) => push({ leaving: true }),
  object: object('Crate_014'),
  light: object('Key_Sun'),
  change: change,
  connection: ({ snapshot }) => {
    const [first] = snapshot.sessions;
    if (first !== undefined) selectSession(first.session);
  },
  past: async () => showVersion(18_178),
  'project problem': async ({ answer }) => {
    const problem = {
      name: 'Harbour',
      folder: '/media/artist/studio-disk/work/2026/harbour',
      reason: refused('in_use', 'Another VibeSync has it open.')!,
    };
    answer('read_projects', { ...PROJECTS, problem });
    await readProjects();
  },
  'opening for long': async ({ answer }) => {
    answer('read_projects', { ...PROJECTS, opening: 'Harbour, second draft', instead: 'Courtyard' });
    changeRoom((room) => ({ ...room, status: null }));
    await seen(() => document.querySelector('[role="status"] button'));
  },
  away: () => openAway(true),
  compare: ({ snapshot }) => compareVariants(snapshot.waiting.at(-1)?.id ?? null),
  force: async () => press('Force one change'),
  'bring back': async () => press('Bring back a version'),
  deny: async () => press('Deny'),
  'none found': async () => {
    const field = await seen(() => document.querySelector<HTMLInputElement>('[role="searchbox"]'));
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, 'zzqx');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  },
} satisfies Readonly<Record<string, Moment>>;
export type MomentName = keyof typeof MOMENTS;

export interface Shown {
  readonly part: PartName;
  readonly state: StateName;
  readonly moment?: MomentName;
  /** The first that fits looks as if it had the focus, or were pointed at. */
  readonly forced?: { readonly state: 'focus' | 'hover'; readonly on: string };
  /** Instead of the section's own. */
  readonly size?: readonly [width: number, height: number];
}

interface Section {
  readonly name: string;
  readonly size: readonly [width: number, height: number];
  readonly cells: Readonly<Record<string, Shown>>;
}

const focus = (part: PartName, state: StateName, on: string, rest: Partial<Shown> = {}): Shown => ({
  part,
  state,
  forced: { state: 'focus', on },
  ...rest,
});
const each = (part: PartName, states: readonly StateName[]): Record<string, Shown> =>
  Object.fromEntries(states.map((state) => [state, { part, state }]));

export const SECTIONS_OF_PARTS: readonly Section[] = [
  {
    name: 'Banner',
    size: [900, 48],
    cells: {
      'a damaged history': { part: 'Banner', state: 'readonly' },
      'a damaged history, before the second click': { part: 'Banner', state: 'readonly', moment: 'sure' },
      'changes are missing': { part: 'Banner', state: 'calm', moment: 'loss' },
      'changes are missing, before the second click': { part: 'Banner', state: 'calm', moment: 'loss, sure' },
      'not known whether it was written': { part: 'Banner', state: 'calm', moment: 'unknown' },
      'the disk refuses': { part: 'Banner', state: 'calm', moment: 'stalled' },
      'the disk is full': { part: 'Banner', state: 'calm', moment: 'full' },
      'main is gone': { part: 'Banner', state: 'calm', moment: 'lost' },
      'a project that could not be opened': {
        part: 'ProjectProblem',
        state: 'calm',
        moment: 'project problem',
      },
      'a simulated studio': { part: 'Simulated', state: 'simulated' },
      'a copy': { part: 'Simulated', state: 'copy', size: [900, 72] },
    },
  },
  {
    name: 'Foot of the window',
    size: [900, 24],
    cells: {
      'nothing yet': { part: 'StatusLine', state: 'empty' },
      'at rest': { part: 'StatusLine', state: 'calm' },
      'on its way': { part: 'StatusLine', state: 'busy' },
      'says what a key did': { part: 'StatusLine', state: 'calm', moment: 'said' },
      'says why it did not': { part: 'StatusLine', state: 'calm', moment: 'said, a problem' },
    },
  },
  {
    name: 'What a key did',
    size: [360, 24],
    cells: {
      done: { part: 'Said', state: 'calm', moment: 'said' },
      'not done': { part: 'Said', state: 'calm', moment: 'said, a problem' },
    },
  },
  {
    name: 'What is said aloud',
    size: [520, 110],
    cells: {
      calm: { part: 'Announcer', state: 'calm' },
      'cards wait': { part: 'Announcer', state: 'main' },
      'everything was held just now': { part: 'Announcer', state: 'calm', moment: 'halt' },
      'edits that were kept': { part: 'Announcer', state: 'kept' },
    },
  },
  {
    name: 'Bar',
    size: [1_340, 52],
    cells: {
      ...each('Bar', [
        'first',
        'calm',
        'main',
        'busy',
        'conflict',
        'readonly',
        'offline',
        'allowed',
        'three',
        'halted',
        'quiet',
      ]),
      'main is gone': { part: 'Bar', state: 'main', moment: 'lost' },
      'override, hover': {
        part: 'Bar',
        state: 'calm',
        forced: { state: 'hover', on: 'header button' },
      },
      'in little room': { part: 'Bar', state: 'main', size: [1_000, 52] },
    },
  },
  {
    // Once that has taken as long as the window waits before it says so.
    name: 'A project that is still being opened',
    size: [900, 48],
    cells: { 'can be left to itself': { part: 'StillOpening', state: 'calm', moment: 'opening for long' } },
  },
  {
    name: 'Rail',
    size: [66, 560],
    cells: each('Rail', ['calm', 'main', 'conflict']),
  },
  {
    name: 'Everything at once, by its name',
    size: [680, 480],
    cells: {
      open: { part: 'Palette', state: 'main', moment: 'find' },
      'something found': { part: 'Palette', state: 'main', moment: 'find, found' },
      'a number': { part: 'Palette', state: 'main', moment: 'find, a number' },
      'nothing found': { part: 'Palette', state: 'main', moment: 'find, none' },
    },
  },
  {
    name: 'Focus, on each kind that can have it',
    size: [340, 120],
    cells: {
      override: focus('Bar', 'calm', 'header button', { size: [1_340, 60] }),
      'a choice that was made': focus('RulesPlace', 'calm', 'input[type="radio"]', { size: [720, 240] }),
      'a list to choose from': focus('RulesPlace', 'calm', 'select', { size: [720, 240] }),
      verdict: focus('Bar', 'main', '[title="What this means"]', { size: [1_340, 60] }),
      place: focus('Rail', 'calm', 'nav button:nth-of-type(3)', { size: [66, 300] }),
      tab: focus('Inspector', 'main', '[role="tab"]', { size: [304, 160] }),
      'a value of a name': focus('Inspector', 'main', 'input', { moment: 'object', size: [304, 320] }),
      switch: focus('Inspector', 'main', '[role="switch"]', { moment: 'object', size: [304, 560] }),
      card: focus('NeedsYou', 'main', 'article', { size: [340, 260] }),
      'name on a card': focus('NeedsYou', 'main', 'article button[title^="Show "]', { size: [340, 260] }),
      'tick on the shelf': focus('ShelfPlace', 'refused', 'input[type="checkbox"]', { size: [760, 240] }),
      'list on the shelf': focus('ShelfPlace', 'refused', 'select', { size: [760, 240] }),
      'side of a conflict': focus('ConflictsPlace', 'conflict', 'td input[type="radio"]', {
        size: [760, 280],
      }),
      'entry of a list': focus('ConflictsPlace', 'conflict', 'ul button', { size: [760, 280] }),
      'table of the history': focus('HistoryPlace', 'main', '[role="grid"]', { size: [900, 240] }),
      'list of objects': focus('ScenePlace', 'main', '[role="treegrid"]', { size: [760, 300] }),
      'area for words': focus('NeedsYou', 'main', 'textarea', { moment: 'deny', size: [380, 460] }),
    },
  },
  {
    name: 'Needs you',
    size: [340, 620],
    cells: each('NeedsYou', [
      'main',
      'questions',
      'files',
      'copies',
      'hands',
      'played',
      'kept',
      'refused',
      'busy',
      'allowed',
      'halted',
      'variants',
      'away',
      'quiet',
      'undisturbed',
      'calm',
    ]),
  },
  {
    name: 'Inspector',
    size: [304, 620],
    cells: {
      nothing: { part: 'Inspector', state: 'calm' },
      object: { part: 'Inspector', state: 'main', moment: 'object' },
      light: { part: 'Inspector', state: 'main', moment: 'light' },
      held: { part: 'Inspector', state: 'halted', moment: 'object' },
      'read only': { part: 'Inspector', state: 'readonly', moment: 'object' },
      change: { part: 'Inspector', state: 'main', moment: 'change' },
      connection: { part: 'Inspector', state: 'main', moment: 'connection' },
      'connection that ended': { part: 'Inspector', state: 'offline', moment: 'connection' },
    },
  },
  {
    name: 'Over the scene',
    size: [860, 420],
    cells: {
      held: { part: 'HaltPanel', state: 'halted' },
      'held, before one is forced': { part: 'HaltPanel', state: 'halted', moment: 'force' },
      'held, before a version comes back': { part: 'HaltPanel', state: 'halted', moment: 'bring back' },
      'while you were away': { part: 'AwaySheet', state: 'away', moment: 'away' },
      'a sheet': { part: 'Sheet', state: 'calm', size: [460, 140] },
      'suggestions side by side': { part: 'VariantsSheet', state: 'variants', moment: 'compare' },
      'an earlier version': { part: 'PastBar', state: 'main', moment: 'past', size: [860, 60] },
      leaving: { part: 'LeaveDialog', state: 'kept', moment: 'leaving' },
      'leaving, with nothing that would be lost': { part: 'LeaveDialog', state: 'empty', moment: 'leaving' },
    },
  },
  {
    name: 'Timeline',
    size: [1_000, 560],
    cells: each('Timeline', ['empty', 'twenty', 'main', 'halted', 'million']),
  },
  {
    name: 'Places',
    size: [860, 560],
    cells: {
      'scene, first run': { part: 'ScenePlace', state: 'first' },
      'scene, no objects': { part: 'ScenePlace', state: 'empty' },
      scene: { part: 'ScenePlace', state: 'main' },
      'conflicts, none': { part: 'ConflictsPlace', state: 'calm' },
      'conflicts, one': { part: 'ConflictsPlace', state: 'conflict' },
      'conflicts, alike': { part: 'ConflictsPlace', state: 'alike' },
      'history, none': { part: 'HistoryPlace', state: 'empty' },
      history: { part: 'HistoryPlace', state: 'main' },
      'history of a copy': { part: 'HistoryPlace', state: 'copy' },
      'shelf, none': { part: 'ShelfPlace', state: 'calm' },
      shelf: { part: 'ShelfPlace', state: 'refused' },
      'shelf, nothing found': { part: 'ShelfPlace', state: 'refused', moment: 'none found' },
      'engines, none yet': { part: 'EnginesPlace', state: 'first' },
      engines: { part: 'EnginesPlace', state: 'main' },
      'engines, ended': { part: 'EnginesPlace', state: 'offline' },
      'rules, none': { part: 'RulesPlace', state: 'calm' },
      rules: { part: 'RulesPlace', state: 'allowed' },
      'guarantees, first run': { part: 'GuaranteesPlace', state: 'first' },
      guarantees: { part: 'GuaranteesPlace', state: 'main' },
      'guarantees, one failed': { part: 'GuaranteesPlace', state: 'readonly' },
      settings: { part: 'SettingsPlace', state: 'calm' },
    },
  },
];

/** The page that shows one part alone. */
export function addressOf({ part, state, moment, forced }: Shown): string {
  const query = new URLSearchParams({ part, state });
  if (moment !== undefined) query.set('moment', moment);
  if (forced !== undefined) {
    query.set('forced', forced.state);
    query.set('on', forced.on);
  }
  return `./gallery.html?${query}`;
}

/** Brings about what the address asks for beyond the state; the page says when that is done. */
export async function bringAbout(bridge: FakeBridge, asked: URLSearchParams): Promise<void> {
  const moment = asked.get('moment');
  if (moment !== null) await (MOMENTS as Readonly<Record<string, Moment>>)[moment]?.(bridge);
  const on = asked.get('on');
  if (on === null) return;
  const element = await seen(() => document.querySelector<HTMLElement>(on));
  element.dataset['forced'] = asked.get('forced') ?? '';
  element.scrollIntoView({ block: 'center' });
}
