/** Text that agents write and people read: plain, well-formed, and unable to reorder what stands around it. */
import { z } from 'zod';

/** Embeddings, overrides and isolates of text direction: with them a sentence can read as another one. */
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/u;
// oxlint-disable-next-line no-control-regex -- naming the control characters is the point of this line
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/u;
// oxlint-disable-next-line no-control-regex -- as above, here with tab and line feed
const CONTROL_OR_BREAK = /[\u0000-\u001f\u007f-\u009f]/u;

export function isPlainText(text: string, breaks: boolean): boolean {
  return text.isWellFormed() && !DIRECTION.test(text) && !(breaks ? CONTROL : CONTROL_OR_BREAK).test(text);
}

/** @param maxBytes of UTF-8 */
export function plainTextSchema(maxBytes: number, breaks: boolean) {
  return z
    .string()
    .max(maxBytes)
    .refine((text) => Buffer.byteLength(text) <= maxBytes, `must have ${maxBytes} bytes of UTF-8 at most`)
    .refine(
      (text) => isPlainText(text, breaks),
      'must be plain text without control or direction characters',
    );
}
