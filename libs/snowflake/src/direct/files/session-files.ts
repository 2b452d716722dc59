import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { createGunzip } from 'node:zlib';
import {
  type ByteSource,
  type FileTransfer,
  type GetOptions,
  type GetResult,
  type GetStreamOptions,
  type PutOptions,
  type PutResult,
  type TransferStart,
  UsageError,
} from '@firn/snowpark';
import { limitOf, quoteText, withinLimit } from '@firn/snowpark/internal';
import type { TransferRow } from '../../connect/driver.js';
import type { SnowflakeSession } from '../../connect/session.js';
import { NO_CODE, snowflakeError } from '../../errors/raise.js';
import { getResult, putResult } from './transfer-rows.js';
import { writeSource } from './write-source.js';

/** Moves files by the driver, which reads and writes them itself. A transfer under way cannot be stopped, only left. */
export class SessionFiles implements FileTransfer {
  constructor(private readonly session: () => Promise<SnowflakeSession>) {}

  async put(local: string, location: string, options: PutOptions): Promise<readonly PutResult[]> {
    const { parallel = 4, autoCompress = true, sourceCompression = 'auto_detect', overwrite = false } = options;
    const settings = [
      `PARALLEL = ${parallel}`,
      `AUTO_COMPRESS = ${autoCompress ? 'TRUE' : 'FALSE'}`,
      `SOURCE_COMPRESSION = ${sourceCompression.toUpperCase()}`,
      `OVERWRITE = ${overwrite ? 'TRUE' : 'FALSE'}`,
    ].join(' ');
    const text = `PUT ${quoteText(fileUrl(local))} ${quoteText(location)} ${settings}`;
    await requireFiles(local);
    return (await this.#transfer(text, options)).map(putResult);
  }

  async get(location: string, folder: string, options: GetOptions): Promise<readonly GetResult[]> {
    const { parallel = 10, pattern } = options;
    const path = resolve(withoutScheme(folder));
    await mkdir(path, { recursive: true });
    const only = pattern === undefined ? '' : ` PATTERN = ${quoteText(pattern)}`;
    const text = `GET ${quoteText(location)} ${quoteText(fileUrl(path))} PARALLEL = ${parallel}${only}`;
    return (await this.#transfer(text, options)).map(getResult);
  }

  /** Through a file of this machine, which alone the driver can put: memory is bounded by a piece of the source. */
  async putStream(source: ByteSource, location: string, options: PutOptions): Promise<PutResult> {
    const at = location.lastIndexOf('/');
    const [folder, name] = [location.slice(0, at), location.slice(at + 1)];
    if (/[*?]/.test(name)) {
      throw new UsageError(
        'invalid_argument',
        `putStream(location): a file cannot have the name ${name}: * and ? stand for others.`,
      );
    }
    return inFolder(async (here) => {
      const limit = limitOf(options);
      await writeSource(source, join(here, name), limit);
      const [put] = await this.put(join(here, name), folder, options);
      if (put === undefined) throw nothingMoved(location);
      return put;
    });
  }

  async getStream(location: string, options: GetStreamOptions): Promise<AsyncIterable<Uint8Array>> {
    const { decompress = false, ...rest } = options;
    const here = await temporaryFolder();
    try {
      await this.get(location, here, rest);
      const [name] = await readdir(here);
      if (name === undefined) throw nothingMoved(location);
      const file = createReadStream(join(here, name));
      const bytes = decompress && name.endsWith('.gz') ? file.pipe(createGunzip()) : file;
      if (bytes !== file) file.once('error', (error) => bytes.destroy(error));
      bytes.once('close', () => void rm(here, { recursive: true, force: true }));
      return bytes;
    } catch (error) {
      await rm(here, { recursive: true, force: true });
      throw error;
    }
  }

  async #transfer(text: string, options: TransferStart): Promise<readonly TransferRow[]> {
    const limit = limitOf(options);
    limit?.throwIfAborted();
    const session = await withinLimit(this.session(), limit);
    return withinLimit(session.transfer(text, { parameters: options.statementParams }), limit);
  }
}

const withoutScheme = (path: string): string => path.replace(/^file:\/\//i, '');

/** What the driver would say of it does not name it. A name with `*` or `?` stands for any number of files. */
async function requireFiles(local: string): Promise<void> {
  const path = resolve(withoutScheme(local));
  const found = await kindAt(path);
  if (found === 'file') return;
  if (found === 'folder') throw noFiles(`${path} is a folder: write ${join(path, '*')}.`);
  const folder = dirname(path);
  if ((await kindAt(folder)) !== 'folder') throw noFiles(`there is no folder ${folder}.`);
  if (!/[*?]/.test(basename(path))) throw noFiles(`there is no file ${path}.`);
}

const kindAt = (path: string): Promise<'file' | 'folder' | null> =>
  stat(path).then(
    (found) => (found.isDirectory() ? 'folder' : 'file'),
    () => null,
  );

const noFiles = (what: string) => new UsageError('invalid_argument', `put(local): ${what}`);

/** As PUT and GET name files: the whole path, with slashes on every system. */
const fileUrl = (path: string): string => `file://${resolve(withoutScheme(path)).replaceAll('\\', '/')}`;

const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'firn-file-'));

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await temporaryFolder();
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const nothingMoved = (location: string) =>
  snowflakeError({ code: NO_CODE, message: `There is no file at ${location}.` });
