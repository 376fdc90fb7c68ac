/** Words of the history's place: its table, its proof, its files, and copies that are looked at. */
import type { Approver, HistoryWorkView, BundleView } from '#app/control-room/index.ts';
import type { IntentState } from '#app/intents/index.ts';
import type { OperationClass } from '#app/scene/index.ts';
import { formatCount } from '../numbers.ts';

const counted = (count: number, one: string, many: string): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** For a cell: the whole sentence stands in the inspector. */
const states: Readonly<Record<IntentState, string>> = {
  proposed: 'suggested',
  awaiting_approval: 'waiting',
  queued: 'in line',
  applying: 'applying',
  finishing: 'finishing',
  committed: 'done',
  denied: 'denied',
  superseded: 'you were first',
  conflicted: 'out of date',
  rejected: 'not possible',
  aborted: 'did not go through',
};

/** Of a head: enough to compare by eye. */
const shortHead = (head: string): string => head.slice(0, 16).replace(/(.{4})(?=.)/g, '$1 ');

const receipts: Readonly<Record<BundleView['receipt'], string>> = {
  ours: 'Its last confirmation was made on this computer.',
  unknown: 'It was made on another computer: who made it cannot be told here. Compare its head with theirs.',
  none: 'Nothing was confirmed in it yet.',
};

export const historyWords = {
  title: 'History',
  search: 'Find in the history',
  searchHint: 'Names, words, reasons, who, or a version. The end of a word may be left out.',
  clearSearch: 'Clear the search',
  verify: 'Verify the history',
  none: 'No changes yet',
  noneText: 'Every change is kept here for ever, in the order in which it took effect.',
  nothing: 'No change is like that',
  nothingText: 'All of the history was looked through.',
  reading: 'Reading the history…',
  unread: 'The history cannot be read now',
  clear: 'Show everything',
  again: 'Try again',
  columns: {
    number: 'Version',
    time: 'Computer clock',
    by: 'By',
    change: 'Change',
    objects: 'Objects',
    kind: 'Kind',
    state: 'State',
    why: 'Why',
  },
  /** For a cell: the whole words stand in the inspector, and over it. */
  kinds: {
    cosmetic: 'values',
    structural: 'adds',
    destructive: 'deletes',
  } satisfies Record<OperationClass, string>,
  noNumber: '–',
  objects: (names: readonly string[], count: number): string => {
    const rest = count - names.length;
    if (names.length === 0) return count === 0 ? '' : counted(count, 'object', 'objects');
    return rest > 0 ? `${names.join(', ')} +${formatCount(rest)}` : names.join(', ');
  },
  state: (state: IntentState, forced: boolean): string =>
    forced ? `${states[state]}, forced` : states[state],
  all: (count: number) => counted(count, 'change', 'changes'),
  found: (count: number) => `${counted(count, 'change', 'changes')} found`,
  clock: 'The versions decide the order, never a clock.',

  from: 'Version',
  to: 'to',
  fromLabel: 'From version',
  toLabel: 'To version',
  forced: 'Forced',
  forcedHint: 'Only what was forced through every gate',
  approved: 'Approved by',
  approvers: {
    person: 'your click',
    grant: 'a free hand of yours',
    rule: 'a rule of yours',
  } satisfies Record<Approver, string>,

  save: 'Save as…',
  saveLabel: 'Ways to save the history',
  saveCsv: 'Table for a spreadsheet (CSV)',
  saveJson: 'Table for a program (JSON Lines)',
  saveShown: (count: number) => `What is shown: ${counted(count, 'change', 'changes')}`,
  saveCopy: 'A copy that anybody can check',
  saveCopyHint: 'All records, unaltered, in one file. It can be opened here, and read-only.',
  open: 'Open a copy…',

  work: {
    verify: 'Verifying the history',
    table: 'Saving the table',
    bundle: 'Saving the copy',
    open: 'Checking the copy',
  } satisfies Record<HistoryWorkView['kind'], string>,
  of: (done: number, of: number, unit: string) => `${formatCount(done)} of ${formatCount(of)} ${unit}`,
  percent: (percent: number) => `${formatCount(percent)} %`,
  records: 'records',
  rows: 'changes',
  stop: 'Stop',
  stopLabel: { verify: 'Stop verifying', table: 'Stop saving', bundle: 'Stop saving', open: 'Stop checking' },
  dismiss: 'Dismiss',
  stopped: {
    verify: 'Stopped before all of it was checked.',
    table: 'Stopped: no file was saved.',
    bundle: 'Stopped: no file was saved.',
    open: 'Stopped: nothing was opened.',
  } satisfies Record<HistoryWorkView['kind'], string>,
  verified: (records: number) => `Verified: ${counted(records, 'record', 'records')}, unbroken.`,
  savedTable: (file: string, rows: number) => `Saved ${file}: ${counted(rows, 'change', 'changes')}.`,
  savedCopy: (file: string, bundle: BundleView) =>
    `Saved ${file}: ${counted(bundle.records, 'record', 'records')}, up to version ${formatCount(bundle.revision)}.`,
  openedCopy: (file: string) => `${file} is whole. It opens in a window of its own.`,
  damaged: (problem: string) => `Damaged: ${problem}`,
  notSaved: (why: string) => `Not saved: ${why}`,
  notOpened: (file: string, why: string) => `${file} was not opened: ${why}`,
  head: 'Head',
  shortHead,
  headHint: 'Of the last record. Whoever has the same head has the same history.',
  copyHead: 'Copy the head',
  copiedHead: 'Copied',

  copy: {
    label: 'A copy is shown, read-only',
    mark: 'Copy, read-only',
    text: (file: string, bundle: BundleView) =>
      `${bundle.project}, from ${file}, as it was at version ${formatCount(bundle.revision)}.`,
    receipts,
    noOverride: 'Nothing runs here. The override is in your project’s window, and on its key.',
    close: 'Close the copy',
    closing: 'Closing…',
    verdict: 'A copy, read-only',
  },
};
