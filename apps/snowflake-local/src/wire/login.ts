import type { Catalog } from '../catalog/catalog.js';
import { loginsWaiting } from '../catalog/password.js';
import { SqlError } from '../errors.js';
import { LoginRefused, type LoginRequest, logIn, unknownAuthenticator } from '../session/login.js';
import type { ParameterValue } from '../session/parameters.js';
import type { Sessions } from '../session/sessions.js';
import type { TokenLifetimes } from '../session/tokens.js';
import { type Call, type Fields, fieldsOf, type Reply, reply, textOf } from './call.js';
import { failedRequest, refused, succeeded } from './envelope.js';

/** JDBC reads major and minor from it. */
const SERVER_VERSION = '9.1.0';

/** Logins that wait for their turn. Each takes some milliseconds of a processor. */
const LOGINS_WAITING = 200;
/** Drivers try again after a while. */
const BUSY: Reply = {
  kind: 'envelope',
  status: 429,
  envelope: refused(
    '390429',
    'Too many logins or sessions at the moment. Try again, or close sessions that are not used.',
  ),
};

/** `POST /session/v1/login-request` */
export async function login(
  call: Call,
  catalog: Catalog,
  sessions: Sessions,
  lifetimes: TokenLifetimes,
): Promise<Reply> {
  const data = fieldsOf(fieldsOf(call.body).data);
  if (loginsWaiting() > LOGINS_WAITING) return BUSY;
  try {
    const start = await logIn(loginRequest(data, call), catalog.view(''), call.now);
    if (sessions.isFull) return BUSY;
    const { session, tokens } = sessions.start(start);
    return reply(
      succeeded({
        ...tokens,
        validityInSeconds: lifetimes.sessionSeconds,
        masterValidityInSeconds: lifetimes.masterSeconds,
        displayUserName: session.user,
        serverVersion: SERVER_VERSION,
        firstLogin: false,
        remMeToken: null,
        remMeValidityInSeconds: 0,
        healthCheckInterval: 45,
        newClientForUpgrade: null,
        sessionId: Number(session.id),
        parameters: session.parameters.forDriver(),
        sessionInfo: {
          databaseName: session.database,
          schemaName: session.schema,
          warehouseName: session.warehouse,
          roleName: session.role,
        },
        idToken: null,
        idTokenValidityInSeconds: 0,
        responseData: null,
        mfaToken: null,
        mfaTokenValidityInSeconds: 0,
      }),
    );
  } catch (error) {
    if (error instanceof SqlError) return reply(failedRequest(error.code, error.sqlState, error.message));
    if (!(error instanceof LoginRefused)) throw error;
    return refusal(error);
  }
}

/** `POST /session/authenticator-request`: where single sign-on would begin, before the login. */
export async function authenticatorRequest({ body }: Call): Promise<Reply> {
  const { AUTHENTICATOR } = fieldsOf(fieldsOf(body).data);
  return refusal(unknownAuthenticator(textOf(AUTHENTICATOR) ?? 'EXTERNALBROWSER'));
}

function refusal({ code, message }: LoginRefused): Reply {
  const data = { nextAction: 'RETRY_LOGIN', authnMethod: 'USERNAME_PASSWORD', signInOptions: {} };
  return reply(refused(code, message, data));
}

function loginRequest(data: Fields, { query, headers }: Call): LoginRequest {
  return {
    loginName: textOf(data.LOGIN_NAME),
    password: textOf(data.PASSWORD),
    authenticator: textOf(data.AUTHENTICATOR) ?? 'SNOWFLAKE',
    token: textOf(data.TOKEN),
    client: `${textOf(data.CLIENT_APP_ID) ?? 'unknown'} ${textOf(data.CLIENT_APP_VERSION) ?? ''}`.trim(),
    userAgent: headers['user-agent'] ?? '',
    database: query.get('databaseName'),
    schema: query.get('schemaName'),
    warehouse: query.get('warehouse'),
    role: query.get('roleName'),
    parameters: parametersOf(data.SESSION_PARAMETERS),
  };
}

/** Parameters as clients send them, those without a value left out. */
export const parametersOf = (value: unknown): Readonly<Record<string, ParameterValue>> =>
  Object.fromEntries(
    Object.entries(fieldsOf(value)).filter((entry): entry is [string, ParameterValue] =>
      ['string', 'number', 'boolean'].includes(typeof entry[1]),
    ),
  );
