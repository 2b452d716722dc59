import { parseQueryTag, sideTag } from '../../../apps/worker/src/submit/query-tag.js';

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

  it('is never that of what is done around the statement', () => {
    expect(parseQueryTag(sideTag('default', JOB, 'setup'))).toBeNull();
  });
});
