import { IdempotencyKey, ProblemError } from '@firn/contract';

/** @param header of the request, null where there is none */
export function readIdempotencyKey(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  const parsed = IdempotencyKey.safeParse(header);
  if (parsed.success) return parsed.data;
  throw ProblemError.of('invalid_request', {
    path: 'header.Idempotency-Key',
    detail: `Idempotency-Key ${parsed.error.issues[0]?.message ?? 'is not valid'}.`,
  });
}
