import type { GetResult, PutResult } from '@firn/snowpark';
import type { TransferRow } from '../../connect/driver.js';
import { NO_CODE, snowflakeError } from '../../errors/raise.js';

/** What the driver tells of a file that it put. @throws SnowflakeError where it did not */
export function putResult(row: TransferRow): PutResult {
  const [source, target, sourceSize, targetSize, sourceCompression, targetCompression, told, message] = row;
  const status = word(told);
  if (status !== 'UPLOADED' && status !== 'SKIPPED') throw notMoved('put', source, told, message);
  return {
    source: String(source),
    target: String(target),
    sourceSize: Number(sourceSize),
    targetSize: Number(targetSize),
    sourceCompression: compression(sourceCompression),
    targetCompression: compression(targetCompression),
    status,
    message: textOf(message),
  };
}

/** What the driver tells of a file that it fetched. @throws SnowflakeError where it did not */
export function getResult(row: TransferRow): GetResult {
  const [file, size, told, message] = row;
  const status = word(told);
  if (status !== 'DOWNLOADED') throw notMoved('fetched', file, told, message);
  return { file: String(file), size: Number(size), status, message: textOf(message) };
}

const word = (told: unknown): string => String(told).toUpperCase();
const textOf = (told: unknown): string | null => (typeof told === 'string' && told !== '' ? told : null);
const compression = (told: unknown): string | null => textOf(told)?.toUpperCase() ?? null;

const notMoved = (done: string, file: unknown, status: unknown, message: unknown) =>
  snowflakeError({
    code: NO_CODE,
    message: `The file ${String(file)} was not ${done}: ${textOf(message) ?? `it ended as ${String(status)}`}.`,
  });
