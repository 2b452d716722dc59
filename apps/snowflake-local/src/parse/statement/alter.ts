import type {
  AlterDynamicTable,
  AlterObject,
  AlterPolicy,
  AlterSession,
  AlterTable,
  AlterTag,
  AlterTask,
  ColumnChange,
  Comment,
  DropObject,
  DropRoutine,
  DropTag,
  ObjectName,
  PathName,
  Protect,
  TableAction,
  TagObject,
  Truncate,
  Undrop,
} from '../ast.js';
import { parseType } from '../expression/type.js';
import { parseObjectName } from '../query/name.js';
import { parseExpressions, parseOptions } from '../query/options.js';
import type { Reader } from '../reader.js';
import { parseColumn, parseConstraint, skipConstraintProperties } from './columns.js';
import { parseAlterDynamicTable } from './dynamic-table.js';
import { parseObjectKind } from './object-kind.js';
import { acceptPolicyKind, parseAlterPolicy, parseProtection } from './policy.js';
import { parseDropRoutine } from './procedure.js';
import { parseSequenceOptions } from './sequence.js';
import { parseAlterTag, parseDropTag, parseTagging } from './tag.js';
import { parseAlterTask } from './task.js';

export function parseAlter(
  reader: Reader,
):
  | AlterSession
  | AlterTable
  | AlterDynamicTable
  | AlterObject
  | AlterTag
  | AlterTask
  | AlterPolicy
  | Protect
  | TagObject {
  const { start } = reader;
  reader.expect('ALTER');
  if (reader.accept('SESSION')) return parseAlterSession(reader, start);
  if (reader.accept('DYNAMIC TABLE')) return parseAlterDynamicTable(reader, start);
  if (reader.accept('TAG')) return parseAlterTag(reader, start);
  if (reader.accept('TASK')) return parseAlterTask(reader, start);
  const policy = acceptPolicyKind(reader);
  if (policy !== undefined) return parseAlterPolicy(reader, policy, start);
  const object = parseObjectKind(reader, 'ALTER');
  const ifExists = reader.accept('IF EXISTS');
  if (object === 'table') {
    const name = parseObjectName(reader);
    const further =
      parseTagging(reader, { start, object, ifExists, name }) ??
      parseProtection(reader, { start, object, ifExists, name });
    if (further !== null) return further;
    return { kind: 'alter_table', ifExists, name, action: parseTableAction(reader), ...reader.since(start) };
  }
  // `ALTER SCHEMA SET ...` is about the current one.
  const current = reader.isWord('SET', 'UNSET') && object !== 'role';
  const name: ObjectName = current ? noName(reader) : parseObjectName(reader);
  const named = { start, object, ifExists, name };
  const further = current ? null : (parseTagging(reader, named) ?? parseProtection(reader, named));
  if (further !== null) return further;
  return {
    kind: 'alter_object',
    object,
    ifExists,
    name,
    action: parseObjectAction(reader, object),
    ...reader.since(start),
  };
}

const noName = (reader: Reader): PathName => ({ kind: 'path', parts: [], start: reader.start, end: reader.start });

function parseAlterSession(reader: Reader, start: number): AlterSession {
  if (reader.accept('UNSET')) {
    return {
      kind: 'alter_session',
      action: { kind: 'unset', names: parseOptionNames(reader) },
      ...reader.since(start),
    };
  }
  reader.expect('SET');
  const options = parseOptions(reader);
  if (options.length === 0) throw reader.unexpected();
  return { kind: 'alter_session', action: { kind: 'set', options }, ...reader.since(start) };
}

const parseOptionNames = (reader: Reader): string[] => reader.list(() => reader.anyName().name.toUpperCase());

function parseObjectAction(reader: Reader, object: AlterObject['object']): AlterObject['action'] {
  if (reader.accept('RENAME TO')) return { kind: 'rename', to: parseObjectName(reader) };
  if (reader.accept('SWAP WITH')) return { kind: 'swap', with: parseObjectName(reader) };
  if (reader.accept('SUSPEND')) return { kind: 'suspend' };
  if (reader.accept('RESUME')) return { kind: 'resume', ifSuspended: reader.accept('IF SUSPENDED') };
  if (reader.accept('ABORT ALL QUERIES')) return { kind: 'abort_all_queries' };
  if (reader.accept('REFRESH')) return { kind: 'refresh' };
  if (reader.accept('UNSET')) return { kind: 'unset', names: parseOptionNames(reader) };
  if (object === 'view' && reader.accept('SET SECURE')) {
    return {
      kind: 'set',
      options: [{ name: 'SECURE', value: { kind: 'flag' }, start: reader.start, end: reader.start }],
    };
  }
  if (object === 'sequence') reader.accept('SET');
  else reader.expect('SET');
  const options = object === 'sequence' ? parseSequenceOptions(reader) : parseOptions(reader);
  if (options.length === 0) throw reader.unexpected();
  return { kind: 'set', options };
}

