import { spaceOf } from '../../catalog/address.js';
import type { CatalogView } from '../../catalog/catalog-view.js';
import { counterDdl, counterName, countersOf, dropCounters } from '../../catalog/counter.js';
import type { CatalogEntry, FileFormatEntry, FormatOptions, SequenceEntry, StageEntry } from '../../catalog/entries.js';
import { displayPath, type QualifiedName } from '../../catalog/names.js';
import { invalidOption, objectExists, positionAt, SqlError, syntaxError, unsupported } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { CreateObject, Option, OptionValue, PolicyKind } from '../../parse/ast.js';
import { fileFormatOptions } from '../../stage/file-format.js';
import { droppedStageFolders } from '../../stage/stage-folder.js';
import { unreachable } from '../../unreachable.js';
import { flagOption, readOptions, textOption, withoutEffect } from '../options.js';
import type { StatementContext } from '../statement-context.js';
import { type DdlPlan, ddlStatement, type NextObjectId, temporaryDdl } from './ddl.js';
import { schemaLock } from './locks.js';
import { type NamedObject, namedObject, writableSchema } from './required.js';

/** Objects of a schema besides tables and views. */
export type InSchemaKind = 'stage' | 'file_format' | 'sequence' | 'stream' | 'task' | PolicyKind;

/** Those that CREATE makes by their options alone. */
type OptionsKind = Exclude<InSchemaKind, 'stream' | 'task' | PolicyKind>;

/** As messages begin with it. */
export const IN_SCHEMA_WORDS: Readonly<Record<InSchemaKind, string>> = {
  stage: 'Stage',
  file_format: 'File format',
  sequence: 'Sequence',
  stream: 'Stream',
  task: 'Task',
  masking_policy: 'Masking policy',
  row_access_policy: 'Row access policy',
};

/** A stage or file format that is missing is told by its whole name, however the statement wrote it. */
export const asMissing = (kind: InSchemaKind, name: NamedObject): NamedObject =>
  kind === 'stage' || kind === 'file_format'
    ? { ...name, shown: displayPath([name.database, name.schema, name.name]) }
    : name;

const CREATED: Readonly<Record<OptionsKind, string>> = {
  stage: 'Stage area',
  file_format: 'File format',
  sequence: 'Sequence',
};

export function inSchema(kind: InSchemaKind, name: QualifiedName, catalog: CatalogView) {
  switch (kind) {
    case 'stage':
      return catalog.stage(name);
    case 'file_format':
      return catalog.fileFormat(name);
    case 'sequence':
      return catalog.sequence(name);
    case 'stream':
      return catalog.stream(name);
    case 'task':
      return catalog.task(name);
    case 'masking_policy':
    case 'row_access_policy': {
      const found = catalog.policy(name);
      return found?.kind === kind ? found : undefined;
    }
    default:
      return unreachable(kind);
  }
}

/** CREATE STAGE and its like: catalog entries, a stage's folder comes with its first file. */
export const prepareCreateInSchema = (
  ast: CreateObject,
  kind: OptionsKind,
  request: PrepareRequest,
): PreparedStatement =>
  ddlStatement(
    request,
    'CREATE',
    (context, nextObjectId) => planCreate(ast, kind, context, nextObjectId),
    ast.persistence === 'temporary' ? temporaryDdl(request) : {},
  );

function planCreate(
  ast: CreateObject,
  kind: OptionsKind,
  context: StatementContext,
  nextObjectId: NextObjectId,
): DdlPlan {
  const words = IN_SCHEMA_WORDS[kind].toUpperCase();
  if (ast.persistence === 'transient') {
    // Snowflake knows no transient stage: its parser stops at the word.
    const at = context.text.toUpperCase().indexOf(words.split(' ')[0] ?? words, ast.start);
    throw syntaxError(words.split(' ')[0] ?? words, positionAt(context.text, at));
  }
  const name = namedObject(ast.name, context, `CREATE ${words}`);
  writableSchema(name, context.catalog);
  const sessionId = ast.persistence === 'temporary' ? context.session.sessionId : null;
  const space = spaceOf({ ...name, sessionId });
  const locks = [schemaLock(name, 'shared'), { table: `${kind}:${space}.${name.name}`, mode: 'exclusive' } as const];
  const visible = inSchema(kind, name, context.catalog);
  const existing = visible?.sessionId === sessionId ? visible : undefined;
  if (existing !== undefined && !ast.orReplace) {
    if (ast.ifNotExists) return { locks, message: `${name.name} already exists, statement succeeded.` };
    throw objectExists(name.shown);
  }
  const entry = newEntry(ast, kind, { name, sessionId, objectId: nextObjectId() }, context);
  const dropped: readonly CatalogEntry[] = existing === undefined ? [] : [existing];
  return {
    locks,
    sql: [...dropped.flatMap(dropCounters), ...countersOf(entry).map(counterDdl)],
    changes: [...dropped.map((old) => ({ action: 'drop', entry: old }) as const), { action: 'put', entry }],
    afterwards: ({ engine }) => engine.removals.add(droppedStageFolders(engine.folders.stages, dropped)),
    message: `${CREATED[kind]} ${name.name} successfully created.`,
  };
}

