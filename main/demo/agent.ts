/** A simulated agent: the official client of the agents' protocol, with a key that a person made for it. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { Operation } from '#app/scene/index.ts';

export interface Suggestion {
  readonly task: string;
  readonly reason: string;
  readonly operations: readonly Operation[];
}

/** A refusal names why: agents are halted or paused, or what it builds on has gone. */
export type Suggested =
  { readonly ok: true; readonly intent: string } | { readonly ok: false; readonly code: string };

interface Structured {
  readonly draft?: string;
  readonly intent?: string;
  readonly code?: string;
  readonly intents?: readonly { readonly final: boolean }[];
}

export class SimulatedAgent {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  /** @throws where nobody listens, or the key is not known */
  static async connect(url: string, token: string, ended: AbortSignal): Promise<SimulatedAgent> {
    const client = new Client({ name: 'vibesync-demo', version: '1.0.0' });
    await client.connect(
      new StreamableHTTPClientTransport(new URL(url), {
        requestInit: { headers: { Authorization: `Bearer ${token}` }, signal: ended },
      }),
    );
    return new SimulatedAgent(client);
  }

  /** Hands a suggestion in, as one whole. A refusal is an answer. */
  async suggest({ task, reason, operations }: Suggestion): Promise<Suggested> {
    const begun = await this.#call('begin_atomic_operation', { task, reason });
    if (begun.draft === undefined) return refusalIn(begun);
    const added = await this.#call('add_operation', { draft: begun.draft, operations });
    if (added.draft === undefined) return refusalIn(added);
    const committed = await this.#call('commit_atomic_operation', { draft: begun.draft });
    return committed.intent === undefined ? refusalIn(committed) : { ok: true, intent: committed.intent };
  }

  /** Whether it has come to its end, however that was. */
  async isDecided(intent: string): Promise<boolean> {
    const { intents } = await this.#call('status', { intent });
    return intents?.every(({ final }) => final) ?? true;
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async #call(name: string, input: Readonly<Record<string, unknown>>): Promise<Structured> {
    const { structuredContent, isError, content } = await this.#client.callTool({ name, arguments: input });
    if (structuredContent !== undefined) return structuredContent as Structured;
    const [first] = content;
    const said = first?.type === 'text' ? first.text : '';
    return isError === true ? { code: /"code":\s*"(\w+)"/.exec(said)?.[1] ?? said } : {};
  }
}

function refusalIn({ code }: Structured): Suggested {
  return { ok: false, code: code ?? 'no_answer' };
}
