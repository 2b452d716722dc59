import type { Grant, GrantedObject, GranteeName, ShowGrants } from '../ast.js';
import { parseObjectName } from '../query/name.js';
import type { Reader } from '../reader.js';
import { parseSignature } from './procedure.js';

export function parseGrant(reader: Reader): Grant {
  const { start } = reader;
  const revoke = reader.accept('REVOKE');
  if (!revoke) reader.expect('GRANT');
  if (revoke) reader.accept('GRANT OPTION FOR');
  const kind = revoke ? 'revoke' : 'grant';
  const onlyRole = reader.isWord('ROLE') && reader.isName(1) && reader.isWordAhead(2, 'TO', 'FROM');
  if (onlyRole) {
    reader.next();
    const role = reader.name();
    const grantee = parseGrantee(reader, revoke);
    return { kind, privileges: [], role, grantee, withGrantOption: false, ...reader.since(start) };
  }
  const privileges = reader.list(() => parseWords(reader, 'ON'));
  reader.expect('ON');
  const on = parseGrantedObject(reader, revoke ? 'FROM' : 'TO');
  const grantee = parseGrantee(reader, revoke);
  const withGrantOption = reader.accept('WITH GRANT OPTION');
  reader.acceptOneOf('COPY CURRENT GRANTS', 'REVOKE CURRENT GRANTS', 'CASCADE', 'RESTRICT');
  return { kind, privileges, on, grantee, withGrantOption, ...reader.since(start) };
}

/** What follows SHOW GRANTS and SHOW FUTURE GRANTS. */
export function parseShowGrants(reader: Reader, future: boolean, start: number): ShowGrants {
  const about = aboutOf(reader, future);
  const limit = reader.accept('LIMIT') ? reader.integer() : undefined;
  return { kind: 'show_grants', future, about, ...(limit !== undefined && { limit }), ...reader.since(start) };
}

function aboutOf(reader: Reader, future: boolean): ShowGrants['about'] {
  if (reader.accept('TO')) return { kind: 'to', grantee: granteeOf(reader) };
  if (future) {
    if (reader.acceptOneOf('IN', 'ON') === undefined) throw reader.unexpected();
    return { kind: 'on', on: parseGrantedObject(reader) };
  }
  if (reader.accept('ON')) return { kind: 'on', on: parseGrantedObject(reader) };
  if (reader.accept('OF')) {
    if (!reader.isWord('ROLE') || !reader.isName(1)) throw reader.unsupported(`SHOW GRANTS OF ${reader.token.value}`);
    reader.next();
    return { kind: 'of', role: parseObjectName(reader) };
  }
  return { kind: 'to' };
}

function parseWords(reader: Reader, ...stops: readonly string[]): string {
  const words: string[] = [];
  while (reader.token.kind === 'word' && !reader.isWord(...stops)) words.push(reader.next().value);
  if (words.length === 0) throw reader.unexpected();
  return words.join(' ');
}

/** `SCHEMA x`, `ALL TABLES IN SCHEMA x`, `FUTURE TABLES IN DATABASE x`, `FUNCTION f(INT)`, `ACCOUNT`; `end` follows. */
function parseGrantedObject(reader: Reader, end?: string): GrantedObject {
  const words: string[] = [];
  const isLast = (): boolean => {
    const { kind } = reader.ahead(1);
    if (end !== undefined) return reader.isWordAhead(1, end);
    return kind === 'end' || reader.isSymbol(';', 1) || reader.isWordAhead(1, 'LIMIT');
  };
  while (reader.token.kind === 'word' && !isLast() && !reader.isSymbol('.', 1) && !reader.isSymbol('(', 1)) {
    words.push(reader.next().value);
  }
  if (words.length === 0) words.push(reader.accept('ACCOUNT') ? 'ACCOUNT' : 'TABLE');
  const object = words.join(' ');
  if (end !== undefined && reader.isWord(end)) return { object };
  if (object === 'ACCOUNT') return { object };
  const name = parseObjectName(reader);
  return reader.isSymbol('(') ? { object, name, types: parseSignature(reader) } : { object, name };
}

function parseGrantee(reader: Reader, revoke: boolean): GranteeName {
  reader.expect(revoke ? 'FROM' : 'TO');
  return granteeOf(reader);
}

function granteeOf(reader: Reader): GranteeName {
  const word = reader.acceptOneOf('DATABASE ROLE', 'ROLE', 'USER', 'SHARE');
  const name = parseObjectName(reader);
  switch (word) {
    case 'DATABASE ROLE':
      return { kind: 'database_role', name };
    case 'USER':
      return { kind: 'user', name };
    case 'SHARE':
      return { kind: 'share', name };
    case 'ROLE':
    case undefined:
      return { kind: 'role', name };
    default:
      return word;
  }
}
