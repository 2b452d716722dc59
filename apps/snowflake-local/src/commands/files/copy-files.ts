import { copyFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { CopyFiles } from '../../parse/ast.js';
import { fileNames } from '../../stage/load/settings.js';
import { type StagedFile, stagedFiles } from '../../stage/stage-files.js';
import { fileOfPath } from '../../stage/stage-path.js';
import { stageSource } from '../../stage/stage-source.js';
import { fixed } from '../../types/snow-type.js';
import { flagOption, readOptions, textOption } from '../options.js';
import { statementContext } from '../statement-context.js';
import { commandStatement, STATEMENT_TYPE, textOutput } from '../status.js';

const FILES = [textOutput('file')];
const COUNT = [{ name: 'num_files_copied', type: fixed(38, 0), physical: 'bigint', nullable: true }] as const;

/** COPY FILES: from one place in a stage to another, under the names that they have below the first. */
export function prepareCopyFiles(ast: CopyFiles, request: PrepareRequest): PreparedStatement {
  const context = statementContext(request);
  const from = stageSource(ast.source, context, request.engine.folders.stages);
  const into = stageSource(ast.location, context, request.engine.folders.stages);
  const { pattern, names, isDetailed } = settingsOf(ast, request.text);
  const columns = isDetailed ? FILES : COUNT;
  return commandStatement(STATEMENT_TYPE.list, {
    queryType: 'COPY_FILES',
    columns,
    run: async ({ signal }) => {
      const below = folderOf(from.path);
      const found = await stagedFiles(from, pattern);
      const wanted = found.filter(({ path }) => names?.has(path.slice(below.length)) ?? true);
      const copied: string[] = [];
      for (const file of wanted) {
        signal.throwIfAborted();
        const path = `${asFolder(into.path)}${file.path.slice(below.length)}`;
        await copy(file, fileOfPath(into.folder, path));
        copied.push(path);
      }
      const cells = isDetailed ? copied.map((path) => [path]) : [[String(copied.length)]];
      return { columns, rows: { kind: 'values', cells } };
    },
  });
}

function settingsOf(ast: CopyFiles, text: string) {
  let pattern: string | undefined;
  let names: ReadonlySet<string> | undefined;
  let isDetailed = true;
  readOptions(
    ast.options,
    {
      PATTERN: (value, name) => {
        pattern = textOption(value, name);
      },
      FILES: (value, name) => {
        names = new Set(fileNames(value, name));
      },
      DETAILED_OUTPUT: (value, name) => {
        isDetailed = flagOption(value, name);
      },
    },
    'COPY FILES',
    text,
  );
  return { pattern, names, isDetailed };
}

/** A file on itself stays as it is. */
async function copy({ file }: StagedFile, target: string): Promise<void> {
  if (file === target) return;
  await mkdir(dirname(target), { recursive: true });
  await copyFile(file, target);
}

/** The folder that a path is in: of `a/b` it is `a/`, where `b` may be the start of a name. */
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);
const asFolder = (path: string): string => (path === '' || path.endsWith('/') ? path : `${path}/`);
