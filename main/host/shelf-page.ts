/** A page of what fits on the shelf, as the window asks for it, with the times that the history tells. */
import type { FoundShelf, RequestBody, Result } from '#app/control-room/index.ts';
import { engineWord } from '#main/orchestrator/index.ts';
import type { Host } from './host.ts';
import { viewEntry } from './list-feed.ts';
import { findShelved } from './shelf-search.ts';

export async function findOnShelf(
  host: Host,
  { withinMs, ...question }: RequestBody<'find_shelved'>,
): Promise<Result<FoundShelf>> {
  let recent: ReadonlySet<string> | null = null;
  if (withinMs !== null) {
    const ids = await host.history.shelvedSince(new Date(Date.now() - withinMs).toISOString());
    if (ids === null)
      return {
        ok: false,
        reason: {
          code: 'history_unread',
          message: 'The history does not tell this now; try again in a moment.',
          path: null,
        },
      };
    recent = new Set(ids);
  }
  const { core } = host.orchestrator;
  const agents = new Map(host.agents().map(({ agent, name }) => [agent, name]));
  const names = {
    object: (id: string) => core.nameOf(id),
    author: (id: string) => agents.get(id) ?? engineWord(id.replace(/^engine:/u, '')),
  };
  const found = findShelved(core.ahead.shelf, question, names, recent);
  const times = await host.history.shelvedAt(found.entries.map(({ entry }) => entry.id));
  const entries = found.entries.map(({ entry, about }, index) => ({
    ...viewEntry(entry),
    about,
    time: times?.[index] ?? null,
  }));
  return { ok: true, value: { ...found, entries } };
}
