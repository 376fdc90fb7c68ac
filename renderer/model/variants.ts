/**
 * Suggestions of different agents about the same objects, side by side: object by object, what each would make of it, and
 * which of them is taken. What comes of the picks are the answers that a card gives, each bound to what was shown (R29).
 */
import type { RequestBody, WaitingView } from '#app/control-room/index.ts';
import { classify, facetValue, takenOf } from '#app/scene/index.ts';
import type { ObjectId, Operation, SceneObject } from '#app/scene/index.ts';
import { strings } from '../strings.ts';
import { laneLabel } from './actors.ts';
import { valueRows } from './facets.ts';
import type { Reading } from './facets.ts';
import { compareNames } from './outline.ts';
import { strandedStep } from './steps.ts';

/** Side by side: more have no room beside each other. */
export const VARIANTS_MOST = 3;

export interface VariantCell {
  readonly text: string;
  readonly swatch: string | null;
}

/** One value. Of each suggestion what it would be, or null where that one leaves it. */
export interface VariantLine {
  readonly what: string;
  readonly now: VariantCell;
  readonly by: readonly (VariantCell | null)[];
}

export interface VariantObject {
  readonly id: ObjectId;
  readonly name: string;
  /** Suggestions that are about it, by id. */
  readonly of: readonly string[];
  readonly lines: readonly VariantLine[];
}

/** For each object the suggestion that it is taken from, or null where it stays as it is; without an entry it is open. */
export type VariantPicks = ReadonlyMap<ObjectId, string | null>;

/** What one suggestion is answered. */
export type VariantAnswer =
  | { readonly name: 'approve'; readonly body: RequestBody<'approve'> }
  | { readonly name: 'approve_adjusted'; readonly body: RequestBody<'approve_adjusted'> }
  | { readonly name: 'deny'; readonly body: RequestBody<'deny'> };

const indexes = new WeakMap<readonly WaitingView[], ReadonlyMap<ObjectId, readonly WaitingView[]>>();

/** Which suggestions are about an object; found once for all cards that ask. */
function byObject(waiting: readonly WaitingView[]): ReadonlyMap<ObjectId, readonly WaitingView[]> {
  const known = indexes.get(waiting);
  if (known !== undefined) return known;
  const index = new Map<ObjectId, WaitingView[]>();
  for (const card of waiting) {
    if (!canBeCompared(card)) continue;
    for (const id of new Set(card.operations.map(objectOf))) {
      const cards = index.get(id);
      if (cards === undefined) index.set(id, [card]);
      else cards.push(card);
    }
  }
  indexes.set(waiting, index);
  return index;
}

/** An agent's, undecided, and shown whole. */
function canBeCompared({ actor, state, hash }: WaitingView): boolean {
  return actor.kind === 'agent' && state === 'awaiting_approval' && hash !== null;
}

/** A suggestion with those of other agents that touch an object of it, oldest first; empty where there is none. */
export function variantsOf(waiting: readonly WaitingView[], card: WaitingView): readonly WaitingView[] {
  if (!canBeCompared(card)) return [];
  const index = byObject(waiting);
  const found = new Set<WaitingView>();
  const agents = new Set([card.actor.id]);
  for (const operation of card.operations)
    for (const other of index.get(objectOf(operation)) ?? []) {
      // One agent's suggestions build on each other: they are no choice.
      if (agents.has(other.actor.id)) continue;
      agents.add(other.actor.id);
      found.add(other);
    }
  if (found.size === 0) return [];
  const shown = new Set([card, ...[...found].slice(0, VARIANTS_MOST - 1)]);
  return waiting.filter((each) => shown.has(each));
}

/** Objects that more than one of them is about. */
export function sharedCount(cards: readonly WaitingView[]): number {
  const seen = new Map<ObjectId, number>();
  for (const { operations } of cards)
    for (const id of new Set(operations.map(objectOf))) seen.set(id, (seen.get(id) ?? 0) + 1);
  return [...seen.values()].filter((times) => times > 1).length;
}

/** Object by object, those that are to be chosen first, each group by name. */
export function variantObjects(
  cards: readonly WaitingView[],
  objects: ReadonlyMap<ObjectId, SceneObject>,
  reading: Reading,
): VariantObject[] {
  const ids = new Set(cards.flatMap(({ operations }) => operations.map(objectOf)));
  const named = new Map(cards.flatMap((card) => card.objects.map(({ id, name }) => [id, name] as const)));
  const found = [...ids].map((id): VariantObject => {
    const of = cards.filter((card) => card.operations.some((each) => objectOf(each) === id));
    return {
      id,
      name: objects.get(id)?.name ?? named.get(id) ?? strings.facets.unknownObject,
      of: of.map((card) => card.id),
      lines: linesOf(id, cards, objects, reading),
    };
  });
  return found.sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || compareNames(a.name, b.name));
}

