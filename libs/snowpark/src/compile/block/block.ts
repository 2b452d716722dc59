import type { Hole, Rendered, StepId } from '../../sql/fragment.js';
import { quoteText } from '../../sql/literal.js';
import type { Bind, BindType, Statement } from '../../sql/statement.js';
import { FAILURE_EXCEPTION } from './block-failure.js';

/**
 * Several statements as one anonymous block: one query ID, whose result is that of the last statement.
 *
 * From statement `atomicFrom` on it is one transaction, rolled back on any failure; what is before commits by itself.
 *
 * A statement that fails would be reported as an "Uncaught exception" of the block, without its own code. The handler raises
 * an exception whose message holds code, SQLSTATE and text, in the form that `blockFailure` reads.
 *
 * Binds of the request do not reach into a block, so each value becomes a variable and its statement runs with USING. The ID of
 * each child is kept in a variable, for a later statement that reads its result. The body is quoted text: between `$$` it would
 * end at a `$$` in one of the statements.
 */
export function block(statements: readonly Rendered[], atomicFrom: number | null): Statement {
  const last = statements.length - 1;
  const steps = stepsOf(statements).flatMap(({ declared, run, id }, step): string[] => {
    const start = step === atomicFrom ? ['BEGIN TRANSACTION;'] : [];
    if (step === last) return [...start, ...declared, `res := (${run});`];
    return [...start, ...declared, `${run};`, ...(isRead(step, statements) ? [id] : [])];
  });
  const body = [
    'DECLARE',
    '  res RESULTSET;',
    'BEGIN',
    ...steps.map((step) => `  ${step}`),
    ...(atomicFrom !== null ? ['  COMMIT;'] : []),
    '  RETURN TABLE(res);',
    'EXCEPTION',
    '  WHEN OTHER THEN',
    ...(atomicFrom !== null ? ['    ROLLBACK;'] : []),
    ...FAILURE_HANDLER.map((line) => `    ${line}`),
    'END;',
  ];
  return { text: `EXECUTE IMMEDIATE ${quoteText(body.join('\n'))}`, binds: [] };
}

/**
 * A declared exception has a constant message, so the declaration is a statement made on the way. Backslashes and quotes of the
 * text are doubled in it; the length is bounded because that of a declaration is.
 */
export const FAILURE_HANDLER = [
  `LET said VARCHAR := LEFT(SQLCODE || ' (' || COALESCE(SQLSTATE, '') || '): ' || COALESCE(SQLERRM, ''), 10000);`,
  `LET quoted VARCHAR := REPLACE(REPLACE(said, CHR(92), CHR(92) || CHR(92)), CHR(39), CHR(39) || CHR(39));`,
  `LET failure VARCHAR := 'DECLARE ${FAILURE_EXCEPTION} EXCEPTION (-20001, ''' || quoted || '''); BEGIN RAISE ${FAILURE_EXCEPTION}; END';`,
  `EXECUTE IMMEDIATE :failure;`,
] as const;

const isStepId = (hole: Hole): hole is StepId => 'step' in hole;

const isRead = (step: number, statements: readonly Rendered[]): boolean =>
  statements.some(({ holes }) => holes.some((hole) => isStepId(hole) && hole.step === step));

interface Executed {
  readonly declared: readonly string[];
  readonly run: string;
}

/** Statements of one block, and what keeps the ID of each. */
export function stepsOf(statements: readonly Rendered[]): readonly (Executed & { readonly id: string })[] {
  let taken = 0;
  return statements.map((statement, step) => {
    const { declared, run } = executed(statement, taken);
    taken += declared.length;
    return { declared, run, id: `LET q${step + 1} VARCHAR := SQLID;` };
  });
}

/** `taken` variables have been declared before. */
export function executed({ text, holes }: Rendered, taken: number): Executed {
  const declared: string[] = [];
  const names = holes.map((hole) => {
    if (isStepId(hole)) return `q${hole.step + 1}`;
    const name = `b${taken + declared.length + 1}`;
    declared.push(`LET ${name} ${variable(hole)};`);
    return name;
  });
  const using = names.length === 0 ? '' : ` USING (${names.join(', ')})`;
  return { declared, run: `EXECUTE IMMEDIATE ${quoteText(text)}${using}` };
}

const PLAIN_NUMBER = /^-?\d+(?:\.(\d+))?$/;

/** Type and value of a bind as the rest of a LET. */
function variable({ type, value }: Bind): string {
  if (type === 'FIXED') return numberVariable(value);
  const sqlType = VARIABLE_TYPES[type];
  if (value === null) return `${sqlType} := NULL`;
  if (type === 'BOOLEAN') return `${sqlType} := ${value.toUpperCase()}`;
  return type === 'TEXT' || type === 'BINARY'
    ? `${sqlType} := ${quoteText(value)}`
    : `${sqlType} := ${quoteText(value)}::${sqlType}`;
}

/** BINARY stays hexadecimal text: the statement that takes it converts. */
const VARIABLE_TYPES: Readonly<Record<Exclude<BindType, 'FIXED'>, string>> = {
  REAL: 'FLOAT',
  TEXT: 'VARCHAR',
  BOOLEAN: 'BOOLEAN',
  DATE: 'DATE',
  TIME: 'TIME',
  TIMESTAMP_NTZ: 'TIMESTAMP_NTZ',
  TIMESTAMP_LTZ: 'TIMESTAMP_LTZ',
  TIMESTAMP_TZ: 'TIMESTAMP_TZ',
  BINARY: 'VARCHAR',
};

/** A number in exponent form stays text: the statement that takes it converts. */
function numberVariable(value: string | null): string {
  if (value === null) return 'NUMBER(38, 0) := NULL';
  const plain = PLAIN_NUMBER.exec(value);
  return plain === null ? `VARCHAR := ${quoteText(value)}` : `NUMBER(38, ${plain[1]?.length ?? 0}) := ${value}`;
}
