/**
 * What a person takes from a file may be more than one change holds: then it goes by pieces, in order, each a change like
 * any other, and the next is handed in when the one before is committed. Every piece leaves a scene, since operations are
 * applied in order anyway. Nothing of it has to survive a crash: until the last piece is committed nothing is written in the
 * file, and what is shared by then no longer differs when the file asks again.
 */
import type { Intent } from '#app/intents/index.ts';
import { PROTOCOL_LIMITS } from '#app/protocol/index.ts';
import { contentHash } from '#app/scene/index.ts';
import type { Operation } from '#app/scene/index.ts';

/** What a person took from a file, on its way. */
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

/** The ids of the pieces before this one and its own, newest last: each builds on those before it. A UUID of version 8, made
 * of the click's, so that the core needs no randomness. */
export function pieceIds(intent: string, piece: number): string[] {
  return Array.from({ length: piece + 1 }, (_, index) => (index === 0 ? intent : pieceId(intent, index)));
}

function pieceId(intent: string, index: number): string {
  const hex = contentHash({ intent, index });
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
