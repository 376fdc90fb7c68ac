/** R20: an abnormal close leaves the session detached. Whoever has said who it is, now or on the connection that it took up
 * again, is waited for, and nothing of it ends before the grace time has. */
import type { Checker } from './facts.ts';

export const rule20: Checker = {
  guarantee: 'R20',
  *check(facts) {
    const greeted = new Set<string>();
    const over = new Set<string>();
    const mute = new Set(facts.starts.flatMap(({ event }) => (event.readOnly ? event.life : [])));
    for (const event of facts.events) {
      // Another life knows of the connections of the last one only what the log says.
      if (event.at === 'start') greeted.clear();
      if (event.at !== 'step') continue;
      const { input, life } = event;
      if (input.in === 'ledger_failed') mute.add(life);
      if (input.in === 'connected' && input.resumes !== null) {
        // Whoever had not said who it is, is nobody to wait for, however often it comes back.
        if (greeted.has(input.resumes) && !over.has(input.resumes)) greeted.add(input.session);
      }
      const said = new Map<string, string[]>();
      for (const effect of event.effects) {
        if (effect.fx === 'revoke' || effect.fx === 'forget') over.add(effect.session);
        if (effect.fx !== 'append') continue;
        for (const record of effect.records) {
          if (record.kind !== 'session') continue;
          said.set(record.session, [...(said.get(record.session) ?? []), record.event]);
          if (record.event === 'opened' || record.event === 'resumed') greeted.add(record.session);
        }
      }
      if (input.in === 'disconnected' && greeted.has(input.session) && !over.has(input.session)) {
        const events = said.get(input.session) ?? [];
        if (events.includes('closed')) yield `${input.session} lost its line, and was ended for it`;
        else if (!events.includes('detached') && !mute.has(life))
          yield `${input.session} lost its line, and is not waited for`;
      }
      for (const [session, events] of said)
        if (events.some((each) => each === 'closed' || each === 'revoked')) over.add(session);
    }
  },
};
