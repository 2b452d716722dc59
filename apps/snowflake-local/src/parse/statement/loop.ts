import type { ScriptStatement } from '../ast.js';
import type { Reader } from '../reader.js';

/** Reads the statements of a body up to one of the words. */
type BodyParser = (reader: Reader, ...stops: readonly string[]) => ScriptStatement[];

export const isLoopStart = (reader: Reader): boolean => reader.isWord('FOR', 'WHILE', 'REPEAT', 'LOOP');

export function parseLoop(reader: Reader, parseBody: BodyParser): ScriptStatement {
  reader.enter();
  const loop = parseLoopItself(reader, parseBody);
  reader.leave();
  return loop;
}

function parseLoopItself(reader: Reader, parseBody: BodyParser): ScriptStatement {
  const { start } = reader;
  if (reader.accept('FOR')) return parseFor(reader, start, parseBody);
  if (reader.accept('WHILE')) {
    const condition = reader.grammar.expression(reader);
    const word = reader.acceptOneOf('DO', 'LOOP');
    if (word === undefined) throw reader.unexpected();
    const body = parseBody(reader, 'END');
    reader.expect(word === 'DO' ? 'END WHILE' : 'END LOOP');
    return { kind: 'while', condition, body, ...parseLabel(reader), ...reader.since(start) };
  }
  if (reader.accept('REPEAT')) {
    const body = parseBody(reader, 'UNTIL');
    reader.expect('UNTIL');
    const until = reader.grammar.expression(reader);
    reader.expect('END REPEAT');
    return { kind: 'repeat', until, body, ...parseLabel(reader), ...reader.since(start) };
  }
  reader.expect('LOOP');
  const body = parseBody(reader, 'END');
  reader.expect('END LOOP');
  return { kind: 'loop', body, ...parseLabel(reader), ...reader.since(start) };
}

/** `FOR i IN [REVERSE] 1 TO 10 DO`, or `FOR row IN cursor DO`. */
function parseFor(reader: Reader, start: number, parseBody: BodyParser): ScriptStatement {
  const { name } = reader.name();
  reader.expect('IN');
  const reverse = reader.accept('REVERSE');
  const isRows = !reverse && reader.isName() && reader.isWordAhead(1, 'DO', 'LOOP');
  if (isRows) {
    const source = reader.name().name;
    const { body, label } = parseForBody(reader, parseBody);
    return { kind: 'for_rows', row: name, source, body, ...label, ...reader.since(start) };
  }
  const from = reader.grammar.operand(reader);
  reader.expect('TO');
  const to = reader.grammar.operand(reader);
  const { body, label } = parseForBody(reader, parseBody);
  return { kind: 'for_range', counter: name, reverse, from, to, body, ...label, ...reader.since(start) };
}

function parseForBody(reader: Reader, parseBody: BodyParser) {
  const word = reader.acceptOneOf('DO', 'LOOP');
  if (word === undefined) throw reader.unexpected();
  const body = parseBody(reader, 'END');
  reader.expect(word === 'DO' ? 'END FOR' : 'END LOOP');
  return { body, label: parseLabel(reader) };
}

/** The name behind END LOOP, which BREAK and CONTINUE can name. */
function parseLabel(reader: Reader): { label?: string } {
  return reader.isName() ? { label: reader.name().name } : {};
}
