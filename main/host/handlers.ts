/** What each request of the window does. The human channel and the override come by here, and by nothing else. */
import { randomUUID } from 'node:crypto';
import type { Done, ManyDone, RequestResults, Result } from '#app/control-room/index.ts';
import { CONNECTIONS_PAGE, spanOf } from '#app/control-room/index.ts';
import type { Actor } from '#app/intents/index.ts';
import { fileDifferences, newestViewpoint, previewShelved, viewWholeCard } from '#main/orchestrator/index.ts';
import type { Answer, Command, Submission } from '#main/orchestrator/index.ts';
import type { EngineLauncher, HostHandlers } from '#main/shell/index.ts';
import { createHistoryHandlers } from './history-handlers.ts';
import type { HistoryFiles } from './history-handlers.ts';
import { NOT_READY } from './host.ts';
import type { Host } from './host.ts';
import { readPastScene, undoOf, wayBack } from './past.ts';
import { findOnShelf } from './shelf-page.ts';

const PERSON: Actor = { kind: 'person', id: 'person', name: 'you' };
const DONE: Done = {};
const TIMELINE_MOST = 500;

/**
 * @param launcher starts engines and hands out their plug-ins
 * @param chooseUnityProject asks the person for a project's folder: no path comes from the page. Null for none. It is null
 *   where there is no window to ask in
 * @param historyFiles the same for the history's files
 */
