import { ProblemError } from '@firn/contract';

/**
 * Refuses a query string whose escapes are no UTF-8: the parser would put other characters in their place.
 *
 * @throws ProblemError invalid_request naming the parameter
 */
export function checkQuery(url: string): void {
  const start = url.indexOf('?');
  if (start === -1 || !url.includes('%', start)) return;
  for (const parameter of url.slice(start + 1).split('&')) {
    const [name = ''] = parameter.split('=', 1);
    if (isText(parameter)) continue;
    throw ProblemError.of('invalid_request', {
      path: `query.${isText(name) ? decodeURIComponent(name) : name}`,
      detail: 'The escapes in this parameter are not UTF-8.',
      cure: 'Write each byte of the UTF-8 of a character as %XX.',
    });
  }
}

function isText(escaped: string): boolean {
  try {
    return !decodeURIComponent(escaped).includes('\0');
  } catch {
    return false;
  }
}
