/** NAMED: a version has the name that a person gave it, no version has one that is not there, and none is lost. */
import { canonicalJson } from '#app/scene/index.ts';
import type { Checker } from './facts.ts';
import { eventOf } from './facts.ts';

export const named: Checker = {
  guarantee: 'NAMED',
  *check(facts) {
    const said = new Set<string>();
    for (const { record, at } of facts.records('checkpoint')) {
      const { id, name, revision } = record.checkpoint;
      // Written again after the disk had refused it, it is still the first word that counts.
      const word = canonicalJson(record.checkpoint);
      if (said.has(word)) continue;
      said.add(word);
      const click = facts.clicks.find((each) => eventOf(each.at) === eventOf(at))?.command;
      const isGiven =
        click?.do === 'name_version' &&
        canonicalJson(click.checkpoint ?? null) === canonicalJson(record.checkpoint);
      const isRenamed = click?.do === 'rename_checkpoint' && click.checkpoint === id && click.name === name;
      if (!isGiven && !isRenamed) yield `version ${revision} is called ${name}, and nobody had said so`;
      const { log } = facts.history;
      const place = log.findIndex((each) => each.kind === 'checkpoint' && each.checkpoint.id === id);
      const isLater = log.some(
        (each, index) => place >= 0 && index > place && each.kind === 'commit' && each.n <= revision,
      );
      if (isLater) yield `${name} is the name of version ${revision}, which was not there`;
    }
    for (const { command, answer, at } of facts.clicks) {
      if (command.do !== 'name_version' || answer?.ok !== true || answer.position === null) continue;
      const { checkpoint } = command;
      if (typeof checkpoint !== 'object') continue;
      const kept = facts.history.log.some(
        (each) => each.kind === 'checkpoint' && each.checkpoint.id === checkpoint.id,
      );
      if (!kept && !facts.ledgerTrouble.some((trouble) => trouble.at > at))
        yield `${checkpoint.name} was said to be kept, and is not in the log`;
    }
  },
};
