import { mkdir } from 'node:fs/promises';
import { relative } from 'node:path';
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
 * PUT and GET. The driver moves the files itself; the answer tells it where the stage is on the disk that both share
 * (location type LOCAL_FS).
 */
export function preparePut(ast: PutFiles, request: PrepareRequest): PreparedStatement {
  const source = stageSource(ast.location, statementContext(request), request.engine.folders.stages);
  const settings = putSettings(ast, request.text);
  return commandStatement(STATEMENT_TYPE.put, {
    columns: [],
    run: async () => {
      const folder = folderOf(source);
      await mkdir(folder, { recursive: true });
      const info = stageInfo(folder);
      return {
        columns: [],
        rows: {
          kind: 'transfer',
          instructions: {
            command: 'UPLOAD',
            kind: null,
            operation: 'Node',
            src_locations: [localPath(ast.file)],
            threshold: 209_715_200,
            clientShowEncryptionParameter: false,
            encryptionMaterial: null,
            presignedUrls: [],
            stageInfo: info,
            uploadInfo: info,
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
    run: async () => ({
      columns: [],
      rows: {
        kind: 'transfer',
        instructions: {
          command: 'DOWNLOAD',
          kind: null,
          operation: 'Node',
          src_locations: (await stagedFiles(source, pattern)).map(({ file }) => relative(source.folder, file)),
          localLocation: localPath(ast.file),
          parallel,
          threshold: 209_715_200,
          autoCompress: false,
          overwrite: false,
          sourceCompression: 'none',
          clientShowEncryptionParameter: false,
          encryptionMaterial: [],
          presignedUrls: [],
          stageInfo: stageInfo(`${source.folder}/`),
        },
      },
    }),
  });
}

/** The path of a PUT is a folder, whether or not a slash ends it. */
const folderOf = (source: StageSource): string => `${fileOfPath(source.folder, source.path).replace(/\/+$/, '')}/`;

const stageInfo = (location: string): Readonly<Record<string, unknown>> => ({
  locationType: 'LOCAL_FS',
  location,
  path: '',
  region: null,
  storageAccount: null,
  isClientSideEncrypted: false,
  creds: {},
  presignedUrl: null,
  endPoint: null,
});

/** What stands behind `file://`; the client resolves wildcards and relative paths. */
const localPath = (file: string): string => file.replace(/^file:\/\//i, '');

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
