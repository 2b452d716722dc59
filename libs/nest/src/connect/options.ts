import type { DurableSessionOptions } from '@firn/client';
import { DURABLE_OPTIONS } from '@firn/client/internal';
import type { DirectSessionOptions } from '@firn/snowflake';
import {
  callback,
  duration,
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
  /** Milliseconds that `of` and `connect` may take. Default 30 000. */
  readonly timeoutMs?: number;
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
    timeoutMs: duration(1),
  } satisfies ReadersOf<TenantOptions>,
  'of',
  'connect',
);

const CONNECTION = { api: DURABLE_OPTIONS, direct: DIRECT, tenants: TENANTS } satisfies ReadersOf<FirnOptions>;
const EXTRAS = { name: FULL_TEXT, isGlobal: FLAG } satisfies ReadersOf<FirnExtras>;

const WAYS = ['api', 'direct', 'tenants'] as const satisfies readonly (keyof FirnOptions)[];

/** A connection that leads nowhere would be missed by whoever uses it first, long after the start. */
function withAWay<T extends FirnOptions>(members: Reader<T, object>): Reader<T, object> {
  return {
    allowed: members.allowed,
    read(given, place) {
      const read = members.read(given, place);
      if (WAYS.some((way) => read[way] !== undefined)) return read;
      const cure = 'Give api: { url, apiKey, profile } for the job API, or direct for Snowflake itself.';
      throw wrongArgument(place, `one of ${WAYS.join(', ')} at least`, given, cure);
    },
  };
}

/** The options of a connection, as a factory gives them. */
export const OPTIONS: Reader<FirnOptions> = withAWay(optionsOf(CONNECTION));
export const FOR_ROOT = signature(
  'FirnModule.forRoot',
  required('options', withAWay(optionsOf({ ...CONNECTION, ...EXTRAS }))),
);
export const FOR_ROOT_ASYNC = signature(
  'FirnModule.forRootAsync',
  required('options', asyncOptions<FirnOptions, FirnExtras>(EXTRAS)),
);
