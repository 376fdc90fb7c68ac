/** What a page holds, once everything that nobody holds was given back. */
import type { CDPSession, Page } from '@playwright/test';

export interface Held {
  /** Of the script's heap: what the window keeps. */
  readonly dataBytes: number;
  /** Of the script's heap: what the runtime made of its functions, which goes on growing for as long as they get faster. */
  readonly codeBytes: number;
  readonly nodes: number;
  readonly listeners: number;
}

/** As in a file of V8's heap profiler; what is counted lies flat in `nodes`. */
interface HeapSnapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly node_types: readonly [readonly string[]];
    };
  };
  readonly nodes: readonly number[];
}

export async function heldBy(page: Page): Promise<Held> {
  const session = await page.context().newCDPSession(page);
  try {
    // What ends in one collection is often what held something else.
    for (let collections = 0; collections < 3; collections += 1)
      await session.send('HeapProfiler.collectGarbage');
    const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
    return { ...sizesOf(await snapshotOf(session)), nodes, listeners: jsEventListeners };
  } finally {
    await session.detach();
  }
}

async function snapshotOf(session: CDPSession): Promise<HeapSnapshot> {
  const chunks: string[] = [];
  const keep = ({ chunk }: { chunk: string }): void => void chunks.push(chunk);
  session.on('HeapProfiler.addHeapSnapshotChunk', keep);
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  session.off('HeapProfiler.addHeapSnapshotChunk', keep);
  return JSON.parse(chunks.join('')) as HeapSnapshot;
}

function sizesOf({ snapshot, nodes }: HeapSnapshot): Pick<Held, 'dataBytes' | 'codeBytes'> {
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, size] = [fields.indexOf('type'), fields.indexOf('self_size')];
  const code = types[0].indexOf('code');
  if (type < 0 || size < 0 || code < 0) throw new Error('the heap is told in another form');
  let [dataBytes, codeBytes] = [0, 0];
  for (let at = 0; at < nodes.length; at += fields.length) {
    const bytes = nodes[at + size] ?? 0;
    if (nodes[at + type] === code) codeBytes += bytes;
    else dataBytes += bytes;
  }
  return { dataBytes, codeBytes };
}
