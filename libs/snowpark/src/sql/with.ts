import { type Fragment, joined, type Shared, sql, text } from './fragment.js';

/** A query as it can stand alone or in parentheses: with the shared queries that it speaks of in front, each after those it reads. */
export function withShared(query: Fragment): Fragment {
  const queries = sharedIn(query);
  if (queries.length === 0) return query;
  const defined = queries.map(({ name, body }) => sql`${text(name)} AS (${body})`);
  return sql`WITH ${joined(defined, ', ')} ${query}`;
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
        stack.push('shared' in part ? { enter: part.shared } : part);
      }
    }
  }
  return found;
}
