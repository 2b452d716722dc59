import { ProblemError } from '@firn/contract';
import type { Profile } from '../config/profiles-file.js';

/** The profiles of this server, by name. A profile belongs to one tenant. */
export class Profiles {
  private readonly byName: ReadonlyMap<string, Profile>;

  constructor(profiles: readonly Profile[]) {
    this.byName = new Map(profiles.map((profile) => [profile.name, profile]));
  }

  find(name: string): Profile | undefined {
    return this.byName.get(name);
  }

  /** @throws ProblemError unknown_profile, or forbidden for one of another tenant. */
  allowed(tenant: string, name: string): Profile {
    const profile = this.byName.get(name);
    if (profile?.tenant === tenant) return profile;
    if (profile !== undefined)
      throw ProblemError.of('forbidden', { detail: `The profile ${name} belongs to another tenant.`, path: 'profile' });
    const own = [...this.byName.values()].filter((known) => known.tenant === tenant).map((known) => known.name);
    throw ProblemError.of('unknown_profile', {
      detail: `There is no profile ${name}. ${own.length === 0 ? 'This tenant has none.' : `This tenant has ${own.join(', ')}.`}`,
      path: 'profile',
    });
  }
}
