import { z } from 'zod';

/** A moment as the API writes it: RFC 3339 in UTC with milliseconds. Inside, times are integer epoch milliseconds. */
export const Timestamp = z.iso.datetime({ precision: 3 });

export const timestamp = (epochMs: number): string => new Date(epochMs).toISOString();

export const timestampOrNull = (epochMs: number | null): string | null =>
  epochMs === null ? null : timestamp(epochMs);
