/**
 * Deliberate faults, each with the checker that must find it. None is in the orchestrator: every one sits between it
 * and the world. A checker that lets its fault pass judges nothing.
 */
import type { CoreFactory } from '../core.ts';
import {
  AllowsByItself,
  DeletesByTask,
  DoesNotCount,
  FeelsNoHands,
  KeepsFreeHands,
  LetsDeletionsThrough,
  LetsThemRoam,
  MissesSelections,
  NeverRunsOutOfTime,
  TakesAllOfIt,
} from './allowance-faults.ts';
import {
  ApprovesWhatItShowsNow,
  AsksForTheTime,
  DoesNotSupersede,
  ForgetsClicks,
  IgnoresTheHalt,
  KeepsBothAndSaysNothing,
  LetsAgentsThrough,
  OrdersByTheClock,
  RefusesTheOverride,
  SuffersTheSleep,
  TakesBackTheOther,
  TakesBackWhatOthersSet,
  TakesClicksForLooks,
  TakesMoreBackTogether,
  TakesStaleBases,
  TakesTheirOwnForSeen,
} from './authority-faults.ts';
import {
  AppliesOutOfOrder,
  AsksOneEngineOnly,
  BelievesEveryVote,
  BlamesTheHonest,
  BreakerNeverOpens,
  CallsRefusedDrift,
  DoesNotHearOfHands,
  DoesNotHearRefusals,
  EndsTheBrokenResume,
  ForgetsTheShelf,
  ForgetsWhatIsUnsaved,
  ForwardsBetweenEngines,
  PretendsToResync,
  PurgesBeforeTheShelf,
  RefreshesUnasked,
  RenewsPatience,
  SkipsCompensation,
  TakesDriftForAHand,
  TalksToTheRevoked,
  TurnsAwayWhoIsSetAside,
  WaitsForTheBusy,
  WaitsForTheHung,
} from './engine-faults.ts';
import { LeavesGhosts, ShowsOldGhosts } from './ghost-faults.ts';
import { DropsWhatLost, KeepsConflictRules, WidensConflictRules } from './conflict-rule-faults.ts';
import type { Special } from '../world.ts';
import { factoryOf } from './faulty-core.ts';
import {
  BringsFilesUpToDate,
  MisreadsFiles,
  RefusesWhatIsPartlyGone,
  TakesAnotherFromTheShelf,
  TakesNothingFromCards,
  TakesTheLastFile,
} from './file-faults.ts';
import { CallsOffersSafe, ClearsThePlayed, TakesWhatWasLeft } from './play-faults.ts';
import { AnswersOneOfThem, ForgetsWhatJoined, JoinsAcrossOthers } from './joining-faults.ts';
import {
  AcceptsTooLittle,
  ConfirmsAnotherNumber,
  ConfirmsBeforeSync,
  ConfirmsFromTheFuture,
  CountsFromZeroAgain,
  DropsAborts,
  DropsSessions,
  ForgetsOutcomes,
  HearsNoProof,
  ReplaysWhatOnlyBegan,
  ShowsWhatIsInFlight,
} from './log-faults.ts';

export interface Fault {
  readonly name: string;
  /** The checker named for it. */
  readonly caughtBy: string;
  readonly createCore?: CoreFactory;
  readonly ledgerTellsEarly?: boolean;
  /** Found in runs of their own. */
  readonly special?: Special;
  /** Told from a second run under another clock. */
  readonly comparesClocks?: boolean;
  /** Where the search for a rare one begins; the seeds before it show nothing. */
  readonly from?: number;
}

