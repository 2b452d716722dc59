import { ProblemError } from '@firn/contract';
import type { Profile } from '@firn/snowflake';
import type { WorkerConfig } from '../config/config.js';

/** @throws ProblemError unknown_profile, or forbidden for the profile of another tenant. */
export function profileOf(
  config: Pick<WorkerConfig, 'name' | 'profiles'>,
  owner: { readonly tenant: string; readonly profile: string },
): Profile {
  const profile = config.profiles.get(owner.profile);
  if (profile === undefined) {
    throw ProblemError.of('unknown_profile', {
      detail: `The worker ${config.name} knows no profile "${owner.profile}".`,
    });
  }
  if (profile.tenant !== owner.tenant) {
    throw ProblemError.of('forbidden', { detail: `The profile "${owner.profile}" belongs to another tenant.` });
  }
  return profile;
}