function parseTableAction(reader: Reader): TableAction {
  if (reader.accept('RENAME TO')) return { kind: 'rename', to: parseObjectName(reader) };
  if (reader.accept('SWAP WITH')) return { kind: 'swap', with: parseObjectName(reader) };
  if (reader.accept('RENAME COLUMN')) return parseRename(reader);
  if (reader.accept('RENAME CONSTRAINT')) {
    const name = reader.anyName();
    reader.expect('TO');
    return { kind: 'rename_constraint', name, to: reader.anyName() };
  }
  if (reader.acceptOneOf('SUSPEND RECLUSTER', 'RESUME RECLUSTER') !== undefined) return { kind: 'without_effect' };
  if (reader.accept('CLUSTER BY')) return parseClusterBy(reader);
  if (reader.accept('DROP CLUSTERING KEY')) return { kind: 'drop_clustering' };
  if (reader.accept('ADD')) return parseAdd(reader);
  if (reader.accept('DROP')) return parseDrop(reader);
  if (reader.acceptOneOf('ALTER CONSTRAINT', 'MODIFY CONSTRAINT') !== undefined) {
    const constraint = reader.anyName();
    skipConstraintProperties(reader);
    return { kind: 'without_effect', constraint };
  }
  if (reader.acceptOneOf('ALTER', 'MODIFY') !== undefined) return parseColumnChanges(reader);
  if (reader.accept('UNSET')) return { kind: 'unset', names: parseOptionNames(reader) };
  if (reader.isWord('SUSPEND', 'RESUME', 'SEARCH')) throw reader.unsupported(`ALTER TABLE ... ${reader.token.value}`);
  reader.expect('SET');
  const options = parseOptions(reader);
  if (options.length === 0) throw reader.unexpected();
  return { kind: 'set', options };
}

function parseRename(reader: Reader): TableAction {
  const column = reader.anyName();
  reader.expect('TO');
  return { kind: 'rename_column', column, to: reader.anyName() };
}

function parseClusterBy(reader: Reader): TableAction {
  const { expressions, text } = parseExpressions(reader);
  return { kind: 'cluster_by', expressions, text };
}

function parseAdd(reader: Reader): TableAction {
  if (
    reader.isWord('CONSTRAINT', 'UNIQUE', 'CHECK') ||
    reader.isPhrase('PRIMARY KEY') ||
    reader.isPhrase('FOREIGN KEY')
  ) {
    return { kind: 'add_constraint', constraint: parseConstraint(reader) };
  }
  if (reader.accept('SEARCH OPTIMIZATION')) return parseSearchOptimization(reader);
  reader.accept('COLUMN');
  const ifNotExists = reader.accept('IF NOT EXISTS');
  const columns = reader.list(() => {
    const column = parseColumn(reader);
    if (column.type === undefined) throw reader.unexpected();
    return column;
  });
  return { kind: 'add_columns', ifNotExists, columns };
}

/** `ON EQUALITY(a, b), SUBSTRING(c)`, or the whole table. */
function parseSearchOptimization(reader: Reader): TableAction {
  if (reader.accept('ON')) reader.list(() => reader.grammar.expression(reader));
  return { kind: 'without_effect' };
}

function parseDrop(reader: Reader): TableAction {
  if (reader.accept('PRIMARY KEY')) return { kind: 'drop_constraint', target: { kind: 'primary' } };
  if (reader.accept('CONSTRAINT')) {
    const target = { kind: 'named' as const, name: reader.anyName() };
    reader.acceptOneOf('CASCADE', 'RESTRICT');
    return { kind: 'drop_constraint', target };
  }
  const keys = reader.accept('UNIQUE') ? 'unique' : reader.accept('FOREIGN KEY') ? 'foreign' : undefined;
  if (keys !== undefined) {
    const columns = reader.parenthesised(() => reader.anyName());
    reader.acceptOneOf('CASCADE', 'RESTRICT');
    return { kind: 'drop_constraint', target: { kind: keys, columns } };
  }
  if (reader.accept('SEARCH OPTIMIZATION')) return parseSearchOptimization(reader);
  reader.accept('COLUMN');
  const ifExists = reader.accept('IF EXISTS');
  return { kind: 'drop_columns', ifExists, columns: reader.list(() => reader.anyName()) };
}

