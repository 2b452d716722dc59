import type { Describe, ObjectKind, ObjectName, Show, ShowGrants } from '../ast.js';
import { parseObjectName } from '../query/name.js';
import type { Reader } from '../reader.js';
import { parseShowGrants } from './grant.js';
import { parseObjectKind } from './object-kind.js';
import { parseSignature } from './procedure.js';

const CLAUSES: readonly string[] = ['HISTORY', 'LIKE', 'IN', 'STARTS', 'LIMIT', 'FROM', 'FOR', 'ON', 'OF', 'TO'];

/** What is listed is kept as words; whether there is such a list is decided later. */
export function parseShow(reader: Reader): Show | ShowGrants {
  const { start } = reader;
  reader.expect('SHOW');
  const terse = reader.accept('TERSE');
  const words: string[] = [];
  while (reader.token.kind === 'word' && !reader.isWord(...CLAUSES)) words.push(reader.next().value);
  if (words.length === 0) throw reader.unexpected();
  const object = words.join(' ');
  if (object === 'GRANTS' || object === 'FUTURE GRANTS') return parseShowGrants(reader, object !== 'GRANTS', start);
  const history = reader.accept('HISTORY');
  const like = reader.accept('LIKE') ? reader.textLiteral() : undefined;
  const within = reader.acceptOneOf('IN', 'FROM', 'FOR') !== undefined ? parseScope(reader) : undefined;
  const startsWith = reader.accept('STARTS WITH') ? reader.textLiteral() : undefined;
  const limit = reader.accept('LIMIT') ? parseLimit(reader) : undefined;
  return {
    kind: 'show',
    object,
    terse,
    history,
    ...(like !== undefined && { like }),
    ...(within && { in: within }),
    ...(startsWith !== undefined && { startsWith }),
    ...(limit && { limit }),
    ...reader.since(start),
  };
}

function parseScope(reader: Reader): NonNullable<Show['in']> {
  if (reader.accept('ACCOUNT')) return { scope: 'account' };
  if (reader.isWord('APPLICATION', 'CLASS', 'SERVICE')) throw reader.unsupported(`SHOW ... IN ${reader.token.value}`);
  const isKind = reader.isWord('TABLE', 'VIEW', 'SCHEMA', 'DATABASE', 'USER', 'WAREHOUSE');
  const scope: ObjectKind | 'any' = isKind && !reader.isSymbol('.', 1) ? parseObjectKind(reader, 'SHOW ... IN') : 'any';
  // `SHOW TABLES IN SCHEMA` without a name is about the current one.
  const named = reader.isName() && !reader.isPhrase('STARTS WITH') && !reader.isWord('LIMIT');
  return named ? { scope, name: parseObjectName(reader) } : { scope };
}

function parseLimit(reader: Reader): NonNullable<Show['limit']> {
  const rows = reader.integer();
  return reader.accept('FROM') ? { rows, from: reader.textLiteral() } : { rows };
}

export function parseDescribe(reader: Reader): Describe {
  const { start } = reader;
  if (reader.acceptOneOf('DESCRIBE', 'DESC') === undefined) throw reader.unexpected();
  if (reader.accept('RESULT')) {
    return {
      kind: 'describe',
      target: { kind: 'result', id: reader.grammar.expression(reader) },
      ...reader.since(start),
    };
  }
  const routine = isBareName(reader) ? undefined : reader.acceptOneOf('PROCEDURE', 'FUNCTION');
  if (routine !== undefined) {
    const object = routine === 'PROCEDURE' ? 'procedure' : 'function';
    const target = { kind: 'routine', object, name: parseObjectName(reader), types: parseSignature(reader) } as const;
    return { kind: 'describe', target, ...reader.since(start) };
  }
  const object = isBareName(reader) ? 'table' : parseObjectKind(reader, 'DESCRIBE');
  const name: ObjectName = parseObjectName(reader);
  const type = parseDescribeType(reader);
  const target = { kind: 'object' as const, object, name, ...(type !== undefined && { type }) };
  return { kind: 'describe', target, ...reader.since(start) };
}

/** `DESCRIBE t` is about a table. */
const isBareName = (reader: Reader): boolean =>
  reader.isName() && (reader.ahead(1).kind === 'end' || reader.isSymbol(';', 1) || reader.isSymbol('.', 1));

function parseDescribeType(reader: Reader): string | undefined {
  if (!reader.accept('TYPE')) return undefined;
  reader.expectSymbol('=');
  return reader.anyName().name;
}
