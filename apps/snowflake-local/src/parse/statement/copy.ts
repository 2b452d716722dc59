import type {
  CopyFiles,
  CopyIntoLocation,
  CopyIntoTable,
  Expression,
  GetFiles,
  ListFiles,
  ObjectName,
  Option,
  PutFiles,
  Query,
  StageLocation,
} from '../ast.js';
import { isQueryStart } from '../expression/parenthesis.js';
import { parseObjectName } from '../query/name.js';
import { parseOptions } from '../query/options.js';
import { isLocation, parseLocation } from '../query/stage.js';
import type { Reader } from '../reader.js';

export function parseCopy(reader: Reader): CopyFiles | CopyIntoLocation | CopyIntoTable {
  const { start } = reader;
  if (reader.accept('COPY FILES INTO')) return parseCopyFiles(reader, start);
  reader.expect('COPY INTO');
  return isLocation(reader) ? parseUnload(reader, start) : parseLoad(reader, start);
}

function parseCopyFiles(reader: Reader, start: number): CopyFiles {
  const location = parseLocation(reader);
  reader.expect('FROM');
  const source = parseSource(reader);
  return { kind: 'copy_files', location, source, options: parseOptions(reader), ...reader.since(start) };
}

function parseUnload(reader: Reader, start: number): CopyIntoLocation {
  const location = parseLocation(reader);
  reader.expect('FROM');
  const query = parseQueryInParentheses(reader);
  const source: CopyIntoLocation['source'] =
    query === undefined ? { kind: 'table', name: parseObjectName(reader) } : { kind: 'query', query };
  const partitionBy: Expression | undefined = reader.accept('PARTITION BY')
    ? reader.grammar.expression(reader)
    : undefined;
  const options: Option[] = parseOptions(reader);
  return {
    kind: 'copy_into_location',
    location,
    source,
    ...(partitionBy && { partitionBy }),
    options,
    ...reader.since(start),
  };
}

function parseLoad(reader: Reader, start: number): CopyIntoTable {
  const target = parseObjectName(reader);
  const columns = reader.isSymbol('(') ? reader.parenthesised(() => reader.anyName()) : [];
  const source = reader.accept('FROM') ? parseSource(reader) : ownStage(target);
  const options = parseOptions(reader);
  return { kind: 'copy_into_table', target, columns, source, options, ...reader.since(start) };
}

/** What a table's COPY reads that says no FROM: the files in the table's own stage. */
function ownStage(target: ObjectName): CopyIntoTable['source'] {
  if (target.kind !== 'path') throw new Error('a table that COPY fills without FROM has a name');
  const { start, end } = target;
  return { kind: 'stage', location: { kind: 'table', name: target, path: '', start, end } };
}

function parseSource(reader: Reader): CopyIntoTable['source'] {
  const query = parseQueryInParentheses(reader);
  return query === undefined ? { kind: 'stage', location: parseBareLocation(reader) } : { kind: 'query', query };
}

function parseBareLocation(reader: Reader): StageLocation {
  if (!reader.acceptSymbol('(')) return parseLocation(reader);
  const location = parseLocation(reader);
  reader.expectSymbol(')');
  return location;
}

function parseQueryInParentheses(reader: Reader): Query | undefined {
  if (!reader.isSymbol('(') || isLocationAhead(reader)) return undefined;
  reader.enter();
  reader.expectSymbol('(');
  const query = isQueryStart(reader) || reader.isSymbol('(') ? reader.grammar.query(reader) : undefined;
  if (query === undefined) throw reader.unexpected();
  reader.expectSymbol(')');
  reader.leave();
  return query;
}

const isLocationAhead = (reader: Reader): boolean => {
  const { kind, value } = reader.ahead(1);
  return kind === 'stage' || (kind === 'text' && value.startsWith('@'));
};

export function parseListFiles(reader: Reader): ListFiles {
  const { start } = reader;
  const word = reader.acceptOneOf('LIST', 'LS', 'REMOVE', 'RM');
  if (word === undefined) throw reader.unexpected();
  const location = parseLocation(reader);
  const pattern = parsePattern(reader);
  const kind = word === 'LIST' || word === 'LS' ? 'list_files' : 'remove_files';
  return { kind, location, ...(pattern !== undefined && { pattern }), ...reader.since(start) };
}

function parsePattern(reader: Reader): string | undefined {
  if (!reader.accept('PATTERN')) return undefined;
  reader.expectSymbol('=');
  return reader.textLiteral();
}

export function parsePut(reader: Reader): PutFiles {
  const { start } = reader;
  reader.expect('PUT');
  const file = parseFileAddress(reader);
  const location = parseLocation(reader);
  const options = parseOptions(reader);
  return { kind: 'put_files', file, location, options, ...reader.since(start) };
}

export function parseGet(reader: Reader): GetFiles {
  const { start } = reader;
  reader.expect('GET');
  const location = parseLocation(reader);
  const file = parseFileAddress(reader);
  const options = parseOptions(reader);
  return { kind: 'get_files', location, file, options, ...reader.since(start) };
}

function parseFileAddress(reader: Reader): string {
  const at = reader.token;
  const address = reader.textLiteral();
  if (!address.toLowerCase().startsWith('file://')) throw reader.unexpected(at);
  return address;
}
