/**
 * Every word on screen. Code keeps the domain's words (intent, revision, truth …); this catalogue maps them to the
 * artist's (change, version, shared scene …). Values are strings, or functions where something is counted or named.
 */
import type { SessionState, StayingView } from '#app/control-room/index.ts';
import type { IntentState } from '#app/intents/index.ts';
import type { CollisionCause, ShelfEntry } from '#app/ledger/index.ts';
import type { Kind, OperationClass, Visibility } from '#app/scene/index.ts';
import type { Axes } from './axes.ts';
import { formatCount } from './numbers.ts';
import { timelineStrings } from './strings/timeline.ts';
import { attentionWords } from './strings/attention.ts';
import { approvalWords } from './strings/approvals.ts';
import { checkpointWords } from './strings/checkpoints.ts';
import { conflictRuleWords } from './strings/conflict-rules.ts';
import { shelfSearchWords, shelfWords } from './strings/shelf.ts';
import { trustWords } from './strings/trust.ts';
import { variantWords } from './strings/variants.ts';
import { demoStrings } from './strings/demo.ts';
import { paletteStrings, severalStrings, undoStrings } from './strings/palette.ts';
import { projectStrings } from './strings/projects.ts';
import { settingsStrings } from './strings/settings.ts';
import { shortcutStrings } from './strings/shortcuts.ts';
import { historyWords } from './strings/history.ts';
import { space } from './strings/space.ts';

/** `1 object`, `14 objects`. */
const counted = (count: number, one: string, many: string): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** What an engine's artist opens and saves; of any other it is a file. */
const FILES: ReadonlyMap<string, string> = new Map([
  ['unity', 'scene'],
  ['godot', 'scene'],
]);

/** Where the plug-in's window is in Unity; it stays on one line. */
const UNITY_MENU = 'Window\u00a0>\u00a0VibeSync';

