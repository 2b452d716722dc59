import { spaceOf } from '../../catalog/address.js';
import type { CatalogEntry, FileFormatEntry, FormatOptions, StageEntry } from '../../catalog/entries.js';
import { invalidOption, objectExists, positionAt, syntaxError, unsupported } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { CreateObject, Option } from '../../parse/ast.js';
import { fileFormatOptions } from '../../stage/file-format.js';
import { droppedStageFolders } from '../../stage/stage-folder.js';
import { flagOption, readOptions, textOption, withoutEffect } from '../options.js';
import type { StatementContext } from '../statement-context.js';
import { type DdlPlan, ddlStatement, type NextObjectId, temporaryDdl } from './ddl.js';
import { schemaLock } from './locks.js';
import { type NamedObject, namedObject, writableSchema } from './required.js';

/** CREATE STAGE and CREATE FILE FORMAT: catalog entries alone, a stage's folder comes with its first file. */
export const prepareCreateInSchema = (
  ast: CreateObject,
  kind: 'stage' | 'file_format',
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
  kind: 'stage' | 'file_format',
  context: StatementContext,
  nextObjectId: NextObjectId,
): DdlPlan {
  const words = kind === 'stage' ? 'STAGE' : 'FILE FORMAT';
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
  const visible = kind === 'stage' ? context.catalog.stage(name) : context.catalog.fileFormat(name);
  const existing = visible?.sessionId === sessionId ? visible : undefined;
  if (existing !== undefined && !ast.orReplace) {
    if (ast.ifNotExists) return { locks, message: `${name.name} already exists, statement succeeded.` };
    throw objectExists(name.shown);
  }
  const entry = newEntry(ast, kind, { name, sessionId, objectId: nextObjectId() }, context);
  const dropped: readonly CatalogEntry[] = existing === undefined ? [] : [existing];
  return {
    locks,
    changes: [...dropped.map((old) => ({ action: 'drop', entry: old }) as const), { action: 'put', entry }],
    afterwards: ({ engine }) => engine.removals.add(droppedStageFolders(engine.folders.stages, dropped)),
    message:
      kind === 'stage'
        ? `Stage area ${name.name} successfully created.`
        : `File format ${name.name} successfully created.`,
  };
}

interface Made {
  readonly name: NamedObject;
  readonly sessionId: string | null;
  readonly objectId: number;
}

function newEntry(
  ast: CreateObject,
  kind: 'stage' | 'file_format',
  { name, sessionId, objectId }: Made,
  context: StatementContext,
): StageEntry | FileFormatEntry {
  const common = {
    objectId,
    sessionId,
    database: name.database,
    schema: name.schema,
    name: name.name,
    owner: context.session.role,
    createdOn: context.session.now,
  };
  return kind === 'stage'
    ? { kind, ...common, ...stageSettings(ast.options, context) }
    : { kind, ...common, ...fileFormatSettings(ast.options, context) };
}

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
