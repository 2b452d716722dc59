import type { AnyColumn } from '@firn/snowpark';

/** What functions give: the name, a call over the row or rows of the spec, and the value as text. A function has as many cases as it needs. */
export type Rows = readonly (readonly [name: string, column: AnyColumn, value: string | null])[];
