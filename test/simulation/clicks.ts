/** What a person clicks in the control room, apart from changing the scene. */
import { COPY_ANSWERS } from '#app/control-room/index.ts';
import { DIFFERING_ANSWERS } from '#app/ledger/index.ts';
import type { DifferingAnswer, ShelfEntry } from '#app/ledger/index.ts';
import type { Command } from '#main/orchestrator/index.ts';
import type { CoreView } from './core.ts';
import type { Random } from './random.ts';
import type { Shell } from './shell.ts';

export type Click =
  | 'approve'
  | 'approve_all'
  | 'approve_stale'
  | 'deny'
  | 'decide'
  | 'hands'
  | 'shelf'
  | 'take_back'
  | 'halt'
  | 'resume'
  | 'pause'
  | 'lock'
  | 'trust'
  | 'engines'
  | 'revoke_session'
  | 'revoke_agent'
  | 'patience';

const CARDS_TAKEN_MAX = 2;
const LOOKS_BEFORE = 8;

export class Clicks {
  readonly #shell: Shell;
  readonly #random: Random;
  /** Cards as they were shown a while ago. */
  #shown: { readonly id: string; readonly hash: string }[] = [];
  /** Sides of notices as they were shown at the last look. */
  #noticed: { readonly merge: string; readonly actor: string }[] = [];
  /** The last change that somebody took back. */
  #tookBack: { readonly n: number; readonly intent: string } | null = null;
  /** Cards that were taken whole at the end, and how often they were looked at before. */
  readonly #cardsTaken = new Set<string>();
  #looks = 0;
  readonly agents: readonly string[];

  /** How fast the clock of the core runs against the world's. */
  readonly #rate: number;

  constructor(shell: Shell, random: Random, agents: readonly string[], rate: number) {
    this.#rate = rate;
    this.#shell = shell;
    this.#random = random;
    this.agents = agents;
  }

  click(click: Click): void {
    const random = this.#random;
    const view = this.#shell.core?.view;
    if (view === undefined) return;
    switch (click) {
      case 'approve': {
        const card = random.pickOr(view.waiting(), null);
        if (card === null) return;
        this.#shown.push({ id: card.id, hash: card.hash });
        if (this.#shown.length > 8) this.#shown.shift();
        // Looked at now, clicked later: the values may change in between.
        if (random.chance(0.8)) this.#do({ do: 'approve', id: card.id, hash: card.hash });
        return;
      }
      case 'approve_all':
        // All that lie there, the newest first: what is built upon another one may be clicked before it.
        for (const { id, hash } of [...view.waiting()].reverse()) this.#do({ do: 'approve', id, hash });
        return;
      case 'approve_stale': {
        const card = random.pickOr(this.#shown, null);
        if (card !== null) this.#do({ do: 'approve', id: card.id, hash: card.hash });
        return;
      }
      case 'deny': {
        const card = random.pickOr(view.waiting(), null);
        if (card !== null) this.#do({ do: 'deny', id: card.id, reason: 'not like this' });
        return;
      }
      case 'decide': {
        const conflict = random.pickOr(view.conflicts(), null);
        if (conflict === null) return;
        const take = conflict.items.filter(() => random.chance(0.5)).map(({ id, facet }) => ({ id, facet }));
        this.#do({ do: 'decide', conflict: conflict.id, take, intent: random.uuid() });
        return;
      }
      case 'hands': {
        const differing = random.pickOr(view.differing(), null);
        const waits = random.pickOr(view.waits(), null);
        if (differing !== null)
          this.#answerDiffering(differing.id, random.pick(['try_again', ...DIFFERING_ANSWERS]));
        if (waits !== null)
          this.#do({
            do: 'answer_wait',
            ...waits,
            answer: random.pick(['wait', 'wait', 'without', 'take_back']),
          });
        return;
      }
      case 'shelf': {
        const entry = random.pickOr(view.shelf(), null);
        if (entry === null) return;
        if (random.chance(0.5)) this.takeFromShelf(entry, random.uuid());
        else this.#do({ do: 'discard_shelved', shelf: entry.id });
        return;
      }
      case 'take_back': {
        const { merge, actor } = random.pickOr(this.#noticed, null) ?? { merge: '', actor: '' };
        this.#noticed = view
          .merges()
          .flatMap(({ id, sides }) => sides.map((side) => ({ merge: id, actor: side.actor.id })));
        // Mostly what is seen now; now and then what was seen the last time, and may have been changed since.
        const now = random.chance(0.8) ? random.pickOr(this.#noticed, null) : null;
        const chosen = now ?? { merge, actor };
        if (chosen.merge !== '') this.#do({ do: 'take_back', ...chosen, intent: random.uuid() });
        return;
      }
      case 'halt':
        return this.#do({ do: 'halt', by: 'person' });
      case 'resume':
        return this.#do({ do: 'resume', scope: random.chance(0.5) ? 'people' : 'everyone' });
      case 'pause':
        return this.#do({ do: 'pause', agent: random.pick([null, ...this.agents]), on: random.chance(0.5) });
      case 'lock': {
        const locked = view.locks();
        const id = random.chance(0.5)
          ? random.pickOr(locked, null)
          : random.pickOr([...view.objects.keys()], null);
        if (id !== null) this.#do({ do: 'lock', id, on: !locked.includes(id) });
        return;
      }
      case 'trust': {
        const session = random.pickOr(view.sessions(), null);
        if (session !== null)
          this.#do({
            do: 'trust',
            engine: session.engine,
            level: random.pick(['live', 'live', 'ask', 'off']),
          });
        return;
      }
      case 'engines':
        return this.seeToEngines();
      case 'revoke_session': {
        const session = random.pickOr(view.sessions(), null);
        if (session !== null) this.#do({ do: 'revoke_session', session: session.session });
        return;
      }
      case 'revoke_agent':
        return this.#do({ do: 'revoke_agent', agent: random.pick(this.agents) });
      case 'patience':
        // And wants to know now whether the engines show what is shared.
        for (const { session } of view.sessions()) this.#do({ do: 'audit_engine', session });
        this.#do({ do: 'set_hands_patience', handsLimitMs: random.pick([30, 60, 200]) * this.#rate });
        return this.#do({ do: 'set_patience', busyLimitMs: random.pick([50, 100, 400]) * this.#rate });
    }
  }

