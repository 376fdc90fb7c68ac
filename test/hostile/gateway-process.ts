/**
 * A gateway in a process of its own, whose memory can be searched: it keeps nothing of what it hands over. Its parent
 * asks for a code, for a dump of the heap, and for what the gateway would write to disk.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { writeHeapSnapshot } from 'node:v8';
import { createGateway } from '#main/gateway/index.ts';
import type { Gateway } from '#main/gateway/index.ts';
import { welcome } from './support.ts';

export type Ask =
  { readonly ask: 'code' } | { readonly ask: 'hashes' } | { readonly ask: 'dump'; readonly file: string };

/** Stays in the heap, so that a search that finds nothing is known to have looked. Flat, as a token is. */
const canary = Buffer.from(`canary-${Math.random()}`).toString('latin1');

const gateway: Gateway = await createGateway({
  onInput: (input) => {
    if (input.in === 'connected') gateway.send(input.session, welcome(input));
  },
  randomUuid: randomUUID,
  randomBytes,
  nowMs: () => performance.now(),
});

process.on('message', (ask: Ask) => {
  switch (ask.ask) {
    case 'code':
      process.send?.(gateway.mintPairingCode().code);
      break;
    case 'hashes':
      process.send?.(gateway.tokenHashes());
      break;
    case 'dump':
      globalThis.gc?.();
      writeHeapSnapshot(ask.file);
      process.send?.(canary);
      break;
  }
});
process.on('disconnect', () => process.exit(0));
process.send?.(gateway.endpoint);
