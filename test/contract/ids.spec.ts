import {
  BatchId,
  IdempotencyKey,
  JobId,
  JobListQuery,
  ProfileName,
  pathOf,
  QueryId,
  SessionId,
  scratchSchemaParts,
  sessionStageName,
  shardOfJob,
} from '@firn/contract';

const ULID = '01JD7Z3V9Q5W8N2R4T6Y0B1C3D';

describe('identifiers', () => {
  it('tell a job, a batch and a session apart', () => {
    expect(JobId.safeParse(`job_0f${ULID}`).success).toBe(true);
    expect(JobId.safeParse(`job_${ULID}`).success).toBe(false);
    expect(JobId.safeParse(`job_0f${ULID.toLowerCase()}`).success).toBe(false);
    expect(BatchId.safeParse(`bat_${ULID}`).success).toBe(true);
    expect(BatchId.safeParse(`ses_${ULID}`).success).toBe(false);
    expect(SessionId.safeParse(`ses_${ULID}`).success).toBe(true);
  });

  it('name the shard of a job', () => {
    expect(shardOfJob(JobId.parse(`job_0f${ULID}`))).toBe('0f');
  });

  it('let nothing into a key, a path or SQL that could end it', () => {
    for (const text of ['a:b', 'a/b', '../x', '', 'a b', '{0}'])
      expect(ProfileName.safeParse(text).success).toBe(false);
    expect(QueryId.safeParse('01b2c3d4-0000-0000-0000-00000000000a').success).toBe(true);
    expect(QueryId.safeParse("01b2c3d4-0000-0000-0000-00000000000a'").success).toBe(false);
    expect(IdempotencyKey.safeParse('two words').success).toBe(false);
  });

  it('fill routes', () => {
    expect(pathOf('jobResult', `job_0f${ULID}`)).toBe(`/v1/jobs/job_0f${ULID}/result`);
    expect(pathOf('jobs')).toBe('/v1/jobs');
  });
});

describe('names of a session', () => {
  it('begin with its ID in the scratch schema', () => {
    expect(sessionStageName('firn.scratch', `ses_${ULID}`)).toBe(`"FIRN"."SCRATCH"."FIRN_${ULID}_STAGE"`);
    expect(scratchSchemaParts('"my db"."a""b"')).toEqual(['my db', 'a"b']);
  });
});

describe('JobListQuery', () => {
  it('reads filters from text and refuses what it does not know', () => {
    expect(JobListQuery.parse({ state: 'running', tag: 'team:a:b', limit: '5' })).toMatchObject({
      state: 'running',
      tag: { name: 'team', value: 'a:b' },
      limit: 5,
    });
    expect(JobListQuery.safeParse({ stat: 'running' }).success).toBe(false);
    expect(JobListQuery.safeParse({ limit: '0' }).success).toBe(false);
    expect(JobListQuery.safeParse({ state: 'done' }).success).toBe(false);
  });
});
