import type { ApiConfig } from './config.js';

/** The part of the configuration that handlers ask for. A class, so that Nest can hand it over by type. */
export class Limits {
  readonly bodyBytes: number;
  readonly maxWaitMs: number;
  readonly streams: number;
  readonly keepJobsMs: number;

  constructor({ bodyBytes, maxWaitMs, streams, keepJobsMs }: ApiConfig) {
    this.bodyBytes = bodyBytes;
    this.maxWaitMs = maxWaitMs;
    this.streams = streams;
    this.keepJobsMs = keepJobsMs;
  }
}
