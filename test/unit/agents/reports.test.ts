import { describe, expect, it } from 'vitest';
import { Reports } from '#main/agents/reports.ts';

describe('what the library of the agents’ protocol reports (SEC-1)', () => {
  const answered = async (status: number): Promise<unknown[]> => {
    const defects: unknown[] = [];
    const reports = new Reports((error) => defects.push(error));
    const answer = async (): Promise<void> => {
      await Promise.resolve();
      reports.report('said while it answered');
    };
    await reports.during(answer, () => status);
    return defects;
  };

  it('is the client’s mistake where the client was told so', async () => {
    expect(await answered(400)).toEqual([]);
    expect(await answered(200)).toEqual([]);
  });

  it('is a defect where the answer says so, and outside of any request', async () => {
    expect(await answered(500)).toEqual(['said while it answered']);
    const defects: unknown[] = [];
    new Reports((error) => defects.push(error)).report('of nobody');
    expect(defects).toEqual(['of nobody']);
  });

  it('is kept apart for requests at the same time', async () => {
    const defects: unknown[] = [];
    const reports = new Reports((error) => defects.push(error));
    const both = [400, 500].map((status) =>
      reports.during(
        async () => {
          await Promise.resolve();
          reports.report(status);
        },
        () => status,
      ),
    );
    await Promise.all(both);
    expect(defects).toEqual([500]);
  });
});
