import type { ApiConfig } from './config.js';

/** The part of the configuration that handlers ask for. A class, so that Nest can hand it over by type. */
export class Limits {
  readonly bodyBytes: number;
  readonly maxWaitMs: number;
  readonly streams: number;
  readonly keepRecordsMs: number;

  constructor({ bodyBytes, maxWaitMs, streams, keepRecordsMs }: ApiConfig) {
    this.bodyBytes = bodyBytes;
    this.maxWaitMs = maxWaitMs;
    this.streams = streams;
    this.keepRecordsMs = keepRecordsMs;
  }
}