export const FAULTS: readonly Fault[] = [
  { name: 'confirm before the sync', caughtBy: 'DUR-1', createCore: factoryOf(ConfirmsBeforeSync) },
  { name: 'skip the compensation', caughtBy: 'FAIL-4', createCore: factoryOf(SkipsCompensation) },
  { name: 'commit without a vote', caughtBy: 'FAIL-4', createCore: factoryOf(AsksOneEngineOnly) },
  { name: 'the breaker never opens', caughtBy: 'FAIL-4', createCore: factoryOf(BreakerNeverOpens) },
  {
    name: 'reuse numbers: the counter restarts at 0',
    caughtBy: 'ORD-2',
    createCore: factoryOf(CountsFromZeroAgain),
  },
  {
    name: 'confirm a number of the future',
    caughtBy: 'HISTORY-b',
    createCore: factoryOf(ConfirmsFromTheFuture),
  },
  { name: 'drop the abort record', caughtBy: 'ORD-2', createCore: factoryOf(DropsAborts) },
  { name: 'log nothing of engines', caughtBy: 'R34', createCore: factoryOf(DropsSessions) },
  { name: 'apply out of order', caughtBy: 'ORD-2', createCore: factoryOf(AppliesOutOfOrder) },
  {
    name: 'let an agent through without approval',
    caughtBy: 'AUTH-4',
    createCore: factoryOf(LetsAgentsThrough),
  },
  {
    name: 'an approval of what was shown before',
    caughtBy: 'AUTH-4',
    createCore: factoryOf(ApprovesWhatItShowsNow),
  },
  {
    name: 'go on with a free hand that was ended',
    caughtBy: 'AUTH-4',
    createCore: factoryOf(KeepsFreeHands),
    from: 109,
  },
  {
    name: 'go on with a free hand whose time is up',
    caughtBy: 'AUTH-4',
    createCore: factoryOf(NeverRunsOutOfTime),
  },
  { name: 'let deletions through unasked', caughtBy: 'AUTH-4', createCore: factoryOf(LetsDeletionsThrough) },
  {
    name: 'let a free hand reach beyond its objects',
    caughtBy: 'AUTH-4',
    createCore: factoryOf(LetsThemRoam),
  },
  {
    name: 'not count what a free hand changes',
    caughtBy: 'AUTH-4',
    createCore: factoryOf(DoesNotCount),
    from: 95,
  },
  { name: 'give agents a free hand unasked', caughtBy: 'AUTH-4', createCore: factoryOf(AllowsByItself) },
  { name: 'take all where a part was picked', caughtBy: 'AUTH-4', createCore: factoryOf(TakesAllOfIt) },
  { name: 'delete by task', caughtBy: 'AUTH-4', createCore: factoryOf(DeletesByTask), from: 90 },
  {
    name: 'miss what is selected in an engine',
    caughtBy: 'AUTH-4',
    createCore: factoryOf(MissesSelections),
    from: 351,
  },
  { name: 'let agents at what is under hands', caughtBy: 'AUTH-4', createCore: factoryOf(FeelsNoHands) },
  {
    name: 'decide by a rule that was ended',
    caughtBy: 'DECIDED',
    createCore: factoryOf(KeepsConflictRules),
    from: 177,
  },
  {
    name: 'decide what a rule is not about',
    caughtBy: 'DECIDED',
    createCore: factoryOf(WidensConflictRules),
  },
  { name: 'drop what a rule decided against', caughtBy: 'DECIDED', createCore: factoryOf(DropsWhatLost) },
  { name: 'send to a revoked session', caughtBy: 'FAIL-1', createCore: factoryOf(TalksToTheRevoked) },
  { name: 'revoke who did nothing wrong', caughtBy: 'FAIL-1', createCore: factoryOf(BlamesTheHonest) },
  { name: 'believe every vote', caughtBy: 'ORD-3', createCore: factoryOf(BelievesEveryVote) },
  {
    name: 'purge before the shelf is durable',
    caughtBy: 'ORD-5',
    createCore: factoryOf(PurgesBeforeTheShelf),
  },
  { name: 'forget the shelf', caughtBy: 'ORD-5', createCore: factoryOf(ForgetsTheShelf) },
  {
    name: 'call a person’s refused edit drift',
    caughtBy: 'R31',
    createCore: factoryOf(CallsRefusedDrift),
  },
  {
    name: 'end a resume that broke before its first frame',
    caughtBy: 'R20',
    createCore: factoryOf(EndsTheBrokenResume),
  },
  {
    name: 'turn an artist away whose engine is set aside',
    caughtBy: 'R17',
    createCore: factoryOf(TurnsAwayWhoIsSetAside),
  },
  {
    name: 'a person does not supersede an agent',
    caughtBy: 'AUTH-2',
    createCore: factoryOf(DoesNotSupersede),
  },
  { name: 'apply a stale base silently', caughtBy: 'ORD-4', createCore: factoryOf(TakesStaleBases) },
  {
    name: 'take a click for a look at it all',
    caughtBy: 'ORD-4',
    createCore: factoryOf(TakesClicksForLooks),
  },
  {
    name: 'take for seen what a person only handed in',
    caughtBy: 'ORD-4',
    createCore: factoryOf(TakesTheirOwnForSeen),
  },
  {
    name: 'hold a person’s clicks against them',
    caughtBy: 'ORD-4',
    createCore: factoryOf(ForgetsClicks),
  },
  {
    name: 'keep both sides and say nothing',
    caughtBy: 'RULE-2',
    createCore: factoryOf(KeepsBothAndSaysNothing),
  },
  {
    name: 'refresh an engine without asking',
    caughtBy: 'RULE-2',
    createCore: factoryOf(RefreshesUnasked),
  },
  {
    name: 'take back what others have set since',
    caughtBy: 'RULE-5',
    createCore: factoryOf(TakesBackWhatOthersSet),
  },
  {
    name: 'take back more than was asked for together',
    caughtBy: 'RULE-5',
    createCore: factoryOf(TakesMoreBackTogether),
  },
  { name: 'take back the other side', caughtBy: 'RULE-2', createCore: factoryOf(TakesBackTheOther) },
  {
    name: 'forget that a file is unsaved',
    caughtBy: 'RULE-13',
    createCore: factoryOf(ForgetsWhatIsUnsaved),
  },
  { name: 'ignore the halt', caughtBy: 'AUTH-1', createCore: factoryOf(IgnoresTheHalt) },
  {
    name: 'refuse the override during a halt',
    caughtBy: 'AUTH-1',
    createCore: factoryOf(RefusesTheOverride),
  },
  { name: 'replay what only began', caughtBy: 'FAIL-3', createCore: factoryOf(ReplaysWhatOnlyBegan) },
  {
    name: 'let the clock decide the order',
    caughtBy: 'TIME-1',
    createCore: factoryOf(OrdersByTheClock),
    comparesClocks: true,
  },
  { name: 'ask for the time', caughtBy: 'TIME-1', createCore: factoryOf(AsksForTheTime) },
  {
    name: 'take a sleep of the machine for silence',
    caughtBy: 'TIME-3',
    createCore: factoryOf(SuffersTheSleep),
  },
  { name: 'forward from engine to engine', caughtBy: 'ORD-1', createCore: factoryOf(ForwardsBetweenEngines) },
  { name: 'pretend to resync', caughtBy: 'FAIL-2', createCore: factoryOf(PretendsToResync) },
  { name: 'take drift for a hand', caughtBy: 'AUTH-3', createCore: factoryOf(TakesDriftForAHand) },
  { name: 'not hear an engine’s refusal', caughtBy: 'AUTH-5', createCore: factoryOf(DoesNotHearRefusals) },
  { name: 'wait for whoever says it is busy', caughtBy: 'AUTH-5', createCore: factoryOf(WaitsForTheBusy) },
  {
    name: 'renew the patience with whoever is busy again',
    caughtBy: 'R19',
    special: 'hog',
    createCore: factoryOf(RenewsPatience),
  },
  {
    name: 'renew the patience with whoever hangs',
    caughtBy: 'HANG',
    special: 'hog',
    createCore: factoryOf(WaitsForTheHung),
  },
  {
    name: 'not hear what a receipt proves',
    caughtBy: 'R7',
    special: 'loss',
    createCore: factoryOf(HearsNoProof),
  },
  {
    name: 'accept a smaller loss than is proven',
    caughtBy: 'R7',
    special: 'loss',
    createCore: factoryOf(AcceptsTooLittle),
  },
  { name: 'leave ghosts of what waits no longer', caughtBy: 'GHOSTS', createCore: factoryOf(LeavesGhosts) },
  { name: 'show what waited long ago', caughtBy: 'GHOSTS', createCore: factoryOf(ShowsOldGhosts) },
  { name: 'not hear of hands', caughtBy: 'HANDS', createCore: factoryOf(DoesNotHearOfHands) },
  { name: 'a disk that lies about its sync', caughtBy: 'FAIL-5', ledgerTellsEarly: true },
  { name: 'show what is in flight', caughtBy: 'HISTORY-a', createCore: factoryOf(ShowsWhatIsInFlight) },
  { name: 'forget outcomes over a restart', caughtBy: 'HISTORY-c', createCore: factoryOf(ForgetsOutcomes) },
  {
    name: 'keep more of what was played than was picked',
    caughtBy: 'RULE-7',
    createCore: factoryOf(TakesWhatWasLeft),
  },
  { name: 'call an offer safe before it is', caughtBy: 'RULE-7', createCore: factoryOf(CallsOffersSafe) },
  {
    name: 'bring an older file up to date by itself',
    caughtBy: 'RULE-3',
    createCore: factoryOf(BringsFilesUpToDate),
  },
  {
    name: 'take the file opened last for the one that is worked on',
    caughtBy: 'RULE-3',
    createCore: factoryOf(TakesTheLastFile),
  },
  { name: 'take from a file what it does not hold', caughtBy: 'ORD-1', createCore: factoryOf(MisreadsFiles) },
  {
    name: 'take from the shelf what does not lie there',
    caughtBy: 'ORD-1',
    createCore: factoryOf(TakesAnotherFromTheShelf),
  },
  {
    name: 'let nothing in from the shelf where something is gone',
    caughtBy: 'TAKEN',
    createCore: factoryOf(RefusesWhatIsPartlyGone),
  },
  { name: 'take nothing from a card', caughtBy: 'TAKEN', createCore: factoryOf(TakesNothingFromCards) },
  { name: 'clear the shelf of what was played', caughtBy: 'RULE-7', createCore: factoryOf(ClearsThePlayed) },
  { name: 'confirm another number', caughtBy: 'HISTORY-d', createCore: factoryOf(ConfirmsAnotherNumber) },
  {
    name: 'join an edit across another’s change',
    caughtBy: 'ORD-4',
    createCore: factoryOf(JoinsAcrossOthers),
    from: 75,
  },
  {
    name: 'answer one of the edits that became one',
    caughtBy: 'HISTORY-d',
    createCore: factoryOf(AnswersOneOfThem),
  },
  {
    name: 'forget over a restart what had joined',
    caughtBy: 'FAIL-3',
    createCore: factoryOf(ForgetsWhatJoined),
  },
];
