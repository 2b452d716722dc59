import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isMissing, UNFINISHED } from '../stage/stage-files.js';
import type { Call, Reply } from './call.js';
import type { SignedUrls } from './signed-urls.js';

/** What a URL of a staged file may be used for. */
export type FileUse = 'put' | 'get';

const PATH = '/staged-file';

/** Files of stages over HTTP, as an object store gives them: for drivers that cannot reach, or do not read, the folder of a stage. */
export class StagedFiles {
  constructor(
    private readonly stages: string,
    private readonly urls: SignedUrls,
  ) {}

  /** A URL that reads or writes this one file on disk. */
  url(origin: string, file: string, use: FileUse, now: number): string {
    const inStages = relative(this.stages, file).split(sep).join('/');
    return this.urls.url(origin, PATH, { file: inStages, for: use }, '', now);
  }

  async answer(call: Call): Promise<Reply> {
    const use = call.method === 'PUT' ? 'put' : 'get';
    const inStages = call.query.get('file');
    if (inStages === null || call.query.get('for') !== use || !this.urls.isSigned(call, '')) return status(403);
    const file = join(this.stages, ...inStages.split('/'));
    return use === 'put' ? this.take(call, file) : this.give(call, file);
  }

  /** The file is there once it has come whole. */
  private async take({ request }: Call, file: string): Promise<Reply> {
    const unfinished = `${file}.${randomUUID()}${UNFINISHED}`;
    await mkdir(dirname(file), { recursive: true });
    try {
      await pipeline(request, createWriteStream(unfinished, { mode: 0o600 }));
      await rename(unfinished, file);
    } finally {
      await rm(unfinished, { force: true });
    }
    return status(200);
  }

  private async give({ method, headers }: Call, file: string): Promise<Reply> {
    const found = await stat(file).catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw error;
    });
    if (found === null) return status(404);
    const part = rangeOf(headers.range, found.size);
    if (part === null) return status(416);
    return {
      kind: 'raw',
      send: async (response) => {
        response.statusCode = part.isWhole ? 200 : 206;
        response.setHeader('content-type', 'application/octet-stream');
        response.setHeader('accept-ranges', 'bytes');
        response.setHeader('content-length', part.end - part.start);
        if (!part.isWhole) response.setHeader('content-range', `bytes ${part.start}-${part.end - 1}/${found.size}`);
        if (method === 'HEAD' || part.end === part.start) response.end();
        else await pipeline(createReadStream(file, { start: part.start, end: part.end - 1 }), response);
      },
    };
  }
}

interface Part {
  readonly start: number;
  /** The first byte that is no more in it. */
  readonly end: number;
  readonly isWhole: boolean;
}

/** The one range that is asked for: Go takes large files in parts. Null for one that begins behind the end. */
function rangeOf(header: string | undefined, size: number): Part | null {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === undefined) return { start: 0, end: size, isWhole: true };
  const start = Number(first);
  const end = last === undefined || last === '' ? size : Math.min(Number(last) + 1, size);
  return start >= size || end <= start ? null : { start, end, isWhole: false };
}

const status = (code: number): Reply => ({
  kind: 'raw',
  send: async (response) => {
    response.statusCode = code;
    response.end();
  },
});
