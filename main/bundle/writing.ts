/** Writes a bundle out of a ledger that goes on meanwhile: everything up to the position at which it was asked for. */
import type { MessagePort } from 'node:worker_threads';
import type { BundleView } from '#app/control-room/index.ts';
import { emptyDurableState, LEDGER_FORMAT } from '#app/ledger/index.ts';
import type { FromReader, RawGroup, Receipt, ToReader } from '#app/ledger/index.ts';
import { AtomicFile } from '#main/atomic-file.ts';
import { checkGroup, EMPTY_HEAD, foldStored, recordsOf } from '#main/ledger/index.ts';
import { BundleBytes } from './format.ts';
import { altered, BundleRefused } from './reading.ts';

const BYTES_AT_ONCE = 1_024 * 1_024;

export interface WriteOptions {
  readonly file: string;
  readonly reader: MessagePort;
  readonly ledger: string;
  /** The last record to write; a group ends there. */
  readonly through: number;
  /** That of the last commit up to there. */
  readonly receipt: Receipt | null;
}

/**
 * Checks the chain on the way: what is handed on is what was written.
 * @throws BundleRefused, or what the disk says
 */
export async function writeBundle(
  { file, reader, ledger, through, receipt }: WriteOptions,
  came: (progress: number) => void,
): Promise<Omit<BundleView, 'receipt'>> {
  const draft = new AtomicFile(file);
  const bytes = new BundleBytes();
  const state = emptyDurableState();
  let head = EMPTY_HEAD;
  try {
    draft.write(bytes.begin(ledger, LEDGER_FORMAT, through, receipt));
    for (let next = 1; next <= through;) {
      for (const raw of await groupsFrom(reader, ledger, next)) {
        if (raw.first + raw.count - 1 > through) break;
        const group = { ...raw, head: Buffer.from(raw.head), body: Buffer.from(raw.body) };
        const damage = checkGroup(group, next, head);
        if (damage !== null) throw altered(damage.message, damage.position);
        for (const { position, json } of recordsOf(group)) {
          const contradiction = foldStored(state, position, json);
          if (contradiction !== null) throw altered(contradiction.message, position);
        }
        draft.write(bytes.group(group));
        head = group.head;
        next += group.count;
      }
      came((next - 1) / through);
    }
    draft.write(bytes.end());
    draft.finish();
  } catch (error) {
    draft.discard();
    throw error;
  }
  const { project, revision } = state;
  return { ledger, project: project.name, records: through, revision, head: head.toString('hex') };
}

/** @throws BundleRefused where there are none, or the log is another one by now */
function groupsFrom(reader: MessagePort, ledger: string, from: number): Promise<readonly RawGroup[]> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      reader.off('message', hear);
      reader.off('close', closed);
      settle();
    };
    const unreadable = (): void =>
      end(() =>
        reject(
          new BundleRefused('bundle_unreadable', `Record ${from} of the history cannot be read now.`, from),
        ),
      );
    const closed = unreadable;
    const hear = (message: ToReader): void => {
      if (message.tell === 'durable') return;
      if (message.tell !== 'frames' || message.ledger !== ledger || message.groups.length === 0)
        return unreadable();
      end(() => resolve(message.groups));
    };
    reader.on('message', hear);
    reader.on('close', closed);
    reader.postMessage({ ask: 'frames', from, bytes: BYTES_AT_ONCE } satisfies FromReader);
  });
}
