/** Rows of DuckDB expressions as a VALUES list. */
export const valuesText = (rows: readonly (readonly string[])[]): string =>
  `VALUES ${rows.map((row) => `(${row.join(', ')})`).join(', ')}`;
