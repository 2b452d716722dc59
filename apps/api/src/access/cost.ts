import type { JsonSize } from '@firn/contract';

/** What one request of the limit pays for. */
const BYTES = 65_536;
const OBJECTS = 1_000;
const VALUES = 20_000;
/** A line of a batch, however small, is a job to be recorded: so many of them cost a request. */
const LINES = 50;

/** What reading costs, in requests: by its bytes and, where it could be counted, by what it holds. */
const costOfReading = (bytes: number, size: JsonSize | null): number =>
  bytes / BYTES + (size === null ? 0 : size.objects / OBJECTS + size.values / VALUES);

/** A body in requests of the limit; a small one costs one. */
export const costOfBody = (bytes: number, size: JsonSize | null): number => Math.max(1, costOfReading(bytes, size));

/** A line of a batch in requests of the limit. */
export const costOfLine = (bytes: number, size: JsonSize | null): number =>
  Math.max(1 / LINES, costOfReading(bytes, size));
