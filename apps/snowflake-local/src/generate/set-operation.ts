const WORDS = { union: 'UNION', union_all: 'UNION ALL', intersect: 'INTERSECT', except: 'EXCEPT' } as const;

/**
 * Joins queries of equal columns by one operator. A chain becomes a balanced tree, because DuckDB's stack grows with
 * the depth of one that leans; `a EXCEPT b EXCEPT c` is the same as `a EXCEPT (b UNION ALL c)`.
 */
export function setOperationText(operator: keyof typeof WORDS, queries: readonly string[]): string {
  const [first = '', ...others] = queries;
  if (operator !== 'except' || others.length < 2) return balanced(WORDS[operator], queries);
  return `(${first}) EXCEPT (${balanced('UNION ALL', others)})`;
}

function balanced(word: string, queries: readonly string[]): string {
  if (queries.length === 1) return queries[0] ?? '';
  const middle = queries.length >> 1;
  return `(${balanced(word, queries.slice(0, middle))}) ${word} (${balanced(word, queries.slice(middle))})`;
}
