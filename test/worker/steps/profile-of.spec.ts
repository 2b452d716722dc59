import { parseProfile } from '@firn/snowflake';
import type { WorkerConfig } from '../../../apps/worker/src/config/config.js';
import { profileOf } from '../../../apps/worker/src/steps/profile-of.js';

const profile = parseProfile({
  name: 'p',
  tenant: 'a',
  account: 'x',
  user: 'u',
  auth: { kind: 'password', password: 's' },
});
const config: Pick<WorkerConfig, 'name' | 'profiles'> = { name: 'w', profiles: new Map([['p', profile]]) };

describe('the profile of a job', () => {
  it('is the one of its name, for its own tenant', () => {
    expect(profileOf(config, { tenant: 'a', profile: 'p' })).toBe(profile);
  });

  it('is refused by name where it is not known, or belongs to somebody else', () => {
    const refusal = (tenant: string, name: string) => {
      try {
        return profileOf(config, { tenant, profile: name });
      } catch (error) {
        return error;
      }
    };
    expect(refusal('a', 'q')).toMatchObject({
      problem: { code: 'unknown_profile', detail: expect.stringContaining('"q"') },
    });
    expect(refusal('b', 'p')).toMatchObject({ problem: { code: 'forbidden' } });
  });
});
