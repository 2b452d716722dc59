import type { Option, OptionValue } from '../ast.js';
import type { Reader } from '../reader.js';

/** Options of two words that take no value. */
const FLAGS: readonly string[] = ['COPY GRANTS', 'COPY TAGS', 'WITH MANAGED ACCESS'];
/** Clauses that look like options and carry meaning of their own. */
const REFUSED: readonly string[] = [
  'WITH TAG',
  'TAG',
  'WITH AGGREGATION POLICY',
  'AGGREGATION POLICY',
  'WITH JOIN POLICY',
  'WITH CONTACT',
];

/**
 * Options as DDL writes them: `NAME = value` in any number, parted by blanks or commas, and flags. Ends at the first
 * token that starts no option. What an option means, and whether the statement has it, is decided later.
 */
export function parseOptions(reader: Reader): Option[] {
  const options: Option[] = [];
  for (;;) {
    const option = parseOption(reader);
    if (option === null) return options;
    options.push(option);
    if (reader.isSymbol(',') && isOptionStart(reader, 1)) reader.next();
  }
}

const isOptionStart = (reader: Reader, distance: number): boolean =>
  (reader.ahead(distance).kind === 'word' || reader.ahead(distance).kind === 'quoted_name') &&
  reader.isSymbol('=', distance + 1);

function parseOption(reader: Reader): Option | null {
  const { start } = reader;
  const refused = REFUSED.find((phrase) => reader.isPhrase(phrase));
  if (refused !== undefined && !isOptionStart(reader, 0)) throw reader.unsupported(refused.replace('WITH ', ''));
  const flag = FLAGS.find((phrase) => reader.accept(phrase));
  if (flag !== undefined) return { name: flag, value: { kind: 'flag' }, ...reader.since(start) };
  const list = reader.acceptOneOf('CLUSTER BY', 'PARTITION BY');
  if (list !== undefined) return { name: list, value: parseExpressions(reader), ...reader.since(start) };
  if (reader.isWord('WITH') && isOptionStart(reader, 1)) reader.next();
  if (!isOptionStart(reader, 0)) return null;
  const { name } = reader.anyName();
  reader.expectSymbol('=');
  return { name: name.toUpperCase(), value: parseOptionValue(reader), ...reader.since(start) };
}

/** `(a, b)`, also `LINEAR(a, b)`, behind CLUSTER BY and PARTITION BY; `text` is what stands between the parentheses. */
export function parseExpressions(reader: Reader): Extract<OptionValue, { kind: 'expressions' }> {
  reader.accept('LINEAR');
  const expressions = reader.isSymbol('(')
    ? reader.parenthesised(() => reader.grammar.expression(reader))
    : [reader.grammar.expression(reader)];
  const [first, last] = [expressions[0], expressions.at(-1)];
  return { kind: 'expressions', expressions, text: reader.text.slice(first?.start, last?.end) };
}

export function parseOptionValue(reader: Reader): OptionValue {
  const { token } = reader;
  switch (token.kind) {
    case 'text':
      return { kind: 'text', value: reader.textLiteral() };
    case 'number':
      return { kind: 'number', text: reader.next().value };
    case 'word':
    case 'quoted_name':
      return parseWordValue(reader);
    case 'symbol':
      if (reader.acceptSymbol('?')) return { kind: 'bind', index: reader.nextBind() };
      if (reader.isSymbol('(')) return parseGroup(reader);
      if (!reader.isSymbol('-') || reader.ahead(1).kind !== 'number') throw reader.unexpected();
      reader.next();
      return { kind: 'number', text: `-${reader.next().value}` };
    default:
      throw reader.unexpected();
  }
}

function parseWordValue(reader: Reader): OptionValue {
  if (reader.token.kind === 'word') {
    if (reader.accept('TRUE')) return { kind: 'boolean', value: true };
    if (reader.accept('FALSE')) return { kind: 'boolean', value: false };
    if (reader.accept('NULL')) return { kind: 'null' };
  }
  const { start } = reader;
  const parts = [reader.anyName()];
  while (reader.acceptSymbol('.')) {
    parts.push(
      reader.isSymbol('.') ? { name: '', quoted: true, start: reader.start, end: reader.start } : reader.anyName(),
    );
  }
  return { kind: 'name', name: { kind: 'path', parts, ...reader.since(start) } };
}

/** `(A = 1 B = 2)` are options, `('a', 'b')` a list. */
function parseGroup(reader: Reader): OptionValue {
  reader.enter();
  reader.expectSymbol('(');
  let value: OptionValue;
  if (isOptionStart(reader, 0)) value = { kind: 'options', options: parseOptions(reader) };
  else value = { kind: 'list', items: reader.isSymbol(')') ? [] : reader.list(() => parseOptionValue(reader)) };
  reader.expectSymbol(')');
  reader.leave();
  return value;
}

/** Options as functions and staged files take them: `(NAME => value, ...)`. */
export function parseArrowOptions(reader: Reader): Option[] {
  return reader.parenthesised(() => {
    const { start } = reader;
    const { name } = reader.anyName();
    reader.expectSymbol('=>');
    return { name: name.toUpperCase(), value: parseOptionValue(reader), ...reader.since(start) };
  });
}
