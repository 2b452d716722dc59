import { JobChanges, waitForJob } from '@firn/jobs';
import { claimant, newJob, startStore, type TestStore } from '../store.js';

describe('waiting for a job', () => {
  let test: TestStore;
  let changes: JobChanges;
  beforeAll(async () => {
    test = await startStore();
    changes = new JobChanges(test.connect(), 1);
    changes.start();
  });
  afterAll(async () => {
    changes.stop();
    await test.stop();
  });

  const wait = (id: string, aboveVersion: number, waitMs: number, signal?: AbortSignal) =>
    waitForJob(changes, (job) => test.store.read(job), id as never, {
      enough: ({ version }) => version > aboveVersion,
      waitMs,
      signal,
    });

  it('returns at once what has changed already', async () => {
    const { id } = await test.store.accept(newJob());
    expect((await wait(id, 0, 60_000))?.version).toBe(1);
  });

  it('returns when the job changes, for every one who waits', async () => {
    const { id } = await test.store.accept(newJob());
    const waiting = Array.from({ length: 5 }, () => wait(id, 1, 60_000));
    await test.store.claim(id, claimant('submit', id, 0));
    for (const job of await Promise.all(waiting)) expect(job).toMatchObject({ state: 'submitting', version: 2 });
  });

  it('returns the job as it is when the time is over, or when the caller goes away', async () => {
    const { id } = await test.store.accept(newJob());
    expect((await wait(id, 1, 20))?.version).toBe(1);
    const gone = new AbortController();
    const waiting = wait(id, 1, 60_000, gone.signal);
    gone.abort();
    expect((await waiting)?.version).toBe(1);
  });

  it('gives nothing for a job that is not there', async () => {
    expect(await wait('job_0001JD7Z3V9Q5W8N2R4T6Y0B1C3D', 0, 60_000)).toBeNull();
  });
});
