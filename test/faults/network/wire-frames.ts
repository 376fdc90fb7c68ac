/** WebSocket's frames (RFC 6455) as a wire sees them pass: whole ones taken out of the bytes, and new ones made. */

export interface WireFrame {
  readonly opcode: number;
  /** As they were on the wire, head and mask included. */
  readonly bytes: Buffer;
  /** Unmasked. */
  readonly payload: Buffer;
}

export const TEXT = 0x1;

const MASK_BYTES = 4;
/** A mask of zeros is a legal mask. */
const NO_MASK = Buffer.alloc(MASK_BYTES);

/** Gathers bytes until frames are whole. */
export class FrameCutter {
  #rest: Buffer = Buffer.alloc(0);

  take(chunk: Buffer): WireFrame[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const frames: WireFrame[] = [];
    for (let frame = this.#next(); frame !== null; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #next(): WireFrame | null {
    const bytes = this.#rest;
    if (bytes.length < 2) return null;
    const isMasked = (bytes.readUInt8(1) & 0x80) !== 0;
    let length = bytes.readUInt8(1) & 0x7f;
    let at = 2;
    if (length === 126) {
      if (bytes.length < 4) return null;
      length = bytes.readUInt16BE(2);
      at = 4;
    } else if (length === 127) {
      if (bytes.length < 10) return null;
      length = Number(bytes.readBigUInt64BE(2));
      at = 10;
    }
    const start = at + (isMasked ? MASK_BYTES : 0);
    if (bytes.length < start + length) return null;
    const mask = isMasked ? bytes.subarray(at, start) : NO_MASK;
    const payload = Buffer.from(bytes.subarray(start, start + length));
    if (isMasked)
      for (let index = 0; index < length; index += 1)
        payload.writeUInt8(payload.readUInt8(index) ^ mask.readUInt8(index % MASK_BYTES), index);
    this.#rest = bytes.subarray(start + length);
    return { opcode: bytes.readUInt8(0) & 0x0f, bytes: bytes.subarray(0, start + length), payload };
  }
}

/** A whole text frame, as an engine (masked) or the application sends it. */
export function textFrame(message: unknown, isMasked: boolean): Buffer {
  const payload = Buffer.from(JSON.stringify(message), 'utf8');
  const maskBit = isMasked ? 0x80 : 0;
  const head = payload.length < 126 ? Buffer.alloc(2) : Buffer.alloc(4);
  head.writeUInt8(0x80 | TEXT, 0);
  if (payload.length < 126) head.writeUInt8(maskBit | payload.length, 1);
  else {
    if (payload.length > 0xffff) throw new Error('Too long for what these tests say.');
    head.writeUInt8(maskBit | 126, 1);
    head.writeUInt16BE(payload.length, 2);
  }
  return Buffer.concat(isMasked ? [head, NO_MASK, payload] : [head, payload]);
}
