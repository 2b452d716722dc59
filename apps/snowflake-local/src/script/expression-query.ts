import { quoteName } from '../catalog/duck-name.js';
import { tokenize } from '../parse/lexer.js';
import type { Token } from '../parse/token.js';
import type { Frame } from './frame.js';

/**
 * An expression that reads tables, as a query: its variables, bare names in a block, become host variables. null for
 * an expression without a sub-query or a SYSTEM$ function, which needs no query of its own. Names inside a sub-query are columns already.
 */
export function expressionQuery(expression: string, frame: Frame): string | null {
  const tokens = tokenize(expression);
  if (!tokens.some((token, at) => opensQuery(tokens, at) || token.value.startsWith('SYSTEM$'))) return null;
  let query = 'SELECT ';
  let copied = 0;
  let depth = 0;
  let queryDepth = 0;
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    if (isSymbol(token, '(')) {
      depth += 1;
      if (queryDepth === 0 && opensQuery(tokens, at)) queryDepth = depth;
    } else if (isSymbol(token, ')')) {
      if (depth === queryDepth) queryDepth = 0;
      depth -= 1;
    } else if (queryDepth === 0) {
      const found = variableAt(tokens, at, frame);
      if (found === null) continue;
      query += `${expression.slice(copied, token.start)}:${quoteName(found.name)}`;
      copied = found.end;
      at += found.tokens - 1;
    }
  }
  return query + expression.slice(copied);
}

const opensQuery = (tokens: readonly Token[], at: number): boolean => {
  const next = tokens[at + 1];
  return isSymbol(tokens[at], '(') && next?.kind === 'word' && (next.value === 'SELECT' || next.value === 'WITH');
};

/** The variable that a name means, or the column of a FOR loop's row. */
function variableAt(
  tokens: readonly Token[],
  at: number,
  frame: Frame,
): { readonly name: string; readonly end: number; readonly tokens: number } | null {
  const [before, token, dot, field] = [tokens[at - 1], tokens[at], tokens[at + 1], tokens[at + 2]];
  if (!isName(token) || isSymbol(before, '.') || isSymbol(before, ':') || isSymbol(dot, '(')) return null;
  const slot = frame.find(token.value);
  if (slot?.kind === 'value') return { name: token.value, end: token.end, tokens: 1 };
  if (slot?.kind !== 'row' || !isSymbol(dot, '.') || !isName(field)) return null;
  return { name: `${token.value}.${field.value}`, end: field.end, tokens: 3 };
}

const isName = (token: Token | undefined): token is Token => token?.kind === 'word' || token?.kind === 'quoted_name';

const isSymbol = (token: Token | undefined, value: string): boolean =>
  token?.kind === 'symbol' && token.value === value;
