/** Every secret of every role, shown at every door and in every form: none opens what is not its own (SEC-3). */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { shown } from '#test/evidence/index.ts';
import { openWorld, raw } from '#test/hostile/agents/harness.ts';
import type { World } from '#test/hostile/agents/harness.ts';
import { attempt, connectClient, HELLO, startRig } from '#test/hostile/support.ts';
import type { Client, Rig } from '#test/hostile/support.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig({ limits: { closeTimeoutMs: 100, replaceTimeoutMs: 50 } });
});
afterEach(() => rig.close());

interface Secret {
  readonly whose: string;
  readonly text: string;
}
type Door = 'engines, as a token' | 'engines, as a code' | 'agents';

/** A secret of every role and state, that opens nothing (any more). The live ones are listed where they do not belong. */
async function secrets(world: World): Promise<{ readonly adapters: Secret[]; readonly agents: Secret[] }> {
  const cutOff = async (client: Client): Promise<Client> => {
    client.socket.terminate();
    await rig.standIn.next('disconnected', client.session);
    return client;
  };
  const detached = await cutOff(await connectClient(rig));
  const spent = await cutOff(await connectClient(rig));
  const successor = await connectClient(rig, spent.token);
  // Until it has spoken, the one before opens it again (R20).
  successor.say(HELLO);
  await rig.standIn.next('frame', successor.session);
  const revoked = await connectClient(rig);
  rig.gateway.revoke(revoked.session, 'revoked_by_person', 'Disconnected.');
  const violator = await connectClient(rig);
  violator.say('{');
  await Promise.all([revoked.closed, violator.closed]);
  const left = await connectClient(rig);
  left.say({ type: 'bye' });
  await left.closed;
  const usedCode = rig.gateway.mintPairingCode().code;
  expect(await attempt(rig.gateway.port, `VibeSync-Pairing ${usedCode}`)).toBe('101');

  const live = world.door.createAgent('live');
  const dead = world.door.createAgent('dead');
  world.door.revokeAgent(dead.agent);
  const keptFile = readFileSync(path.join(world.folder, 'agents.json'), 'utf8');
  return {
    adapters: [
      { whose: 'a revoked session', text: revoked.token },
      { whose: 'a session that was resumed', text: spent.token },
      { whose: 'a session that broke the protocol', text: violator.token },
      { whose: 'a session that said good-bye', text: left.token },
      { whose: 'the id of a session', text: detached.session },
      { whose: 'the hash that is kept of one', text: hashOf(detached.token) },
      { whose: 'one digit less', text: detached.token.slice(0, -1) },
      { whose: 'one digit more', text: `${detached.token}0` },
      { whose: 'the last digit changed', text: withOtherEnd(detached.token) },
      { whose: 'a used pairing code', text: usedCode },
      { whose: 'a live agent', text: live.token },
    ],
    agents: [
      { whose: 'a revoked agent', text: dead.token },
      { whose: 'the id of an agent', text: live.agent },
      { whose: 'the hash that is kept of one', text: hashOf(live.token) },
      { whose: 'one digit less', text: live.token.slice(0, -1) },
      { whose: 'the last digit changed', text: withOtherEnd(live.token) },
      ...[...keptFile.matchAll(/[0-9a-f]{64}/g)].map(([text]) => ({ whose: 'what the file holds', text })),
      { whose: 'a detached session', text: detached.token },
      { whose: 'a session that is resumed', text: spent.token },
      { whose: 'an open pairing code', text: rig.gateway.mintPairingCode().code },
      { whose: 'nobody', text: randomBytes(32).toString('hex') },
    ],
  };
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const withOtherEnd = (token: string): string => token.slice(0, -1) + (token.endsWith('0') ? '1' : '0');

/** Which of these opened which door. A code is tried last and few times: guesses are throttled. */
async function opened(world: World, wrong: { adapters: Secret[]; agents: Secret[] }): Promise<string[]> {
  const found: string[] = [];
  const note = (door: Door, { whose }: Secret, answer: string, refusal: string): void => {
    if (answer !== refusal) found.push(`${whose} at the door of ${door}: ${answer}`);
  };
  for (const secret of wrong.adapters) {
    const answer = await attempt(rig.gateway.port, `Bearer ${secret.text}`);
    note('engines, as a token', secret, answer, '401 unauthorized');
  }
  for (const secret of wrong.agents) {
    const { status } = await raw(world, { headers: { authorization: `Bearer ${secret.text}` } });
    note('agents', secret, String(status), '401');
  }
  const asCodes = [...wrong.adapters.slice(0, 6), ...wrong.agents.slice(0, 2)];
  for (const secret of asCodes) {
    const answer = await attempt(rig.gateway.port, `VibeSync-Pairing ${secret.text}`);
    note('engines, as a code', secret, answer.slice(0, 3), '401');
  }
  return found;
}

it('SEC-3 nothing opens a door that it is not for (row 27)', async () => {
  const world = await openWorld();
  const wrong = await secrets(world);
  const sessions = rig.standIn.of('connected').length;
  expect(await opened(world, wrong)).toEqual([]);
  expect(rig.standIn.of('connected')).toHaveLength(sessions);
  expect(world.handed).toEqual([]);
  const runs = wrong.adapters.length + wrong.agents.length + 8;
  shown({ ids: ['SEC-3'], row: 27, how: 'every wrong secret of every role at every door', runs });
});

it('SEC-3 a door that did not forget what was revoked is found out (row 27)', async () => {
  const world = await openWorld();
  const wrong = await secrets(world);
  // As if the list on the disk had not been written when the session ended.
  const stale = wrong.adapters
    .slice(0, 3)
    .map(({ text }) => ({ session: crypto.randomUUID(), hash: hashOf(text) }));
  await rig.close();
  rig = await startRig({ knownTokens: stale, limits: { closeTimeoutMs: 100, replaceTimeoutMs: 50 } });
  const found = await opened(world, wrong);
  expect(found).toEqual([
    'a revoked session at the door of engines, as a token: 101',
    'a session that was resumed at the door of engines, as a token: 101',
    'a session that broke the protocol at the door of engines, as a token: 101',
  ]);
  const how = 'a gateway that still knows revoked tokens lets them in';
  shown({ ids: ['SEC-3'], row: 27, how, runs: found.length, control: true });
});

/** Which of the secrets stand in a text, whole or in the half that a cut would leave. */
function leaked(text: string, tokens: readonly string[]): string[] {
  return tokens.filter((token) => text.includes(token.slice(0, 16)) || text.includes(token.slice(-16)));
}

it('SEC-3 no log line, refusal or kept frame holds a secret that was shown, in whichever place (row 27)', async () => {
  const world = await openWorld();
  const wrong = await secrets(world);
  await opened(world, wrong);
  const tokens = wrong.adapters.filter(({ text }) => /^[0-9a-f]{64}$/.test(text)).map(({ text }) => text);
  for (const token of tokens) {
    const attacker = await connectClient(rig);
    attacker.say(`{"type":"bye","stolen":"${token}"}`);
    await attacker.closed;
  }
  const kept = JSON.stringify([
    rig.standIn.log,
    rig.gateway.stats(),
    rig.standIn.of('connected').map(({ session }) => rig.gateway.connectionInfo(session)),
    world.errors.map(String),
  ]);
  expect(kept).toContain('[masked]');
  const isHash = new Set(rig.gateway.tokenHashes().map(({ hash }) => hash));
  expect(
    leaked(
      kept,
      tokens.filter((token) => !isHash.has(token)),
    ),
  ).toEqual([]);
  shown({
    ids: ['SEC-3'],
    row: 27,
    how: 'logs and kept frames searched for what was shown',
    runs: tokens.length,
  });

  const careless = JSON.stringify([
    ...rig.standIn.log,
    { event: 'refused', header: `Bearer ${tokens[0] ?? ''}` },
  ]);
  expect(leaked(careless, tokens)).toEqual([tokens[0]]);
  const how = 'a log with one token in it is found by the searcher';
  shown({ ids: ['SEC-3'], row: 27, how, runs: 1, control: true });
});
