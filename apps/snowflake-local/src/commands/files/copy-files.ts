import { copyFile, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SqlError } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { CopyFiles, StageLocation } from '../../parse/ast.js';
import { fileNames } from '../../stage/load/settings.js';
import { isMissing, stagedFiles } from '../../stage/stage-files.js';
import { fileOfPath } from '../../stage/stage-path.js';
import { stageSource } from '../../stage/stage-source.js';
import { fixed } from '../../types/snow-type.js';
import { flagOption, type OptionReaders, readOptions, textOption } from '../options.js';
import { statementContext } from '../statement-context.js';
import { commandStatement, STATEMENT_TYPE, textOutput } from '../status.js';
import { type CopiedFile, filesOfQuery } from './files-of-query.js';

const FILES = [textOutput('file')];
const QUERIES = { transaction: 'read', needsWarehouse: true } as const;
const COUNT = [{ name: 'num_files_copied', type: fixed(38, 0), physical: 'bigint', nullable: true }] as const;

/** COPY FILES: what lies below one place in a stage, or what a query lists, to another place. */
export function prepareCopyFiles(ast: CopyFiles, request: PrepareRequest): PreparedStatement {
  const into = stageSource(ast.location, statementContext(request), request.engine.folders.stages);
  const { pattern, names, isDetailed } = settingsOf(ast, request.text);
  const files =
    ast.source.kind === 'query'
      ? filesOfQuery(ast.source.query, request)
      : filesBelow(ast.source.location, pattern, names, request);
  const columns = isDetailed ? FILES : COUNT;
  return commandStatement(STATEMENT_TYPE.list, {
    queryType: 'COPY_FILES',
    columns,
    ...(ast.source.kind === 'query' && QUERIES),
    run: async (execution) => {
      const wanted = await files(execution);
      for (const each of wanted) await requireFile(each);
      const copied: string[] = [];
      for (const { file, below } of wanted) {
        execution.signal.throwIfAborted();
        const path = `${asFolder(into.path)}${below}`;
        await copy(file, fileOfPath(into.folder, path));
        copied.push(path);
      }
      const cells = isDetailed ? copied.map((path) => [path]) : [[String(copied.length)]];
      return { columns, rows: { kind: 'values', cells } };
    },
  });
}

/** The files keep the names that they have below the place. */
function filesBelow(
  location: StageLocation,
  pattern: string | undefined,
  names: ReadonlySet<string> | undefined,
  request: PrepareRequest,
): () => Promise<readonly CopiedFile[]> {
  const from = stageSource(location, statementContext(request), request.engine.folders.stages);
  return async () => {
    const start = folderOf(from.path).length;
    const found = await stagedFiles(from, pattern);
    const files = found.map(({ file, path }) => ({ file, shown: path, below: path.slice(start) }));
    return names === undefined ? files : files.filter(({ below }) => names.has(below));
  };
}

function settingsOf(ast: CopyFiles, text: string) {
  let pattern: string | undefined;
  let names: ReadonlySet<string> | undefined;
  let isDetailed = true;
  const choosing: OptionReaders = {
    PATTERN: (value, name) => {
      pattern = textOption(value, name);
    },
    FILES: (value, name) => {
      names = new Set(fileNames(value, name));
    },
  };
  readOptions(
    ast.options,
    {
      ...(ast.source.kind === 'stage' && choosing),
      DETAILED_OUTPUT: (value, name) => {
        isDetailed = flagOption(value, name);
      },
    },
    'COPY FILES',
    text,
  );
  return { pattern, names, isDetailed };
}

/** Before the first one is copied: a statement that fails copies nothing. */
async function requireFile({ file, shown }: CopiedFile): Promise<void> {
  const found = await stat(file).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (found?.isFile()) return;
  throw new SqlError(
    '091016',
    '02000',
    `Remote file '${shown}' was not found. There are several potential root causes. The file might not exist.`,
  );
}

/** A file on itself stays as it is. */
async function copy(file: string, target: string): Promise<void> {
  if (file === target) return;
  await mkdir(dirname(target), { recursive: true });
  await copyFile(file, target);
}

/** The folder that a path is in: of `a/b` it is `a/`, where `b` may be the start of a name. */
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);
const asFolder = (path: string): string => (path === '' || path.endsWith('/') ? path : `${path}/`);