export function createHandlers(
  host: Host,
  launcher: EngineLauncher,
  chooseUnityProject: (() => Promise<string | null>) | null,
  historyFiles: HistoryFiles | null = null,
): HostHandlers {
  const act = async (command: Command): Promise<Result<Done>> => toDone(await host.command(command));
  return afterStart(host, {
    attach: () => ok(host.snapshot()),
    submit: async ({ id, base, reason, operations }) =>
      toState(await host.submit('human', PERSON, { id, base, reason, task: null, operations })),
    force: async ({ id, reason, operations }) =>
      toState(
        await host.submit('override', PERSON, {
          id,
          base: { revision: 0, after: [] },
          reason,
          task: null,
          operations,
        }),
      ),
    approve: async ({ id, hash }) => {
      const answer = await act({ do: 'approve', id, hash });
      // What it shows is not what is there: whoever looks again must see that.
      if (!answer.ok) host.lookAgain(id);
      return answer;
    },
    approve_adjusted: async ({ id, hash, leave, edits, words }) => {
      const answer = await act({ do: 'approve', id, hash, adjust: { leave, edits, words } });
      if (!answer.ok) host.lookAgain(id);
      return answer;
    },
    approve_task: async ({ agent, task, cards }) => {
      const answer = await host.command({ do: 'approve_task', agent, task, cards });
      if (!answer.ok) return answer;
      const approved = answer.approved ?? { approved: 0, left: [] };
      for (const { id } of approved.left) host.lookAgain(id);
      return { ok: true, value: approved };
    },
    deny_task: ({ agent, task, ids, reason }) => act({ do: 'deny_task', agent, task, ids, reason }),
    give_free_hand: ({ agent, task, most, objects, changes, forMs }) =>
      act({
        do: 'give_free_hand',
        grant: { id: randomUUID(), agent, task, most, objects, changes, for_ms: forMs },
      }),
    end_free_hand: ({ grant }) => act({ do: 'end_free_hand', grant }),
    add_rule: ({ agent, most, objects }) =>
      act({ do: 'add_rule', rule: { id: randomUUID(), agent, most, objects } }),
    end_rule: ({ rule }) => act({ do: 'end_rule', rule }),
    set_rule_news: ({ everyMs }) => {
      host.setRuleNews(everyMs);
      return ok(DONE);
    },
    select_objects: ({ objects }) => act({ do: 'select', objects }),
    deny: ({ id, reason }) => act({ do: 'deny', id, reason }),
    resume: ({ scope }) => act({ do: 'resume', scope }),
    pause_agents: ({ agent, on }) => act({ do: 'pause', agent, on }),
    lock: ({ id, on }) => act({ do: 'lock', id, on }),
    trust: ({ engine, level }) => act({ do: 'trust', engine, level }),
    pair_engine: () => ok({ ...host.gateway.mintPairingCode(), endpoint: host.gateway.endpoint }),
    revoke_session: ({ session }) => act({ do: 'revoke_session', session }),
    close_breaker: ({ session }) => act({ do: 'close_breaker', session }),
    // A file that was linked before keeps its own id; a new one gets one now.
    link_scene: ({ session }) =>
      act({
        do: 'link_scene',
        session,
        scene: host.orchestrator.core.sessions.get(session)?.scene ?? randomUUID(),
      }),
    refresh_engine: (body) => act({ do: 'refresh_engine', ...body }),
    adopt_objects: ({ session }) => act({ do: 'adopt_objects', session }),
    decide_conflict: ({ conflict, take }) => act({ do: 'decide', conflict, take, intent: randomUUID() }),
    decide_alike: async ({ conflict, take, others, rule }) => {
      const answer = await host.command({
        do: 'decide_alike',
        conflict,
        take,
        intent: randomUUID(),
        others: others.map((each) => ({ conflict: each, intent: randomUUID() })),
        rule: rule === null ? null : { id: randomUUID(), objects: rule.objects, span: spanOf(rule.span) },
      });
      return toMany(answer);
    },
    end_conflict_rule: ({ rule }) => act({ do: 'end_conflict_rule', rule }),
    propose_shelved: async ({ shelf, take }) => {
      const picked = take === undefined ? {} : { take };
      const answer = await host.command({ do: 'propose_shelved', shelf, ...picked, intent: randomUUID() });
      return answer.ok ? { ok: true, value: { taken: answer.taken ?? null } } : answer;
    },
    discard_shelved: ({ shelf }) => act({ do: 'discard_shelved', shelf }),
    find_shelved: (question) => findOnShelf(host, question),
    read_shelved_time: async ({ shelf }) => {
      await host.history.catchUp(host.ledger.position);
      return ok({ time: (await host.history.shelvedAt([shelf]))?.[0] ?? null });
    },
    preview_shelved: ({ shelves }) => ok(previewShelved(host.orchestrator.core, shelves)),
    propose_many: async ({ shelves, hash }) =>
      toMany(
        await host.command({
          do: 'propose_many',
          hash,
          shelves: shelves.map((shelf) => ({ shelf, intent: randomUUID() })),
        }),
      ),
    discard_many: async ({ id, shelves }) =>
      toMany(await host.command({ do: 'discard_many', act: id, shelves })),
    restore_discarded: ({ id }) => act({ do: 'restore_discarded', act: id }),
    read_connections: async ({ before }) => read(await host.history.connections(before, CONNECTIONS_PAGE)),
    answer_offer: ({ shelf, take }) => act({ do: 'answer_offer', shelf, take, intent: randomUUID() }),
    take_back: ({ merge, actor }) => act({ do: 'take_back', merge, actor, intent: randomUUID() }),
    take_back_change: async ({ id, n }) =>
      toTaken(await host.command({ do: 'take_back_change', n, intent: id })),
    read_scene: ({ revision }) => readPastScene(host, revision),
    preview_version: async ({ revision, objects }) => {
      const way = await wayBack(host, revision, objects ?? null);
      return way.ok ? ok(way.view) : way;
    },
    // While everything is held only what is forced goes through, and nothing else is let in with it (R28).
    bring_back: async ({ id, revision, at, reason, objects }) => {
      const way = await wayBack(host, revision, objects ?? null);
      if (!way.ok) return way;
      if (way.view.at !== at)
        return refused('values_changed', `The scene has moved on to version ${way.view.at}; look again.`);
      if (way.operations.length === 0) return refused('no_effect', 'The shared scene is like that already.');
      const channel = host.orchestrator.core.halt === null ? 'human' : 'override';
      const { operations } = way;
      const base = { revision: at, after: [] };
      const submission: Submission = { id, base, reason, task: null, operations, isClick: true };
      return toState(await host.submit(channel, PERSON, submission));
    },
    name_version: ({ name, revision }) =>
      act({ do: 'name_version', checkpoint: { id: randomUUID(), name, revision } }),
    rename_checkpoint: ({ checkpoint, name }) => act({ do: 'rename_checkpoint', checkpoint, name }),
    remove_checkpoint: ({ checkpoint }) => act({ do: 'remove_checkpoint', checkpoint }),
    read_own_steps: async () => {
      const caughtUp = await host.history.catchUp(host.ledger.position);
      return caughtUpWith(caughtUp ? await host.history.ownSteps() : null);
    },
    find_changes: async ({ from, to, ...which }) => {
      const caughtUp = await host.history.catchUp(host.ledger.position);
      return caughtUpWith(caughtUp ? await host.history.find({ from, to, ...given(which) }) : null);
    },
    preview_undo: async ({ changes, objects }) => {
      const way = await undoOf(host, changes, objects ?? null);
      return way.ok ? ok(way.view) : way;
    },
    undo_changes: async ({ id, changes, objects, at, reason }) =>
      toState(
        await host.command({
          do: 'undo_changes',
          changes,
          ...given({ objects }),
          at,
          intent: id,
          why: reason,
        }),
      ),
    create_agent: ({ name }) => {
      try {
        return ok(host.agentsDoor.createAgent(name));
      } catch (error) {
        return refused('agent_not_made', error instanceof Error ? error.message : String(error));
      }
    },
    revoke_agent: ({ agent }) => {
      // Both at once: the answer waits for the disk, and the key is dead before that (R29).
      const answer = act({ do: 'revoke_agent', agent });
      host.agentsDoor.revokeAgent(agent);
      return answer;
    },
    accept_loss: ({ lostThrough }) => act({ do: 'accept_loss', lostThrough }),
    go_on: async ({ revision }) => {
      const problem = await host.goOn(revision);
      return problem === null ? ok(DONE) : { ok: false, reason: problem };
    },
    set_patience: ({ busyLimitMs }) => act({ do: 'set_patience', busyLimitMs }),
    set_caution: ({ askDeletions, purgeWithoutAsking }) =>
      act({ do: 'set_caution', askDeletions, purgeWithoutAsking }),
    answer_differing: ({ differing, answer }) =>
      act({ do: 'answer_differing', differing, answer, intent: randomUUID() }),
    answer_wait: ({ actor, intents, answer }) => act({ do: 'answer_wait', actor, intents, answer }),
    answer_file: ({ session, answer, fromFile, compared }) =>
      act({ do: 'answer_file', session, answer, fromFile, compared, intent: randomUUID() }),
    read_file_differences: ({ session, from }) => {
      const differences = fileDifferences(host.orchestrator.core, session, from);
      return differences === null
        ? refused('not_asking', 'Nothing is asked about this file any more.')
        : ok(differences);
    },
    read_card: ({ id }) => {
      const card = viewWholeCard(host.orchestrator.core, id, (author) => host.isAway(author));
      return card === null ? refused('not_waiting', 'Nothing waits under this id any more.') : ok(card);
    },
    dismiss_card: ({ card }) => {
      host.dismissCard(card);
      return ok(DONE);
    },
    read_shelved: ({ shelf }) => {
      const entry = host.orchestrator.core.ahead.shelf.get(shelf);
      return entry === undefined
        ? refused('not_on_shelf', 'This is no longer on the shelf.')
        : ok({ ...entry, of: entry.states.length });
    },
    answer_copy: ({ session, answer }) => act({ do: 'answer_copy', session, answer, scene: randomUUID() }),
    set_hands_patience: ({ handsLimitMs }) => act({ do: 'set_hands_patience', handsLimitMs }),
    read_timeline: async ({ from, to }) =>
      ok({ changes: await host.history.timeline(from, to, TIMELINE_MOST) }),
    read_timeline_lanes: async (stretches) => read(await host.history.lanes(stretches)),
    read_timeline_clock: async ({ numbers }) => read(await host.history.clock(numbers)),
    read_causality: async ({ id, actor }) => read(await host.history.causality(actor, id)),
    read_blame: async ({ id }) => ok({ facets: await host.history.blame(id) }),
    read_viewpoint: () => ok({ viewpoint: newestViewpoint(host.orchestrator.core) }),
    ...createHistoryHandlers(host, historyFiles),
    read_away: async () => read((await host.attention?.readAway()) ?? null),
    find_away: async (part) => {
      const found = (await host.attention?.findAway(part)) ?? null;
      return found === 'moved_on'
        ? refused('moved_on', 'What is listed here has changed meanwhile; look at it again.')
        : read(found);
    },
    keep_away: (what) => {
      host.attention?.keepAway(what);
      return ok(DONE);
    },
    show_collected: () => {
      host.attention?.showCollected();
      return ok(DONE);
    },
    check_guarantee: async ({ check }) => {
      await host.check(check);
      return ok(DONE);
    },
    audit_engine: ({ session }) => act({ do: 'audit_engine', session }),
    launch_engine: async () => {
      const { code } = host.gateway.mintPairingCode();
      const launched = await launcher.launchBlender({ url: host.gateway.endpoint, code });
      return launched.ok ? ok(DONE) : launched;
    },
    install_plugin: async ({ kind }) => {
      if (kind === 'blender') return launcher.installBlenderAddon();
      if (chooseUnityProject === null)
        return refused('no_window', 'There is no window to choose a project in; copy the package by hand.');
      const project = await chooseUnityProject();
      return project === null ? ok({ path: null }) : launcher.installUnityPackage(project);
    },
  });
}

