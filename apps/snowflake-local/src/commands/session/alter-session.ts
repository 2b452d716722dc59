import { SqlError } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { AlterSession, OptionValue } from '../../parse/ast.js';
import type { ParameterValue } from '../../session/parameters.js';
import { plainText } from '../options.js';
import { commandStatement, STATEMENT_TYPE, statusOutcome } from '../status.js';

/** ALTER SESSION: any parameter is kept and given back by SHOW PARAMETERS; those the server reads are checked. */
export function prepareAlterSession(ast: AlterSession, { text }: PrepareRequest): PreparedStatement {
  const { action } = ast;
  const values =
    action.kind === 'set'
      ? action.options.map(({ name, value }) => [name, parameterValue(value, name, text)] as const)
      : [];
  for (const [name, value] of values) checkParameter(name, value);
  return commandStatement(STATEMENT_TYPE.alterSession, {
    run: async ({ session }) => {
      for (const [name, value] of values) session.parameters.set(name, value);
      if (action.kind === 'unset') for (const name of action.names) session.parameters.unset(name);
      return statusOutcome();
    },
  });
}

function parameterValue(value: OptionValue, name: string, text: string): ParameterValue {
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

/** Checked before anything is set, so that a statement sets all of its parameters or none. */
function checkParameter(name: string, value: ParameterValue): void {
  if (name === 'TIMEZONE' && !isTimeZone(String(value))) throw invalid(name, value);
  if (name === 'QUERY_TAG' && String(value).length > QUERY_TAG_CHARACTERS) throw invalid(name, value);
  const range = RANGES[name];
  if (range === undefined) return;
  const number = Number(value);
  if (!Number.isInteger(number) || number < range[0] || number > range[1]) throw invalid(name, value);
}

const QUERY_TAG_CHARACTERS = 2_000;
const DAYS_7 = 604_800;

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  STATEMENT_TIMEOUT_IN_SECONDS: [0, DAYS_7],
  STATEMENT_QUEUED_TIMEOUT_IN_SECONDS: [0, Number.MAX_SAFE_INTEGER],
  LOCK_TIMEOUT: [0, Number.MAX_SAFE_INTEGER],
  ROWS_PER_RESULTSET: [0, Number.MAX_SAFE_INTEGER],
  WEEK_START: [0, 7],
  WEEK_OF_YEAR_POLICY: [0, 1],
  CLIENT_RESULT_CHUNK_SIZE: [16, 160],
  CLIENT_PREFETCH_THREADS: [1, 10],
};

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const invalid = (name: string, value: ParameterValue): SqlError =>
  new SqlError('001008', '22023', `SQL compilation error:\ninvalid value [${value}] for parameter '${name}'`);
