import { nameParts } from '../../bind/object-name.js';
import type { CatalogEntry, UserEntry, WarehouseEntry } from '../../catalog/entries.js';
import { displayName } from '../../catalog/names.js';
import { newWarehouse } from '../../catalog/seed.js';
import { invalidOption, objectExists } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { CreateObject, Option } from '../../parse/ast.js';
import { checkParameter } from '../../session/parameter-rules.js';
import { presetOf } from '../../session/parameters.js';
import { unreachable } from '../../unreachable.js';
import { countOption, flagOption, type OptionReaders, plainText, readOptions, textOption } from '../options.js';
import { parameterValue } from '../session/alter-session.js';
import type { StatementContext } from '../statement-context.js';
import { type DdlPlan, ddlStatement, type NextObjectId } from './ddl.js';
import { accountLock } from './locks.js';

type Kind = 'warehouse' | 'role' | 'user';

/** CREATE WAREHOUSE, ROLE and USER: entries of the account. A new warehouse becomes current, as in Snowflake. */
export const prepareCreateOfAccount = (ast: CreateObject, kind: Kind, request: PrepareRequest): PreparedStatement =>
  ddlStatement(
    request,
    ast.object === 'user' ? 'CREATE_USER' : ast.object === 'role' ? 'CREATE_ROLE' : 'CREATE',
    (context, nextObjectId) => planCreate(ast, kind, context, nextObjectId),
  );

const WORDS = { warehouse: 'Warehouse', role: 'Role', user: 'User' } as const;

function planCreate(ast: CreateObject, kind: Kind, context: StatementContext, nextObjectId: NextObjectId): DdlPlan {
  const [name = ''] = nameParts(ast.name, context);
  const locks = [accountLock];
  const existing = context.catalog[kind](name);
  if (existing !== undefined && !ast.orReplace) {
    if (ast.ifNotExists) return { locks, message: `${name} already exists, statement succeeded.` };
    throw objectExists(displayName(name));
  }
  const made = { objectId: nextObjectId(), owner: context.session.role, createdOn: context.session.now };
  const entry = newEntry(kind, name, ast.options, made, context.text);
  return {
    locks,
    changes: [
      ...(existing === undefined ? [] : [{ action: 'drop', entry: existing } as const]),
      { action: 'put', entry },
    ],
    ...(kind === 'user' ? passwordPlan(ast.options) : {}),
    message: `${WORDS[kind]} ${name} successfully created.`,
    ...(kind === 'warehouse'
      ? {
          afterwards: ({ session }) => {
            session.warehouse = name;
          },
        }
      : {}),
  };
}

type Made = Pick<CatalogEntry, 'objectId' | 'owner' | 'createdOn'>;

function newEntry(kind: Kind, name: string, options: readonly Option[], made: Made, text: string): CatalogEntry {
  switch (kind) {
    case 'warehouse':
      return withWarehouseOptions(newWarehouse(name, made), options, text);
    case 'role': {
      let comment: string | null = null;
      readOptions(
        options,
        {
          COMMENT: (value, option) => {
            comment = textOption(value, option);
          },
        },
        'ROLE',
        text,
      );
      return { kind, name, comment, ...made };
    }
    case 'user':
      return withUserOptions({ ...emptyUser(name), ...made }, options, text);
    default:
      return unreachable(kind);
  }
}

const emptyUser = (name: string): Omit<UserEntry, keyof Made> => ({
  kind: 'user',
  name,
  loginName: name,
  passwordHash: null,
  rsaPublicKey: null,
  rsaPublicKey2: null,
  defaultRole: null,
  defaultWarehouse: null,
  defaultNamespace: null,
  disabled: false,
  properties: {},
  comment: null,
});

/** Sizes as SHOW WAREHOUSES spells them, by the spellings that statements use. */
const SIZES: Readonly<Record<string, string>> = {
  XSMALL: 'X-Small',
  SMALL: 'Small',
  MEDIUM: 'Medium',
  LARGE: 'Large',
  XLARGE: 'X-Large',
  XXLARGE: '2X-Large',
  X2LARGE: '2X-Large',
  '2XLARGE': '2X-Large',
  XXXLARGE: '3X-Large',
  X3LARGE: '3X-Large',
  '3XLARGE': '3X-Large',
  X4LARGE: '4X-Large',
  '4XLARGE': '4X-Large',
  X5LARGE: '5X-Large',
  '5XLARGE': '5X-Large',
  X6LARGE: '6X-Large',
  '6XLARGE': '6X-Large',
};

const RECORDED_OF_WAREHOUSE = [
  'WAREHOUSE_TYPE',
  'MIN_CLUSTER_COUNT',
  'MAX_CLUSTER_COUNT',
  'SCALING_POLICY',
  'RESOURCE_MONITOR',
  'INITIALLY_SUSPENDED',
  'ENABLE_QUERY_ACCELERATION',
  'QUERY_ACCELERATION_MAX_SCALE_FACTOR',
  'WAIT_FOR_COMPLETION',
] as const;