export const strings = {
  product: 'VibeSync',

  places: {
    most: (count: number) => `${formatCount(count)}+`,
    label: 'Places',
    control: 'Control',
    conflicts: 'Conflicts',
    history: 'History',
    shelf: 'Shelf',
    engines: 'Engines',
    rules: 'Rules',
    guarantees: 'Guarantees',
    settings: 'Settings',
  },

  override: {
    idle: 'Emergency override',
    held: 'Everything held',
    heldName: 'Emergency override: everything held',
    idleHint: 'Stops everything at once. No question is asked.',
    heldHint: 'Everything is held. Pressing again only says so again.',
    noShortcut: 'no shortcut',
    noShortcutHint: (keys: string) =>
      `${keys} could not be registered with this desktop: it works only while this window has the focus.`,
  },

  verdict: {
    open: 'What this means',
    attaching: 'Opening the project',
    lost: 'Not connected to VibeSync',
    held: 'Everything held',
    readOnly: 'Read-only',
    checkingDisk: 'Checking the disk',
    diskFull: 'The disk is full',
    diskRefuses: 'The disk takes nothing',
    notAnswering: (engine: string) => `${engine} not answering`,
    notConfirmed: (engine: string) => `${engine} not confirmed`,
    otherFile: (engine: string, file: string) => `${engine} shows another ${file}`,
    differ: (count: number) => (count === 1 ? '1 object differs' : `${formatCount(count)} objects differ`),
    behind: (engine: string, count: number) => `${engine} ${formatCount(count)} behind`,
    outOfStep: (engine: string) => `${engine} out of step`,
    busy: (engine: string) => `${engine} busy`,
    catchingUp: (engine: string) => `${engine} catching up`,
    lostEngine: (engine: string) => `${engine} lost`,
    nothingConnected: 'No engine connected',
    inStep: 'In step',
    version: (revision: string) => `version ${revision}`,
    isSafe: (revision: string) => `version ${revision} is safe`,
    noVersionYet: 'no changes yet',
    inStepEngine: (engine: string) => `${engine} in step`,
    catchUpLater: 'changes are kept; engines catch up when they are back',
    shared: 'Shared scene',
    history: 'History',
    agents: 'Agents',
    agentsRunning: 'may suggest changes',
  },

  safety: {
    safe: 'safe',
    safeHint: 'Every confirmed change is on the disk.',
    writing: 'writing',
    writingHint: 'A change is being written to the disk. It counts once it is safe.',
    verified: 'history verified',
    verifying: 'verifying history',
    damaged: 'history damaged',
    readOnly: 'read-only',
    unknown: 'not confirmed',
    stalled: 'disk waits',
  },

  engines: {
    title: 'Engines',
    names: { blender: 'Blender', unity: 'Unity' } as Readonly<Record<string, string>>,
    fileOf: (kind: string) => FILES.get(kind) ?? 'file',
    none: 'No engine',
    /** It was cut off before it said who it is. */
    unnamed: 'Unknown program',
    /** In parts, like all in the bar that holds a figure: where it is narrow the words give way before the figures. */
    unsaved: (age: string) => ['', 'unsaved', age] as const,
    /** It was so when it connected. */
    unsavedOver: (age: string) => ['', 'unsaved', `${age}+`] as const,
    unsavedBefore: ['', 'unsaved', ''] as const,
    saved: 'saved',
    fileState: (file: string) => `The ${file}`,
    fileHint: 'As the engine says. VibeSync never saves for you.',
    unsavedFor: (age: string) => `unsaved for ${age}`,
    unsavedAtLeast: (age: string) => `unsaved for ${age} at least: it was when it connected`,
    leftThere: 'Only there, when it was last heard',
    holding: 'holding',
    heldAsked: 'asked to hold',
    states: {
      handshake: 'saying hello',
      foreign: (file: string) => `another ${file}`,
      comparing: 'comparing',
      refreshing: 'refreshing',
      live: 'in step',
      busy: 'busy',
      parked: 'set aside',
      detached: 'lost, waiting for it',
      in_doubt: 'not confirmed',
      revoked: 'disconnected',
    } satisfies Record<SessionState, string | ((file: string) => string)>,
    stateHints: {
      handshake: 'The plug-in is introducing itself.',
      foreign: (file: string) =>
        `The open ${file} does not belong to this project. Nothing is read from it or written to it.`,
      comparing: 'What the engine shows is being compared with the shared scene.',
      refreshing: 'The engine is being refreshed from the shared scene.',
      live: 'Changes arrive here as they are confirmed.',
      busy: 'The engine is busy. Work waits for it, up to your limit.',
      parked: 'The engine was busy for too long. Nobody waits for it; it is refreshed when it is back.',
      detached: 'The connection broke. The plug-in may come back by itself for a minute.',
      in_doubt: 'It is not known what this engine shows. It is refreshed before it takes part again.',
      revoked: 'This connection has ended and cannot come back. Pair again.',
    } satisfies Record<SessionState, string | ((file: string) => string)>,
    /** Whole, where the chip in the bar is cut short. */
    chipHint: (file: string, state: string, hint: string) => `${file} · ${state}\n${hint}`,
    breakerOpen: 'not answering, set aside',
    breakerHalfOpen: 'trying again',
    behind: (count: number) => `${formatCount(count)} behind`,
    outOfStep: (count: number, since: string) => [formatCount(count), 'out of step', `· ${since}`] as const,
    /** Stands for the words in the bar of a small window. */
    outOfStepSign: '≠',
    drifts: 'out of step',
    matches: 'Matches',
    matchesHint:
      'All objects are compared with the shared scene again and again. What changed there without a step of yours is shelved and set back.',
    comparedAgo: (ago: string) => `all objects, compared ${ago} ago`,
    notCompared: 'not compared yet',
    since: 'Connected since',
    version: 'Version',
    plugin: 'Plug-in',
    appliedThrough: 'Shows version',
    latency: 'Latency',
    latencyNone: 'not measured yet',
    latencyHint: 'Round trip of the heartbeat, newest on the right. Measured, not promised.',
    latencyLabel: (engine: string, latest: string) => `Latency of ${engine}: ${latest}`,
    trust: 'What you do there',
    trustLabel: (engine: string) => `What you do in ${engine}`,
    trustLevels: { live: 'counts at once', ask: 'asks first', off: 'is ignored' },
    disconnect: 'Disconnect',
    disconnectLabel: (engine: string) => `Disconnect ${engine}`,
    disconnectedBecause: (reason: string) => `Disconnected, because: ${reason}`,
    frame: 'What it sent',
    frameHint: 'Shown as text, never run.',
    refresh: 'Refresh from the shared scene',
    tryAgain: 'Try again',
    inHands: (count: number) => `${counted(count, 'object', 'objects')} in your hands there`,
    inDoubt: (count: number) => `${counted(count, 'object', 'objects')} not confirmed there`,
    driven: (count: number) =>
      `${counted(count, 'object is driven there: its', 'objects are driven there: their')} values belong to the engine`,
    unsavedHint: (file: string) =>
      `VibeSync never saves for you: save in the engine to keep what is only in its ${file}.`,
    connect: 'Connect an engine',
    launch: 'Launch Blender with VibeSync',
    launchHint: 'Starts the installed Blender with the plug-in and a one-time code in place.',
    launching: 'Blender is starting.',
    install: {
      blender: {
        action: 'Install the Blender plug-in',
        hint: 'Puts the plug-in into your Blender. Turn it on once in its preferences.',
        done: (path: string) => `Installed in ${path}`,
        next: null,
      },
      unity: {
        action: 'Install Unity package',
        hint: 'Puts the package into a Unity project that you choose: Unity 2022.3 or newer.',
        done: (path: string) => `Installed in ${path}`,
        next: `Unity compiles it as soon as you go back to it. Then open ${UNITY_MENU} there, and pair.`,
      },
    },
    pair: 'Get a pairing code',
    pairHint: `Type it into the VibeSync panel: in Blender in the sidebar of the 3D view, in Unity under ${UNITY_MENU}. It works once.`,
    pairCode: 'Pairing code',
    pairEndpoint: 'Address',
    pairExpires: (left: string) => `expires in ${left}`,
    pairExpired: 'This code has expired.',
    copy: 'Copy',
    copied: 'Copied',
    live: 'Connected',
    ended: 'Ended connections',
    noneYet: 'No engine has connected yet.',
    noneNow: 'No engine is connected.',
  },

  agents: {
    title: 'Agents',
    count: (count: number) => counted(count, 'agent', 'agents'),
    none: 'No agent',
    pause: 'Pause',
    continue: 'Continue',
    pauseAll: 'Pause all agents',
    continueAll: 'Let agents continue',
    frozen: 'frozen',
    paused: 'paused',
    pauseOne: (name: string) => `Pause ${name}`,
    continueOne: (name: string) => `Let ${name} continue`,
    connected: 'connected',
    away: 'away',
    waiting: (count: number) =>
      count === 0 ? 'nothing waiting' : `${counted(count, 'suggestion', 'suggestions')} waiting`,
    revoke: 'Disconnect',
    revokeLabel: (name: string) => `Disconnect ${name} for good`,
    revokeHint: 'Its suggestions are denied and its key stops working.',
    create: 'Connect an AI agent',
    createHint:
      'Makes a key for one agent. It can read the shared scene and suggest; nothing it suggests happens without you.',
    name: 'Name of the agent',
    nameExample: 'set-dresser',
    make: 'Make a key',
    makeAndCopy: 'Make a key, copy the configuration',
    once: 'This is shown once. Copy it now.',
    copiedOnce: 'The configuration is copied: paste it into your agent’s client. The key is shown once.',
    token: 'Key',
    address: 'Address',
    config: 'Configuration for the client',
    copyConfig: 'Copy configuration',
    copyToken: 'Copy key',
    done: 'Done',
  },

  needs: {
    title: 'Needs you',
    label: (count: number) => (count === 0 ? 'Needs you: nothing' : `Needs you: ${formatCount(count)}`),
    blocking: 'Blocking',
    canWait: 'Can wait',
    calm: 'Nothing needs you',
    calmBusy: 'Suggestions, questions and conflicts appear here.',
    calmSince: (label: string, time: string) => `Last decided: ${label}, ${time}`,
    held: (count: number) =>
      count === 0
        ? 'Agents are frozen.'
        : `Agents are frozen. ${count === 1 ? 'Their suggestion is' : `Their ${formatCount(count)} suggestions are`} kept, and checked again when you resume.`,
    gaveWay: (count: number) =>
      `and ${counted(count, 'older line', 'older lines')}, all settled: see the history`,
    clear: 'Clear',
    clearLabel: 'Clear what is settled',
    notices: 'Good to know',
  },

  /** Nobody has to do anything: it says what happened, and folds away. */
  notices: {
    bothKept: (first: string, second: string) => `${first} and ${second} were both kept`,
    objects: (count: number) => counted(count, 'object', 'objects'),
    by: {
      you: (what: string) => `your ${what} here`,
      engine: (what: string, engine: string) => `your ${what} in ${engine}`,
      other: (what: string, name: string) => `${name}’s ${what}`,
      override: (what: string) => `the forced ${what}`,
    },
    what: {
      transform: 'move',
      name: 'rename',
      parent: 'new parent',
      visibility: 'show or hide',
      property: (key: string) => `change of ${key}`,
      several: 'changes',
    },
    takeBack: 'Take back',
    takeBackLabel: (what: string) => `Take back ${what}`,
    parentGone: 'parent is deleted',
    parentGoneHint: 'What it hung on before is deleted: bring that back first.',
    takeBackHint: 'Sets it to what it was before, as a new change of yours. What was changed again stays.',
    takenBack: 'taken back',
    changedAgain: 'changed again',
    more: (count: number) => `and ${counted(count, 'value', 'values')} more`,
    stays: (age: string) => `Folds away after ${age}, or once both are changed again.`,
    fold: 'Fold away',
    faultTitle: (time: string) => `VibeSync stopped by a fault of its own at ${time}, and has started again`,
    faultText: 'Everything that was called safe is here. What was on its way was taken back.',
    faultReport: 'Copy the path of the report',
    failedTitle: (label: string) => `Your change did not go through: ${label}`,
    failedText:
      'It was on its way when VibeSync had to begin anew. The shared scene is as it was; make it again if you still want it.',
    takeBackOf: (number: string) => `take back ${number}`,
    goneTitle: (engine: string) => `${engine} is disconnected`,
    goneText: 'What exists only there is still there:',
    lostTitle: (engine: string) => `${engine} was lost`,
    lostText: 'Neither confirmed nor saved, and therefore not recovered unless it still runs:',
    lostShared: 'What is shared is safe here, and goes back into it when it connects again.',
  },

  /** A confirmed change goes back to what was before it. */
  takeBack: {
    change: 'Take back this change',
    /** Of several that are selected. */
    only: (number: string) => `Take back only ${number}`,
    changeLabel: (number: string) => `Take back this change, ${number}`,
    short: 'Take back',
    shortLabel: (what: string) => `Take back: ${what}`,
    hint: 'Sets what it changed to what was before, as a new change of yours. What was changed since stays.',
    outcomes: 'What became of it',
    reason: (number: string) => `takes back version ${number}`,
    /** Of several that were approved together. */
    doneOf: (count: number, of: number) =>
      count === of ? `all ${formatCount(count)} done` : `${formatCount(count)} of ${formatCount(of)} done`,
    allOf: (count: number) => `Take back all ${formatCount(count)}…`,
    allLabel: (count: number, what: string) => `Take back all ${formatCount(count)}: ${what}`,
    leave: 'Leave it',
    all: (count: number) =>
      count === 1 ? 'Goes back to what it was.' : `All ${formatCount(count)} values go back.`,
    some: (taken: number, of: number) =>
      `${formatCount(taken)} of ${counted(of, 'value', 'values')} go back.`,
    staying: {
      changed_again: (name: string, what: string, who: string) => `${name}: ${what} was changed again${who}.`,
      deleted: (name: string, _what: string, who: string) => `${name} was deleted${who}.`,
      added_to: (name: string, _what: string, who: string) =>
        `${name} stays: something was added to it${who}.`,
      with_place: (name: string, what: string) => `${name}: ${what} stays with the rest of its place.`,
      hung_elsewhere: (name: string, _what: string, who: string) =>
        `${name} stays where it is: it was hung elsewhere${who}.`,
      moved_since: (name: string, _what: string, who: string) =>
        `${name} stays where it hangs: it was moved${who}.`,
      name_taken: (name: string) => `${name} stays as it is: another object has the name now.`,
      parent_gone: (name: string) => `${name} stays as it is: what it hung below is gone.`,
      below_itself: (name: string) => `${name} stays where it is: its parent hangs below it now.`,
      holds_others: (name: string) => `${name} stays: something hangs below it that would go with it.`,
      another_kind: (name: string) => `${name} stays as it is: it is another kind of object now.`,
    } satisfies Record<StayingView['why'], (name: string, what: string, who: string) => string>,
    parts: {
      existence: 'it',
      name: 'its name',
      parent: 'its parent',
      transform: 'its place',
      visibility: 'its visibility',
    },
    by: (who: string) => ` by ${who}`,
    more: (count: number) => `${counted(count, 'more value stays', 'more values stay')}.`,
    unnamed: 'An object',
    /** What engines alone have is not shared, and no change brings it back. */
    loss: {
      bare: (count: number) =>
        `${counted(count, 'object comes', 'objects come')} back with place, name and properties alone: geometry, modifiers and materials are gone from the engines.`,
      goes: (count: number) =>
        `${counted(count, 'object goes', 'objects go')} from the engines with geometry, modifiers and materials: that cannot be brought back.`,
    },
    takes: 'Takes back',
    takenBy: 'Taken back by',
  },

  takeBackMore: {
    open: 'Take back more…',
    title: 'Take back several changes as one',
    which: 'All confirmed changes',
    by: (who: string) => `by ${who}`,
    task: 'of the same task',
    of: (name: string) => `of ${name}`,
    from: 'From',
    to: 'to',
    none: 'No confirmed change is like that.',
    found: (count: number) => `${counted(count, 'change', 'changes')} together:`,
    more: (count: number) =>
      `Only the newest ${formatCount(count)} go back at once. Choose a smaller span for older ones.`,
    pieces: (count: number) =>
      `It takes ${formatCount(count)} changes of yours, one after the other; if one fails, the rest stays.`,
    take: (count: number) => `Take back ${counted(count, 'change', 'changes')}`,
    done: (count: number, pieces: number) =>
      pieces === 1
        ? `${counted(count, 'change goes', 'changes go')} back, as one change of yours.`
        : `${counted(count, 'change goes', 'changes go')} back, by ${formatCount(pieces)} changes of yours.`,
    reason: (count: number, first: string, last: string) =>
      `takes back ${counted(count, 'change', 'changes')} between versions ${first} and ${last}`,
  },

  /** The whole scene goes back to an earlier version. */
  versions: {
    open: 'Bring back a version…',
    title: 'Bring back a version',
    number: 'Version',
    look: 'Look',
    looking: 'Looking…',
    same: 'The shared scene is like that already.',
    counts: {
      back: (count: number) => (count === 1 ? '1 comes back' : `${formatCount(count)} come back`),
      gone: (count: number) => (count === 1 ? '1 goes' : `${formatCount(count)} go`),
      transform: (count: number) => `${formatCount(count)} placed as then`,
      name: (count: number) => `${formatCount(count)} named as then`,
      parent: (count: number) => `${formatCount(count)} under the parent of then`,
      visibility: (count: number) => `${formatCount(count)} shown or hidden as then`,
      properties: (count: number) => `${formatCount(count)} with the properties of then`,
    },
    summary: (objects: number, commits: number) =>
      `${counted(objects, 'object', 'objects')} would change; ${counted(commits, 'change', 'changes')} since then.`,
    held: 'It passes this halt as one forced change, and everything stays held. What was edited in engines since waits for you to resume, and asks where it collides.',
    asUsual: 'It is one change of yours, and can be taken back.',
    asUsualWithLoss: 'It is one change of yours.',
    reason: 'Reason (recorded)',
    reasonOf: (number: string) => `brings back version ${number}`,
    bring: (number: string) => `Bring back ${number}`,
    done: (number: string) => `Version ${number} comes back.`,
    openObjects: (count: number) =>
      `Bring back ${count === 1 ? 'this object' : counted(count, 'object', 'objects')}…`,
    lookObjects: (count: number) =>
      `Look what ${count === 1 ? 'it would take' : `these ${formatCount(count)} would take`}`,
    bringObjects: (count: number, number: string) =>
      `Bring back ${counted(count, 'object', 'objects')} as of ${number}`,
    reasonOfObjects: (count: number, number: string) =>
      `brings back ${counted(count, 'object', 'objects')} of version ${number}`,
    tooLate: 'Only versions from here on can be brought back.',
  },

  /** Looking at an earlier version. */
  past: {
    region: 'An earlier version is shown',
    show: 'Show this version',
    version: (number: string) => `Version ${number}`,
    ago: (commits: number) =>
      commits === 0 ? 'is the newest' : `${counted(commits, 'change', 'changes')} ago`,
    reading: 'is being read…',
    earlier: 'The version before (,)',
    later: 'The version after (.)',
    now: 'Now',
    bring: 'Bring back…',
    ofObject: (number: string) => `As of version ${number}`,
    placeNow: 'now',
    placeOf: (number: string) => `version ${number}`,
    goneSince: (place: string) => `It is not there in the shared scene of ${place}.`,
    notThere: (number: string) => `It was not there at version ${number}`,
    same: (place: string) => `It is the same in the shared scene of ${place}.`,
    value: 'Value',
    then: 'then',
    editing: 'An earlier version is shown. Go back to now to change values.',
    what: { only_then: 'was there then', only_since: 'was not there' },
    differences: {
      title: 'What differs',
      count: (count: number) => (count === 1 ? '1 object differs' : `${formatCount(count)} objects differ`),
      counting: 'Comparing…',
      none: 'No object differs',
      pick: (name: string) => `Bring back ${name}`,
      pickSome: 'Choose objects to bring them back as they were.',
    },
    compare: {
      title: 'Compare with another version',
      withNow: 'Against now',
      with: (number: string) => `Against ${number}`,
      compare: 'Compare',
    },
  },

  /** What exists in one engine alone, line by line. */
  onlyThere: {
    unsaved: (file: string, age: string) => `its ${file}, unsaved for ${age}`,
    unsavedAtLeast: (file: string, age: string) => `its ${file}, unsaved for ${age} at least`,
    undecided: (objects: string) => `changed there and not decided yet: ${objects}`,
    inHands: (objects: string) => `in your hands: ${objects}`,
    drift: (objects: string) => `out of step: ${objects}`,
    differing: (count: number) =>
      `${counted(count, 'object differs', 'objects differ')} and wait for your word`,
    unadopted: (count: number) =>
      count === 1 ? '1 object that is not shared' : `${formatCount(count)} objects that are not shared`,
  },

  leaving: {
    title: 'Before you leave',
    text: 'All that is shared is safe here. This exists only in an engine:',
    nothing: 'Nothing exists only in an engine any more.',
    hint: 'Leaving takes nothing away. VibeSync never saves for you: save in the engine to keep it.',
    stay: 'Stay',
    leave: 'Leave',
  },

  approvals: approvalWords,
  variants: variantWords,
  checkpoints: checkpointWords,
  conflictRules: conflictRuleWords,
  shelfSearch: shelfSearchWords,
  trust: trustWords,

  card: {
    label: (name: string, task: string) => `Suggestion by ${name}${task === '' ? '' : `: ${task}`}`,
    approve: 'Approve',
    approveDestructive: 'Approve deletion',
    /** Of a suggestion of many steps the first are shown; what is approved has been read whole. */
    readWhole: 'Read it whole',
    firstSteps: (shown: number, of: number) =>
      `The first ${formatCount(shown)} of ${formatCount(of)} steps. Read it whole before you approve it.`,
    deny: 'Deny…',
    denyTitle: 'Deny, and say why',
    denyHint: 'The agent reads this.',
    denyPresets: ['Not now', 'Leave these objects alone', 'Wrong place or size', 'Too much at once'],
    denyReason: 'Reason, in your words',
    denySend: 'Deny',
    noReason: 'No reason given.',
    binding: (hash: string) => `approves exactly this · ${hash}`,
    bindingHint: 'Your approval counts only for what this card shows. If a value changes, it asks again.',
    basis: (revision: string) => `seen at version ${revision}`,
    agentGone: 'The agent is away. Its suggestion stays.',
    shelfKeeps: 'a copy stays on the shelf',
    shelfKeepsLess: 'a copy stays on the shelf, without its geometry, modifiers and materials',
    alwaysAsks: 'always asks',
    ofTask: (task: string, label: string) => `${task} · ${label}`,
    settling: 'changed just now',
    more: (count: number) => `${formatCount(count)} more`,
    fewer: 'Show fewer',
    show: 'Show',
    showObject: (name: string) => `Show ${name}`,
    touches: (count: number) => counted(count, 'object', 'objects'),
    created: 'created',
    deleted: 'deleted',
    children: (name: string) => `${name}, children`,
    outcomes: {
      proposed: 'suggested',
      awaiting_approval: 'waiting for you',
      queued: 'approved, in line',
      applying: 'applying',
      finishing: 'finishing',
      committed: 'done',
      denied: 'denied',
      superseded: 'you changed it first',
      conflicted: 'out of date: what it built on has changed',
      rejected: 'could not be done',
      aborted: 'did not go through',
    } satisfies Record<IntentState, string>,
    withdrawn: 'withdrawn by the agent',
    undone: 'you took it back',
  },

  classes: {
    cosmetic: { sign: '≈', words: 'values only' },
    structural: { sign: '+', words: 'adds or rearranges' },
    destructive: { sign: '−', words: 'deletes or overwrites' },
  } satisfies Record<OperationClass, { sign: string; words: string }>,

  questions: {
    foreignTitle: (engine: string, file: string) =>
      `${engine} shows a ${file} that is not linked to this project`,
    foreignText: (title: string, project: string) =>
      `“${title}” is left alone: nothing is read from it, nothing written. Link it if it belongs to ${project}.`,
    twiceTitle: (file: string, engine: string) => `This ${file} is open in another ${engine} already`,
    twiceText: (title: string) =>
      `“${title}” takes part there, and here it waits: nothing is read from it, nothing written. Work here, and the other one is disconnected as it is.`,
    workHere: 'Work here instead',
    leaveWaiting: 'Leave it waiting',
    link: (file: string) => `Link this ${file} to the project`,
    leave: 'Leave it alone',
    leaveThem: 'Leave them alone',
    unmanagedTitle: (engine: string, count: number) =>
      `${counted(count, 'object', 'objects')} in ${engine} that the shared scene does not know`,
    unmanagedText: (count: number) =>
      count === 1
        ? 'It is never touched. Adopt it to share it.'
        : 'They are never touched. Adopt them to share them.',
    adopt: (count: number) => `Adopt ${counted(count, 'object', 'objects')}`,
    differencesTitle: (engine: string, count: number) =>
      `${engine} differs in ${counted(count, 'object', 'objects')}`,
    differencesText: (kept: number) =>
      `Refreshing sets them to the shared scene. ${kept === 0 ? 'Nothing there is its own' : `What it holds of its own (${counted(kept, 'object', 'objects')}) goes on the shelf first`}; selection, view and undo stay.`,
    differences: {
      transform: (count: string) => `${count} placed otherwise`,
      name: (count: string) => `${count} named otherwise`,
      parent: (count: string) => `${count} under another parent`,
      visibility: (count: string) => `${count} shown or hidden otherwise`,
      properties: (count: string) => `${count} with other properties`,
      missing: (count: string) => `${count} missing there`,
      extra: (count: string) => `${count} deleted here`,
    },
    refresh: (count: number) => `Refresh ${counted(count, 'object', 'objects')}`,
    breakerTitle: (engine: string) => `${engine} failed repeatedly and is set aside`,
    breakerText: 'Work goes on without it. Try again once it answers.',
    breakerAction: 'Try again',
    conflictTitles: {
      edited_both: (engine: string) => `changed in ${engine} and in the shared scene`,
      drift: (engine: string) => `out of step in ${engine}`,
      differs_at_handshake: (engine: string) => `differed in ${engine} when it connected`,
      in_flight: (engine: string) => `your change in ${engine} did not go through`,
      refused: (engine: string) => `your change in ${engine} was not let in`,
    } satisfies Record<CollisionCause, (engine: string) => string>,
    conflictText: (values: number, engine: string) =>
      `${counted(values, 'value collides', 'values collide')} · what ${engine} held is safe on the shelf until you decide`,
    /** Of many conflicts that one decision can be for. */
    alike: (count: number) => `${formatCount(count)} conflicts like this; one decision can be for all.`,
    decide: 'Decide…',
    lostTitle: 'VibeSync did not end cleanly last time',
    lostText: 'Neither confirmed nor saved in an engine, and therefore not recovered:',
    lostAcknowledge: 'Understood',
  },

  /** A file that is not what the shared scene is by now, and two files of one scene. */
  files: {
    title: {
      older: (file: string, engine: string) => `“${file}” in ${engine} is older than the shared scene`,
      edited: (file: string, engine: string) => `“${file}” in ${engine} holds what is not shared`,
      newer: (file: string, engine: string) => `“${file}” in ${engine} is newer than the history`,
    },
    text: {
      older: (saved: string, now: string) =>
        `Saved at version ${saved}; the shared scene is at ${now}. Nothing is read there or written until you say.`,
      edited: (saved: string) =>
        `Saved at version ${saved}, which is the newest, and changed since without VibeSync. Nothing is read there or written until you say.`,
      newer: (saved: string, now: string) =>
        `Saved at version ${saved}, which the history does not have: it ends at ${now}. Something of it was lost, or the file belongs to another copy of the project.`,
    },
    /** Where there is room for no more. */
    states: {
      older: 'older',
      edited: 'differs',
      newer: 'newer',
      left: 'left as it is',
      copy: 'a copy',
    },
    asks: (engine: string, file: string) => `${engine} asks about its ${file}`,
    copyIn: (engine: string, file: string) => `${engine} shows a copy of a ${file}`,
    leftIn: (engine: string, file: string) => `${engine}’s ${file} is left as it is`,
    counts: (count: number) => `${counted(count, 'object differs', 'objects differ')}:`,
    same: 'All objects match.',
    bring: 'Bring up to date',
    bringHint: (kept: number, file: string) =>
      kept === 0
        ? `as shared; only the ${file} has nothing of its own`
        : `as shared; what only the ${file} has (${counted(kept, 'object', 'objects')}) goes on the shelf first`,
    bringSameHint: 'go on with it: from here on it counts as this version',
    review: 'Review…',
    reviewHint: 'object by object: as shared, or as in the file',
    reviewLabel: (file: string) => `How the ${file} differs`,
    reviewNote: (file: string) =>
      `What you pick becomes a change of yours, for every engine. The rest of the ${file} is brought up to date.`,
    leave: 'Leave it',
    leaveHint: (file: string) =>
      `as it is, and out of step, until you come back to it or open another ${file}`,
    left: (file: string) => `You left this ${file} as it is: nothing in it is read or written.`,
    ask: 'Decide…',
    all: (count: number, file: string) => `All ${formatCount(count)} from the ${file}`,
    pick: (name: string, file: string) => `Take ${name} from the ${file}`,
    take: (count: number, file: string) => `Take ${formatCount(count)} from the ${file}`,
    back: 'Back',
    underWay: 'What you took is on its way into the shared scene. The rest follows.',
    changedSince: (count: number) =>
      `${counted(count, 'shared object has', 'shared objects have')} changed since.`,
    compareAgain: 'Compare again',
    openNow: (file: string) => `${file} (open now)`,
    theOther: (file: string) => `${file} (the other one)`,
    copyTitle: (file: string, other: string) => `“${file}” or “${other}”: where do you go on?`,
    copyLiveText: (engine: string, others: number) =>
      others === 1
        ? `You saved under another name. ${engine} stays in step meanwhile; this is about the one you left.`
        : `You saved under other names. ${engine} stays in step meanwhile; this is about the ${formatCount(others)} you left.`,
    copyText: (file: string) =>
      `Both are the same ${file} of this project, and only one takes part. Nothing is read here or written until you say.`,
    goOnHere: (file: string) => `In ${file}`,
    goOnHint: (other: string) => `${other} waits when it is opened`,
    goBack: (other: string) => `In ${other}`,
    goBackHint: (engine: string) => `${engine} waits here until you open it`,
    workHere: (file: string) => `In ${file}`,
    workHereHint: (other: string) => `${other} waits from here on`,
    goOnThere: (other: string) => `In ${other}`,
    goOnThereHint: 'this one waits, and does not ask again',
    apart: 'In both',
    apartHint: (file: string) => `each as a ${file} of its own; this one gets its own link`,
    asideTitle: (file: string) => `“${file}” is set aside`,
    asideText: (other: string) => `Work goes on in “${other}”. Nothing is read here or written.`,
  },

  /** Changed by hand in an engine's play mode, and set back with it. */
  played: {
    title: (count: number, engine: string) =>
      `${counted(count, 'value', 'values')} changed while playing in ${engine}`,
    text: 'Set back when play mode ended. Pick what to keep.',
    pick: (name: string, what: string) => `Keep ${name}, ${what}`,
    all: (count: number) => `All ${formatCount(count)}`,
    keep: (count: number) => (count === 0 ? 'Keep' : `Keep ${counted(count, 'value', 'values')}`),
    leave: 'Leave on the shelf',
    gone: 'Deleted since.',
    sharedAlready: 'Shared like this by now.',
    changedSince: (now: string) => `Changed since: ${now}.`,
    asksFirst: 'What somebody else has changed since then becomes a conflict: you see both sides first.',
    label: (count: number) => counted(count, 'played value', 'played values'),
    onShelf: 'on the shelf',
  },

  /** What the artist's hands hold up. */
  hands: {
    staysTitle: (engine: string) => `stays as you have it in ${engine}`,
    staysText: (label: string, why: string) => `“${label}” did not go through. ${why}`,
    letGo: (engine: string) => `You have let go of it. ${engine} goes on showing yours until you decide.`,
    tryAgain: 'Try again',
    tryAgainHint: 'shares it, on top of the shared scene as it is now',
    tryAgainOver: 'shares it, over what has changed there since',
    shelf: 'Shelf',
    shelfHint: (engine: string) => `${engine} goes back when you let go, and yours waits on the shelf`,
    putBack: 'Put back',
    putBackHint: (engine: string) => `${engine} goes back when you let go, and yours is dropped`,
    shelfHintFree: (engine: string) => `${engine} goes back now, and yours waits on the shelf`,
    putBackHintFree: (engine: string) => `${engine} goes back now, and yours is dropped`,
    waitsTitle: (engines: string) => `in your hands in ${engines}`,
    waitsText: (who: string, label: string, more: number) =>
      `${who}: ${label}${more === 0 ? '' : `, and ${formatCount(more)} more`}`,
    waitsFor: (waited: string) => `has waited ${waited}`,
    wait: 'Keep waiting',
    waitHint: 'goes when you let go; asks again later',
    without: (engines: string) => `Go on without ${engines}`,
    withoutHint: (engines: string) => `shared now, ${engines} when you let go`,
    takeBack: 'Take back',
    takeBackHint: (engine: string) => `${engine} goes back now; it waits on the shelf`,
    takeBackHintHere: 'it waits on the shelf',
    ended: {
      let_go: 'let go, on its way',
      changed_again: 'you changed it again',
      changed_since: 'changed since, on the shelf',
      agreed: 'shared by now',
      no_longer_there: 'no longer shown, on the shelf',
      stands_in_the_way: 'in the way, on the shelf',
    } as Readonly<Record<string, string>>,
    waited: (engines: string) => `It was waiting for your hands in ${engines} when everything stopped.`,
    /** Where there is room for no more. */
    differs: (count: number) => counted(count, 'differs', 'differ'),
    objectsDiffer: (count: number) => counted(count, 'object differs', 'objects differ'),
    differsIn: (engine: string, count: number) =>
      `${engine}: ${counted(count, 'object differs', 'objects differ')}`,
    differsHint: (count: number) =>
      `${counted(count, 'object is', 'objects are')} not as shared there: in your hands, or waiting for your word`,
    differsHere: 'as you have it',
  },

  scene: {
    title: 'Shared scene',
    region: 'Scene',
    search: 'Find an object',
    clearSearch: 'Clear the search',
    objects: (count: number) => counted(count, 'object', 'objects'),
    found: (count: number, all: number) => `${formatCount(count)} of ${counted(all, 'object', 'objects')}`,
    none: 'The shared scene is empty',
    noneText:
      'Objects that you make in Blender or Unity, or that an agent suggests and you approve, appear here.',
    nothingFound: (text: string) => `Nothing is called “${text}”.`,
    columnName: 'Name',
    columnVersion: 'Version',
    columnSetBy: 'Last changed by',
    earlier: 'earlier',
    expand: (name: string) => `Unfold ${name}`,
    collapse: (name: string) => `Fold ${name}`,
    suggested: (count: number) => `suggested: ${counted(count, 'change', 'changes')}`,
    suggestedTag: 'suggested',
    suggestedDelete: 'deletion suggested',
    locked: 'locked',
    inHands: 'in your hands',
    inDoubt: 'not confirmed',
    conflict: 'differs',
    hidden: 'hidden',
    tooMany: (most: number) =>
      `More than ${counted(most, 'object', 'objects')} cannot be selected together: one change can be about no more.`,
    selectedCount: (count: number) => `${formatCount(count)} selected`,
    loading: 'Reading the shared scene…',
  },

  space,

  kinds: { empty: 'empty', mesh: 'mesh', light: 'light', camera: 'camera' } satisfies Record<Kind, string>,

  axes: {
    label: 'Axes',
    blender: 'Blender Z up',
    unity: 'Unity Y up',
    follow: 'Last used',
    names: ['X', 'Y', 'Z'],
  },

  /** The parts of a transform are called as in the engine whose axes are shown (rule 14). */
  parts: {
    blender: { location: 'Location', rotation: 'Rotation', scale: 'Scale' },
    unity: { location: 'Position', rotation: 'Rotation', scale: 'Scale' },
  } satisfies Record<Axes, Record<'location' | 'rotation' | 'scale', string>>,

  /** Unity has one flag where Blender has two: it holds the one for rendering. */
  visibility: {
    blender: { viewport: 'In viewport', render: 'In render' },
    unity: { viewport: 'In Blender’s viewport', render: 'Active' },
  } satisfies Record<Axes, Record<keyof Visibility, string>>,

  panels: {
    needs: {
      name: 'Needs you',
      open: 'Show what needs you',
      fold: 'Fold away what needs you',
      close: 'Close what needs you',
      resize: 'Width of what needs you',
    },
    inspector: {
      name: 'Inspector',
      open: 'Show the inspector',
      fold: 'Fold the inspector away',
      close: 'Close the inspector',
      resize: 'Width of the inspector',
    },
    openWaiting: (open: string, count: number) => `${open}, ${counted(count, 'card', 'cards')}`,
  },

  inspector: {
    region: 'Inspector',
    object: 'Object',
    change: 'Change',
    connection: 'Connection',
    noObject: 'No object selected',
    noObjectText: 'Select one in the scene, on a card or on the timeline.',
    noChange: 'No change selected',
    noChangeText: 'Select a clip on the timeline or a row of the history.',
    noConnection: 'No connection',
    noConnectionText: 'Connect an engine under Engines.',
    gone: 'This object is no longer in the shared scene.',
    notThere: 'This object is not in the shared scene.',
    suggestedBy: (who: string) => `Suggested by ${who}, not in the shared scene yet.`,
    deletedBy: (who: string, n: string) => `Deleted by ${who}, ${n}.`,
    showDeletion: 'Show that change',
    copyOnShelf: 'A copy of it lies on the shelf.',
    transform: 'Transform',
    name: 'Name',
    parent: 'Parent',
    noParent: 'none',
    pickParent: 'Choose a parent',
    findParent: 'Find an object',
    root: 'No parent',
    state: 'State',
    on: 'on',
    off: 'off',
    hands: 'In whose hands',
    nobody: 'nobody',
    yours: (engine: string) => `yours, ${engine}`,
    lock: 'Agents may change it',
    lockYes: 'yes',
    lockNo: 'locked',
    inEngines: 'In the engines',
    noEngines: 'No engine is connected.',
    matches: 'matches',
    matchedAt: (revision: string) => `matched at ${revision}`,
    behind: (count: number) => `${formatCount(count)} behind`,
    notConfirmed: 'not confirmed',
    differsWaiting: 'differs, waiting for you',
    driven: 'driven there',
    properties: 'Custom properties',
    noProperties: 'None.',
    addProperty: 'Add a property',
    propertyKey: 'Name of the new property',
    propertyValue: (key: string) => `Value of ${key}`,
    removeProperty: (key: string) => `Remove ${key}`,
    newValue: 'Value of the new property',
    add: 'Add',
    delete: (count: number) => (count === 1 ? 'Delete object…' : `Delete ${formatCount(count)} objects…`),
    deleteConfirm: (count: number) => `Delete ${counted(count, 'object', 'objects')}`,
    deleteText: (names: string) => `Goes from the shared scene and from every engine: ${names}.`,
    deleteLoss:
      'Taken back, it has its place, name and properties again; geometry, modifiers and materials are gone from the engines.',
    cancel: 'Cancel',
    whoSet: 'Who set this',
    before: (value: string) => `before: ${value}`,
    approvedBy: 'approved by you',
    never: 'Nobody has changed it since it was made.',
    unknown: 'Who set these values is not in this history.',
    applying: 'applying',
    notANumber: 'Not a number.',
    isEmpty: 'A name is needed.',
    readOnly: 'Nothing can be changed while the history is read-only.',
    held: 'Held: resume, or force one change, to edit.',
    forceOn: 'The next change here passes every gate.',
    reasonFor: (what: string, name: string) => `${what} of ${name}`,
    reasonForSeveral: (what: string, count: number) => `${what} of ${counted(count, 'object', 'objects')}`,
    editReason: 'changed in the control room',
  },

  severalObjects: {
    title: (count: number) => `${counted(count, 'object', 'objects')} selected`,
    kinds: {
      empty: ['empty', 'empties'],
      mesh: ['mesh', 'meshes'],
      light: ['light', 'lights'],
      camera: ['camera', 'cameras'],
    } satisfies Record<Kind, readonly [string, string]>,
    kindCount: (count: number, [one, more]: readonly [string, string]) => counted(count, one, more),
    differs: 'differs',
    differsTyped: 'They differ. What is typed here is set in all of them.',
    same: 'A value that they have in common is shown; one that is typed is set in all of them, as one change.',
    hands: (count: number) =>
      `${formatCount(count)} in your hands in an engine: a change of those waits until you let go.`,
    locked: (count: number) => `${formatCount(count)} locked`,
    agents: 'Agents may change them',
    parents: (count: number) => `${formatCount(count)} different`,
    properties: 'Custom properties that all have',
    objects: 'Objects',
    last: 'selected last',
    more: (count: number) => `and ${formatCount(count)} more`,
    only: (name: string) => `Select ${name} alone`,
  },

  change: {
    waiting: 'Suggestion',
    number: 'Version',
    noNumber: 'no version',
    by: 'By',
    state: 'State',
    class: 'Kind',
    touched: 'Touches',
    why: 'Why',
    reason: 'What happened',
    when: 'When',
    forced: 'forced past every gate',
    earlier: 'Tried before',
    takenBack: (numbers: readonly string[]) => `${numbers.join(', ')}, taken back`,
    triedAs: (numbers: readonly string[]) => `tried before as ${numbers.join(', ')}`,
    wentOnAs: (number: string) => `taken back, went on as ${number}`,
    clock: 'computer clock',
    clockHint: 'The time of this computer. It decides nothing; order comes from the version alone.',
    objects: 'Objects',
    deletedObject: 'deleted object',
    toCard: 'Go to its card',
  },

  timeline: timelineStrings,

  conflicts: {
    title: 'Conflicts',
    none: 'Everything agrees',
    behind: (count: number) =>
      `${formatCount(count)} more ${count === 1 ? 'waits' : 'wait'} behind these, and ${count === 1 ? 'comes' : 'come'} up as these are decided.`,
    noneText:
      'Where an engine and the shared scene change the same value, both sides appear here and you decide.',
    collide: (count: number) => counted(count, 'value collides', 'values collide'),
    position: (index: number, count: number) => `${formatCount(index)} of ${formatCount(count)}`,
    escape: 'Esc leaves it waiting',
    inScene: 'Decide in the scene',
    beforeBoth: 'before both',
    unknownBefore: 'not known',
    sharedScene: 'shared scene',
    severalHands: 'set by several',
    /** When the engine's side came up: at the edit itself, or when it was seen to differ. */
    when: {
      edited_both: (time: string) => time,
      drift: (time: string) => `found ${time}`,
      differs_at_handshake: (time: string) => `found ${time}`,
      in_flight: (time: string) => time,
      refused: (time: string) => time,
    } satisfies Record<CollisionCause, (time: string) => string>,
    sharedBy: (who: string) => `shared: ${who}`,
    result: 'result',
    value: 'Value',
    allFromEngine: (engine: string) => `All from ${engine}`,
    keepShared: 'Keep the shared scene',
    apply: 'Apply the result',
    shelf: 'What you do not take goes on the shelf.',
    previous: 'Previous conflict',
    next: 'Next conflict',
    takeEngine: (what: string, engine: string) => `${what} from ${engine}`,
    takeShared: (what: string) => `${what} from the shared scene`,
    close: 'Leave it waiting',
    why: {
      edited_both: (engine: string) => `Changed in ${engine} and in the shared scene since both last agreed.`,
      drift: (engine: string) => `${engine} changed it without a step of yours: nobody claims this value.`,
      differs_at_handshake: (engine: string) => `${engine} differed when it connected.`,
      in_flight: (engine: string) => `What you changed in ${engine} did not go through.`,
      refused: (engine: string) => `What you changed in ${engine} was not let in.`,
    } satisfies Record<CollisionCause, (engine: string) => string>,
    /** What can be done about an edit that was refused, by the code of its reason. */
    remedies: {
      locked: 'Take it all the same, or unlock the object to go on with it in the engine.',
      driven: 'Free the value in the engine that drives it, then suggest yours again from the shelf.',
      trust_off: 'Take it all the same, or let edits of this engine count, under Engines.',
      queue_full: 'Take it once fewer changes are in line.',
      too_large: 'Take a part of it, or make it again in smaller steps.',
      too_old: 'Compare both, and take what still counts.',
      denied: 'Take it if it is to count after all.',
      halted: 'Take it once changes are let in again.',
      ledger_read_only: 'Take it once the history can be written again.',
      ledger_stalled: 'Take it once the disk takes something again.',
      unknown_object: 'Bring the object back first, then suggest yours again from the shelf.',
      unknown_parent: 'Bring its parent back first, then suggest yours again from the shelf.',
      name_taken: 'Give it another name in the engine.',
    } as Readonly<Record<string, string>>,
    remedy: 'Take what is to count; the rest stays on the shelf.',
    sheet: (name: string) => `Conflict: ${name}`,
  },

  shelf: {
    ...shelfWords,
    title: 'Shelf',
    none: 'The shelf is empty',
    noneText:
      'What was not taken is kept here and can be suggested again at any time. Nothing you did vanishes silently.',
    why: {
      conflict: 'not taken in a conflict',
      drift: 'out of step, nobody’s step',
      aborted: 'did not go through',
      superseded: 'you changed it first',
      purged: 'refreshed from the shared scene',
      halted: 'collected while held',
      out_of_step: 'changed while its engine was not in step',
      played: 'changed while playing',
      in_hands: 'did not go through, in your hands',
      taken_back: 'taken back while it waited',
      deleted: 'deleted with your approval',
      refused: 'not let in',
    } satisfies Record<ShelfEntry['why'], string>,
    whyBecause: (why: string, because: string) => `${why}: ${because}`,
    bare: 'What comes back has its place, name and properties; geometry, modifiers and materials only where an engine still has them.',
    from: 'From',
    at: (revision: string) => `at version ${revision}`,
    propose: 'Suggest again',
    choose: 'Choose…',
    chooseLabel: 'What of it to suggest again',
    pick: (name: string, what: string) => `Suggest ${name}, ${what}`,
    pickAll: (count: number) => `All ${formatCount(count)}`,
    proposeSome: (count: number) =>
      count === 0 ? 'Suggest again' : `Suggest ${counted(count, 'value', 'values')}`,
    back: 'Back',
    gone: (count: number) =>
      count === 1
        ? '1 value cannot be suggested: its object was deleted since.'
        : `${formatCount(count)} values cannot be suggested: their objects were deleted since.`,
    taken: {
      all: (count: number) =>
        count === 1 ? 'On its way.' : `All ${formatCount(count)} values are on their way.`,
      some: (taken: number, of: number) =>
        `${formatCount(taken)} of ${counted(of, 'value is', 'values are')} on their way; the rest stays here.`,
      more: (count: number) => `${counted(count, 'more value stays', 'more values stay')}.`,
    },
    discard: 'Discard',
    discardSure: 'Discard for good',
    objects: (count: number) => counted(count, 'object', 'objects'),
    shelfValue: 'on the shelf',
    sceneValue: 'shared scene then',
  },

  history: historyWords,

  guarantees: {
    title: 'Guarantees',
    hint: 'Counted since VibeSync started. “Shown by tests”: by its own, which are named; when they last ran is not known here.',
    allHold: (count: number) =>
      count === 1
        ? '1 guarantee is measured here, and holds'
        : `${formatCount(count)} guarantees are measured here, and hold`,
    nothingYet: 'Nothing has been measured yet',
    failing: (ids: string, count: number) => `${ids} ${count === 1 ? 'does' : 'do'} not hold`,
    notConnected: 'Not connected to VibeSync',
    notConnectedText: 'What is measured shows when the window has found it again.',
    columns: {
      guarantee: 'Guarantee',
      state: 'State',
      measured: 'Measured here',
      checked: 'Last check',
      action: 'Check',
    },
    groups: {
      order: 'Order',
      failure: 'Failure',
      time: 'Time',
      authority: 'Authority',
      security: 'Security',
    },
    promises: {
      'ORD-1': 'Only VibeSync changes the shared scene.',
      'ORD-2': 'Each change has its own number; numbers are the order.',
      'ORD-3': 'Two changes never mix.',
      'ORD-4': 'Nothing made on an older version is applied silently.',
      'ORD-5': 'An engine that differs is set back to the shared scene.',
      'FAIL-1': 'When a plug-in ends, the others go on.',
      'FAIL-2': 'A crashed engine comes back to the shared scene.',
      'FAIL-3': 'Replaying the history restores every change.',
      'FAIL-4': 'A cut connection leaves nothing half applied.',
      'FAIL-5': 'What was confirmed survives a power loss.',
      'DUR-1': 'A change is confirmed only once it is safe.',
      'DUR-2': 'Damage to the history is found and named.',
      'TIME-1': 'The number alone decides the order.',
      'TIME-2': 'Times are marked as the computer clock’s.',
      'TIME-3': 'A computer clock that jumps changes no outcome.',
      'AUTH-1': 'The emergency override stops everything.',
      'AUTH-2': 'Your change goes before an agent’s.',
      'AUTH-3': 'Where engines contradict each other, VibeSync decides.',
      'AUTH-4': 'An agent’s change takes effect only with approval.',
      'AUTH-5': 'An engine cannot refuse a valid change.',
      'SEC-1': 'All that an engine sends is checked first.',
      'SEC-2': 'A connection that breaks the rules ends at once.',
      'SEC-3': 'Keys are kept as hashes only.',
      'SEC-4': 'A plug-in keeps no secret but its connection’s key.',
    },
    states: {
      holds: 'holds',
      verified: 'history verified',
      matches: 'matches',
      matchedAt: (version: string) => `matched at ${version}`,
      outOfStep: 'out of step',
      reachable: 'reachable',
      buttonOnly: 'keys not registered',
      failed: 'does not hold',
      running: (percent: number) => `checking, ${percent} %`,
      comparing: (percent: number) => `comparing, ${percent} %`,
      unchecked: 'not checked yet',
      nothing: 'nothing yet',
      noEngine: 'no engine',
      notInStep: 'catching up',
      tests: 'shown by tests',
    },
    always: 'always',
    ago: (duration: string) => `${duration} ago`,
    numbers: (given: number) => `${counted(given, 'number', 'numbers')} given, none twice`,
    numbersWrong: (wrong: number, given: number) =>
      `${formatCount(wrong)} of ${counted(given, 'number', 'numbers')} out of order`,
    sent: (changes: number) =>
      `sent to engines: ${counted(changes, 'change', 'changes')}, each as it is in the history`,
    sentUnlogged: (wrong: number, changes: number) =>
      `${formatCount(wrong)} of ${counted(changes, 'change', 'changes')} sent to engines not as in the history`,
    serial: (given: number) =>
      `${counted(given, 'change', 'changes')} begun, each after the last was settled`,
    mixed: (wrong: number, given: number) =>
      `${formatCount(wrong)} of ${counted(given, 'change', 'changes')} begun before the last was settled`,
    written: (changes: number) =>
      `${counted(changes, 'change', 'changes')} written and confirmed in the order of numbers`,
    writtenWrong: (wrong: number, changes: number) =>
      `${counted(wrong, 'time', 'times')} out of order, of ${counted(changes, 'change', 'changes')}`,
    clockSteady: 'the computer clock has not jumped',
    clockJumped: (jumps: number, largest: string) =>
      jumps === 1
        ? `the computer clock jumped once, by ${largest}`
        : `the computer clock jumped ${formatCount(jumps)} times, by up to ${largest}`,
    since: (changes: number) => `${counted(changes, 'change', 'changes')} since, in the order of numbers`,
    confirmed: (told: number) => `${counted(told, 'confirmation', 'confirmations')}, each after it was safe`,
    confirmedEarly: (early: number, told: number) =>
      `${formatCount(early)} of ${counted(told, 'confirmation', 'confirmations')} came too early`,
    syncs: (groups: number, checkpoints: number, leases: number, flushes: number) =>
      `disk syncs: ${formatCount(groups)} for changes, ${formatCount(checkpoints)} for checkpoints, ${formatCount(leases)} for numbers, ${formatCount(flushes)} others`,
    records: (records: number) => counted(records, 'record', 'records'),
    replayed: (records: number) => `${counted(records, 'record', 'records')} replayed into a second copy`,
    compared: (engine: string, objects: number) =>
      `${engine}: ${counted(objects, 'object', 'objects')} compared`,
    comparedJoining: (engine: string) => `${engine}: compared as it joined`,
    notCompared: (engine: string) => `${engine}: not compared yet`,
    differ: (objects: number) => `${counted(objects, 'object', 'objects')} out of step`,
    keys: 'Its keys work in every program',
    keysNot: 'Its button, menu and tray work; its keys only in this window',
    pressed: (times: number) => `pressed ${counted(times, 'time', 'times')}`,
    approved: (count: number) =>
      count === 1 ? '1 agent’s change, approved' : `${formatCount(count)} agents’ changes, each approved`,
    unapproved: (wrong: number, count: number) =>
      `${formatCount(wrong)} of ${counted(count, 'agent’s change', 'agents’ changes')} without approval`,
    hashes: (count: number) => `${counted(count, 'key', 'keys')} kept, each as a hash`,
    conflicts: (count: number) => `${counted(count, 'change', 'changes')} became a question to you`,
    takenBack: (count: number) =>
      `${counted(count, 'change', 'changes')} taken back, each before anything new was sent`,
    builtUpon: (wrong: number) =>
      `${counted(wrong, 'change', 'changes')} sent to an engine that had not taken one back`,
    endedAlone: (count: number) =>
      `${counted(count, 'connection', 'connections')} ended, no other with ${count === 1 ? 'it' : 'them'}`,
    endedTogether: (others: number, count: number) =>
      `${counted(others, 'other connection', 'other connections')} ended with ${formatCount(count)}`,
    joined: (times: number) =>
      `engines joined or came back ${counted(times, 'time', 'times')}, each at the newest version`,
    joinedBehind: (behind: number, times: number) =>
      `${formatCount(behind)} of ${counted(times, 'time', 'times')} not at the newest version`,
    opened: (changes: number) =>
      `${counted(changes, 'change', 'changes')} found at the start, none missing that was confirmed`,
    decided: (count: number) => `${counted(count, 'contradiction', 'contradictions')} decided`,
    failures: (changes: number, wentOn: number) =>
      `an engine failed ${counted(changes, 'change', 'changes')}, ${formatCount(wentOn)} went on`,
    seeTests: (tests: string) => `see ${tests}`,
    superseded: (count: number) => `${counted(count, 'suggestion', 'suggestions')} gave way to you`,
    messages: (count: number) => `${counted(count, 'message', 'messages')} passed the checks`,
    violations: (count: number) =>
      `${counted(count, 'connection', 'connections')} ended, nothing taken from ${count === 1 ? 'it' : 'them'} since`,
    takenAfter: (wrong: number) =>
      `${counted(wrong, 'message', 'messages')} taken from a connection that had broken the rules`,
    actions: {
      chain: 'Verify now',
      replay: 'Replay and compare',
      tokens: 'Check now',
      audit: 'Compare now',
    },
    auditLabel: (engine: string) => `Compare now: ${engine}`,
  },

  halt: {
    title: 'Everything is held.',
    pressed: (by: string, revision: string) => `${by} Nothing new is let in; version ${revision} is safe.`,
    by: {
      click: 'You pressed it here.',
      shortcut: 'You pressed its keys.',
      menu: 'You chose it in the menu.',
      tray: 'You chose it in the tray.',
      'before the restart': 'It was held before the restart, and still is.',
    },
    byOther: (by: string) => `Held by ${by}.`,
    engines: 'engines',
    engineConfirmed: (engine: string, ms: string) => `${engine} confirmed in ${ms}`,
    engineSilent: (engine: string) => `${engine} was told and has not confirmed`,
    noEngines: 'No engine is connected.',
    caught: 'on its way',
    nothingCaught: 'Nothing was on its way.',
    became: {
      finishing: 'was already being written: it finishes, the outcome is not confirmed yet',
      committed: 'was already confirmed: kept',
      aborted: 'did not go through: undone everywhere it had arrived',
    },
    since: 'since then',
    nothingCollected: 'No changes made in engines.',
    collectedIn: (engine: string, edits: number) => `${engine}, ${counted(edits, 'change', 'changes')}:`,
    collectedObject: (name: string, what: string) => `${name} ${what}`,
    collectedMore: (count: number) => `and ${counted(count, 'more object', 'more objects')}`,
    collectedKept: 'Collected, none lost: they go on when people are resumed.',
    collectedParts: {
      existence: '',
      name: 'renamed',
      parent: 'moved in the hierarchy',
      transform: 'moved',
      visibility: 'shown or hidden',
      property: (key: string) => key,
    },
    shelved: (count: number) => `${counted(count, 'change', 'changes')} stopped by a halt: on the shelf.`,
    agents: 'agents',
    agentsFrozen: (names: string, suggestions: number) =>
      `${names} frozen${suggestions === 0 ? '' : `, ${counted(suggestions, 'suggestion', 'suggestions')} kept`}`,
    noAgents: 'No agent is connected.',
    toAgents: 'Disconnect…',
    toShelf: 'Shelf',
    shelf: 'stopped',
    locks: 'locks',
    locked: (names: string) => `${names} locked against agents`,
    release: (count: number) => (count === 1 ? 'Release' : `Release all ${formatCount(count)}`),
    more: 'more',
    moreText: 'Put one change through every gate, with a reason that is recorded.',
    force: 'Force one change…',
    forceTitle: 'Force one change',
    forceReason: 'Reason (recorded)',
    forceHint: 'Then make the change in the inspector. It passes locks, gates and this halt, once.',
    forceStart: 'Arm it',
    forceArmed: 'Armed: the next change in the inspector goes through.',
    forceCancel: 'Disarm',
    resumePeople: 'Resume people only',
    resumeEveryone: 'Resume everyone',
    announced: 'Emergency override: everything is held.',
    announcedEnd: 'Resumed.',
  },

  firstRun: {
    title: 'Nothing is connected yet',
    text: 'Connect where you work. Every change then passes through here: in order, and safe.',
    blender: 'Connect Blender',
    blenderText: 'Starts your Blender with the plug-in in place.',
    blenderComes: 'Blender is starting, and connects by itself.',
    blenderAgain: 'Blender did not come? Start it once more',
    unity: 'Connect Unity',
    unityText: 'Puts the package into a project that you choose.',
    unityReady: 'The package is in your project',
    unityPairHint: 'Type it into Unity’s VibeSync window. It works once.',
    otherWays: 'Other ways to begin',
    agent: 'Connect an AI agent',
    agentText: 'It can suggest. Nothing happens without you.',
    byHand: 'Or pair by hand, under Engines.',
  },

  settings: {
    title: 'Settings',
    axes: 'Axes',
    axesHint:
      'Inspector, cards and conflicts speak these axes. Last used: those of the engine in which you changed something last.',
    unit: 'Length',
    unitHint: 'A number may be typed in any unit: 40cm, 1.5 + 0.25.',
    metres: 'metres',
    centimetres: 'centimetres',
    patience: 'Wait for a busy engine',
    patienceHint: 'Then it is set aside and catches up later. From 0 to 600 seconds.',
    seconds: 's',
    handsPatience: 'Wait for your hands',
    handsPatienceHint:
      'A change of something that you hold in an engine waits; then it asks. From 0 to 600 seconds.',
    patienceInvalid: 'A whole number of seconds, from 0 to 600.',
    unregistered: 'not registered: works in this window only',
    app: 'VibeSync',
    electron: 'Electron',
    promises: 'Not promised',
    promisesText: [
      'No real-time latency: what is measured is shown.',
      'No policing of engine licences.',
      'Nothing that was neither confirmed here nor saved in an engine can be recovered.',
      'With an engine that is not deterministic, only what goes in is guaranteed.',
    ],
  },

  banner: {
    readOnly: 'The history is read-only.',
    readOnlyText: (problem: string) =>
      `${problem} Nothing can be changed; everything up to the damage can be read.`,
    goOn: (version: string) => `Go on from version ${version}…`,
    goOnText:
      'A new history starts at the last good version. What came after it is not taken over; the damaged history is kept beside it.',
    goOnSure: 'Start the new history',
    acceptLoss: 'Go on without them…',
    acceptLossSure: 'Accept that they are gone',
    lossText: (found: string) =>
      `Confirmed changes after version ${found} are missing. Restore the project’s folder from a backup, or go on without them.`,
    lastGood: (revision: string) => `Last good snapshot: version ${revision}.`,
    unknown: 'It is not known whether the last change reached the disk.',
    unknownText: 'Nothing is confirmed and nothing undone until the history has been read again.',
    full: 'The disk is full.',
    fullText: 'Nothing new is let in until there is room on it. Nothing is lost that was called safe.',
    stalled: 'The disk takes nothing.',
    stalledText: (problem: string) =>
      `${problem} It is tried again every second. Nothing is lost that was called safe.`,
    lost: 'This window has lost VibeSync.',
    lostText: 'What it shows may be old. It tries again.',
    tryAgain: 'Try again',
  },

  status: {
    named: (name: string) => `last named version “${name}”`,
    lastChange: 'last change',
    queued: (count: number) => `${formatCount(count)} in line`,
    onWay: (count: number) => `${formatCount(count)} on the way`,
  },

  actors: {
    you: 'you',
    youIn: (engine: string) => `you, in ${engine}`,
    override: 'override',
    and: ' and ',
  },

  facets: {
    existence: 'Object',
    name: 'Name',
    parent: 'Parent',
    transform: 'Transform',
    visibility: 'Visibility',
    none: '—',
    absent: 'absent',
    present: 'present',
    empty: 'empty',
    unknownObject: 'deleted object',
    asItIs: 'as it is',
    /** Differences below the digits that are shown. */
    finer: 'differs in the last digits',
    same: 'the same',
  },

  announce: {
    cards: (count: number) => (count === 1 ? '1 thing needs you.' : `${formatCount(count)} things need you.`),
    noCards: 'Nothing needs you.',
    settled: (actor: string, label: string, outcome: string) => `${actor}: ${label}, ${outcome}.`,
    settledMore: (count: number) => `And ${formatCount(count)} more.`,
    notice: (text: string) => `${text}.`,
  },

  problems: {
    noBridge: 'This page works inside VibeSync only.',
    crashed: 'This view ran into a fault.',
    crashedText: 'The shared scene and the override are not affected. Load the window again.',
    reload: 'Load again',
    details: 'Details',
    copyDetails: 'Copy',
    unanswered: 'VibeSync did not answer.',
    forceLost: 'It was forced, and force holds for its moment alone.',
  },

  demo: demoStrings,
  shortcuts: shortcutStrings,
  projects: projectStrings,
  appSettings: settingsStrings,

  palette: paletteStrings,
  undo: undoStrings,
  several: severalStrings,
  away: attentionWords.away,
  quiet: attentionWords.quiet,

  common: { close: 'Close' },
} as const;
