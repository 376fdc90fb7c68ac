/** A real door on a real port, the official client, and a small orchestrator that says what the test tells it to. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { onTestFinished } from 'vitest';
import { writeNow } from '#main/side-files/index.ts';
import type { Actor } from '#app/intents/index.ts';
import type { LastWrite } from '#app/ledger/index.ts';
import { applyOrThrow, touches } from '#app/scene/index.ts';
import type { Facet, Operation, Scene, SceneObject } from '#app/scene/index.ts';
import { createAgentsDoor } from '#main/agents/index.ts';
import type { AgentsDoor, AgentsDoorOptions, KnownOutcome } from '#main/agents/index.ts';
import type { Answer, SettledEffect } from '#main/orchestrator/effects.ts';
import type { Submission } from '#main/orchestrator/inputs.ts';

export const PERSON: Actor = { kind: 'person', id: 'person', name: 'Ada' };

export function objectOf(index: number, given: Partial<SceneObject> = {}): SceneObject {
  return {
    id: `${index.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`,
    kind: 'mesh',
    name: `object ${index}`,
    parent: null,
    transform: { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
    visibility: { viewport: true, render: true },
    properties: {},
    ...given,
  };
}

export interface Handed {
  readonly actor: Actor;
  readonly submission: Submission;
}

export class World {
  scene: Scene = { objects: new Map() };
  revision = 0;
  nowMs = 1_000_000;
  readonly writes = new Map<string, Map<Facet, LastWrite>>();
  readonly handed: Handed[] = [];
  readonly outcomes = new Map<string, KnownOutcome>();
  readonly errors: unknown[] = [];
  changes = 0;
  /** What the orchestrator says to a submission. */
  answer: (handed: Handed) => Promise<Answer> = () =>
    Promise.resolve({ ok: true, state: 'awaiting_approval', receipt: null, position: null });
  door!: AgentsDoor;
  readonly folder = mkdtempSync(path.join(tmpdir(), 'agents-'));
  readonly #tokensFile = path.join(this.folder, 'agents.json');
  /** Versions that have a name. */
  checkpoints: { readonly name: string; readonly revision: number }[] = [];
  /** What is left of the time in which the person is not to be disturbed. */
  quiet: ReturnType<NonNullable<AgentsDoorOptions['quiet']>> = null;
  /** Whether the list of agents can be written. */
  diskTakes = true;

  options(): AgentsDoorOptions {
    return {
      nowMs: () => this.nowMs,
      randomUuid: randomUUID,
      randomBytes,
      tokensFile: this.#tokensFile,
      keepTokens: (content) => {
        if (this.diskTakes) writeNow({ file: this.#tokensFile, content, how: 'synced' });
        return this.diskTakes;
      },
      readTruth: () => ({
        revision: this.revision,
        objects: this.scene.objects,
        blame: (id) => this.writes.get(id),
      }),
      submit: async (handed) => {
        this.handed.push(handed);
        const answer = await this.answer(handed);
        const key = `${handed.actor.id} ${handed.submission.id}`;
        if (answer.ok && answer.state !== 'done' && answer.state !== 'pending' && !this.outcomes.has(key))
          this.outcomes.set(key, { state: answer.state, n: null, position: answer.position, reason: null });
        return answer;
      },
      outcome: (actor, intent) => this.outcomes.get(`${actor} ${intent}`) ?? null,
      waiting: (actor) =>
        [...this.outcomes]
          .filter(([key, { state }]) => key.startsWith(`${actor} `) && state === 'awaiting_approval')
          .map(([key]) => key.slice(actor.length + 1)),
      checkpoints: () => this.checkpoints,
      quiet: () => this.quiet,
      onAgentsChanged: () => {
        this.changes += 1;
      },
      onError: (error) => this.errors.push(error),
    };
  }

  /** A change by somebody in the control room. */
  commit(operations: readonly Operation[], intent: string = randomUUID()): void {
    const { writes } = touches(this.scene, operations);
    this.scene = applyOrThrow(this.scene, operations);
    this.revision += 1;
    for (const { id, facet } of writes) {
      const facets = this.writes.get(id) ?? new Map<Facet, LastWrite>();
      const last: LastWrite = { revision: this.revision, intent, actor: PERSON, authority: 'human' };
      this.writes.set(id, facets.set(facet, last));
    }
  }

  /** The orchestrator's word about an intent: durable state first, then the effect. */
  settle(actor: string, id: string, end: Pick<SettledEffect, 'state'> & Partial<KnownOutcome>): void {
    const outcome = { n: null, position: null, reason: null, ...end };
    this.outcomes.set(`${actor} ${id}`, outcome);
    // Of the intent the door reads what a person made of it, and nothing else.
    const intent = { adjusted: outcome.adjusted } as SettledEffect['intent'];
    this.door.settled({ fx: 'settled', actor, id, intent, receipt: null, ...outcome });
  }
}

export async function openWorld(): Promise<World> {
  const world = new World();
  world.door = await createAgentsDoor(world.options());
  onTestFinished(async () => {
    await world.door.close();
    rmSync(world.folder, { recursive: true });
  });
  return world;
}

export interface Agent {
  readonly agent: string;
  readonly token: string;
  readonly client: Client;
  /** The structured answer of a tool. @throws when it is a refusal */
  call<Value = Record<string, never>>(tool: string, input?: object): Promise<Value>;
  /** The refusal of a tool. @throws when it is none */
  refusal(
    tool: string,
    input?: object,
  ): Promise<{ code: string; message: string; path?: string; hint?: string }>;
}

export async function connectAgent(world: World, name = 'helper', mode?: 'legacy'): Promise<Agent> {
  const { agent, token } = world.door.createAgent(name);
  const client = await connect(world.door.url, token, mode);
  const invoke = async (tool: string, input: object = {}) =>
    client.callTool({ name: tool, arguments: input as Record<string, unknown> });
  const textOf = (result: Awaited<ReturnType<typeof invoke>>): string => {
    const [first] = result.content;
    return first?.type === 'text' ? first.text : '';
  };
  return {
    agent,
    token,
    client,
    async call<Value>(tool: string, input?: object) {
      const result = await invoke(tool, input);
      if (result.isError === true) throw new Error(textOf(result));
      return result.structuredContent as Value;
    },
    async refusal(tool, input) {
      const result = await invoke(tool, input);
      if (result.isError !== true) throw new Error(`not refused: ${textOf(result)}`);
      const text = textOf(result);
      return text.startsWith('{') ? JSON.parse(text).error : { code: 'invalid_input', message: text };
    },
  };
}

/** @param mode `legacy` speaks the protocol's revision of 2025, with its handshake */
export async function connect(url: string, token: string, mode?: 'legacy'): Promise<Client> {
  const client = new Client(
    { name: 'test', version: '1' },
    mode === 'legacy' ? {} : { versionNegotiation: { mode: 'auto' } },
  );
  const headers = { authorization: `Bearer ${token}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  onTestFinished(() => client.close());
  return client;
}

export interface Raw {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request with exactly these headers; `null` takes one away. Rejects when the socket is dropped. */
export function raw(
  world: World,
  given: {
    headers?: Record<string, string | string[] | null>;
    method?: string;
    path?: string;
    body?: string | Buffer;
  } = {},
): Promise<Raw> {
  const defaults = {
    host: `127.0.0.1:${world.door.port}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  };
  const headers = Object.fromEntries(
    Object.entries({ ...defaults, ...given.headers }).filter(([, value]) => value !== null),
  ) as Record<string, string>;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port: world.door.port,
        method: given.method ?? 'POST',
        path: given.path ?? '/mcp',
        headers,
        agent: false,
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts).toString(),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(given.body ?? LIST_TOOLS);
  });
}

export const LIST_TOOLS = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
