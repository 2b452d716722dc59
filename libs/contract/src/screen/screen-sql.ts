import { type Token, tokens } from '@firn/snowpark';

/** Why a text must not run as a job. */
export interface Refusal {
  /** The construct's name, `ALTER SESSION`. */
  readonly construct: string;
  /** Where it begins, both from 1. */
  readonly line: number;
  readonly column: number;
  readonly reason: string;
  readonly cure: string;
}

export interface Screening {
  readonly refusal: Refusal | null;
  /**
   * May hold what screening cannot see (a block, CALL, EXECUTE IMMEDIATE): it needs a Snowflake session of its own, which is
   * closed afterwards.
   */
  readonly hides: boolean;
  /** Changes the current schema or database of its session as a side effect, so that nobody else may get that session. */
  readonly moves: boolean;
}

/** Screens one text of a user, which may hold several statements. Letter case, comments and space make no difference. */
export function screenSql(sql: string): Screening {
  let hides = false;
  let moves = false;
  for (const statement of statementsOf(tokens(sql))) {
    const verdict = judge(statement);
    if (verdict === 'hides') {
      // What follows belongs to the block or may: its COMMIT is not the session's.
      hides = true;
      break;
    }
    if (verdict === 'moves') moves = true;
    const [first] = statement;
    if (typeof verdict !== 'string' && first !== undefined)
      return { refusal: { ...verdict, ...positionOf(sql, first.at) }, hides, moves };
  }
  return { refusal: null, hides, moves };
}

/** Screens an expression of a user, such as `a + 1`: it becomes part of a SELECT, but may try to end it. */
export function screenExpression(sql: string): Screening {
  return screenSql(`SELECT\n${sql}`);
}

type Verdict = 'allowed' | 'hides' | 'moves' | Omit<Refusal, 'line' | 'column'>;

const FILES = {
  reason: 'it reads or writes files of the worker',
  cure: 'Load data with createDataFrame, or with COPY INTO from a stage that was filled by another tool.',
};
const SESSION = {
  reason: 'it changes the session, which other jobs share',
  cure: 'Name database, schema, role and warehouse in the profile, qualify names, and pass values as binds.',
};
const TRANSACTION = {
  reason: 'a transaction belongs to a session, and each job may run on another one',
  cure: 'Send the statements as one block: BEGIN … END with BEGIN TRANSACTION and COMMIT inside it.',
};
const TEMPORARY = {
  reason: 'a temporary object ends with its session, and each job may run on another one',
  cure: 'Make a transient table, or use saveAsTable with the table type temporary in a durable session.',
};

function judge(statement: readonly Token[]): Verdict {
  const word = (index: number): string => {
    const token = statement[index];
    return token?.kind === 'word' ? token.text : '';
  };
  switch (word(0)) {
    case 'PUT':
      return { construct: 'PUT', ...FILES };
    case 'GET':
      // GET(v, 'a') is the function, where a text is screened that only looks like a statement.
      return statement[1]?.text === '(' ? 'allowed' : { construct: 'GET', ...FILES };
    case 'USE':
    case 'SET':
    case 'UNSET':
      return { construct: word(0), ...SESSION };
    case 'ALTER':
      return word(1) === 'SESSION' ? { construct: 'ALTER SESSION', ...SESSION } : ofNamespace(statement);
    case 'COMMIT':
    case 'ROLLBACK':
      return { construct: word(0), ...TRANSACTION };
    case 'START':
      return word(1) === 'TRANSACTION' ? { construct: 'START TRANSACTION', ...TRANSACTION } : 'allowed';
    case 'BEGIN':
      return beginsTransaction(statement) ? { construct: 'BEGIN', ...TRANSACTION } : 'hides';
    case 'CREATE':
      return createsTemporary(statement) ? { construct: 'CREATE TEMPORARY', ...TEMPORARY } : ofNamespace(statement);
    case 'DROP':
    case 'UNDROP':
      return ofNamespace(statement);
    case 'DECLARE':
    case 'CALL':
      return 'hides';
    case 'EXECUTE':
      return word(1) === 'IMMEDIATE' ? 'hides' : 'allowed';
    case 'WITH':
      return definesProcedure(statement) ? 'hides' : 'allowed';
    default:
      return 'allowed';
  }
}

/** BEGIN alone, BEGIN TRANSACTION, BEGIN WORK and BEGIN NAME x start a transaction; any other BEGIN a block. */
function beginsTransaction(statement: readonly Token[]): boolean {
  const next = statement[1];
  return next === undefined || (next.kind === 'word' && ['TRANSACTION', 'WORK', 'NAME'].includes(next.text));
}

/** CREATE SCHEMA makes the new schema the current one, DROP SCHEMA may leave none; the same for databases. */
const ofNamespace = (statement: readonly Token[]): 'moves' | 'allowed' =>
  statement.slice(1, 5).some(({ kind, text }) => kind === 'word' && (text === 'SCHEMA' || text === 'DATABASE'))
    ? 'moves'
    : 'allowed';

const TEMPORARY_WORDS: ReadonlySet<string> = new Set(['TEMP', 'TEMPORARY', 'VOLATILE']);

function createsTemporary(statement: readonly Token[]): boolean {
  const words = statement.slice(1, 5).map(({ kind, text }) => (kind === 'word' ? text : ''));
  const rest = words[0] === 'OR' && words[1] === 'REPLACE' ? words.slice(2) : words;
  const scope = rest[0] === 'LOCAL' || rest[0] === 'GLOBAL' ? rest[1] : rest[0];
  return TEMPORARY_WORDS.has(scope ?? '');
}

const definesProcedure = (statement: readonly Token[]): boolean =>
  statement.some(
    ({ kind, text }, index) => kind === 'word' && text === 'AS' && statement[index + 1]?.text === 'PROCEDURE',
  );

/** Splits at `;` and at `->>`, which chains statements. Empty ones are left out. */
function statementsOf(all: readonly Token[]): readonly (readonly Token[])[] {
  const found: Token[][] = [];
  let open: Token[] = [];
  for (const token of all) {
    if (token.kind === 'sign' && (token.text === ';' || token.text === '->>')) {
      found.push(open);
      open = [];
    } else open.push(token);
  }
  found.push(open);
  return found.filter(({ length }) => length > 0);
}

function positionOf(sql: string, at: number): { readonly line: number; readonly column: number } {
  const before = sql.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
