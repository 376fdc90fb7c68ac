/** A suggestion's changes as few lines as tell the whole: runs of creations, deletions and like values fold into one. */
import type { WaitingView } from '#app/control-room/index.ts';
import type { ObjectId, SceneObject } from '#app/scene/index.ts';
import { strings } from '../strings.ts';
import { valueRows } from './facets.ts';
import type { Reading } from './facets.ts';
import { compareNames } from './outline.ts';

export interface CardRow {
  readonly key: string;
  /** All that it stands for, by name; a click shows them. */
  readonly objects: readonly { readonly id: ObjectId; readonly name: string }[];
  readonly name: string;
  /** What of it; empty where the whole object comes or goes. */
  readonly what: string;
  readonly before: string;
  readonly after: string;
  readonly swatches: readonly [string | null, string | null];
}

/** From so many objects on, creations and deletions are told as a range of names. */
const FOLD_FROM = 3;

/** What a card shows of a change. */
export type ShownChanges = Pick<WaitingView, 'objects' | 'changes'>;

export function cardRows(waiting: ShownChanges, reading: Reading): CardRow[] {
  const names = new Map(waiting.objects.map((object) => [object.id, object.name]));
  const seen: Reading = {
    ...reading,
    // What is only suggested is known from the suggestion itself.
    object: (id) => reading.object(id) ?? suggestedObject(waiting, id),
  };
  const nameOf = (id: ObjectId): string =>
    names.get(id) ?? seen.object(id)?.name ?? strings.facets.unknownObject;
  const created: ObjectId[] = [];
  const deleted: ObjectId[] = [];
  const whole = new Set<ObjectId>();
  for (const { before, after } of waiting.changes) {
    if (after.facet !== 'existence') continue;
    whole.add(after.id);
    if (after.value === null) deleted.push(after.id);
    else if (before === null || before.value === null) created.push(after.id);
  }
  const rows: CardRow[] = [
    ...wholeRows(deleted, nameOf, 'deleted'),
    ...wholeRows(created, nameOf, 'created'),
    ...childCounts(created, deleted, waiting, seen),
  ];
  for (const { before, after } of waiting.changes) {
    if (whole.has(after.id)) continue;
    for (const [index, row] of valueRows(
      after.id,
      after.facet,
      before?.value ?? null,
      after.value,
      seen,
    ).entries()) {
      rows.push({
        key: `${after.id} ${after.facet} ${index}`,
        objects: [{ id: after.id, name: nameOf(after.id) }],
        name: nameOf(after.id),
        ...row,
      });
    }
  }
  return rows;
}

function wholeRows(
  ids: readonly ObjectId[],
  nameOf: (id: ObjectId) => string,
  how: 'created' | 'deleted',
): CardRow[] {
  const { none } = strings.facets;
  const row = (members: readonly ObjectId[], name: string): CardRow => ({
    key: `${how} ${members[0] ?? ''}`,
    objects: members.map((id) => ({ id, name: nameOf(id) })),
    name,
    what: '',
    before: how === 'created' ? none : members.length.toString(),
    after: how === 'created' ? strings.card.created : none,
    swatches: [null, null],
  });
  const sorted = [...ids].sort((a, b) => compareNames(nameOf(a), nameOf(b)));
  const rows: CardRow[] = [];
  for (const members of groupBy(sorted, (id) => stemOf(nameOf(id)))) {
    if (members.length < FOLD_FROM) rows.push(...members.map((id) => row([id], nameOf(id))));
    else
      rows.push(
        row(
          members,
          `${nameOf(members[0] ?? '')} … ${nameOf(members.at(-1) ?? '').slice(stemOf(nameOf(members[0] ?? '')).length - 1)}`,
        ),
      );
  }
  return rows;
}

/** `Courtyard, children  31 → 45`, for parents that stay. */
function childCounts(
  created: readonly ObjectId[],
  deleted: readonly ObjectId[],
  waiting: ShownChanges,
  reading: Reading,
): CardRow[] {
  const deltas = new Map<ObjectId, number>();
  const count = (id: ObjectId, by: number): void => {
    const parent = by > 0 ? suggestedObject(waiting, id)?.parent : reading.object(id)?.parent;
    if (parent !== null && parent !== undefined && !created.includes(parent) && !deleted.includes(parent)) {
      deltas.set(parent, (deltas.get(parent) ?? 0) + by);
    }
  };
  for (const id of created) count(id, 1);
  for (const id of deleted) count(id, -1);
  return [...deltas].flatMap(([parent, delta]) => {
    const object = reading.object(parent);
    if (object === undefined || delta === 0) return [];
    const sign = delta > 0 ? `+${delta}` : `−${-delta}`;
    return [
      {
        key: `children ${parent}`,
        objects: [{ id: parent, name: object.name }],
        name: strings.card.children(object.name),
        what: '',
        before: '',
        after: sign,
        swatches: [null, null] as const,
      },
    ];
  });
}

/** An object as a suggestion would make it; undefined of one that it does not make. */
export function suggestedObject(waiting: ShownChanges, id: ObjectId): SceneObject | undefined {
  const made = waiting.changes.find(({ after }) => after.id === id && after.facet === 'existence');
  return (made?.after.value ?? undefined) as SceneObject | undefined;
}

/** `Lantern_01` → `Lantern_`: names that count up belong together. */
function stemOf(name: string): string {
  return name.replace(/[\d.]+$/u, '');
}

function groupBy(ids: readonly ObjectId[], keyOf: (id: ObjectId) => string): ObjectId[][] {
  const groups = new Map<string, ObjectId[]>();
  for (const id of ids) {
    const group = groups.get(keyOf(id));
    if (group === undefined) groups.set(keyOf(id), [id]);
    else group.push(id);
  }
  return [...groups.values()];
}
