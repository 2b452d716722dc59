import type { UserEntry } from '../../catalog/entries.js';
import { type Listing, listed, sorted } from './listing.js';

/** Numbers that count down from when they were set are shown as they were set: no clock runs for them. */
const rowOf = (user: UserEntry) => {
  const { properties } = user;
  const of = (name: string): string => properties[name] ?? '';
  return [
    ...[user.name, new Date(user.createdOn), user.loginName, properties.DISPLAY_NAME ?? user.name],
    ...[of('FIRST_NAME'), of('LAST_NAME'), of('EMAIL'), of('MINS_TO_UNLOCK'), of('DAYS_TO_EXPIRY')],
    ...[user.comment ?? '', String(user.disabled), mustChangePassword(user), 'false'],
    ...[user.defaultWarehouse ?? '', user.defaultNamespace ?? '', user.defaultRole ?? '', secondaryRoles(user)],
    ...['false', '', of('MINS_TO_BYPASS_MFA'), user.owner, null, null, null],
    ...[String(user.passwordHash !== null), String(user.rsaPublicKey !== null), properties.TYPE ?? null],
    ...['false', 'false'],
  ];
};

export const mustChangePassword = ({ properties }: UserEntry): string =>
  (properties.MUST_CHANGE_PASSWORD ?? 'false').toLowerCase();

/** As JSON; all of them, unless the user says otherwise. */
export const secondaryRoles = ({ properties: { DEFAULT_SECONDARY_ROLES: roles = 'ALL' } }: UserEntry): string =>
  JSON.stringify(roles.split(',').flatMap((role) => role.trim() || []));

export const USERS: Listing = {
  columns: listed(
    ...['name', 'created_on:time', 'login_name', 'display_name', 'first_name', 'last_name', 'email', 'mins_to_unlock'],
    ...['days_to_expiry', 'comment', 'disabled', 'must_change_password', 'snowflake_lock', 'default_warehouse'],
    ...['default_namespace', 'default_role', 'default_secondary_roles', 'ext_authn_duo', 'ext_authn_uid'],
    ...['mins_to_bypass_mfa', 'owner', 'last_success_login:time', 'expires_at_time:time', 'locked_until_time:time'],
    ...['has_password', 'has_rsa_public_key', 'type', 'has_mfa', 'has_pat'],
  ),
  terse: [
    ...['name', 'created_on', 'display_name', 'first_name', 'last_name', 'email', 'org_identity', 'comment'],
    ...['has_password', 'has_rsa_public_key'],
  ],
  rows: (_scope, { catalog }) => sorted(catalog.users()).map((user) => ({ name: user.name, cells: rowOf(user) })),
};
