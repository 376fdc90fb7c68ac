/** Clicks in the control room. Authority records act in memory at once and answer `done` once they are synced (R29). */
import type { LedgerRecord } from '#app/ledger/index.ts';
import { auditNow } from './audit.ts';
import { answerCopy } from './copies.ts';
import { nameVersion, removeCheckpoint, renameCheckpoint } from './checkpoints.ts';
import { decideAlike, endConflictRule } from './conflict-rules.ts';
import { decide } from './conflicts.ts';
import type { Core } from './core.ts';
import { PERSON, reason } from './core.ts';
import { approve, approveTask, denyTask } from './approving.ts';
import { deny, isNumbered, withdraw, withdrawAgent } from './gate.ts';
import { acceptLoss } from './ledger-side.ts';
import { linkScene, revoke } from './greeting.ts';
import { halt, resume } from './halt.ts';
import { answerDiffering } from './differing.ts';
import { answerFile, bringUpToDate } from './files.ts';
import { answerWait } from './in-hands.ts';
import type { CommandInput } from './inputs.ts';
import { answerOffer } from './offers.ts';
import { takeBack } from './merges.ts';
import { takeBackChange } from './taking-back.ts';
import { undoChanges } from './taking-back-many.ts';
import { addRule, endFreeHand, endFreeHands, endRule, forgetAgent, giveFreeHand } from './permissions.ts';
import { requestOf } from './questions.ts';
import { beginResync } from './resync.ts';
import type { Session } from './session.ts';
import { discardShelved, proposeShelved } from './shelf.ts';
import { discardMany, proposeMany, restoreDiscarded } from './shelf-many.ts';
import { noteSelected } from './touching.ts';
import { askForUnshared } from './unshared.ts';

/** What a person may do although nothing can be written: stop things, and let go of them (R28). */
const WITHOUT_LEDGER: ReadonlySet<CommandInput['command']['do']> = new Set([
  'halt',
  'resume',
  'pause',
  'lock',
  'trust',
  'revoke_session',
  'revoke_agent',
  'deny',
  'deny_task',
  'end_free_hand',
  'end_rule',
  'end_conflict_rule',
  'select',
  'withdraw',
  'close_breaker',
  'accept_loss',
  'audit_engine',
  'set_patience',
  'set_caution',
  'set_hands_patience',
]);

