/** Fewer sources are left to DuckDB, which may find a better order. */
const FEW = 8;

/** Sources parted by commas and the conditions of their WHERE, as DuckDB text. */
export interface Product {
  readonly from: string;
  readonly where: readonly string[];
}

export const hasManySources = (sources: readonly string[]): boolean => sources.length > FEW;

/**
 * A product of many sources with each condition at the join where all that it names is there. DuckDB's filter pushdown derives
 * every equality from every other one: 80 sources on one key take ten seconds of planning in a WHERE, and a twentieth of one so.
 */
export function joinedBy(sources: readonly string[], conditions: readonly string[]): Product {
  const [first = '', ...others] = sources;
  const open = new Map(conditions.map((condition) => [condition, aliasesIn(condition)]));
  const missing = new Set(others.flatMap(aliasesOf));
  let from = first;
  for (const source of others) {
    for (const alias of aliasesOf(source)) missing.delete(alias);
    const ready = source.startsWith('LATERAL') ? [] : take(open, missing);
    from += ready.length === 0 ? ` CROSS JOIN ${source}` : ` INNER JOIN ${source} ON ${ready.join(' AND ')}`;
  }
  return { from, where: [...open.keys()] };
}

/** The conditions whose names are all there, taken out. What holds a query of its own stays where it was written. */
function take(open: Map<string, ReadonlySet<string>>, missing: ReadonlySet<string>): readonly string[] {
  const ready = [...open].flatMap(([condition, aliases]) =>
    [...aliases].every((alias) => !missing.has(alias)) && !condition.includes('(SELECT') ? [condition] : [],
  );
  for (const condition of ready) open.delete(condition);
  return ready;
}

const aliasesIn = (text: string): ReadonlySet<string> => new Set(text.match(/\bt\d+\b/g));

/** Names that a source makes, those inside of it too: they are used nowhere else. */
const aliasesOf = (source: string): readonly string[] =>
  [...source.matchAll(/ AS (t\d+)\b/g)].map(([, alias = '']) => alias);
