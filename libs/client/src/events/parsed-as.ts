import { FirnUnreachable } from '../firn-problem.js';

interface Parser<T> {
  safeParse(
    value: unknown,
  ): { readonly success: true; readonly data: T } | { readonly success: false; readonly error: unknown };
}

/** The data of an event. @throws FirnUnreachable for data of another form */
export function parsedAs<T>(schema: Parser<T>, data: string, of: string): T {
  const parsed = schema.safeParse(JSON.parse(data));
  if (parsed.success) return parsed.data;
  throw new FirnUnreachable(of, 'an event has not the expected form', { cause: parsed.error });
}
