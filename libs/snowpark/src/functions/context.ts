import { TEXT_VALUE } from '../arguments/columns.js';
import { define } from './declare/define.js';
import * as p from './declare/parameters.js';
import { A_TEXT, A_TRUTH, TEXT_OR_NULL } from './declare/results.js';

const name = p.must<[name: p.Text], 'value of texts'>('name', TEXT_VALUE);

export const currentUser = define('currentUser', A_TEXT);
export const currentRole = define('currentRole', TEXT_OR_NULL);
export const currentRoleType = define('currentRoleType', TEXT_OR_NULL);
export const currentAvailableRoles = define('currentAvailableRoles', A_TEXT);
export const currentSecondaryRoles = define('currentSecondaryRoles', A_TEXT);
/**
 * Where names are looked up; NULL where nowhere.
 *
 * @example
 * ```ts
 * import { currentDatabase } from '@firn/snowpark';
 *
 * console.log((await session.range(1).select(currentDatabase().as('v')).first())?.get('V')); // → FIRN
 * ```
 */
export const currentDatabase = define('currentDatabase', TEXT_OR_NULL);
export const currentSchema = define('currentSchema', TEXT_OR_NULL);
export const currentSchemas = define('currentSchemas', A_TEXT);
export const currentWarehouse = define('currentWarehouse', TEXT_OR_NULL);
export const currentAccount = define('currentAccount', A_TEXT);
export const currentAccountName = define('currentAccountName', A_TEXT);
export const currentOrganizationName = define('currentOrganizationName', TEXT_OR_NULL);
export const currentOrganizationUser = define('currentOrganizationUser', TEXT_OR_NULL);
export const currentRegion = define('currentRegion', A_TEXT);
export const currentSession = define('currentSession', A_TEXT);
export const currentStatement = define('currentStatement', A_TEXT);
export const currentTransaction = define('currentTransaction', TEXT_OR_NULL);
export const currentClient = define('currentClient', A_TEXT);
export const currentIpAddress = define('currentIpAddress', TEXT_OR_NULL);
export const currentVersion = define('currentVersion', A_TEXT);
export const lastTransaction = define('lastTransaction', TEXT_OR_NULL);
/** Of this session; 1 is its first statement, -1 the last one. */
export const lastQueryId = define('lastQueryId', TEXT_OR_NULL, p.mayBeWholeOrColumn<[number?: p.Whole]>('number'));
/** A variable of the session, by its name in capitals. */
export const getvariable = define('getvariable', TEXT_OR_NULL, name);
export const allUserNames = define('allUserNames', A_TEXT);

export const invokerRole = define('invokerRole', TEXT_OR_NULL);
export const invokerShare = define('invokerShare', TEXT_OR_NULL);
export const isRoleInSession = define('isRoleInSession', A_TRUTH, name);
export const isApplicationRoleInSession = define('isApplicationRoleInSession', A_TRUTH, name);
export const isDatabaseRoleInSession = define('isDatabaseRoleInSession', A_TRUTH, name);
export const isGrantedToInvokerRole = define('isGrantedToInvokerRole', A_TRUTH, name);
