/** What a person can do here. Each asks main and hands back its answer; what changes arrives by the feed. */
import { RULES_CARD } from '#app/control-room/cards.ts';
import type { ControlRoomApi } from '#app/control-room/index.ts';
import { PERMISSION_LIMITS } from '#app/ledger/permissions.ts';
import type { ObjectId } from '#app/scene/index.ts';
import { addPage, missingPages, pageBounds } from '../model/changes.ts';
import type { Together } from '../model/together.ts';
import { choose, SELECTED_MOST, selectedOf } from '../model/selection.ts';
import type { Choosing } from '../model/selection.ts';
import { MINUTE_MS } from '../numbers.ts';
import { noteArrival } from './arrival.ts';
import { ask } from './ask.ts';
import { browserClock, followFeed } from './feed.ts';
import { readProjects, showPart } from '../projects/projects.ts';
import { readSettings } from '../settings/settings.ts';
import { readPreferences, writePreferences } from './preferences.ts';
import type { Preferences } from './preferences.ts';
import { handInAgain } from './own-changes.ts';
import { readPastAnew } from './past.ts';
import { attachRoom, feedRoom, withCards } from './room.ts';
import { strings } from '../strings.ts';
import { changeDesk, changeRoom, store } from './store.ts';
import type { InspectorTab, Place } from './store.ts';

export { ask } from './ask.ts';
export { submit, takeBackChange } from './own-changes.ts';

/** Attaches the store to main. @returns a function that ends it. */
export function start(api: ControlRoomApi): () => void {
  changeDesk({ preferences: readPreferences(browserStorage()) });
  void readSettings();
  void readProjects();
  return followFeed(
    api,
    {
      attached: (snapshot) => {
        noteArrival(snapshot);
        changeRoom((room) => attachRoom(room, snapshot));
        handInAgain();
        // By now it is known which one is open.
        void readProjects();
        readPastAnew();
        tellNews();
      },
      fed: (batches) => {
        batches.forEach(noteArrival);
        changeRoom((room) => feedRoom(room, batches));
        const focus = batches.findLast((batch) => batch.focus !== undefined)?.focus;
        if (focus?.card === RULES_CARD) goTo('rules');
        else if (focus !== undefined) showCard(focus.card);
        const part = batches.findLast((batch) => batch.show !== undefined)?.show;
        if (part !== undefined) showPart(part);
      },
      lost: () => changeRoom((room) => ({ ...room, link: 'lost' })),
    },
    browserClock,
  );
}

function browserStorage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null; // a page without an origin has none
  }
}

/** Pages on their way, so that scrolling asks for each once. */
const pagesAsked = new Set<number>();

/** Reads the parts of the history that a view of numbers from…to needs. @returns null, or why one could not be read. */
export async function readChanges(from: number, to: number): Promise<string | null> {
  const missing = missingPages(store.getState().room.changes, from, to).filter(
    (index) => !pagesAsked.has(index),
  );
  let problem: string | null = null;
  for (const index of missing) {
    pagesAsked.add(index);
    const answer = await ask('read_timeline', pageBounds(index));
    pagesAsked.delete(index);
    if (answer.ok)
      changeRoom((room) => ({ ...room, changes: addPage(room.changes, index, answer.value.changes) }));
    else problem = answer.reason.message;
  }
  return problem;
}

export function goTo(place: Place): void {
  changeDesk({ place, conflict: null, compared: null, away: false, sought: null, isInspected: false });
}

/** Looks for words in a place that has a search of its own. */
export function seekIn(place: 'history' | 'shelf', text: string): void {
  const times = (store.getState().desk.sought?.times ?? 0) + 1;
  const sought = { place, text, times };
  changeDesk({ place, conflict: null, compared: null, away: false, sought, isInspected: false });
}

/** What a place that has just come on screen is to look for. */
export function soughtIn(place: Place): string {
  const { sought } = store.getState().desk;
  return sought?.place === place ? sought.text : '';
}

export function selectObject(object: ObjectId | null): void {
  if (object !== null) tellSelected([object]);
  changeDesk(
    object === null
      ? { object, together: NOTHING }
      : { object, together: NOTHING, tab: 'object', isInspected: looksAtObjects() },
  );
}

/**
 * Selects several at once, or one beside those that are.
 * @returns null, or why they cannot be selected together
 */
export function selectObjects(objects: readonly ObjectId[], how: Choosing): string | null {
  const { desk } = store.getState();
  const chosen = choose(objects, how, desk);
  if (chosen === null) return strings.scene.tooMany(SELECTED_MOST);
  const before = selectedOf(desk);
  tellSelected([...selectedOf(chosen)].filter((id) => how === 'only' || !before.has(id)));
  changeDesk(chosen.object === null ? chosen : { ...chosen, tab: 'object', isInspected: looksAtObjects() });
  return null;
}

/** Where objects are worked on, one is selected for more than to be read about. */
function looksAtObjects(): boolean {
  const { place, isInspected } = store.getState().desk;
  return isInspected || (place !== 'control' && place !== 'conflicts');
}

/** What a person looks at here they may be about to work on: agents that go on by themselves keep off for a moment. */
function tellSelected(objects: readonly ObjectId[]): void {
  for (let at = 0; at < objects.length; at += PERMISSION_LIMITS.objects)
    void ask('select_objects', { objects: objects.slice(at, at + PERMISSION_LIMITS.objects) });
}

const NOTHING: ReadonlySet<ObjectId> = new Set();

/** Selects an object and brings it into view. */
export function showObject(object: ObjectId): void {
  showObjects([object]);
}

