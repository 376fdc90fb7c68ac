/** Who may come into which project: an engine that was paired comes back anywhere and is a stranger; an agent does not. */
import fs from 'node:fs';
import { onTestFinished, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '#app/protocol/index.ts';
import type { AdapterMessage, OrchestratorMessage } from '#app/protocol/index.ts';
import type { Projects } from '#main/projects/index.ts';
import { temporaryFolder } from '../../temporary-folders.ts';
import { openedProjects } from './opened-projects.ts';

const SCENE = '00000000-0000-4000-8000-00000000aaaa';

/** An engine as far as its greeting. */
async function comeIn(endpoint: string, authorization: string, project: string | null) {
  const socket = new WebSocket(endpoint, SUBPROTOCOL, { headers: { authorization } });
  onTestFinished(() => socket.terminate());
  const welcome = await new Promise<Extract<OrchestratorMessage, { type: 'welcome' }>>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('message', (data: Buffer) => resolve(JSON.parse(data.toString()) as never));
  });
  const hello: AdapterMessage = {
    type: 'hello',
    adapter: { name: 'test', version: '1' },
    engine: { kind: 'blender', version: '1' },
    scene: {
      project,
      scene: project === null ? null : SCENE,
      saved_revision: null,
      title: 'yard',
      unsaved: false,
    },
    applied_through: null,
    receipt: null,
    masked: [],
  };
  socket.send(JSON.stringify(hello));
  return { socket, welcome };
}

/** Resolves once the session is in this state. */
async function becomes(projects: Projects, session: string, state: string): Promise<void> {
  const host = await projects.whenOpen();
  await vi.waitUntil(
    () => host.snapshot().sessions.find((each) => each.session === session)?.state === state,
  );
}

test('an engine that is paired needs no other code in another project, and is foreign there until a person links it (R21)', async () => {
  const projects = await openedProjects(temporaryFolder());
  const first = await projects.whenOpen();
  const { id } = first.orchestrator.core.durable.project;
  const { code } = first.gateway.mintPairingCode();
  const one = await comeIn(first.gateway.endpoint, `VibeSync-Pairing ${code}`, id);
  const closed = new Promise((resolve) => one.socket.once('close', resolve));
  const { current } = projects;
  await projects.change(projects.make(projects.usualFolder, 'Harbour'));
  await closed;
  const second = await projects.whenOpen();
  expect(second.gateway.endpoint).toBe(first.gateway.endpoint);
  const two = await comeIn(second.gateway.endpoint, `Bearer ${one.welcome.token}`, id);
  expect(two.welcome.project.name).toBe('Harbour');
  await becomes(projects, two.welcome.session, 'foreign');
  const gone = new Promise((resolve) => two.socket.once('close', resolve));
  await projects.change(current);
  await gone;
  const again = await projects.whenOpen();
  const three = await comeIn(again.gateway.endpoint, `Bearer ${two.welcome.token}`, id);
  expect(three.welcome.project.id).toBe(id);
});

/** What the agents' door of the open project answers whoever has this key. */
async function knock(projects: Projects, token: string): Promise<number> {
  const { agentsDoor } = await projects.whenOpen();
  const answer = await fetch(agentsDoor.url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: '{}',
  });
  return answer.status;
}

test('SEC-3: a key of an agent opens the project that it was made for, and no other', async () => {
  const projects = await openedProjects(temporaryFolder());
  const first = await projects.whenOpen();
  const { token, agent } = first.agentsDoor.createAgent('set-dresser');
  const admitted = await knock(projects, token);
  expect(admitted).not.toBe(401);
  const { current } = projects;
  await projects.change(projects.make(projects.usualFolder, 'Harbour'));
  expect(await knock(projects, token)).toBe(401);
  expect((await projects.whenOpen()).agents()).toEqual([]);
  await projects.change(current);
  expect(await knock(projects, token)).toBe(admitted);
  expect((await projects.whenOpen()).agents().map((each) => each.agent)).toEqual([agent]);
});

test('SEC-3: a key goes with its project into another folder, and not to what lies in its own by then', async () => {
  const projects = await openedProjects(temporaryFolder());
  const { current: home } = projects;
  const yard = projects.make(projects.usualFolder, 'Yard');
  await projects.change(yard);
  const { token } = (await projects.whenOpen()).agentsDoor.createAgent('set-dresser');
  const admitted = await knock(projects, token);
  const harbour = projects.make(projects.usualFolder, 'Harbour');
  await projects.change(harbour);
  await projects.change(home);
  const moved = `${yard.folder} of last year`;
  fs.renameSync(yard.folder, moved);
  fs.renameSync(harbour.folder, yard.folder);
  const open = async (folder: string): Promise<void> => {
    const taken = await projects.take(folder);
    if ('reason' in taken) throw new Error(taken.reason.message);
    await projects.change(taken.project);
  };
  await open(yard.folder);
  expect((await projects.view()).problem).toBeNull();
  expect(await knock(projects, token)).toBe(401);
  await projects.change(home);
  fs.renameSync(yard.folder, harbour.folder);
  await open(moved);
  expect((await projects.view()).problem).toBeNull();
  expect(await knock(projects, token)).toBe(admitted);
});