export function command(core: Core, input: CommandInput): void {
  const { command: it, reply } = input;
  if (core.ledger !== 'ok' && !WITHOUT_LEDGER.has(it.do)) {
    return core.refuse(
      reply,
      'ledger_read_only',
      `Nothing can be written at the moment. ${core.ledgerReason?.message ?? ''}`,
    );
  }
  if (core.ledger === 'unknown' && it.do !== 'halt') {
    return core.refuse(
      reply,
      'outcome_unknown',
      'The disk failed in the middle of a write; the history is being read back.',
    );
  }
  switch (it.do) {
    case 'approve':
      return approve(core, it, reply);
    case 'approve_task':
      return approveTask(core, it, reply);
    case 'deny_task':
      return denyTask(core, it, reply);
    case 'give_free_hand':
      return giveFreeHand(core, it.grant, reply);
    case 'end_free_hand':
      return endFreeHand(core, it.grant, reply);
    case 'add_rule':
      return addRule(core, it.rule, reply);
    case 'end_rule':
      return endRule(core, it.rule, reply);
    case 'select':
      noteSelected(core, it.objects);
      return done(core, reply);
    case 'deny':
      return deny(core, it.id, it.reason, reply);
    case 'withdraw': {
      const proposal = core.proposals.get(it.id);
      if (proposal === undefined || proposal.intent.actor.id !== it.agent)
        return core.refuse(reply, 'not_waiting', 'Nothing of yours waits under this id.');
      if (isNumbered(core, proposal.intent))
        return core.refuse(reply, 'under_way', 'It is on its way already.');
      withdraw(core, proposal.intent, reason('withdrawn', 'The agent took it back.'), it.agent);
      return core.doneWhenDurable(reply, core.ahead.position);
    }
    case 'halt':
      halt(core, it.by);
      return done(core, reply);
    case 'resume':
      return resume(core, it.scope, reply);
    case 'pause':
      core.changed('status', 'waiting');
      if (it.on) endFreeHands(core, it.agent, reason('agents_paused', 'Agents were paused.'));
      return record(core, reply, { kind: 'pause', agent: it.agent, on: it.on, by: PERSON.id });
    case 'lock':
      if (it.on && !core.projected.has(it.id))
        return core.refuse(reply, 'unknown_object', 'There is no such object.');
      core.changed('locks');
      return record(core, reply, { kind: 'lock', id: it.id, on: it.on, by: PERSON.id });
    case 'trust':
      core.changed('sessions');
      return record(core, reply, { kind: 'trust', engine: it.engine, level: it.level, by: PERSON.id });
    case 'revoke_session':
      return withSession(core, it.session, reply, (session) => {
        revoke(core, session, reason('revoked_by_person', 'Disconnected in the control room.'));
        done(core, reply);
      });
    case 'close_breaker':
      return withSession(core, it.session, reply, (session) => {
        if (session.phase !== 'quarantined')
          return core.refuse(reply, 'not_set_aside', 'This engine is not set aside.');
        session.failuresMs.length = 0;
        session.breakerNeedsClick = false;
        beginResync(core, session);
        return done(core, reply);
      });
    case 'link_scene':
      return withSession(core, it.session, reply, (session) => linkScene(core, session, it.scene, reply));
    case 'refresh_engine':
      return withSession(core, it.session, reply, (session) => {
        if (session.resync !== null && session.resync.taking !== null)
          return core.refuse(reply, 'under_way', 'What you took from the file is on its way.');
        // Compared anew: the artist may have gone on working while it asked.
        if (session.phase === 'asking' && session.resync?.asks !== null) bringUpToDate(core, session);
        else if (session.phase === 'asking') beginResync(core, session, it.kept ?? null);
        else if (session.phase === 'live' && !core.applying?.votes.has(session.id))
          beginResync(core, session);
        else return core.refuse(reply, 'not_now', 'It cannot be refreshed at the moment.');
        return done(core, reply);
      });
    case 'answer_file':
      return withSession(core, it.session, reply, (session) => answerFile(core, session, it, reply));
    case 'answer_copy':
      return withSession(core, it.session, reply, (session) =>
        answerCopy(core, session, it.answer, it.scene, reply),
      );
    case 'audit_engine':
      return withSession(core, it.session, reply, (session) => auditNow(core, session, reply));
    case 'adopt_objects':
      return withSession(core, it.session, reply, (session) => {
        if (session.phase !== 'live')
          return core.refuse(reply, 'not_live', 'This engine is not in step at the moment.');
        requestOf(core, session, 'adopt_unmanaged');
        askForUnshared(core, session);
        return done(core, reply);
      });
    case 'decide':
      return decide(core, it.conflict, it.take, it.intent, reply);
    case 'decide_alike':
      return decideAlike(core, it, reply);
    case 'end_conflict_rule':
      return endConflictRule(core, it.rule, reply);
    case 'answer_differing':
      return answerDiffering(core, it.differing, it.answer, it.intent, reply);
    case 'answer_wait':
      return answerWait(core, it, reply);
    case 'propose_shelved':
      // What stays in its artist's hands is one thing, wherever it is answered.
      if (core.ahead.differing.has(it.shelf)) {
        if (it.take === undefined) return answerDiffering(core, it.shelf, 'try_again', it.intent, reply);
        return core.refuse(reply, 'in_hands', 'It stays in its artist’s hands, and is tried again whole.');
      }
      return proposeShelved(core, it.shelf, it.take ?? null, it.intent, reply);
    case 'discard_shelved':
      if (core.ahead.differing.has(it.shelf)) return answerDiffering(core, it.shelf, 'put_back', '', reply);
      return discardShelved(core, it.shelf, reply);
    case 'propose_many':
      return proposeMany(core, it.shelves, it.hash, reply);
    case 'discard_many':
      return discardMany(core, it.act, it.shelves, reply);
    case 'restore_discarded':
      return restoreDiscarded(core, it.act, reply);
    case 'answer_offer':
      return answerOffer(core, it.shelf, it.take, it.intent, reply);
    case 'take_back':
      return takeBack(core, it.merge, it.actor, it.intent, reply);
    case 'take_back_change':
      return takeBackChange(core, it.n, it.intent, input);
    case 'undo_changes':
      return undoChanges(core, it, input);
    case 'name_version':
      return nameVersion(core, it.checkpoint, reply);
    case 'rename_checkpoint':
      return renameCheckpoint(core, it.checkpoint, it.name, reply);
    case 'remove_checkpoint':
      return removeCheckpoint(core, it.checkpoint, reply);
    case 'revoke_agent':
      withdrawAgent(core, it.agent);
      forgetAgent(core, it.agent);
      return core.doneWhenDurable(reply, core.ahead.position);
    case 'accept_loss':
      if (!core.isBehindProof) return core.refuse(reply, 'no_loss', 'Nothing is known to be missing.');
      // Another engine may have proven more since this was on screen: none of those numbers may be used again (ORD-2).
      if (it.lostThrough < core.provenThrough)
        return core.refuse(
          reply,
          'loss_grew',
          `Change ${core.provenThrough} is proven meanwhile. Look again at what is missing.`,
        );
      return acceptLoss(core, it.lostThrough, reply);
    case 'set_patience':
      core.config = { ...core.config, busyLimitMs: it.busyLimitMs };
      core.changed('status');
      return done(core, reply);
    case 'set_caution':
      core.config = {
        ...core.config,
        askDeletions: it.askDeletions,
        purgeWithoutAsking: it.purgeWithoutAsking,
      };
      core.changed('status');
      return done(core, reply);
    case 'set_hands_patience':
      core.config = { ...core.config, handsLimitMs: it.handsLimitMs };
      core.changed('status');
      return done(core, reply);
  }
}

function done(core: Core, reply: string): void {
  core.reply(reply, { ok: true, state: 'done', receipt: null, position: null });
}

function record(core: Core, reply: string, entry: LedgerRecord): void {
  core.doneWhenDurable(reply, core.append([entry], { flush: true }));
}

function withSession(core: Core, id: string, reply: string, act: (session: Session) => void): void {
  const session = core.sessions.get(id);
  if (session === undefined || session.phase === 'over')
    return core.refuse(reply, 'no_session', 'This connection is over.');
  act(session);
}