/** `ALTER COLUMN a ..., COLUMN b ...`, also in one pair of parentheses. */
function parseColumnChanges(reader: Reader): TableAction {
  const change = () => {
    reader.accept('COLUMN');
    return parseColumnChange(reader);
  };
  const changes = reader.isSymbol('(') ? reader.parenthesised(change) : reader.list(change);
  return { kind: 'alter_columns', changes };
}

function parseColumnChange(reader: Reader): ColumnChange {
  const column = reader.anyName();
  if (reader.accept('DROP NOT NULL')) return { kind: 'drop_not_null', column };
  if (reader.accept('DROP DEFAULT')) return { kind: 'drop_default', column };
  if (reader.accept('SET NOT NULL')) return { kind: 'set_not_null', column };
  if (reader.isPhrase('SET DEFAULT')) throw reader.unsupported('ALTER COLUMN ... SET DEFAULT');
  if (reader.accept('UNSET COMMENT')) return { kind: 'unset_comment', column };
  if (reader.accept('COMMENT')) return { kind: 'comment', column, comment: reader.textLiteral() };
  if (!reader.accept('SET DATA TYPE')) reader.accept('TYPE');
  return { kind: 'type', column, type: parseType(reader) };
}

export function parseDropObject(reader: Reader): DropObject | DropRoutine | DropTag {
  const { start } = reader;
  reader.expect('DROP');
  if (reader.accept('PROCEDURE')) return parseDropRoutine(reader, start, 'procedure');
  if (reader.accept('FUNCTION')) return parseDropRoutine(reader, start, 'function');
  if (reader.accept('TAG')) return parseDropTag(reader, start);
  const dynamic = reader.accept('DYNAMIC TABLE');
  const materialized = reader.isPhrase('MATERIALIZED VIEW');
  const object = dynamic ? 'table' : parseObjectKind(reader, 'DROP');
  const ifExists = reader.accept('IF EXISTS');
  const name = parseObjectName(reader);
  const behavior = reader.accept('CASCADE') ? 'cascade' : reader.accept('RESTRICT') ? 'restrict' : undefined;
  return {
    kind: 'drop',
    object,
    ...(dynamic && { dynamic: true as const }),
    ...(materialized && { materialized: true as const }),
    ifExists,
    name,
    ...(behavior && { behavior }),
    ...reader.since(start),
  };
}

export function parseUndrop(reader: Reader): Undrop {
  const { start } = reader;
  reader.expect('UNDROP');
  const kind = reader.token;
  const object = parseObjectKind(reader, 'UNDROP');
  if (object !== 'table' && object !== 'schema' && object !== 'database') throw reader.unexpected(kind);
  return { kind: 'undrop', object, name: parseObjectName(reader), ...reader.since(start) };
}

export function parseTruncate(reader: Reader): Truncate {
  const { start } = reader;
  reader.expect('TRUNCATE');
  if (reader.isPhrase('MATERIALIZED VIEW')) throw reader.unsupported('TRUNCATE MATERIALIZED VIEW');
  reader.accept('TABLE');
  const ifExists = reader.accept('IF EXISTS');
  return { kind: 'truncate', ifExists, name: parseObjectName(reader), ...reader.since(start) };
}

export function parseComment(reader: Reader): Comment {
  const { start } = reader;
  reader.expect('COMMENT');
  const ifExists = reader.accept('IF EXISTS');
  reader.expect('ON');
  const target = reader.accept('COLUMN') ? parseCommentedColumn(reader) : parseCommentedObject(reader);
  reader.expect('IS');
  return { kind: 'comment', ifExists, target, text: reader.textLiteral(), ...reader.since(start) };
}

function parseCommentedColumn(reader: Reader): Comment['target'] {
  const { parts } = reader.path();
  const column = parts.at(-1);
  if (column === undefined || parts.length < 2) throw reader.unexpected();
  return { kind: 'column', table: parts.slice(0, -1), column };
}

function parseCommentedObject(reader: Reader): Comment['target'] {
  const object = parseObjectKind(reader, 'COMMENT ON');
  return { kind: 'object', object, name: parseObjectName(reader) };
}
