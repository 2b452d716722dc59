import type {
  CreateDynamicTable,
  CreateFunction,
  CreateObject,
  CreatePolicy,
  CreateProcedure,
  CreateStream,
  CreateTable,
  CreateTag,
  CreateTask,
  CreateView,
  ObjectKind,
  ObjectName,
  Option,
} from '../ast.js';
import { parseObjectName } from '../query/name.js';
import { parseOptions } from '../query/options.js';
import { refuseTimeTravel } from '../query/time-travel.js';
import type { Reader } from '../reader.js';
import { parseTableElements } from './columns.js';
import { parseCreateDynamicTable } from './dynamic-table.js';
import { parseCreateFunction } from './function.js';
import { parseObjectKind } from './object-kind.js';
import { acceptPolicyKind, acceptRowAccess, parseCreatePolicy } from './policy.js';
import { parseCreateProcedure } from './procedure.js';
import { parseSequenceOptions } from './sequence.js';
import { parseCreateStream } from './stream.js';
import { parseCreateTag } from './tag.js';
import { parseCreateTask } from './task.js';
import { parseViewColumn } from './view-column.js';

type Persistence = CreateTable['persistence'];

interface Opening {
  readonly start: number;
  readonly orReplace: boolean;
  readonly persistence: Persistence;
  readonly secure: boolean;
  readonly materialized: boolean;
  readonly recursive: boolean;
}

/** Kinds of objects that a session may have for itself, and kinds without fail-safe. */
const TEMPORARY: ReadonlySet<ObjectKind> = new Set(['table', 'view', 'stage', 'file_format']);
const TRANSIENT: ReadonlySet<ObjectKind> = new Set(['table', 'schema', 'database']);

export function parseCreate(
  reader: Reader,
):
  | CreateTable
  | CreateDynamicTable
  | CreateView
  | CreateObject
  | CreateStream
  | CreateProcedure
  | CreateFunction
  | CreateTag
  | CreateTask
  | CreatePolicy {
  const { start } = reader;
  reader.expect('CREATE');
  if (reader.accept('OR ALTER')) return parseCreateOrAlter(reader, start);
  const orReplace = reader.accept('OR REPLACE');
  const secure = reader.accept('SECURE');
  const persistence = parsePersistence(reader);
  const recursive = reader.accept('RECURSIVE');
  const kindToken = reader.token;
  const materialized = reader.isPhrase('MATERIALIZED VIEW');
  const opening: Opening = { start, orReplace, persistence, secure, materialized, recursive };
  if (reader.accept('PROCEDURE')) return parseCreateProcedure(reader, opening);
  const isPlain = persistence === 'permanent' && !secure && !recursive;
  if (isPlain && reader.accept('TAG')) return parseCreateTag(reader, start, orReplace);
  const policy = isPlain ? acceptPolicyKind(reader) : undefined;
  if (policy !== undefined) return parseCreatePolicy(reader, { policy, orReplace, start });
  if (isPlain && reader.accept('TASK')) return parseCreateTask(reader, start, orReplace);
  if (isPlain && reader.accept('STREAM')) return parseCreateStream(reader, start, orReplace);
  if (reader.accept('FUNCTION')) return parseCreateFunction(reader, opening);
  if (persistence !== 'temporary' && !secure && reader.accept('DYNAMIC TABLE')) {
    return parseCreateDynamicTable(reader, { start, orReplace, transient: persistence === 'transient' });
  }
  const object = parseObjectKind(reader, 'CREATE');
  if (persistence === 'temporary' && (materialized || !TEMPORARY.has(object))) throw reader.unexpected(kindToken);
  if (persistence === 'transient' && !TRANSIENT.has(object)) throw reader.unexpected(kindToken);
  if (secure && object !== 'view') throw reader.unexpected(kindToken);
  if (recursive && (object !== 'view' || materialized)) throw reader.unexpected(kindToken);
  if (object === 'table') return parseCreateTable(reader, opening);
  if (object === 'view') return parseCreateView(reader, opening);
  if (!isMadeByOptions(object)) throw reader.unexpected(kindToken);
  return parseCreateObject(reader, opening, object);
}

const isMadeByOptions = (object: ObjectKind): object is CreateObject['object'] =>
  !['stream', 'task', 'masking_policy', 'row_access_policy'].includes(object);

function parseCreateOrAlter(reader: Reader, start: number): CreateTable {
  const persistence = parsePersistence(reader);
  const kind = parseObjectKind(reader, 'CREATE OR ALTER');
  if (kind !== 'table') throw reader.unsupported(`CREATE OR ALTER ${kind.toUpperCase().replaceAll('_', ' ')}`);
  const opening = { start, orReplace: false, persistence, secure: false, materialized: false, recursive: false };
  return { ...parseCreateTable(reader, opening), orAlter: true };
}

/** `SCOPED`, `LOCAL` and `GLOBAL` say nothing about a temporary object here: it ends with its session. */
function parsePersistence(reader: Reader): Persistence {
  reader.acceptOneOf('SCOPED', 'LOCAL', 'GLOBAL');
  if (reader.acceptOneOf('TEMPORARY', 'TEMP', 'VOLATILE') !== undefined) return 'temporary';
  return reader.accept('TRANSIENT') ? 'transient' : 'permanent';
}

