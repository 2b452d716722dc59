import { createHash } from 'node:crypto';
import type { Writing } from '@firn/contract';

/**
 * What of its kind a job waits with: empty for reads, else for writes, or for those of one table. What turns out to write when it is
 * compiled takes a slot among the writes then, or waits for one.
 */
export function laneOf(writing: Writing | null): string {
  if (writing === null) return '';
  if (writing.table === null) return 'write';
  return `table-${createHash('sha256').update(JSON.stringify(writing.table)).digest('hex').slice(0, 16)}`;
}
