import { type Fragment, joined, type Shared, sql, text } from './fragment.js';

/** A query as it can stand alone or in parentheses: with the shared queries that it speaks of in front, each after those it reads. */
export function withShared(query: Fragment): Fragment {
  if (!query.shares) return query;
  const queries = sharedIn(query);
  const defined = queries.map(({ name, body }) => sql`${text(name)} AS (${body})`);
  const whole = beginsWith(query) ? sql`SELECT * FROM (${query})` : query;
  return sql`WITH ${joined(defined, ', ')} ${whole}`;
}

/** It has common tables of its own already: a statement takes the word once. */
function beginsWith(query: Fragment): boolean {
  let [part] = query.parts;
  while (part !== undefined && typeof part !== 'string' && 'parts' in part) [part] = part.parts;
  if (part === undefined) return false;
  const leading = typeof part === 'string' ? part : 'written' in part ? part.written : '';
  return /^\s*with\b/i.test(leading);
}

/** The shared queries that a fragment speaks of, and those that they speak of themselves. */
function sharedIn(fragment: Fragment): readonly Shared[] {
  const found: Shared[] = [];
  const seen = new Set<Fragment | Shared>();
  const stack: (Fragment | { readonly enter: Shared } | { readonly leave: Shared })[] = [fragment];
  const first = (of: Fragment | Shared): boolean => !seen.has(of) && seen.add(of) !== undefined;
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if ('leave' in next) found.push(next.leave);
    else if ('enter' in next) {
      if (first(next.enter)) stack.push({ leave: next.enter }, next.enter.body);
    } else if (first(next)) {
      for (let at = next.parts.length - 1; at >= 0; at -= 1) {
        const part = next.parts[at];
        if (part === undefined || typeof part === 'string' || 'hole' in part || 'written' in part) continue;
        if ('shared' in part) stack.push({ enter: part.shared });
        else if (part.shares) stack.push(part);
      }
    }
  }
  return found;
}