const acceptIfNotExists = (reader: Reader): boolean => reader.accept('IF NOT EXISTS');

function parseCreateTable(reader: Reader, { start, orReplace, persistence }: Opening): CreateTable {
  const before = acceptIfNotExists(reader);
  const name = parseObjectName(reader);
  // Snowpark writes IF NOT EXISTS behind the name.
  const ifNotExists = acceptIfNotExists(reader) || before;
  const base = { kind: 'create_table' as const, orReplace, ifNotExists, persistence, name };
  const copied = parseCopiedTable(reader);
  if (copied !== undefined) {
    const options = parseOptions(reader);
    return { ...base, columns: [], constraints: [], options, source: copied, ...reader.since(start) };
  }
  if (reader.accept('USING TEMPLATE')) {
    reader.expectSymbol('(');
    const query = reader.grammar.query(reader);
    reader.expectSymbol(')');
    const source = { kind: 'template' as const, query, end: reader.since(start).end };
    return { ...base, columns: [], constraints: [], options: parseOptions(reader), source, ...reader.since(start) };
  }
  // GET_DDL writes the keys of a clustered table in front of its columns.
  const early = reader.isPhrase('CLUSTER BY') ? parseOptions(reader) : [];
  const listed = reader.isSymbol('(');
  const elements = listed ? parseTableElements(reader) : { columns: [], constraints: [] };
  const { options, rowAccess } = parseTableOptions(reader, early);
  const query = reader.accept('AS') ? reader.grammar.query(reader) : undefined;
  if (query === undefined && (!listed || elements.columns.some(({ type }) => type === undefined))) {
    throw reader.unexpected();
  }
  return {
    ...base,
    ...elements,
    options,
    ...(rowAccess && { rowAccess }),
    ...(query && { source: { kind: 'as' as const, query } }),
    ...reader.since(start),
  };
}

/** Options, and a policy among them. */
function parseTableOptions(reader: Reader, early: readonly Option[]): Pick<CreateTable, 'options' | 'rowAccess'> {
  const before = [...early, ...parseOptions(reader)];
  const rowAccess = acceptRowAccess(reader);
  return rowAccess === undefined ? { options: before } : { options: [...before, ...parseOptions(reader)], rowAccess };
}

function parseCopiedTable(reader: Reader): Exclude<CreateTable['source'], { kind: 'as' | 'template' }> {
  if (reader.accept('LIKE')) return { kind: 'like', name: parseObjectName(reader) };
  if (!reader.accept('CLONE')) return undefined;
  const name = parseObjectName(reader);
  refuseTimeTravel(reader);
  return { kind: 'clone', name };
}

function parseCreateView(
  reader: Reader,
  { start, orReplace, persistence, secure, materialized, recursive }: Opening,
): CreateView {
  const before = acceptIfNotExists(reader);
  const name = parseObjectName(reader);
  const ifNotExists = acceptIfNotExists(reader) || before;
  const columns = reader.isSymbol('(') ? reader.parenthesised(() => parseViewColumn(reader)) : [];
  const { options, rowAccess } = parseTableOptions(reader, []);
  reader.expect('AS');
  const query = reader.grammar.query(reader);
  const temporary = persistence === 'temporary';
  return {
    kind: 'create_view',
    orReplace,
    ifNotExists,
    secure,
    materialized,
    recursive,
    temporary,
    name,
    columns,
    options,
    ...(rowAccess && { rowAccess }),
    query,
    ...reader.since(start),
  };
}

function parseCreateObject(
  reader: Reader,
  { start, orReplace, persistence }: Opening,
  object: CreateObject['object'],
): CreateObject {
  const before = acceptIfNotExists(reader);
  const name: ObjectName = parseObjectName(reader);
  const ifNotExists = acceptIfNotExists(reader) || before;
  const clone = parseClone(reader, object);
  if (reader.isPhrase('FROM SHARE')) throw reader.unsupported('FROM SHARE');
  const options: Option[] = object === 'sequence' ? parseSequenceOptions(reader) : parseOptions(reader);
  return {
    ...{ kind: 'create_object', object, orReplace, ifNotExists, persistence, name, options },
    ...(clone && { clone }),
    ...reader.since(start),
  };
}

function parseClone(reader: Reader, object: CreateObject['object']): ObjectName | undefined {
  if (!reader.isWord('CLONE')) return undefined;
  if (object !== 'schema' && object !== 'database') {
    throw reader.unsupported(`CREATE ${object.toUpperCase().replace('_', ' ')} ... CLONE`);
  }
  reader.next();
  const name = parseObjectName(reader);
  refuseTimeTravel(reader);
  const further = ['IGNORE TABLES', 'IGNORE HYBRID TABLES', 'INCLUDE INTERNAL STAGES'].find((phrase) =>
    reader.isPhrase(phrase),
  );
  if (further !== undefined) throw reader.unsupported(`CLONE ... ${further}`);
  return name;
}
