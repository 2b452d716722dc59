import { ProblemError, readJob } from '@firn/contract';

const shared = (more: object) => () => readJob({ profile: 'local', singleFlight: true, ...more });

describe('singleFlight', () => {
  it.each([{ sql: 'select 1' }, { sql: 'show tables' }, { sql: '/* a */ with A as (select 1) select * from A' }])(
    'is taken for %j',
    (more) => {
      expect(shared(more)().request.singleFlight).toBe(true);
    },
  );

  it.each([
    [{ sql: 'insert into T values (1)' }, 'this may write'],
    [{ sql: 'call P()' }, 'this may write'],
    [{ sql: 'begin select 1; end' }, 'this may write'],
    [{ action: { kind: 'adopt', queryId: '01b2c3d4-0000-0000-0000-00000000000a' } }, 'adopt sends nothing'],
    [{ handler: 'nightly' }, 'cannot be for a handler'],
    [{ sql: 'select 1', orderKey: 'a' }, 'cannot be together with orderKey'],
    [{ sql: 'select 1', singleFlight: 'yes' }, 'expected boolean'],
  ])('is refused by name for %j', (more, reason) => {
    let thrown: unknown;
    try {
      shared(more)();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ProblemError);
    expect((thrown as ProblemError).problem).toMatchObject({ code: 'invalid_job', path: 'singleFlight' });
    expect((thrown as ProblemError).problem.detail).toContain(reason);
  });
});
