import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { AlterSession, OptionValue } from '../../parse/ast.js';
import { checkParameter, checkParameterName } from '../../session/parameter-rules.js';
import type { ParameterValue } from '../../session/parameters.js';
import { plainText } from '../options.js';
import { commandStatement, STATEMENT_TYPE, statusOutcome } from '../status.js';

/** ALTER SESSION. Checked before anything is set, so that a statement sets all of its parameters or none. */
export function prepareAlterSession(ast: AlterSession, { text }: PrepareRequest): PreparedStatement {
  const { action } = ast;
  const values =
    action.kind === 'set'
      ? action.options.map(({ name, value }) => [name, parameterValue(value, name, text)] as const)
      : [];
  const names = [...values.map(([name]) => name), ...(action.kind === 'unset' ? action.names : [])];
  for (const name of names) checkParameterName(name);
  for (const [name, value] of values) checkParameter(name, value);
  return commandStatement(STATEMENT_TYPE.alterSession, {
    transaction: names.includes('AUTOCOMMIT') ? 'control' : 'none',
    run: async ({ session, transactions }) => {
      const wasOff = !session.parameters.isTrue('AUTOCOMMIT');
      for (const [name, value] of values) session.parameters.set(name, value);
      if (action.kind === 'unset') for (const name of action.names) session.parameters.unset(name);
      // What was begun for lack of AUTOCOMMIT would have no end: drivers take this for a COMMIT.
      if (wasOff && session.parameters.isTrue('AUTOCOMMIT')) await transactions.commit();
      return statusOutcome();
    },
  });
}

/** The value of a session's parameter, with the type that it was written in. */
export function parameterValue(value: OptionValue, name: string, text: string): ParameterValue {
  switch (value.kind) {
    case 'boolean':
      return value.value;
    case 'number':
      return Number(value.text);
    case 'name': {
      // A word is taken as it was written: `query_tag = nightly`, `autocommit=True`.
      const word = text.slice(value.name.start, value.name.end);
      return /^(?:true|false)$/i.test(word) ? word.toLowerCase() === 'true' : word;
    }
    default:
      return plainText(value, name);
  }
}
