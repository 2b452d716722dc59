import { compilationError } from '../errors.js';
import { quoteText } from '../types/duck-text.js';
import { textLiteral, typedNull } from '../types/literal.js';
import { text } from '../types/snow-type.js';
import type { Emitted } from '../types/typed.js';
import { constantWhole } from './constant.js';
import { arg, define } from './define.js';
import { any, textual, whole } from './parameters.js';
import type { Call, FunctionContext, FunctionSpec } from './registry.js';
import { truthOf } from './results.js';
import { typeOf } from './storage.js';

/** A text of the session; NULL where nothing is set. */
const ofSession = (names: [string, ...string[]], read: (context: FunctionContext) => string | null): FunctionSpec =>
  define({
    names,
    kind: 'context',
    apply: (_args, _call, context) => {
      const value = read(context);
      return value === null ? typedNull(text()) : textLiteral(value);
    },
  });

/** LAST_QUERY_ID(), the latest; a negative number counts back from it, a positive one from the session's first query. */
function lastQueryId(args: readonly Emitted[], call: Call, context: FunctionContext): Emitted {
  const index = args[0] === undefined ? -1 : constantWhole(arg(args, 0), '1', call);
  if (index === 0) throw compilationError('001045', '22023', 'LAST_QUERY_ID counts from 1 or from -1', call.position);
  const id = index < 0 ? context.lastQueryIds.at(index) : context.lastQueryIds[index - 1];
  return id === undefined ? typedNull(text()) : textLiteral(id);
}

/** Schemas that names are looked up in. */
const searchPath = ({ database, schema }: FunctionContext): string =>
  JSON.stringify(database === null || schema === null ? [] : [`${database}.${schema}`]);

export const SESSION: readonly FunctionSpec[] = [
  ofSession(['CURRENT_USER'], (context) => context.user),
  ofSession(['CURRENT_ROLE'], (context) => context.role),
  ofSession(['CURRENT_DATABASE'], (context) => context.database),
  ofSession(['CURRENT_SCHEMA'], (context) => context.schema),
  ofSession(['CURRENT_SCHEMAS'], searchPath),
  ofSession(['CURRENT_WAREHOUSE'], (context) => context.warehouse),
  ofSession(['CURRENT_SESSION'], (context) => context.sessionId),
  ofSession(['CURRENT_TRANSACTION'], (context) => context.transactionId ?? null),
  // No user here is one of an organization, and no share runs anything.
  ofSession(['CURRENT_ORGANIZATION_USER', 'INVOKER_SHARE'], () => null),
  ofSession(['INVOKER_ROLE'], (context) => context.role),
  define({
    names: ['IS_ROLE_IN_SESSION', 'IS_GRANTED_TO_INVOKER_ROLE'],
    params: [textual],
    apply: (args, _call, { role }) => truthOf(`(${arg(args, 0).sql} = ${quoteText(role)})`, args),
  }),
  define({
    // There are no roles of a database or an application.
    names: ['IS_DATABASE_ROLE_IN_SESSION', 'IS_APPLICATION_ROLE_IN_SESSION'],
    params: [textual],
    apply: (args) => truthOf(`(CASE WHEN ${arg(args, 0).sql} IS NOT NULL THEN FALSE END)`, args),
  }),
  ofSession(['CURRENT_ACCOUNT', 'CURRENT_ACCOUNT_NAME'], (context) => context.account),
  ofSession(['CURRENT_ORGANIZATION_NAME'], () => 'FIRN'),
  ofSession(['CURRENT_REGION'], () => 'LOCAL'),
  ofSession(['CURRENT_VERSION'], () => '9.0.0'),
  ofSession(['CURRENT_CLIENT'], () => 'local'),
  ofSession(['CURRENT_IP_ADDRESS'], () => '127.0.0.1'),
  ofSession(['CURRENT_AVAILABLE_ROLES'], (context) => JSON.stringify([context.role])),
  ofSession(['CURRENT_SECONDARY_ROLES'], () => '{"roles":"","value":""}'),
  ofSession(['CURRENT_ROLE_TYPE'], () => 'ROLE'),
  define({ names: ['LAST_QUERY_ID'], kind: 'context', optional: [whole], apply: lastQueryId }),
  define({
    names: ['SYSTEM$TYPEOF'],
    params: [any],
    apply: (args) => textLiteral(typeOf(arg(args, 0))),
  }),
];
