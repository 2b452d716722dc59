import { FirnClient } from '@firn/client';
import { Inject, type InjectionToken } from '@nestjs/common';

/** What a connection of `FirnModule` gives. */
export type FirnProvider = 'client' | 'session' | 'direct' | 'batches' | 'tenants' | 'tenant-session';

/** The token of what a connection gives, for `app.get(…)` and factories. The client of the connection without a name is FirnClient. */
export const firnToken = (provider: FirnProvider, name?: string): InjectionToken =>
  provider === 'client' && name === undefined ? FirnClient : `firn:${provider}:${name ?? ''}`;

type InjectDecorator = PropertyDecorator & ParameterDecorator;

const inject =
  (provider: FirnProvider) =>
  (name?: string): InjectDecorator =>
    Inject(firnToken(provider, name));

/** The FirnClient of a connection; that of the one without a name is injected by its class too. */
export const InjectFirnClient = inject('client');
/** A Session whose actions are jobs. It is opened on the server with its first action. */
export const InjectFirnSession = inject('session');
/** A Session over a Snowflake connection of this process, without the API. */
export const InjectDirectSession = inject('direct');
/** FirnBatches of a connection. */
export const InjectFirnBatches = inject('batches');
/** FirnTenants of a connection: sessions by tenant, for what is no request. */
export const InjectFirnTenants = inject('tenants');
/** The Session of the tenant that the request belongs to: who asks for it is made for each request. */
export const InjectTenantSession = inject('tenant-session');
