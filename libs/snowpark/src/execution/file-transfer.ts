import type { StartOptions } from './executor.js';

/** Bytes, or texts as UTF-8: whole, or piece by piece. A stream of Node.js and one of the Web are both. */
export type ByteSource = string | Uint8Array | AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

/** Without Snowflake's `NONE`, with which its driver for Node.js fails: what is not compressed is found to be so. */
export const SOURCE_COMPRESSIONS = ['auto_detect', 'gzip', 'bz2', 'brotli', 'zstd', 'deflate', 'raw_deflate'] as const;

/** How a transfer is started: it is no write that could be claimed. */
export type TransferStart = Omit<StartOptions, 'delivery'>;

export interface PutOptions extends TransferStart {
  /** How many threads Snowflake's client may use, 1 to 99. Default 4. */
  readonly parallel?: number;
  /** Whether what is not compressed becomes a gzip, with `.gz` behind its name. Default true. */
  readonly autoCompress?: boolean;
  /** How the file is compressed already. Default `auto_detect`. */
  readonly sourceCompression?: (typeof SOURCE_COMPRESSIONS)[number];
  /** Whether a file of that name is replaced. Default false: it is skipped. */
  readonly overwrite?: boolean;
}

export interface GetOptions extends TransferStart {
  /** How many threads Snowflake's client may use, 1 to 99. Default 10. */
  readonly parallel?: number;
  /** A regular expression over whole paths. */
  readonly pattern?: string;
}

export interface GetStreamOptions extends TransferStart {
  /** How many threads Snowflake's client may use, 1 to 99. Default 10. */
  readonly parallel?: number;
  /** Whether a gzip is opened on the way. Default false. */
  readonly decompress?: boolean;
}

/** What became of a file that was put. Sizes are bytes. */
export interface PutResult {
  /** The name of the file here. */
  readonly source: string;
  /** Its name in the stage. */
  readonly target: string;
  readonly sourceSize: number;
  readonly targetSize: number;
  readonly sourceCompression: string | null;
  readonly targetCompression: string | null;
  readonly status: 'UPLOADED' | 'SKIPPED';
  readonly message: string | null;
}

/** What became of a file that was fetched. Sizes are bytes. */
export interface GetResult {
  readonly file: string;
  readonly size: number;
  readonly status: 'DOWNLOADED';
  readonly message: string | null;
}

/** Moves files between this machine and stages. Locations are `@stage/path`. */
export interface FileTransfer {
  put(local: string, location: string, options: PutOptions): Promise<readonly PutResult[]>;
  get(location: string, folder: string, options: GetOptions): Promise<readonly GetResult[]>;
  /** @param location ends with the name that the file gets */
  putStream(source: ByteSource, location: string, options: PutOptions): Promise<PutResult>;
  getStream(location: string, options: GetStreamOptions): Promise<AsyncIterable<Uint8Array>>;
}
