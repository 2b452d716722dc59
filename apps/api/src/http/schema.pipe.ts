import { ProblemError, placeOf, type SchemaIssue } from '@firn/contract';
import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';

/** The part of a request an argument comes from, as it is written in a problem's path. */
const PARTS = { body: 'body', query: 'query', custom: 'request', rawBody: 'body' } as const;

/** Parses an argument by the schema its decorator names. A wrong body is 422, a wrong address 400; both say where. */
export class SchemaPipe implements PipeTransform {
  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { schema, type } = metadata;
    if (schema === undefined) return value;
    const result = await schema['~standard'].validate(value);
    if (result.issues === undefined) return result.value;
    throw invalid(type === 'param' ? `path.${metadata.data ?? ''}` : PARTS[type], result.issues);
  }
}

/** @param part where the value comes from: `body`, `query`, `path.id`. */
export function invalid(part: string, issues: readonly SchemaIssue[]): ProblemError {
  const [first] = issues;
  const place = placeOf(first);
  const path = part === 'body' ? place : [part, place].filter((each) => each !== '').join('.');
  const more =
    issues.length > 1 ? ` (${issues.length - 1} more fault${issues.length > 2 ? 's' : ''} after this one)` : '';
  const detail = `${path || 'The body'}: ${first?.message ?? 'is not valid'}${more}.`.replace(/\.\.$/, '.');
  return ProblemError.of(part === 'body' ? 'invalid_job' : 'invalid_request', { detail, path: path || 'body' });
}