  /** Keeps some of what was changed in play mode, or leaves it on the shelf. By chance of its own. */
  answerOffer(random: Random): void {
    const asking = this.#shell.core?.view.shelf().filter(({ asks }) => asks === true) ?? [];
    const entry = random.pickOr(asking, null);
    if (entry === null) return;
    const take = entry.states.filter(() => random.chance(0.6)).map(({ id, facet }) => ({ id, facet }));
    this.#do({ do: 'answer_offer', shelf: entry.id, take, intent: random.uuid() });
  }

  /** Second thoughts about a confirmed change, mostly one of the last few; now and then the click is repeated. By chance of
   * its own. */
  takeBackChange(random: Random): void {
    const changes = this.#shell.core?.view.changes() ?? [];
    const n = random.chance(0.6) ? random.pickOr(changes.slice(-3), null) : random.pickOr(changes, null);
    if (n === null) return;
    const click = random.chance(0.1) ? this.#tookBack : null;
    this.#tookBack = click ?? { n: random.chance(0.02) ? n + 1_000 : n, intent: random.uuid() };
    this.#do({ do: 'take_back_change', ...this.#tookBack });
  }

  /** The same of several at once, mostly by one author; now and then as it was a version ago. By chance of its own. */
  undoChanges(random: Random): void {
    const view = this.#shell.core?.view;
    const changes = (view?.changes() ?? []).filter(() => random.chance(0.4));
    if (view === undefined || changes.length === 0) return;
    const at = view.revision - (random.chance(0.1) ? 1 : 0);
    const intent = random.uuid();
    this.#do({ do: 'undo_changes', changes, at, intent, why: `takes back together ${intent}` });
  }

