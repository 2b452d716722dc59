import type { DurableSessionOptions } from '@firn/client';
import type { DirectSessionOptions } from '@firn/snowflake';
import { callback, optionsOf, type Reader, recordOf, required, signature, whole } from '@firn/snowpark/internal';

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

const ANYTHING: Reader<unknown> = { allowed: 'a value', read: (given) => given };

/** What it holds is read by whom it is for. */
const SOME_OBJECT = <T extends object>(): Reader<T> => ({
  allowed: 'an object of options',
  read(given, place) {
    return recordOf(ANYTHING).read(given, place) as T;
  },
});

const TENANTS = optionsOf(
  {
    of: callback<TenantOptions['of']>(),
    connect: callback<TenantOptions['connect']>(),
    most: whole(1),
  },
  'of',
  'connect',
);

const OPTIONS = optionsOf({
  api: SOME_OBJECT<DurableSessionOptions>(),
  direct: SOME_OBJECT<DirectSessionOptions>(),
  tenants: TENANTS,
});

/** @throws UsageError for an option that is wrong or unknown. */
export const readOptions = (given: unknown): FirnOptions => FIRN_MODULE.read([given])[0];

const FIRN_MODULE = signature('FirnModule.forRoot', required('options', OPTIONS));

/** Reads what a static method of the module is given; what the options hold is read when the application starts. */
export const optionsFor = <T extends object>(call: string) => signature(call, required('options', SOME_OBJECT<T>()));
