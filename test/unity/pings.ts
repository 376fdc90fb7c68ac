/** How long the adapter says that its main thread has been away, asked until it is what a test waits for. */
import { strict as assert } from 'node:assert';
import type { Session } from '../scripted/fake-server.ts';

const MOST_PINGS = 100_000;

/** Pings from the number `first` on until the age fits; each is answered, however long that takes. */
export async function untilAge(
  session: Session,
  first: number,
  fits: (ageMs: number) => boolean,
): Promise<number[]> {
  const ages: number[] = [];
  for (let ping = first; ping < first + MOST_PINGS; ping += 1) {
    session.send({ type: 'ping', ping });
    const age = (await session.next('pong', (pong) => pong.ping === ping)).main_thread_age_ms;
    ages.push(age);
    if (fits(age)) return ages;
  }
  assert.fail(`after ${MOST_PINGS} pings it is ${ages.at(-1)} ms`);
}