  /** Answers whatever an engine asks: which file this is, whether it may be refreshed, whether to try it again. */
  seeToEngines(): void {
    for (const { session, state, needsClick, hasOwn, kept, copy } of this.#shell.core?.view.sessions() ??
      []) {
      if (state === 'foreign' && copy !== null)
        this.#do({ do: 'answer_copy', session, answer: 'this', scene: this.#random.uuid() });
      else if (state === 'foreign') this.#do({ do: 'link_scene', session, scene: this.#random.uuid() });
      else if (state === 'asking') this.#do({ do: 'refresh_engine', session, kept });
      else if (needsClick) this.#do({ do: 'close_breaker', session });
      else if (state === 'live' && this.#random.chance(hasOwn ? 0.9 : 0.3))
        this.#do({ do: 'adopt_objects', session });
    }
  }

  /** What a file asks, by chance of its own: brought up to date, in part as it has it, left, looked at again. */
  answerFiles(random: Random): void {
    const asking = (this.#shell.core?.view.sessions() ?? []).filter(
      ({ file, copy }) => file !== null || copy !== null,
    );
    const { session, file = null, copy = null } = random.pickOr(asking, null) ?? { session: '' };
    if (copy !== null && (file === null || random.chance(0.5)))
      return this.#do({
        do: 'answer_copy',
        session,
        answer: random.pick(COPY_ANSWERS),
        scene: random.uuid(),
      });
    if (file === null) return;
    const answer = file.isLeft ? 'look' : random.pick(['bring', 'bring', 'leave', 'look'] as const);
    const takes = answer === 'bring' && random.chance(0.6);
    const fromFile = takes ? file.objects.filter(() => random.chance(0.4)) : [];
    this.#do({ do: 'answer_file', session, answer, fromFile, intent: random.uuid() });
  }

  /** All of it, or every other value; which of the two lies in the click's own id. */
  takeFromShelf({ id: shelf, states }: ShelfEntry, intent: string): void {
    const some = states.filter((_, index) => index % 2 === 0).map(({ id, facet }) => ({ id, facet }));
    const takesSome = Number.parseInt(intent.charAt(0), 16) % 2 === 0 && some.length < states.length;
    this.#do({ do: 'propose_shelved', shelf, intent, ...(takesSome ? { take: some } : {}) });
  }

  /** Clears every desk: no halt, nothing paused or locked, nothing waiting for a word. */
  settleEverything(engines: readonly string[]): void {
    const view = this.#shell.core?.view;
    if (view === undefined) return;
    if (view.halted) this.#do({ do: 'resume', scope: 'everyone' });
    this.#do({ do: 'pause', agent: null, on: false });
    for (const agent of this.agents) this.#do({ do: 'pause', agent, on: false });
    for (const id of view.locks()) this.#do({ do: 'lock', id, on: false });
    for (const engine of engines) this.#do({ do: 'trust', engine, level: 'live' });
    for (const { id } of view.permissions().grants) this.#do({ do: 'end_free_hand', grant: id });
    for (const { id } of view.permissions().rules) this.#do({ do: 'end_rule', rule: id });
    for (const { id } of view.permissions().conflictRules) this.#do({ do: 'end_conflict_rule', rule: id });
    for (const card of view.waiting()) this.#do({ do: 'deny', id: card.id, reason: 'clearing up' });
    for (const { id } of view.differing())
      this.#answerDiffering(id, this.#random.pick(['put_back', 'shelf']));
    this.#clearCards(view);
    for (const entry of view.shelf())
      if (entry.asks === true)
        this.#do({ do: 'answer_offer', shelf: entry.id, take: [], intent: this.#random.uuid() });
    this.seeToEngines();
  }

  /** A card is taken whole where nothing else moves, one at a time, a few of them; the others are put away. */
  #clearCards(view: CoreView): void {
    const [first, ...rest] = view.conflicts();
    if (first === undefined) return;
    const whole = first.items.map(({ id, facet }) => ({ id, facet }));
    const mayTake = this.#cardsTaken.size < CARDS_TAKEN_MAX && !this.#cardsTaken.has(first.id);
    // Something may go on moving as long as a card waits.
    if (mayTake && !view.rests && (this.#looks += 1) < LOOKS_BEFORE) return;
    if (mayTake) this.#cardsTaken.add(first.id);
    for (const { id } of mayTake ? [first] : [first, ...rest])
      this.#do({ do: 'decide', conflict: id, take: mayTake ? whole : [], intent: this.#random.uuid() });
  }

  /** That confirmed changes are gone, as it was on screen, or as it was a while ago. By chance of its own. */
  acceptLoss(random: Random | null): void {
    const core = this.#shell.core?.core;
    if (core?.isBehindProof !== true) return;
    const behind = random?.chance(0.3) === true ? random.between(1, 2) : 0;
    this.#do({ do: 'accept_loss', lostThrough: core.provenThrough - behind });
  }

  #answerDiffering(differing: string, answer: DifferingAnswer): void {
    this.#do({ do: 'answer_differing', differing, answer, intent: this.#random.uuid() });
  }

  #do(command: Command): void {
    this.#shell.ask((reply) => ({ in: 'command', reply, command }));
  }
}
