import type { Explain, Statement } from '../ast.js';
import { isQueryStart } from '../expression/parenthesis.js';
import type { Reader } from '../reader.js';
import { parseAlter, parseComment, parseDropObject, parseTruncate, parseUndrop } from './alter.js';
import { parseCopy, parseGet, parseListFiles, parsePut } from './copy.js';
import { parseCreate } from './create.js';
import { parseDelete, parseInsert, parseMerge, parseUpdate } from './dml.js';
import { parseGrant } from './grant.js';
import { isBlockStart, parseBlock } from './script.js';
import { parseCall, parseExecute, parseSet, parseTransaction, parseUnset, parseUse } from './session.js';
import { parseDescribe, parseShow } from './show.js';

/** Reads one statement by its first word. The semicolon behind it is the caller's. */
export function parseOneStatement(reader: Reader): Statement {
  const { token, start } = reader;
  if (isQueryStart(reader) || reader.isSymbol('(')) {
    const query = reader.grammar.query(reader);
    return { kind: 'query', query, ...reader.since(start) };
  }
  if (token.kind !== 'word') throw reader.unexpected();
  switch (token.value) {
    case 'INSERT':
      return parseInsert(reader);
    case 'UPDATE':
      return parseUpdate(reader);
    case 'DELETE':
      return parseDelete(reader);
    case 'MERGE':
      return parseMerge(reader);
    case 'CREATE':
      return parseCreate(reader);
    case 'DROP':
      return parseDropObject(reader);
    case 'ALTER':
      return parseAlter(reader);
    case 'COMMENT':
      return parseComment(reader);
    case 'TRUNCATE':
      return parseTruncate(reader);
    case 'GRANT':
    case 'REVOKE':
      return parseGrant(reader);
    case 'USE':
      return parseUse(reader);
    case 'SET':
      return parseSet(reader);
    case 'UNSET':
      return parseUnset(reader);
    case 'START':
    case 'COMMIT':
    case 'ROLLBACK':
      return parseTransaction(reader);
    case 'BEGIN':
      return isBlockStart(reader) ? parseBlock(reader) : parseTransaction(reader);
    case 'DECLARE':
      return parseBlock(reader);
    case 'SHOW':
      return parseShow(reader);
    case 'DESC':
    case 'DESCRIBE':
      return parseDescribe(reader);
    case 'COPY':
      return parseCopy(reader);
    case 'LIST':
    case 'LS':
    case 'REMOVE':
    case 'RM':
      return parseListFiles(reader);
    case 'PUT':
      return parsePut(reader);
    case 'GET':
      return parseGet(reader);
    case 'CALL':
      return parseCall(reader);
    case 'EXECUTE':
      return parseExecute(reader);
    case 'EXPLAIN':
      return parseExplain(reader);
    case 'UNDROP':
      return parseUndrop(reader);
    default:
      throw reader.unexpected();
  }
}

/** `EXPLAIN [USING TABULAR | JSON | TEXT] statement`. */
function parseExplain(reader: Reader): Explain {
  const { start } = reader;
  reader.expect('EXPLAIN');
  const form = reader.accept('USING') ? reader.acceptOneOf('TABULAR', 'JSON', 'TEXT') : 'TABULAR';
  if (form === undefined) throw reader.unexpected();
  const explained = reader.token;
  const statement = parseOneStatement(reader);
  if (!EXPLAINED.has(statement.kind)) throw reader.unsupported(`EXPLAIN of ${explained.value}`, explained);
  const forms = { TABULAR: 'tabular', JSON: 'json', TEXT: 'text' } as const;
  return { kind: 'explain', form: forms[form], statement, ...reader.since(start) };
}

const EXPLAINED: ReadonlySet<Statement['kind']> = new Set(['query', 'insert', 'update', 'delete', 'merge']);
