import { UsageError } from '@firn/snowpark';
import { shown } from '@firn/snowpark/internal';

type Class = abstract new (...args: never[]) => object;

/**
 * What Nest injects into a provider, which somebody may make by hand without it: `app.useGlobalFilters(new FirnExceptionFilter())`.
 *
 * @param method what is called of it: it may be of another copy of Nest
 */
export function madeByNest<T>(made: Class, needs: Class, given: T, method: string): T {
  const isThere = typeof given === 'object' && given !== null && method in given;
  if (isThere) return given;
  throw new UsageError(
    'invalid_argument',
    `new ${made.name}(): expected ${needs.name}, found ${shown(given)}. Let Nest make it, as a provider, or hand over app.get(${needs.name}).`,
  );
}
