import type { Expression, PathStep } from '../ast.js';
import type { Reader } from '../reader.js';
import { parseType } from './type.js';

/** What follows an operand and binds tightest: `::type`, `:path`, `[index]`, COLLATE. */
export function parsePostfix(reader: Reader, start: number, first: Expression): Expression {
  let operand = first;
  for (;;) {
    if (reader.acceptSymbol('::')) {
      const type = parseType(reader);
      operand = { kind: 'cast', operand, type, lenient: false, ...reader.since(start) };
    } else if (reader.isSymbol(':') || reader.isSymbol('[')) {
      const steps = parseSteps(reader);
      operand = { kind: 'path', operand, steps, ...reader.since(start) };
    } else if (reader.accept('COLLATE')) {
      operand = { kind: 'collate', operand, specification: reader.textLiteral(), ...reader.since(start) };
    } else {
      return operand;
    }
  }
}

function parseSteps(reader: Reader): PathStep[] {
  const steps: PathStep[] = [];
  while (reader.isSymbol(':') || reader.isSymbol('[') || (steps.length > 0 && reader.isSymbol('.'))) {
    if (reader.acceptSymbol('[')) {
      reader.enter();
      steps.push(subscript(reader.grammar.expression(reader)));
      reader.leave();
      reader.expectSymbol(']');
    } else {
      reader.next();
      steps.push({ kind: 'key', key: pathKey(reader) });
    }
  }
  return steps;
}

const subscript = (index: Expression): PathStep =>
  index.kind === 'text' ? { kind: 'key', key: index.value } : { kind: 'index', index };

/** Keys are case-sensitive: a word counts as written, not folded. */
function pathKey(reader: Reader): string {
  const { kind, start, end } = reader.token;
  const { name } = reader.anyName();
  return kind === 'word' ? reader.text.slice(start, end) : name;
}
