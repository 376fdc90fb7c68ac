/** A rule for conflicts in words: which values, from which side, where, until when. */
import type { ConflictRuleView, DecidedView, NamedObjects } from '#app/control-room/index.ts';
import { isLike, likenessOf } from '#app/ledger/index.ts';
import type { Conflict, ConflictChoice } from '#app/ledger/index.ts';
import type { Facet } from '#app/scene/index.ts';
import { formatAge, formatCount } from '../numbers.ts';
import { strings } from '../strings.ts';
import { engineName } from './actors.ts';

/** The others that one decision could be for; null where it stands for no others. */
export function othersLike(conflict: Conflict, conflicts: readonly Conflict[]): readonly Conflict[] | null {
  const like = likenessOf(conflict, new Set());
  if (like === null) return null;
  return conflicts.filter((each) => each.id !== conflict.id && isLike(like, each));
}

export function facetWord(facet: Facet): string {
  if (facet.startsWith('property:')) return facet.slice('property:'.length);
  return strings.facets[facet as Exclude<Facet, `property:${string}`>];
}

/** `Transform, Name from Blender; mass from the shared scene`. */
export function choicesSaid(choices: readonly ConflictChoice[], engine: string): string {
  const words = strings.conflictRules;
  const side = (keep: ConflictChoice['keep'], name: string): string[] => {
    const facets = choices.filter((choice) => choice.keep === keep).map(({ facet }) => facetWord(facet));
    return facets.length === 0 ? [] : [words.from(facets.join(', '), name)];
  };
  return [...side('engine', engineName(engine)), ...side('truth', words.shared)].join('; ');
}

export function placeSaid(objects: NamedObjects | null): string {
  const words = strings.conflictRules;
  return objects === null ? words.anywhere : namesSaid(objects);
}

export function namesSaid({ first, of }: NamedObjects): string {
  return strings.conflictRules.on(first[0]?.name ?? strings.facets.unknownObject, of - 1);
}

/** @param leftMs of one that has a time, by now */
export function spanSaid({ until }: ConflictRuleView, leftMs: number): string {
  const words = strings.conflictRules;
  return until === 'time' ? words.left(formatAge(leftMs)) : words.untils[until];
}

export function usesSaid({ used, lastUsed }: ConflictRuleView): string {
  const words = strings.conflictRules;
  if (lastUsed === null) return words.neverUsed;
  return lastUsed.agoMs === null
    ? words.used(used, formatCount(lastUsed.n))
    : words.usedAgo(used, formatAge(lastUsed.agoMs));
}

/** What rules decided a moment ago, rule by rule. */
export function byRule(decided: readonly DecidedView[]): DecidedView[][] {
  const groups = new Map<string, DecidedView[]>();
  for (const each of decided) groups.set(each.rule, [...(groups.get(each.rule) ?? []), each]);
  return [...groups.values()];
}