/**
 * The window opens while the host starts: what it asks until then is answered once that is over. Where the disk keeps the
 * host from it, the window is shown what there is, and everything else is refused.
 */
function afterStart(host: Host, handlers: HostHandlers): HostHandlers {
  const waiting = Object.entries(handlers).map(([name, handle]) => [
    name,
    async (body: unknown) =>
      (await host.shows()) || name === 'attach'
        ? (handle as (body: unknown) => Promise<Result<unknown>>)(body)
        : { ok: false, reason: NOT_READY },
  ]);
  // The same names, each with what stood under it.
  return Object.fromEntries(waiting) as HostHandlers;
}

function ok<Value>(value: Value): Promise<{ readonly ok: true; readonly value: Value }> {
  return Promise.resolve({ ok: true, value });
}

function read<Value>(value: Value | null): Promise<Result<Value>> {
  return value === null
    ? refused('history_unread', 'The history does not tell this now; try again in a moment.')
    : ok(value);
}

/** Of what is asked of all that there is up to now. */
function caughtUpWith<Value>(value: Value | null): Promise<Result<Value>> {
  return value === null
    ? refused('history_not_ready', 'The history is still being read. Try again in a moment.')
    : ok(value);
}

function refused(
  code: string,
  message: string,
): Promise<{ readonly ok: false; readonly reason: { code: string; message: string; path: null } }> {
  return Promise.resolve({ ok: false, reason: { code, message, path: null } });
}

/** Without what was left out. */
function given<Value extends object>(value: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof Value]: Exclude<Value[Key], undefined> };
}

function toDone(answer: Answer): Result<Done> {
  return answer.ok ? { ok: true, value: DONE } : answer;
}

function toMany(answer: Answer): Result<ManyDone> {
  return answer.ok ? { ok: true, value: answer.many ?? { done: 0, left: [] } } : answer;
}

function toTaken(answer: Answer): Result<RequestResults['take_back_change']> {
  const state = toState(answer);
  if (!answer.ok || !state.ok) return state as Extract<typeof state, { ok: false }>;
  return { ok: true, value: { ...state.value, taken: answer.taken ?? null } };
}

function toState(answer: Answer): Result<RequestResults['submit']> {
  if (!answer.ok) return answer;
  // A command's words for "done" never come for a submission.
  const state = answer.state === 'done' || answer.state === 'pending' ? 'queued' : answer.state;
  return { ok: true, value: { state } };
}
