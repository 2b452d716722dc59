import type { DurableSessionOptions } from '@firn/client';
import { DURABLE_OPTIONS } from '@firn/client/internal';
import type { DirectSessionOptions } from '@firn/snowflake';
import {
  callback,
  FLAG,
  FULL_TEXT,
  optionsOf,
  type Reader,
  type ReadersOf,
  required,
  signature,
  whole,
  wrongArgument,
} from '@firn/snowpark/internal';
import { asyncOptions } from './async-options.js';

/** Sessions by the tenant of a request. */
export interface TenantOptions {
  /** Whose a request is: a name for the tenant. What it gives decides whose data is read, so take it from what was verified. */
  readonly of: (request: unknown) => string | Promise<string>;
  /** How the API is reached for a tenant: its key and its profile. Asked once for each. */
  readonly connect: (tenant: string) => DurableSessionOptions | Promise<DurableSessionOptions>;
  /** Tenants whose sessions are kept; the one that was used longest ago makes room. Default 1,000. */
  readonly most?: number;
}

/** One connection of `FirnModule`: any of its ways. */
export interface FirnOptions {
  /** The job API: gives FirnClient, a durable session and batches. */
  readonly api?: DurableSessionOptions;
  /** Snowflake itself: gives a direct session, which is logged in when the application starts. Needs @firn/snowflake. */
  readonly direct?: DirectSessionOptions;
  /** The job API for many tenants: gives the session of a request. */
  readonly tenants?: TenantOptions;
}

/** What is known of a connection before its options are. */
export interface FirnExtras {
  /** Name of the connection, where there are several; the decorators take it. */
  readonly name?: string | undefined;
  /** Whether all modules may inject from it. Default true. */
  readonly isGlobal?: boolean | undefined;
}

/** What it holds is read by @firn/snowflake, which is loaded where a direct session is asked for. */
const DIRECT: Reader<DirectSessionOptions, DirectSessionOptions> = {
  allowed: 'an object of options',
  read(given, place) {
    if (!isObject<DirectSessionOptions>(given)) throw wrongArgument(place, this.allowed, given);
    return given;
  },
};
const isObject = <T extends object>(given: unknown): given is T =>
  typeof given === 'object' && given !== null && !Array.isArray(given);

const TENANTS = optionsOf(
  {
    of: callback<TenantOptions['of']>(),
    connect: callback<TenantOptions['connect']>(),
    most: whole(1),
  } satisfies ReadersOf<TenantOptions>,
  'of',
  'connect',
);

const CONNECTION = { api: DURABLE_OPTIONS, direct: DIRECT, tenants: TENANTS } satisfies ReadersOf<FirnOptions>;
const EXTRAS = { name: FULL_TEXT, isGlobal: FLAG } satisfies ReadersOf<FirnExtras>;

const FACTORY_ANSWER = signature('FirnModule', required('options', optionsOf(CONNECTION)));
/** The options of a connection, as a factory gives them. @throws UsageError for an option that is wrong or unknown */
export const readOptions = (given: unknown): FirnOptions => FACTORY_ANSWER.read([given])[0];

export const FOR_ROOT = signature('FirnModule.forRoot', required('options', optionsOf({ ...CONNECTION, ...EXTRAS })));
export const FOR_ROOT_ASYNC = signature(
  'FirnModule.forRootAsync',
  required('options', asyncOptions<FirnOptions, FirnExtras>(EXTRAS)),
);
