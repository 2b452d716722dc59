import type { Sessions } from '../session/sessions.js';
import type { Tokens, TokenVerdict } from '../session/tokens.js';
import type { Call, Reply, SessionCall } from './call.js';
import { fieldsOf, reply, textOf } from './call.js';
import {
  type Envelope,
  refused,
  SESSION_EXPIRED,
  SESSION_GONE,
  succeeded,
  TOKEN_INVALID,
  TOKEN_MISSING,
} from './envelope.js';

/** The token of `Authorization: Snowflake Token="…"`, or null. */
export function tokenOf(call: Pick<Call, 'headers'>): string | null {
  const [, token] = /^Snowflake Token="(.*)"$/.exec(call.headers.authorization ?? '') ?? [];
  return token === undefined || token === '' || token === 'None' ? null : token;
}

/** What a call without a valid session token is told. */
export function refusalOf(verdict: Exclude<TokenVerdict, { kind: 'valid' }> | null): Envelope {
  if (verdict === null) return TOKEN_MISSING;
  switch (verdict.kind) {
    case 'expired':
      return SESSION_EXPIRED;
    case 'gone':
      return SESSION_GONE;
    case 'unknown':
      return TOKEN_INVALID;
    default:
      return unreachable(verdict);
  }
}

const RENEW = 'RENEW';

/** `POST /session/token-request`: new tokens of the same session, for its master token. */
export async function renewToken(call: Call, tokens: Tokens): Promise<Reply> {
  const kind = textOf(fieldsOf(call.body).requestType) ?? RENEW;
  if (kind !== RENEW)
    return reply(refused('390102', `Token requests of type ${kind} are not supported here: ${RENEW} is.`));
  const master = tokenOf(call);
  const verdict = master === null ? null : tokens.checkMaster(master, call.now);
  if (verdict === null) return reply(refused('390110', 'Master token is missing.'));
  switch (verdict.kind) {
    case 'expired':
      return reply(refused('390114', 'Authentication token has expired.  The user must authenticate again.'));
    case 'gone':
      return reply(SESSION_GONE);
    case 'unknown':
      return reply(refused('390115', 'Master token is invalid.'));
    case 'valid': {
      const pair = tokens.issue(verdict.session, call.now);
      return reply(
        succeeded({
          sessionToken: pair.token,
          validityInSecondsST: tokens.lifetimes.sessionSeconds,
          masterToken: pair.masterToken,
          validityInSecondsMT: tokens.lifetimes.masterSeconds,
          sessionId: Number(verdict.session.id),
        }),
      );
    }
    default:
      return unreachable(verdict);
  }
}

/** `POST /session/heartbeat` */
export const heartbeat = async (): Promise<Reply> => reply(succeeded(null));

/** `POST /session?delete=true` */
export async function logOut({ session }: SessionCall, sessions: Sessions): Promise<Reply> {
  sessions.logOut(session);
  return reply(succeeded(null));
}

function unreachable(value: never): never {
  throw new Error(`Unknown verdict ${JSON.stringify(value)}`);
}