/** Brings several into view together, and selects the first. */
export function showObjects(objects: readonly ObjectId[]): void {
  const [first] = objects;
  if (first === undefined) return;
  selectObject(first);
  changeDesk({ framed: { objects } });
}

/** Marks an object in the 3D view while the pointer is over its name. */
export function pointAt(pointed: ObjectId | null): void {
  if (store.getState().desk.pointed !== pointed) changeDesk({ pointed });
}

/** Selects a change and, with it, its object where it has exactly one. A suggestion is looked at on its card. */
export function selectChange(change: string | null, objects: readonly ObjectId[] = []): void {
  const { room, desk } = store.getState();
  const isOnCard = change === null || room.waiting.some(({ id }) => id === change);
  changeDesk({
    change,
    tab: 'change',
    isInspected: desk.isInspected || !isOnCard,
    ...(objects.length === 1 ? { object: objects[0] ?? null, together: NOTHING } : {}),
  });
}

export function selectSession(session: string): void {
  changeDesk({ session, tab: 'connection', isInspected: true });
}

export function showTab(tab: InspectorTab): void {
  changeDesk({ tab, isInspected: true });
}

/** Brings a card into view and gives it the focus. */
export function showCard(key: string): void {
  const { desk } = store.getState();
  changeDesk({ place: 'control', card: { key, times: (desk.card?.times ?? 0) + 1 } });
}

export function openConflict(conflict: string | null): void {
  changeDesk(conflict === null ? { conflict } : { conflict, compared: null, away: false, place: 'control' });
}

let comparedTimes = 0;

/** Lays a suggestion beside those of other agents about the same objects. */
export function compareVariants(key: string | null): void {
  if (key === null) return changeDesk({ compared: null });
  comparedTimes += 1;
  const compared = { key, times: comparedTimes };
  changeDesk({ compared, conflict: null, away: false, place: 'control' });
}

/** What others changed while the person was away; now is what it is compared with. */
export function openAway(away: boolean): void {
  changeDesk(away ? { away, conflict: null, compared: null, past: null, place: 'control' } : { away });
}

export function armForce(reason: string | null): void {
  changeDesk(reason === null ? { force: null } : { force: reason, tab: 'object', isInspected: true });
}

export function prefer(part: Partial<Preferences>): void {
  const preferences = { ...store.getState().desk.preferences, ...part };
  changeDesk({ preferences });
  writePreferences(browserStorage(), preferences);
}

/** Main is told at once, and again by each window that opens: it keeps nothing of this. */
export function preferNews(ruleNewsMinutes: number | null): void {
  prefer({ ruleNewsMinutes });
  tellNews();
}

function tellNews(): void {
  const { ruleNewsMinutes: minutes } = store.getState().desk.preferences;
  void ask('set_rule_news', { everyMs: minutes === null ? null : minutes * MINUTE_MS });
}

export function clearMoot(): void {
  changeRoom((room) => withCards(room, { ...room.cardMemory, moot: [], gaveWay: 0 }));
}

/** What became of this suggestion has been in view for its time. Of those that have a line no more, nothing is kept. */
export function noteTold(key: string): void {
  const { room, desk } = store.getState();
  const lines = new Set(room.cardMemory.moot.map((line) => line.key));
  changeDesk({
    told: new Set([...desk.told].filter((each) => lines.has(each))).add(key),
    lastTold: { key, atMs: performance.now() },
  });
}

/** These are approved by one click: what becomes of them is told together. */
export function noteTogether(together: Together): void {
  const { approvedTogether } = store.getState().desk;
  const others = approvedTogether.filter(({ key }) => key !== together.key);
  changeDesk({ approvedTogether: [...others, together] });
}

/** Some of them stayed: they are told by themselves again. */
export function notTogether(key: string, stayed: ReadonlySet<string>): void {
  const approvedTogether = store.getState().desk.approvedTogether.flatMap((each) => {
    if (each.key !== key) return [each];
    const ids = new Set([...each.ids].filter((id) => !stayed.has(id)));
    return ids.size < 2 ? [] : [{ ...each, ids }];
  });
  changeDesk({ approvedTogether });
}

/** What became of them has stood for its time. */
export function forgetTogether(key: string): void {
  const { told, approvedTogether } = store.getState().desk;
  const gone = approvedTogether.filter((each) => each.key === key).flatMap(({ ids }) => [...ids]);
  changeDesk({
    approvedTogether: approvedTogether.filter((each) => each.key !== key),
    told: new Set([...told, ...gone]),
  });
}

/**
 * Brings back what went out of view last, to be taken back, where a key was pressed before it went and comes in only now.
 * @param pressedMs the time stamp of the key
 * @returns whether there was one
 */
export function recallTold(pressedMs: number): boolean {
  const { lastTold, told } = store.getState().desk;
  if (lastTold === null || pressedMs > lastTold.atMs || !told.has(lastTold.key)) return false;
  const { key } = lastTold;
  changeDesk({ told: new Set([...told].filter((each) => each !== key)), lastTold: null, recalled: key });
  return true;
}

/** @returns whether this outcome was called back, once */
export function takeRecalled(key: string): boolean {
  if (store.getState().desk.recalled !== key) return false;
  changeDesk({ recalled: null });
  return true;
}

/** Only for cards whose question can stay open. Main counts what waits, and is told. */
export function dismissCard(key: string): void {
  void ask('dismiss_card', { card: key });
  changeRoom((room) =>
    withCards(room, { ...room.cardMemory, dismissed: new Set(room.cardMemory.dismissed).add(key) }),
  );
}
