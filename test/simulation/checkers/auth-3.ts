/** AUTH-3: the orchestrator before engines. */
import { idsOf } from './facts.ts';
import type { Checker, Facts } from './facts.ts';

/** AUTH-3: engines have no authority: what changed without a hand, or is not trusted, never becomes shared. */
export const auth3: Checker = {
  guarantee: 'AUTH-3',
  *check(facts) {
    const approved = new Set(facts.records('approve').map(({ record }) => record.id));
    const begun = new Map(
      facts.records('begin').flatMap((each) => idsOf(each.record.intent).map((id) => [id, each] as const)),
    );
    for (const { at, session, message } of facts.frames) {
      if (message.type !== 'observed') continue;
      const begin = begun.get(message.edit);
      if (begin === undefined) continue;
      if (message.undo === null)
        yield `${begin.record.n} is a drift of ${session}: no person's step shows it`;
      const engine = facts.sessions.get(session)?.engine ?? '';
      // What waited for a halt to end obeys what is set when it goes on.
      const goesOn = facts.told.find((told) => told.id === message.edit && told.at >= at);
      const trust = trustOf(facts, engine, goesOn?.at ?? at);
      if (trust === 'off')
        yield `${begin.record.n} was taken from ${engine}, whose edits a person had switched off`;
      if (trust === 'ask' && !approved.has(begin.record.intent.id))
        yield `${begin.record.n} was taken from ${engine} without asking`;
    }
  },
};

/** What a person has set: it acts with the click, whatever the disk does (R29). */
function trustOf(facts: Facts, engine: string, at: number): string {
  let trust = 'live';
  const start = facts.starts.filter((each) => each.at < at).at(-1);
  for (const record of facts.history.log.slice(0, start?.event.position ?? 0)) {
    if (record.kind === 'trust' && record.engine === engine) trust = record.level;
  }
  for (const { command, at: clicked } of facts.clicks) {
    const here = clicked > (start?.at ?? 0) && clicked < at;
    if (here && command.do === 'trust' && command.engine === engine) trust = command.level ?? trust;
  }
  return trust;
}
