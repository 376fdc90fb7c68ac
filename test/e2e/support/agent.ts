/** An AI agent as it is in the world: the official MCP client, with what a person copies for it from the window. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

export interface AgentAccess {
  readonly url: string;
  readonly token: string;
}

export class Agent {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  static async connect({ url, token }: AgentAccess): Promise<Agent> {
    const client = new Client({ name: 'vibesync-e2e', version: '1.0.0' });
    await client.connect(
      new StreamableHTTPClientTransport(new URL(url), {
        requestInit: { headers: { Authorization: `Bearer ${token}` } },
      }),
    );
    return new Agent(client);
  }

  async toolNames(): Promise<string[]> {
    return (await this.#client.listTools()).tools.map((tool) => tool.name);
  }

  /** @returns the tool's structured answer; a refusal is an answer too, with `isError` */
  async call(
    name: string,
    input: Record<string, unknown> = {},
  ): Promise<{ readonly isError: boolean; readonly value: unknown; readonly text: string }> {
    const result = await this.#client.callTool({ name, arguments: input });
    const text = result.content.map((block) => (block.type === 'text' ? block.text : '')).join('\n');
    return { isError: result.isError === true, value: result.structuredContent ?? null, text };
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}
