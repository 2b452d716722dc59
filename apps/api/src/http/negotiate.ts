import { ProblemError } from '@firn/contract';
import { NDJSON_TYPES } from './content-type.js';

type Format = 'json' | 'ndjson';
const FORMATS: readonly Format[] = ['json', 'ndjson'];
const TYPES: Readonly<Record<Format, ReadonlySet<string>>> = {
  json: new Set(['application/json']),
  ndjson: new Set(NDJSON_TYPES),
};

interface Range {
  readonly type: string;
  readonly quality: number;
  /** Where it stands in the header. */
  readonly index: number;
}

/**
 * The format a caller wants: by the parameter, else by the Accept header (RFC 9110, 12.5.1), else JSON. NDJSON is given only to
 * those who name it.
 *
 * @throws ProblemError not_acceptable
 */
export function negotiate(format: Format | undefined, accept: string | undefined): Format {
  if (format !== undefined) return format;
  if (accept === undefined || accept.trim() === '') return 'json';
  const ranges = accept.split(',').map(toRange);
  const [best] = FORMATS.flatMap((known) => {
    const range = rangeFor(known, ranges);
    return range === undefined || range.quality === 0 ? [] : [{ known, ...range }];
  }).sort((a, b) => b.quality - a.quality || a.index - b.index);
  if (best !== undefined) return best.known;
  throw ProblemError.of('not_acceptable', {
    path: 'header.Accept',
    detail: `This cannot be had as ${accept.slice(0, 200)}.`,
  });
}

/** The most specific range that speaks of a format: `application/json;q=0, *\/*` does not want JSON. */
function rangeFor(format: Format, ranges: readonly Range[]): Range | undefined {
  const exact = ranges.find(({ type }) => TYPES[format].has(type));
  if (exact !== undefined || format === 'ndjson') return exact;
  return ranges.find(({ type }) => type === 'application/*') ?? ranges.find(({ type }) => type === '*/*');
}

function toRange(range: string, index: number): Range {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  const given = parameters.find((parameter) => parameter.startsWith('q='));
  return { type, quality: given === undefined ? 1 : Number(given.slice(2)) || 0, index };
}
