/** The Unity adapter's link against the application's real gateway. */
import { strict as assert } from 'node:assert';
import type { Test } from '../scripted/harness.ts';
import { startRig } from '../hostile/support.ts';
import type { Rig } from '../hostile/support.ts';
import { LinkDriver } from './link-driver.ts';

export function gatewayTests(program: string): Test[] {
  const withGateway = (run: (driver: LinkDriver, rig: Rig) => Promise<void>) => async () => {
    const rig = await startRig();
    const driver = await LinkDriver.start(program);
    try {
      await run(driver, rig);
      assert.deepEqual(rig.standIn.of('violation'), []);
      for (const connected of rig.standIn.of('connected'))
        assert.equal(driver.everSaid(connected.token), false, 'the token is never told');
    } finally {
      await driver.end();
      await rig.close();
    }
  };
  const greeted = async (driver: LinkDriver, rig: Rig, before?: string): Promise<string> => {
    const { session } = await rig.standIn.until(
      () => rig.standIn.of('connected').find((each) => (each.resumes ?? undefined) === before),
      'a connection',
    );
    await driver.frame('welcome');
    driver.do('hello');
    await rig.standIn.next('frame', session);
    return session;
  };

  return [
    [
      'pairs, greets, answers heartbeats, and says good-bye',
      withGateway(async (driver, rig) => {
        driver.connect(rig.gateway.endpoint, rig.gateway.mintPairingCode().code);
        const session = await greeted(driver, rig);
        rig.gateway.send(session, { type: 'ping', ping: 17 });
        const pong = await rig.standIn.until(
          () => rig.standIn.of('frame', session).find((each) => each.message.type === 'pong'),
          'a pong',
        );
        assert.equal(pong.message.type === 'pong' && pong.message.ping, 17);
        driver.do('stop');
        assert.equal((await driver.next('left'))['alive'], false);
        await rig.standIn.until(
          () => rig.standIn.of('frame', session).find((each) => each.message.type === 'bye'),
          'a good-bye',
        );
      }),
    ],
    [
      'resumes with the token behind the end of the old socket, again and again',
      withGateway(async (driver, rig) => {
        driver.connect(rig.gateway.endpoint, rig.gateway.mintPairingCode().code);
        let session = await greeted(driver, rig);
        for (let round = 0; round < 5; round += 1) {
          driver.do('detach');
          assert.equal((await driver.next('left'))['alive'], false);
          driver.connect(rig.gateway.endpoint, null);
          session = await greeted(driver, rig, session);
        }
      }),
    ],
    [
      'is turned away with a code that was used',
      withGateway(async (driver, rig) => {
        const { code } = rig.gateway.mintPairingCode();
        driver.connect(rig.gateway.endpoint, code);
        await greeted(driver, rig);
        driver.do('stop');
        await driver.next('left');
        driver.connect(rig.gateway.endpoint, code);
        assert.match(String((await driver.next('ended'))['reason']), /pair again/);
      }),
    ],
    [
      'is told that it is revoked',
      withGateway(async (driver, rig) => {
        driver.connect(rig.gateway.endpoint, rig.gateway.mintPairingCode().code);
        const session = await greeted(driver, rig);
        rig.gateway.revoke(session, 'revoked_by_person', 'Disconnected by Ada.');
        assert.match(String((await driver.next('ended'))['reason']), /by Ada/);
      }),
    ],
    [
      'sends its largest frames at once without being too fast',
      withGateway(async (driver, rig) => {
        driver.connect(rig.gateway.endpoint, rig.gateway.mintPairingCode().code);
        const session = await greeted(driver, rig);
        driver.do('flood', { frames: 4 });
        await rig.standIn.until(
          () => rig.standIn.of('frame', session).filter((each) => each.message.type === 'applied')[3],
          'four large frames',
        );
      }),
    ],
  ];
}
