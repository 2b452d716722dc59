import { JobRequest } from '@firn/contract';
import type { Job } from '@firn/jobs';
import { parseQueryTag, queryTag, sideTag } from '../../../apps/worker/src/submit/query-tag.js';

const JOB = 'job_0001JD7Z3V9Q5W8N2R4T6Y0B1C3D';

describe('a query tag', () => {
  it('is read back, with what a newer worker may add', () => {
    const tag = { app: 'firn', tenant: 'default', job: JOB, epoch: 3, user: 'mine' };
    expect(parseQueryTag(JSON.stringify({ ...tag, more: 1 }))).toEqual(tag);
  });

  it.each(['', 'mine', '{', '{}', '[1]', '{"app":"other"}', `{"app":"firn","tenant":"t","job":"${JOB}"}`])(
    'is none of ours: %s',
    (text) => {
      expect(parseQueryTag(text)).toBeNull();
    },
  );

  it('is no longer than Snowflake takes, however long its parts are', () => {
    const user = '"'.repeat(749);
    const sent = (tag: string) => ({ profile: 'p', sql: 'select 1', parameters: { QUERY_TAG: tag } });
    expect(JobRequest.safeParse(sent(user)).success).toBe(true);
    expect(JobRequest.safeParse(sent(`${user}"`)).success).toBe(false);
    const job = {
      id: JOB,
      tenant: 't'.repeat(63),
      epoch: Number.MAX_SAFE_INTEGER,
      keyDigest: 'a'.repeat(64),
      trace: `00-${'b'.repeat(32)}-${'c'.repeat(16)}-01`,
      parameters: { QUERY_TAG: user },
    } as unknown as Job;
    const tag = queryTag(job, 'claimed', 'f'.repeat(63));
    expect(tag.length).toBeLessThanOrEqual(2_000);
    expect(parseQueryTag(tag)).toMatchObject({ job: JOB, fleet: 'f'.repeat(63), trace: 'b'.repeat(32), user });
  });

  it('is never that of what is done around the statement', () => {
    expect(parseQueryTag(sideTag('default', JOB, 'setup'))).toBeNull();
  });
});
