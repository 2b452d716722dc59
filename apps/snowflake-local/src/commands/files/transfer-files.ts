import { mkdir } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import { unsupported } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { GetFiles, PutFiles } from '../../parse/ast.js';
import { stagedFiles } from '../../stage/stage-files.js';
import { fileOfPath } from '../../stage/stage-path.js';
import { type StageSource, stageSource } from '../../stage/stage-source.js';
import { countOption, flagOption, readOptions, textOption } from '../options.js';
import { statementContext } from '../statement-context.js';
import { commandStatement, STATEMENT_TYPE } from '../status.js';

/**
 * PUT and GET. The driver moves the files itself; the answer tells it what to move, and where to.
 */
export function preparePut(ast: PutFiles, request: PrepareRequest): PreparedStatement {
  const source = stageSource(ast.location, statementContext(request), request.engine.folders.stages);
  const settings = putSettings(ast, request.text);
  return commandStatement(STATEMENT_TYPE.put, {
    columns: [],
    run: async () => {
      const folder = folderOf(source);
      await mkdir(folder, { recursive: true });
      return {
        columns: [],
        rows: {
          kind: 'transfer',
          folder,
          files: [fileOfPath('', targetName(ast.file))],
          instructions: {
            command: 'UPLOAD',
            kind: null,
            operation: 'Node',
            src_locations: [localPath(ast.file)],
            threshold: 209_715_200,
            clientShowEncryptionParameter: false,
            encryptionMaterial: null,
            ...settings,
          },
        },
      };
    },
  });
}

export function prepareGet(ast: GetFiles, request: PrepareRequest): PreparedStatement {
  const source = stageSource(ast.location, statementContext(request), request.engine.folders.stages);
  let pattern: string | undefined;
  let parallel = 10;
  readOptions(
    ast.options,
    {
      PATTERN: (value, name) => {
        pattern = textOption(value, name);
      },
      PARALLEL: (value, name) => {
        parallel = countOption(value, name);
      },
    },
    'GET',
    request.text,
  );
  return commandStatement(STATEMENT_TYPE.get, {
    columns: [],
    run: async () => {
      const files = (await stagedFiles(source, pattern)).map(({ file }) => relative(source.folder, file));
      return {
        columns: [],
        rows: {
          kind: 'transfer',
          folder: `${source.folder}/`,
          files,
          instructions: {
            command: 'DOWNLOAD',
            kind: null,
            operation: 'Node',
            src_locations: files,
            localLocation: localPath(ast.file),
            parallel,
            threshold: 209_715_200,
            autoCompress: false,
            overwrite: false,
            sourceCompression: 'none',
            clientShowEncryptionParameter: false,
            encryptionMaterial: [],
          },
        },
      };
    },
  });
}

/** The path of a PUT is a folder, whether or not a slash ends it. */
const folderOf = (source: StageSource): string => `${fileOfPath(source.folder, source.path).replace(/\/+$/, '')}/`;

/** What stands behind `file://`; the client resolves wildcards and relative paths. */
const localPath = (file: string): string => file.replace(/^file:\/\//i, '');

/**
 * The name in the stage of the one file that a driver asks a URL for. It sends the command again with that name in place of the file's;
 * Go's leaves a wildcard in front of it.
 */
const targetName = (file: string): string => basename(localPath(file)).replace(/^.*(?:[*?]|\[[^\]]*\])(?=.)/, '');

const SOURCE_COMPRESSIONS = ['AUTO_DETECT', 'NONE', 'GZIP', 'BZ2', 'BROTLI', 'ZSTD', 'DEFLATE', 'RAW_DEFLATE'];

function putSettings(
  ast: PutFiles,
  text: string,
): {
  parallel: number;
  autoCompress: boolean;
  overwrite: boolean;
  sourceCompression: string;
} {
  let settings = { parallel: 4, autoCompress: true, overwrite: false, sourceCompression: 'auto_detect' };
  readOptions(
    ast.options,
    {
      PARALLEL: (value, name) => {
        settings = { ...settings, parallel: countOption(value, name) };
      },
      AUTO_COMPRESS: (value, name) => {
        settings = { ...settings, autoCompress: flagOption(value, name) };
      },
      OVERWRITE: (value, name) => {
        settings = { ...settings, overwrite: flagOption(value, name) };
      },
      SOURCE_COMPRESSION: (value, name) => {
        const given = textOption(value, name);
        if (!SOURCE_COMPRESSIONS.includes(given.toUpperCase())) throw unsupported(`SOURCE_COMPRESSION = ${given}`);
        settings = { ...settings, sourceCompression: given.toLowerCase() };
      },
    },
    'PUT',
    text,
  );
  return settings;
}
