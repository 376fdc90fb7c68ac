/** The transcript of the reference, played against the orchestrator itself: what it says comes, comes, in that order. */
import { expect, it } from 'vitest';
import type { AdapterMessage, OrchestratorMessage } from '#app/protocol/index.ts';
import { orchestratorMessages } from '#app/protocol/index.ts';
import { EXAMPLE_OBJECTS, LEDGER, PROJECT, SCENE, TRANSCRIPT } from '#main/gateway/reference-examples.ts';
import { DEFAULT_CONFIG, viewWaiting } from '#main/orchestrator/index.ts';
import { AGENT, Rig } from '#test/unit/orchestrator/bench-rig.ts';

const ADA = { kind: 'person', id: 'person', name: 'Ada' } as const;

type Welcome = Extract<OrchestratorMessage, { type: 'welcome' }>;

/** Receipts are made up on both sides; what matters of them here is the number. */
function withReceiptOf<Value>(value: Value): Value {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) =>
      key === 'receipt' && inner !== null
        ? { ledger: LEDGER, n: (inner as { n: number }).n, head: 'a'.repeat(64), mac: 'f'.repeat(64) }
        : inner,
    ),
  ) as Value;
}

it('the transcript of the reference is what the orchestrator does', () => {
  const rig = new Rig({
    records: [
      { kind: 'genesis', ledger: LEDGER, project: { id: PROJECT, name: 'Street' }, format: 1 },
      { kind: 'bind', engine: 'blender', scene: SCENE, by: 'person' },
    ],
  });
  const unity = rig.connect(2, 'unity');
  for (const [index, object] of EXAMPLE_OBJECTS.entries()) {
    rig.submit(index, [{ op: 'create', object }]);
    rig.playApply(unity);
    rig.sync();
  }

  const welcomes = TRANSCRIPT.flatMap((line) =>
    'frame' in line && line.frame.type === 'welcome' ? [line.frame] : [],
  );
  const [firstWelcome, laterWelcome] = welcomes as [Welcome, Welcome];
  const moves = TRANSCRIPT.flatMap((line) =>
    'frame' in line && line.frame.type === 'apply' ? [[...line.frame.operations]] : [],
  );
  const [suggested] = TRANSCRIPT.flatMap((line) =>
    'frame' in line && line.frame.type === 'ghosts' ? line.frame.ghosts : [],
  );
  let session = firstWelcome.session;
  const requests = new Map<number, number>();

  /** It does all that is asked of it, but for what the agent suggested. */
  const unityAnswers = (): void => {
    const asked = rig.sent.find((each) => each.session === unity && each.message.type === 'apply')?.message;
    if (asked?.type === 'apply' && asked.by === AGENT.name) {
      rig.take(unity, ['apply']);
      rig.frame(unity, { type: 'failed', n: asked.n, code: 'locked_asset', message: 'It is locked there.' });
      const compensate = rig.take(unity, ['compensate']);
      const outcomes = (compensate?.entries ?? []).map(({ id, facet }) => ({
        id,
        facet,
        outcome: 'already' as const,
      }));
      rig.frame(unity, { type: 'compensated', n: asked.n, outcomes });
    } else rig.playApply(unity);
    rig.playResync(unity);
  };

  const asSent = <Message extends AdapterMessage | OrchestratorMessage>(message: Message): Message =>
    'request' in message ? { ...message, request: requests.get(message.request) } : message;

  // What happens elsewhere at each remark, in order.
  const elsewhere: (() => void)[] = [
    () => rig.step({ in: 'connected', session, resumes: null, token: firstWelcome.token }),
    () => rig.command({ do: 'refresh_engine', session }),
    () => rig.submit(10, moves[0] ?? [], { actor: ADA }),
    () => undefined,
    () => {
      rig.submit(11, moves[1] ?? [], { channel: 'ai', id: suggested?.suggestion ?? '' });
    },
    () => {
      for (const { id, hash } of viewWaiting(rig.orchestrator.core))
        rig.command({ do: 'approve', id, hash: hash ?? '' });
    },
    () => rig.tick(DEFAULT_CONFIG.ghostsEveryMs),
    () => {
      rig.step({ in: 'disconnected', session });
      rig.submit(12, moves[0] ?? [], { actor: ADA });
      unityAnswers();
      rig.sync();
      session = laterWelcome.session;
      rig.step({ in: 'connected', session, resumes: firstWelcome.session, token: laterWelcome.token });
    },
    () => undefined,
    () => undefined,
    () => undefined,
    () => undefined,
  ];

  for (const [index, line] of TRANSCRIPT.entries()) {
    if ('remark' in line) {
      elsewhere.shift()?.();
    } else if (line.from === 'orchestrator') {
      const types = Object.keys(orchestratorMessages).filter((type) => type !== 'ping');
      const sent = rig.take(session, types as OrchestratorMessage['type'][]);
      // Unity was asked some questions, too: the numbers of requests are the core's own.
      if (sent !== null && 'request' in sent && 'request' in line.frame)
        requests.set(line.frame.request, sent.request);
      expect([index, withReceiptOf(sent)]).toEqual([index, withReceiptOf(asSent(line.frame))]);
    } else {
      rig.frame(session, withReceiptOf(asSent(line.frame)));
      unityAnswers();
    }
    rig.sync();
  }
  expect(elsewhere).toEqual([]);
});
