import { rm } from 'node:fs/promises';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { ListFiles } from '../../parse/ast.js';
import { md5Of } from '../../stage/md5.js';
import { severalAtOnce } from '../../stage/several-at-once.js';
import { type StagedFile, stagedFiles } from '../../stage/stage-files.js';
import { stageSource } from '../../stage/stage-source.js';
import { fixed } from '../../types/snow-type.js';
import { statementContext } from '../statement-context.js';
import { commandStatement, STATEMENT_TYPE, textOutput } from '../status.js';

const LIST_COLUMNS = [
  textOutput('name'),
  { name: 'size', type: fixed(38, 0), physical: 'bigint', nullable: true },
  textOutput('md5'),
  textOutput('last_modified'),
] as const;

const REMOVE_COLUMNS = [textOutput('name'), textOutput('result')];

/** LIST and REMOVE. A path means every file that starts with it. */
export function prepareListFiles(ast: ListFiles, request: PrepareRequest): PreparedStatement {
  const source = stageSource(ast.location, statementContext(request), request.engine.folders.stages);
  if (ast.kind === 'list_files') {
    return commandStatement(STATEMENT_TYPE.list, {
      columns: LIST_COLUMNS,
      run: async ({ signal }) => {
        const files = await stagedFiles(source, ast.pattern);
        const cells = await severalAtOnce(files, (file) => listedFile(source.label, file, signal));
        return { columns: LIST_COLUMNS, rows: { kind: 'values', cells } };
      },
    });
  }
  return commandStatement(STATEMENT_TYPE.remove, {
    columns: REMOVE_COLUMNS,
    run: async ({ signal }) => {
      const files = await stagedFiles(source, ast.pattern);
      await severalAtOnce(files, async ({ file }) => {
        signal.throwIfAborted();
        await rm(file, { force: true });
      });
      const cells = files.map(({ path }) => [`${source.label}${path}`, 'removed']);
      return { columns: REMOVE_COLUMNS, rows: { kind: 'values', cells } };
    },
  });
}

async function listedFile(label: string, file: StagedFile, signal: AbortSignal): Promise<readonly string[]> {
  const md5 = await md5Of(file, signal);
  return [`${label}${file.path}`, String(file.bytes), md5, new Date(file.modifiedAt).toUTCString()];
}