/** Readers of properties that have no effect here: their text is kept, to be shown. */
const recordedOptions = (
  names: readonly string[],
  record: (property: Readonly<Record<string, string>>) => void,
): OptionReaders =>
  Object.fromEntries(names.map((name) => [name, (value) => record({ [name]: plainText(value, name) })]));

/** A warehouse with properties set: MAX_CONCURRENCY_LEVEL and the two timeouts work, the others are recorded. */
export function withWarehouseOptions(
  warehouse: WarehouseEntry,
  options: readonly Option[],
  text: string,
): WarehouseEntry {
  let entry = warehouse;
  const set = (change: Partial<WarehouseEntry>): void => {
    entry = { ...entry, ...change };
  };
  const recorded = recordedOptions(RECORDED_OF_WAREHOUSE, (property) =>
    set({ properties: { ...entry.properties, ...property } }),
  );
  readOptions(
    options,
    {
      ...recorded,
      COMMENT: (value, name) => set({ comment: textOption(value, name) }),
      WAREHOUSE_SIZE: (value, name) => {
        const size = SIZES[textOption(value, name).toUpperCase().replaceAll('-', '')];
        if (size === undefined) throw invalidOption(textOption(value, name), name);
        set({ size });
      },
      MAX_CONCURRENCY_LEVEL: (value, name) => {
        const level = countOption(value, name);
        if (level < 1) throw invalidOption(String(level), name);
        set({ maxConcurrencyLevel: level });
      },
      AUTO_SUSPEND: (value, name) => {
        const seconds = value.kind === 'null' ? 0 : countOption(value, name);
        set({ autoSuspend: seconds === 0 ? null : seconds });
      },
      AUTO_RESUME: (value, name) => set({ autoResume: flagOption(value, name) }),
      STATEMENT_TIMEOUT_IN_SECONDS: (value, name) => set({ statementTimeout: countOption(value, name) }),
      STATEMENT_QUEUED_TIMEOUT_IN_SECONDS: (value, name) => set({ statementQueuedTimeout: countOption(value, name) }),
    },
    'WAREHOUSE',
    text,
  );
  return entry;
}

const RECORDED_OF_USER = [
  'DISPLAY_NAME',
  'EMAIL',
  'FIRST_NAME',
  'MIDDLE_NAME',
  'LAST_NAME',
  'MUST_CHANGE_PASSWORD',
  'DAYS_TO_EXPIRY',
  'MINS_TO_UNLOCK',
  'MINS_TO_BYPASS_MFA',
  'DEFAULT_SECONDARY_ROLES',
  'TYPE',
] as const;

/** A user with properties set: password, public keys, defaults and parameters of sessions work, the others are recorded. */
export function withUserOptions(user: UserEntry, options: readonly Option[], text: string): UserEntry {
  let entry = user;
  const set = (change: Partial<UserEntry>): void => {
    entry = { ...entry, ...change };
  };
  const recorded = recordedOptions(RECORDED_OF_USER, (property) =>
    set({ properties: { ...entry.properties, ...property } }),
  );
  const ofSessions = options.filter(({ name }) => presetOf(name) !== undefined);
  for (const { name, value } of ofSessions) {
    const parameter = parameterValue(value, name, text);
    checkParameter(name, parameter);
    set({ parameters: { ...entry.parameters, [name]: parameter } });
  }
  readOptions(
    options.filter((option) => !ofSessions.includes(option)),
    {
      ...recorded,
      COMMENT: (value, name) => set({ comment: textOption(value, name) }),
      // Derived when the statement runs.
      PASSWORD: (value, name) => void textOption(value, name),
      LOGIN_NAME: (value, name) => set({ loginName: textOption(value, name).toUpperCase() }),
      RSA_PUBLIC_KEY: (value, name) => set({ rsaPublicKey: publicKey(textOption(value, name)) }),
      RSA_PUBLIC_KEY_2: (value, name) => set({ rsaPublicKey2: publicKey(textOption(value, name)) }),
      DEFAULT_ROLE: (value, name) => set({ defaultRole: textOption(value, name).toUpperCase() }),
      DEFAULT_WAREHOUSE: (value, name) => set({ defaultWarehouse: textOption(value, name).toUpperCase() }),
      DEFAULT_NAMESPACE: (value, name) => set({ defaultNamespace: textOption(value, name).toUpperCase() }),
      DISABLED: (value, name) => set({ disabled: flagOption(value, name) }),
    },
    'USER',
    text,
  );
  return entry;
}

/** The password that CREATE or ALTER USER sets, as a part of its plan. */
export function passwordPlan(options: readonly Option[]): Pick<DdlPlan, 'password'> {
  const option = options.findLast(({ name }) => name === 'PASSWORD');
  return option === undefined ? {} : { password: textOption(option.value, option.name) };
}

/** Base64 alone: PEM lines and line ends go. */
function publicKey(text: string): string {
  const key = text.replace(/-----[A-Z ]+-----/g, '').replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(key)) throw invalidOption('RSA_PUBLIC_KEY', 'USER');
  return key;
}
