import type { Identifier, PathName, Span, StageLocation } from '../ast.js';
import type { Reader } from '../reader.js';

/** One part of a stage's name, in quotes or plain. */
const NAME_PART = /"((?:[^"]|"")*)"|([^./"]+)/y;
const OUTSIDE = /^(?:s3|s3gov|s3china|gcs|azure):\/\//i;

/** Whether a stage location comes next: `@...`, or the same in single quotes. */
export function isLocation(reader: Reader): boolean {
  const { kind, value } = reader.token;
  return kind === 'stage' || (kind === 'text' && (value.startsWith('@') || OUTSIDE.test(value)));
}

export function parseLocation(reader: Reader): StageLocation {
  if (reader.isSymbol('?')) {
    const { start: from } = reader;
    reader.next();
    return { kind: 'bound', index: reader.nextBind(), ...reader.since(from) };
  }
  if (!isLocation(reader)) throw reader.unexpected();
  const { value, start, end } = reader.next();
  if (!value.startsWith('@')) return { kind: 'external', url: value, start, end };
  const location = readLocation(value, { start, end });
  if (location === null) throw reader.unexpected({ kind: 'stage', value, start, end });
  return location;
}

function readLocation(value: string, span: Span): StageLocation | null {
  if (/^@~(?:\/|$)/.test(value)) return { kind: 'user', path: value.slice(3), ...span };
  const parts: Identifier[] = [];
  let isTable = false;
  let at = 1;
  for (;;) {
    if (value[at] === '%') {
      isTable = true;
      at += 1;
    }
    NAME_PART.lastIndex = at;
    const [whole, quoted, plain] = NAME_PART.exec(value) ?? [];
    if (whole === undefined) return null;
    const name = quoted === undefined ? (plain ?? '').toUpperCase() : quoted.replaceAll('""', '"');
    parts.push({ name, quoted: quoted !== undefined, ...span });
    at += whole.length;
    if (value[at] !== '.' || isTable) break;
    at += 1;
  }
  if (at < value.length && value[at] !== '/') return null;
  const name: PathName = { kind: 'path', parts, ...span };
  return { kind: isTable ? 'table' : 'named', name, path: value.slice(at + 1), ...span };
}
