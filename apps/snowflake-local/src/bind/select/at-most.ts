/** The most rows that a query can give: what was known before, and a LIMIT. */
export function atMost(known: number | undefined, limit: string | null): { atMost?: number } {
  const rows = Math.min(known ?? Number.POSITIVE_INFINITY, limit === null ? Number.POSITIVE_INFINITY : Number(limit));
  return Number.isFinite(rows) ? { atMost: rows } : {};
}
