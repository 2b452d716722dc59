import type { CatalogView } from '../catalog/catalog-view.js';
import type { UserEntry } from '../catalog/entries.js';
import { verifyPassword } from '../catalog/password.js';
import { mayUse } from '../catalog/roles.js';
import { isValidJwt, readJwt } from './key-pair.js';
import { checkParameter } from './parameter-rules.js';
import { Parameters, type ParameterValue } from './parameters.js';
import type { SessionStart } from './session.js';

/** A login request, read from the wire. */
export interface LoginRequest {
  readonly loginName: string | null;
  readonly password: string | null;
  readonly authenticator: string;
  readonly token: string | null;
  readonly client: string;
  /** Header of the driver, whatever program uses it; empty without one. */
  readonly userAgent: string;
  readonly database: string | null;
  readonly schema: string | null;
  readonly warehouse: string | null;
  readonly role: string | null;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

export class LoginRefused extends Error {
  override readonly name = 'LoginRefused';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const wrongPassword = (): LoginRefused => new LoginRefused('390100', 'Incorrect username or password was specified.');
/** OAuth, tokens and single sign-on need a service that is not here. */
export const unknownAuthenticator = (name: string): LoginRefused =>
  new LoginRefused(
    '390139',
    `The specified authenticator is not accepted by your Snowflake account configuration: ${name}. This account takes a password or a key pair (SNOWFLAKE_JWT).`,
  );
const invalidJwt = (): LoginRefused => new LoginRefused('390144', 'JWT token is invalid.');

/**
 * Checks who logs in and where the session starts.
 *
 * @throws LoginRefused 390100, 390139, 390144 or, with CLIENT_VALIDATE_DEFAULT_PARAMETERS, 390201.
 */
export async function logIn(
  request: LoginRequest,
  catalog: CatalogView,
  now: number,
): Promise<Omit<SessionStart, 'id'>> {
  const user = await authenticated(request, catalog, now);
  const [defaultDatabase = null, defaultSchema = null] = user.defaultNamespace?.split('.') ?? [];
  const strict = String(request.parameters.CLIENT_VALIDATE_DEFAULT_PARAMETERS).toLowerCase() === 'true';
  const place = { strict, catalog };
  const database = existing(place, 'Database', folded(request.database), defaultDatabase, (name) =>
    catalog.database(name),
  );
  const wantedSchema = request.database === null ? defaultSchema : 'PUBLIC';
  const schema =
    database === null
      ? null
      : existing(place, 'Schema', folded(request.schema), wantedSchema, (name) =>
          catalog.schema({ database, schema: name }),
        );
  const parameters = new Parameters();
  for (const [name, value] of Object.entries({ ...user.parameters, ...upperCased(request.parameters) })) {
    checkParameter(name, value);
    parameters.set(name, value);
  }
  return {
    user: user.name,
    role:
      existing(place, 'Role', folded(request.role), user.defaultRole, (name) =>
        mayUse(user, name) ? catalog.role(name) : undefined,
      ) ?? 'PUBLIC',
    database,
    schema,
    warehouse: existing(place, 'Warehouse', folded(request.warehouse), user.defaultWarehouse, (name) =>
      catalog.warehouse(name),
    ),
    client: request.client,
    formatParameter: formatParameter(request),
    parameters,
    startedAt: now,
  };
}

/** Drivers that read Arrow. What is built on Python's tells a name of its own, but in its header that of the driver. */
function formatParameter({ client, userAgent }: LoginRequest): string | null {
  if (/^Python/i.test(client) || /^Python(?:Connector|Snowpark)\b/i.test(userAgent))
    return 'PYTHON_CONNECTOR_QUERY_RESULT_FORMAT';
  if (/^Go\b/i.test(client)) return 'GO_QUERY_RESULT_FORMAT';
  return /^JDBC\b/i.test(client) ? 'JDBC_QUERY_RESULT_FORMAT' : null;
}

const upperCased = (parameters: LoginRequest['parameters']): LoginRequest['parameters'] =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name.toUpperCase(), value]));

async function authenticated(request: LoginRequest, catalog: CatalogView, now: number): Promise<UserEntry> {
  switch (request.authenticator.toUpperCase()) {
    case 'SNOWFLAKE':
    case 'USERNAME_PASSWORD_MFA': {
      const user = request.loginName === null ? undefined : catalog.findUser(request.loginName);
      // The same work, and the same answer, for a user that is not there.
      const isRight = await verifyPassword(request.password ?? '', user?.passwordHash ?? null);
      if (user === undefined || !isRight) throw wrongPassword();
      return enabled(user);
    }
    case 'SNOWFLAKE_JWT':
      return enabled(jwtUser(request, catalog, now));
    default:
      throw unknownAuthenticator(request.authenticator);
  }
}

function jwtUser({ token, loginName }: LoginRequest, catalog: CatalogView, now: number): UserEntry {
  const jwt = token === null ? null : readJwt(token);
  if (jwt === null) throw invalidJwt();
  const user = catalog.findUser(loginName === null || loginName === '' ? jwt.claims.subject.user : loginName);
  if (user === undefined || !isValidJwt(jwt, user, now)) throw invalidJwt();
  return user;
}

/** Told only to who has proved to be the user. */
function enabled(user: UserEntry): UserEntry {
  if (!user.disabled) return user;
  throw new LoginRefused('390101', 'User access disabled. Contact your local system administrator.');
}

/** The name asked for if there is such an object, else the default if there is that. */
function existing(
  { strict }: { readonly strict: boolean },
  kind: string,
  asked: string | null,
  fallback: string | null,
  find: (name: string) => unknown,
): string | null {
  if (asked !== null && find(asked) !== undefined) return asked;
  if (asked !== null && strict) {
    throw new LoginRefused('390201', `The requested ${kind.toLowerCase()} does not exist or not authorized: ${asked}.`);
  }
  if (asked !== null && kind !== 'Role') return null;
  return fallback !== null && find(fallback) !== undefined ? fallback : null;
}

/** Connection options hold names as SQL would: folded unless quoted. */
function folded(name: string | null): string | null {
  if (name === null || name === '') return null;
  return /^".*"$/.test(name) ? name.slice(1, -1).replaceAll('""', '"') : name.toUpperCase();
}
