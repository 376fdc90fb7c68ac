/**
 * What a person takes by one click – from a file, from the shelf – may be more than one change holds: then it goes by
 * pieces, in order, each a change like any other, and the next is handed in when the one before is committed. Every piece
 * leaves a scene, since operations are applied in order anyway. Nothing of it has to survive a crash: what is not shared by
 * then is still in the file, which asks again, or on the shelf.
 */
import type { Intent, Reason } from '#app/intents/index.ts';
import { outcomeKey } from '#app/ledger/index.ts';
import { PROTOCOL_LIMITS } from '#app/protocol/index.ts';
import { contentHash, objectsTouched } from '#app/scene/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { handInAsPerson, personsBase } from './conflicts.ts';
import { PERSON } from './core.ts';
import type { Core } from './core.ts';

/** What a person took, on its way. */
export interface Taking {
  /** The outcome key of the piece under way. */
  readonly awaits: string;
  readonly piece: number;
  readonly pieces: readonly (readonly Operation[])[];
  /** The id of the click, which is that of the first piece. */
  readonly intent: string;
  readonly reason: string;
  /** What was shared when the person answered: whatever somebody changed since is not overwritten (R13). */
  readonly base: Intent['base'];
}

/** How the piece under way fares. `next` is in line since now; what `stopped` never will be. */
export type Progress =
  | { readonly is: 'waiting' | 'all_taken' }
  | { readonly is: 'next'; readonly taking: Taking }
  | { readonly is: 'stopped'; readonly piece: number; readonly why: string };

/** The first piece gets in line. @returns why it was refused, where it was */
export function beginTaking(
  core: Core,
  intent: string,
  why: string,
  operations: readonly Operation[],
): Taking | Reason {
  const pieces = piecesOf(operations, core.config.pieceOperations);
  const taking: Taking = {
    awaits: outcomeKey(PERSON.id, intent),
    piece: 0,
    pieces,
    intent,
    reason: why,
    base: personsBase(core, new Set(objectsTouched(operations))),
  };
  return handInPiece(core, taking) ?? taking;
}

/** The next piece gets in line when the one before is committed. */
export function goOnTaking(core: Core, taking: Taking): Progress {
  const { awaits, piece, pieces } = taking;
  if (core.active.has(awaits)) return { is: 'waiting' };
  // A commit ends it once it is durable; what came to nothing says why at once.
  const outcome = core.ahead.outcomes.get(awaits);
  if (outcome?.state !== 'committed') return { is: 'stopped', piece, why: outcome?.reason?.message ?? '' };
  if (piece + 1 === pieces.length) return { is: 'all_taken' };
  const id = pieceId(taking.intent, piece + 1);
  const next = { ...taking, piece: piece + 1, awaits: outcomeKey(PERSON.id, id) };
  const refusal = handInPiece(core, next);
  return refusal === null
    ? { is: 'next', taking: next }
    : { is: 'stopped', piece: piece + 1, why: refusal.message };
}

/** As a change that builds on the pieces before it, and on what was shared at the click. */
function handInPiece(core: Core, { intent, piece, pieces, reason: why, base }: Taking): Reason | null {
  const before = Array.from({ length: piece }, (_, index) => pieceId(intent, index));
  return handInAsPerson(core, {
    id: pieceId(intent, piece),
    reason: pieces.length === 1 ? why : `${why} (part ${piece + 1} of ${pieces.length})`,
    operations: pieces[piece] ?? [],
    seen: { revision: base.revision, after: [...base.after, ...before] },
  });
}

/** Whether this intent is the piece under way. */
export function isPieceOf(taking: Taking, { actor, id }: Pick<Intent, 'actor' | 'id'>): boolean {
  return taking.awaits === outcomeKey(actor.id, id);
}

/** In UTF-16 units of JSON, each of which is three bytes at most: a quarter of a frame, since taking a piece back names the
 * values before and after it. */
const PIECE_UNITS_MAX = PROTOCOL_LIMITS.frameBytes / 4;

/**
 * In order, each as large as one change may be in operations and as one frame may be in bytes; none where there is nothing.
 * @param most operations of one piece
 */
export function piecesOf(operations: readonly Operation[], most: number): Operation[][] {
  const pieces: Operation[][] = [];
  let units = 0;
  for (const operation of operations) {
    const size = JSON.stringify(operation).length;
    const last = pieces.at(-1);
    units += size;
    if (last === undefined || last.length >= most || units > PIECE_UNITS_MAX) {
      pieces.push([operation]);
      units = size;
    } else last.push(operation);
  }
  return pieces;
}

/** The id of a piece of what was clicked under an id, from 0; that of the first is the click's own. */
export function pieceId(intent: string, piece: number): string {
  return piece === 0 ? intent : idMadeOf({ intent, index: piece });
}

/** A UUID of version 8, made of what nothing else is made of, so that the core needs no randomness. */
export function idMadeOf(content: Readonly<Record<string, string | number>>): string {
  const hex = contentHash(content);
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
