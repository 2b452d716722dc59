import type { UserEntry } from '../../catalog/entries.js';
import { fingerprintOf } from '../../session/key-pair.js';
import { type Cell, listed } from '../show/listing.js';
import { mustChangePassword, secondaryRoles } from '../show/users.js';

export const USER_PROPERTY_COLUMNS = listed('property', 'value', 'default', 'description');

type Property = readonly [name: string, value: string | null, preset: string | null, description: string];

/** DESCRIBE USER: every property that a user has in Snowflake, also those that nothing sets here. */
export const userProperties = (user: UserEntry): readonly (readonly Cell[])[] =>
  propertiesOf(user).map(([name, value, preset, description]) => [
    name,
    value ?? 'null',
    preset ?? 'null',
    description,
  ]);

function propertiesOf(user: UserEntry): readonly Property[] {
  const of = (name: string): string | null => user.properties[name] ?? null;
  return [
    ['NAME', user.name, null, 'Name'],
    ['COMMENT', user.comment, null, 'user comment associated to an object in the dictionary'],
    ['DISPLAY_NAME', of('DISPLAY_NAME') ?? user.name, null, 'Display name of the associated object'],
    ['TYPE', of('TYPE'), null, 'Type of the user'],
    ['LOGIN_NAME', user.loginName, null, 'Login name of the user'],
    ['FIRST_NAME', of('FIRST_NAME'), null, 'First name of the user'],
    ['MIDDLE_NAME', of('MIDDLE_NAME'), null, 'Middle name of the user'],
    ['LAST_NAME', of('LAST_NAME'), null, 'Last name of the user'],
    ['EMAIL', of('EMAIL'), null, 'Email address of the user'],
    ['PASSWORD', user.passwordHash === null ? null : '********', null, 'Password of the user'],
    ['MUST_CHANGE_PASSWORD', mustChangePassword(user), 'false', 'User must change the password'],
    ['DISABLED', String(user.disabled), 'false', 'Whether the user is disabled'],
    ['SNOWFLAKE_LOCK', 'false', 'false', 'Whether the user or account is locked by Snowflake'],
    ['SNOWFLAKE_SUPPORT', 'false', 'false', 'Snowflake Support is allowed to use the user or account'],
    [
      'DAYS_TO_EXPIRY',
      of('DAYS_TO_EXPIRY'),
      null,
      'User record will be treated as expired after specified number of days',
    ],
    [
      'MINS_TO_UNLOCK',
      of('MINS_TO_UNLOCK'),
      null,
      'Temporary lock on the user will be removed after specified number of minutes',
    ],
    ['DEFAULT_WAREHOUSE', user.defaultWarehouse, null, 'Default warehouse for this user'],
    ['DEFAULT_NAMESPACE', user.defaultNamespace, null, 'Default database namespace prefix for this user'],
    ['DEFAULT_ROLE', user.defaultRole, null, 'Primary principal of user session will be set to this role'],
    [
      'DEFAULT_SECONDARY_ROLES',
      secondaryRoles(user),
      '["ALL"]',
      'The secondary roles will be set to all roles provided here',
    ],
    ['EXT_AUTHN_DUO', 'false', 'false', 'Whether Duo Security is enabled as second factor authentication'],
    ['EXT_AUTHN_UID', null, null, 'External authentication ID of the user'],
    ['HAS_MFA', 'false', 'false', 'Whether the user is enrolled for multi-factor authentication'],
    [
      'MINS_TO_BYPASS_MFA',
      of('MINS_TO_BYPASS_MFA'),
      null,
      'Temporary bypass MFA for the user for a specified number of minutes',
    ],
    [
      'MINS_TO_BYPASS_NETWORK_POLICY',
      null,
      null,
      'Temporary bypass network policy on the user for a specified number of minutes',
    ],
    ...keyProperties('RSA_PUBLIC_KEY', user.rsaPublicKey),
    ...keyProperties('RSA_PUBLIC_KEY_2', user.rsaPublicKey2),
    [
      'PASSWORD_LAST_SET_TIME',
      null,
      null,
      'The timestamp on which the last non-null password was set for the user. Default to null if no password has been set yet.',
    ],
    ['CUSTOM_LANDING_PAGE_URL', null, null, 'Custom landing page URL of the user'],
    [
      'CUSTOM_LANDING_PAGE_URL_FLUSH_NEXT_UI_LOAD',
      'false',
      'false',
      'Whether or not to flush the custom landing page of the user on next UI load',
    ],
    ['HAS_PAT', 'false', 'false', 'Whether the user has programmatic access tokens'],
  ];
}

const keyProperties = (name: string, key: string | null): readonly Property[] => [
  [name, key, null, 'RSA public key of the user'],
  [`${name}_FP`, key && fingerprintOf(key), null, "Fingerprint of user's RSA public key."],
];
