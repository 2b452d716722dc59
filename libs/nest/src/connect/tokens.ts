import { FirnClient } from '@firn/client';
import { FULL_TEXT, optional, type Reader, required, signature, wrongArgument } from '@firn/snowpark/internal';
import { Inject, type InjectionToken } from '@nestjs/common';

/** What a connection of `FirnModule` gives. */
export type FirnProvider = 'client' | 'session' | 'direct' | 'batches' | 'tenants' | 'tenant-session';

/** The token of what a connection gives, for `app.get(…)` and factories. The client of the connection without a name is FirnClient. */
export function firnToken(provider: FirnProvider, name?: string): InjectionToken;
export function firnToken(...given: readonly unknown[]): InjectionToken {
  const [provider, name] = FIRN_TOKEN.read(given);
  return tokenOf(provider, name);
}

const tokenOf = (provider: FirnProvider, name: string | undefined): InjectionToken =>
  provider === 'client' && name === undefined ? FirnClient : `firn:${provider}:${name ?? ''}`;

const PROVIDERS: readonly FirnProvider[] = ['client', 'session', 'direct', 'batches', 'tenants', 'tenant-session'];
const PROVIDER: Reader<FirnProvider> = {
  allowed: `one of ${PROVIDERS.join(', ')}`,
  read(given, place) {
    const found = PROVIDERS.find((each) => each === given);
    if (found === undefined) throw wrongArgument(place, this.allowed, given);
    return found;
  },
};
const NAME = optional('name', FULL_TEXT);
const FIRN_TOKEN = signature('firnToken', required('provider', PROVIDER), NAME);

type InjectDecorator = PropertyDecorator & ParameterDecorator;

function inject(call: string, provider: FirnProvider): (name?: string) => InjectDecorator {
  const read = signature(call, NAME);
  return (...given: readonly unknown[]) => Inject(tokenOf(provider, read.read(given)[0]));
}

/** The FirnClient of a connection; that of the one without a name is injected by its class too. */
export const InjectFirnClient = inject('InjectFirnClient', 'client');
/** A Session whose actions are jobs. It is opened on the server with its first action. */
export const InjectFirnSession = inject('InjectFirnSession', 'session');
/** A Session over a Snowflake connection of this process, without the API. */
export const InjectDirectSession = inject('InjectDirectSession', 'direct');
/** FirnBatches of a connection. */
export const InjectFirnBatches = inject('InjectFirnBatches', 'batches');
/** FirnTenants of a connection: sessions by tenant, for what is no request. */
export const InjectFirnTenants = inject('InjectFirnTenants', 'tenants');
/** The Session of the tenant that the request belongs to: who asks for it is made for each request. */
export const InjectTenantSession = inject('InjectTenantSession', 'tenant-session');