interface Made {
  readonly name: NamedObject;
  readonly sessionId: string | null;
  readonly objectId: number;
}

function newEntry(
  ast: CreateObject,
  kind: OptionsKind,
  { name, sessionId, objectId }: Made,
  context: StatementContext,
): StageEntry | FileFormatEntry | SequenceEntry {
  const common = {
    objectId,
    sessionId,
    database: name.database,
    schema: name.schema,
    name: name.name,
    owner: context.session.role,
    createdOn: context.session.now,
  };
  switch (kind) {
    case 'stage':
      return { kind, ...common, ...stageSettings(ast.options, context) };
    case 'file_format':
      return { kind, ...common, ...fileFormatSettings(ast.options, context) };
    case 'sequence': {
      const counter = { duckName: counterName(String(objectId)), start: 1, step: 1, ordered: true };
      return { kind, ...common, ...sequenceSettings(ast.options, { comment: null, counter }, context) };
    }
    default:
      return unreachable(kind);
  }
}

/** Numbers of a sequence: 64 bits, and it has to move. */
export function sequenceSettings(
  options: readonly Option[],
  before: Pick<SequenceEntry, 'comment' | 'counter'>,
  context: StatementContext,
): Pick<SequenceEntry, 'comment' | 'counter'> {
  let { comment, counter } = before;
  readOptions(
    options,
    {
      COMMENT: (value, name) => {
        comment = textOption(value, name);
      },
      START: (value) => {
        counter = { ...counter, start: wholeOption(value) };
      },
      INCREMENT: (value, name) => {
        counter = { ...counter, step: wholeOption(value) };
        if (counter.step === 0)
          throw new SqlError('001008', '22023', `SQL compilation error:\ninvalid value [0] for parameter '${name}'`);
      },
      ORDER: (value, name) => {
        counter = { ...counter, ordered: flagOption(value, name) };
      },
    },
    'SEQUENCE',
    context.text,
  );
  return { comment, counter };
}

const wholeOption = (value: OptionValue): number => (value.kind === 'number' ? Number(value.text) : Number.NaN);

export function stageSettings(
  options: readonly Option[],
  context: StatementContext,
): Pick<StageEntry, 'comment' | 'fileFormat' | 'directory'> {
  let comment: string | null = null;
  let fileFormat: FormatOptions = {};
  let directory = false;
  readOptions(
    options,
    {
      COMMENT: (value, name) => {
        comment = textOption(value, name);
      },
      FILE_FORMAT: (value) => {
        fileFormat = fileFormatOptions(value, context);
      },
      DIRECTORY: (value, name) => {
        if (value.kind !== 'options') throw unsupported('DIRECTORY without a list of options');
        const enable = value.options.find((option) => option.name === 'ENABLE');
        directory = enable === undefined ? false : flagOption(enable.value, name);
      },
      ENCRYPTION: withoutEffect,
      URL: () => {
        throw unsupported('external stage (URL)');
      },
    },
    'STAGE',
    context.text,
  );
  return { comment, fileFormat, directory };
}

export function fileFormatSettings(
  options: readonly Option[],
  context: StatementContext,
): Pick<FileFormatEntry, 'comment' | 'options'> {
  const comment = options.find((option) => option.name === 'COMMENT');
  const given = options.filter((option) => option !== comment);
  const named = given.find((option) => option.name === 'FORMAT_NAME');
  if (named !== undefined) throw invalidOption(named.name, 'FILE FORMAT', positionAt(context.text, named.start));
  const format = { TYPE: 'CSV', ...fileFormatOptions({ kind: 'options', options: given }, context) };
  return { comment: comment === undefined ? null : textOption(comment.value, 'COMMENT'), options: format };
}