/** Whether there is a choice at it. */
export function isOpen(object: VariantObject): boolean {
  return object.of.length > 1;
}

/** What only one suggestion is about goes with it; the rest is open. */
export function firstPicks(objects: readonly VariantObject[]): Map<ObjectId, string | null> {
  return new Map(objects.filter((object) => !isOpen(object)).map(({ id, of: [only = null] }) => [id, only]));
}

/** Those that can still be had: what a person picked outlives that suggestions come and go beside it. */
export function picksLeft(picks: VariantPicks, objects: readonly VariantObject[]): VariantPicks {
  return new Map(
    objects.flatMap(({ id, of }) => {
      const from = picks.get(id);
      return from === undefined || (from !== null && !of.includes(from)) ? [] : [[id, from] as const];
    }),
  );
}

function linesOf(
  id: ObjectId,
  cards: readonly WaitingView[],
  objects: ReadonlyMap<ObjectId, SceneObject>,
  reading: Reading,
): VariantLine[] {
  const lines = new Map<string, { now: VariantCell; by: (VariantCell | null)[] }>();
  const made = cards
    .flatMap(({ changes }) => changes)
    .find(({ after }) => after.id === id && after.facet === 'existence' && after.value !== null)?.after.value;
  const seen: Reading = {
    ...reading,
    object: (each) => reading.object(each) ?? (each === id ? (made as SceneObject | undefined) : undefined),
  };
  for (const [column, { changes }] of cards.entries())
    for (const { before, after } of changes) {
      if (after.id !== id) continue;
      // Against the shared scene of this moment, which is what stays where nothing is taken.
      const now = facetValue({ objects }, id, after.facet) ?? before?.value ?? null;
      for (const row of valueRows(id, after.facet, now, after.value, seen)) {
        const line = lines.get(row.what) ?? {
          now: { text: row.before, swatch: row.swatches[0] },
          by: cards.map(() => null),
        };
        line.by[column] = { text: row.after, swatch: row.swatches[1] };
        lines.set(row.what, line);
      }
    }
  return [...lines].map(([what, line]) => ({ what, ...line }));
}

/** What each suggestion is answered; null while an object is open. */
export function answersOf(cards: readonly WaitingView[], picks: VariantPicks): VariantAnswer[] | null {
  const isDecided = cards.every(({ operations }) => operations.every((each) => picks.has(objectOf(each))));
  return isDecided ? cards.map((card) => answerOf(card, cards, picks)) : null;
}

function answerOf(card: WaitingView, cards: readonly WaitingView[], picks: VariantPicks): VariantAnswer {
  const { id, hash, operations } = card;
  const leave = leftOf(card, picks);
  const instead = cards.filter((other) =>
    operations.some((each) => other !== card && picks.get(objectOf(each)) === other.id),
  );
  const why = strings.variants.reason(instead.map(({ actor }) => laneLabel(actor)));
  if (leave.length === operations.length) return { name: 'deny', body: { id, reason: why } };
  // Only what is shown whole is compared.
  if (hash === null) throw new Error(`The suggestion ${id} has no hash.`);
  if (leave.length === 0) return { name: 'approve', body: { id, hash } };
  return { name: 'approve_adjusted', body: { id, hash, leave, edits: [], words: why } };
}

/** Places of a suggestion's steps that are not taken. */
export function leftOf({ id, operations }: WaitingView, picks: VariantPicks): number[] {
  return operations.flatMap((each, place) => (picks.get(objectOf(each)) === id ? [] : [place]));
}

/** Whether anything that is taken deletes. */
export function deletesAny(cards: readonly WaitingView[], picks: VariantPicks): boolean {
  return cards.some((card) => {
    const taken = takenOf(card.operations, new Set(leftOf(card, picks)), []).map((each) => each.operation);
    return taken.length > 0 && classify(taken) === 'destructive';
  });
}

/** Names of two objects: the first is taken from a suggestion, and does not go without the second, which is not. */
export function strandedIn(
  cards: readonly WaitingView[],
  picks: VariantPicks,
  objects: ReadonlyMap<ObjectId, SceneObject>,
  nameOf: (id: ObjectId) => string,
): { readonly object: string; readonly needs: string } | null {
  for (const card of cards) {
    const stranded = strandedStep(
      card.operations,
      { leave: new Set(leftOf(card, picks)), edits: new Map() },
      objects,
    );
    const step = stranded === null ? undefined : card.operations[stranded.place];
    const needs = stranded === null ? undefined : card.operations[stranded.needs];
    if (step !== undefined && needs !== undefined)
      return { object: nameOf(objectOf(step)), needs: nameOf(objectOf(needs)) };
  }
  return null;
}

function objectOf(operation: Operation): ObjectId {
  return operation.op === 'create' ? operation.object.id : operation.id;
}
