import type { ApiConfig } from './config.js';

/** The part of the configuration that handlers ask for. A class, so that Nest can hand it over by type. */
export class Limits {
  readonly bodyBytes: number;
  readonly pauseMs: number;
  readonly maxWaitMs: number;
  readonly streams: number;
  readonly stalledMs: number;
  readonly keepRecordsMs: number;

  constructor({ bodyBytes, pauseMs, maxWaitMs, streams, stalledMs, keepRecordsMs }: ApiConfig) {
    this.bodyBytes = bodyBytes;
    this.pauseMs = pauseMs;
    this.maxWaitMs = maxWaitMs;
    this.streams = streams;
    this.stalledMs = stalledMs;
    this.keepRecordsMs = keepRecordsMs;
  }
}
