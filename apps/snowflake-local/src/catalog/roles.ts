import type { UserEntry } from './entries.js';

/** The role that sees and ends what others run. Of all roles it alone must have been granted: the others open nothing here. */
const ADMINISTRATOR = 'ACCOUNTADMIN';

export const isAdministrator = (role: string): boolean => role === ADMINISTRATOR;

/** Whether a user may activate a role that exists. A default role counts as granted. */
export const mayUse = (user: UserEntry | undefined, role: string): boolean =>
  !isAdministrator(role) || user?.defaultRole === role || user?.roles?.includes(role) === true;

/** Who asks for the queries of others. */
export interface Asker {
  readonly user: string;
  readonly role: string;
}

/** Own queries always; those of others by the administrator's role. */
export const maySeeQueriesOf = (owner: string, { user, role }: Asker): boolean =>
  owner === user || isAdministrator(role);
