import { ProblemError } from '@firn/contract';
import { NDJSON_TYPES } from './body-parsers.js';

type Format = 'json' | 'ndjson';
const NDJSON: ReadonlySet<string> = new Set(NDJSON_TYPES);

/** The format a caller wants: by the parameter, else by the Accept header, else JSON. @throws ProblemError naming the header. */
export function negotiate(format: Format | undefined, accept: string | undefined): Format {
  if (format !== undefined) return format;
  if (accept === undefined || accept.trim() === '') return 'json';
  const ranges = accept
    .split(',')
    .map((range) => range.split(';').map((part) => part.trim().toLowerCase()))
    .map(([type = '', ...parameters]) => ({ format: formatOf(type), quality: qualityOf(parameters) }))
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality); // equal ones stay as they were written
  for (const range of ranges) if (range.format !== null) return range.format;
  throw ProblemError.of('invalid_request', {
    path: 'header.Accept',
    detail: `This cannot be had as ${accept}.`,
    cure: 'Accept application/json or application/x-ndjson.',
  });
}

function formatOf(type: string): Format | null {
  if (NDJSON.has(type)) return 'ndjson';
  return type === 'application/json' || type === 'application/*' || type === '*/*' ? 'json' : null;
}

function qualityOf(parameters: readonly string[]): number {
  const given = parameters.find((parameter) => parameter.startsWith('q='));
  return given === undefined ? 1 : Number(given.slice(2)) || 0;
}
