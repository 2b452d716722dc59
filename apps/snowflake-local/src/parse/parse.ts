import { emptyStatement, positionAt, syntaxError } from '../errors.js';
import type { DataType, Expression, Query, StageLocation, Statement } from './ast.js';
import { parseExpression as parseAnyExpression, parseOperand } from './expression/expression.js';
import { isQueryStart } from './expression/parenthesis.js';
import { continueQuery, parseQuery as parseAnyQuery } from './query/query.js';
import { isLocation, parseLocation } from './query/stage.js';
import { type Grammar, Reader, tooDeep } from './reader.js';
import { parseChain } from './statement/chain.js';
import { parseSignature } from './statement/procedure.js';
import { parseOneStatement } from './statement/statement.js';
import type { Token } from './token.js';

const GRAMMAR: Grammar = {
  expression: parseAnyExpression,
  operand: parseOperand,
  query: parseAnyQuery,
  continueQuery,
  statement: parseOneStatement,
};

/**
 * Reads one statement; a semicolon may follow it. `tokens`: the text's, where it has been cut already.
 *
 * @throws SqlError 001003 with the place of the first token that fits nowhere, 000900 for a text without a statement,
 *   000002 for a construct of Snowflake's that is not supported here, by name and place.
 */
export const parseStatement = (text: string, tokens?: readonly Token[]): Statement =>
  parseWhole(
    text,
    (reader) => {
      const statement = parseChain(reader);
      while (reader.acceptSymbol(';'));
      return statement;
    },
    tokens,
  );

/** Reads statements parted by semicolons. */
export const parseStatements = (text: string, tokens?: readonly Token[]): readonly Statement[] =>
  parseWhole(
    text,
    (reader) => {
      const statements: Statement[] = [];
      while (!reader.isEnd) {
        statements.push(parseChain(reader));
        if (!reader.isEnd) reader.expectSymbol(';');
        while (reader.acceptSymbol(';'));
      }
      return statements;
    },
    tokens,
  );

/** Reads a query alone, such as the text of a view. */
export const parseQuery = (text: string): Query => parseWhole(text, parseAnyQuery);

/** Reads the body of a function: a query, or an expression. */
export const parseBody = (
  text: string,
):
  | { readonly kind: 'query'; readonly query: Query }
  | { readonly kind: 'expression'; readonly expression: Expression } =>
  parseWhole(text, (reader) => {
    const body = isQueryStart(reader)
      ? { kind: 'query' as const, query: parseAnyQuery(reader) }
      : { kind: 'expression' as const, expression: parseAnyExpression(reader) };
    while (reader.acceptSymbol(';'));
    return body;
  });

/** Reads an expression alone, such as the default of a column. */
export const parseExpression = (text: string): Expression => parseWhole(text, parseAnyExpression);

function parseWhole<T>(text: string, read: (reader: Reader) => T, tokens?: readonly Token[]): T {
  const reader = new Reader(text, GRAMMAR, tokens);
  while (reader.acceptSymbol(';'));
  if (reader.isEnd) throw emptyStatement();
  try {
    const result = read(reader);
    if (!reader.isEnd) throw reader.unexpected();
    const [stray] = reader.takeEarlierResults();
    if (stray !== undefined) throw syntaxError(`$${stray.steps}`, positionAt(text, stray.start));
    return result;
  } catch (error) {
    // The stack of a thread may be smaller than what the nesting limit needs.
    if (error instanceof RangeError) throw tooDeep();
    throw error;
  }
}

/** Reads a dotted name out of a text, such as what IDENTIFIER() is given. Parts are folded. */
export const parseObjectPath = (text: string): readonly string[] =>
  parseWhole(text, (reader) => reader.path().parts.map((part) => part.name));

/** Reads the name of a function or procedure with the types that it takes, such as `f(NUMBER)`. */
export const parseRoutineName = (
  text: string,
): { readonly path: readonly string[]; readonly types: readonly DataType[] } =>
  parseWhole(text, (reader) => ({
    path: reader.path().parts.map((part) => part.name),
    types: parseSignature(reader),
  }));

/** Reads a stage location out of a text, such as `@stage/path`; null where it is none. */
export const parseStageLocation = (text: string): StageLocation | null => {
  const reader = new Reader(`'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`, GRAMMAR);
  return isLocation(reader) ? parseLocation(reader) : null;
};
