import type { Lambda } from '../ast.js';
import type { Reader } from '../reader.js';
import { parseType } from './type.js';

/** Whether `x ->`, `x INT ->` or `(x, y INT) ->` comes next. */
export function isLambda(reader: Reader): boolean {
  if (!reader.isSymbol('(')) return reader.isSymbol('->', behindParameter(reader, 0));
  let distance = 0;
  do distance = behindParameter(reader, distance + 1);
  while (reader.isSymbol(',', distance));
  return reader.isSymbol(')', distance) && reader.isSymbol('->', distance + 1);
}

/** Where the name and the type end that may start at `from`. */
function behindParameter(reader: Reader, from: number): number {
  if (!reader.isName(from)) return from;
  if (!reader.isName(from + 1)) return from + 1;
  if (!reader.isSymbol('(', from + 2)) return from + 2;
  let distance = from + 3;
  // The arguments of a type: few, and without parentheses of their own, or it is none.
  while (distance < from + 8 && !reader.isSymbol(')', distance)) distance += 1;
  return distance + 1;
}

export function parseLambda(reader: Reader): Lambda {
  const { start } = reader;
  reader.enter();
  const parameters = reader.isSymbol('(')
    ? reader.parenthesised(() => parseParameter(reader))
    : [parseParameter(reader)];
  reader.expectSymbol('->');
  const body = reader.grammar.expression(reader);
  reader.leave();
  return { kind: 'lambda', parameters, body, ...reader.since(start) };
}

function parseParameter(reader: Reader): Lambda['parameters'][number] {
  const name = reader.anyName();
  return reader.isName() ? { name, type: parseType(reader) } : { name };
}
