// Functions by name, a file for each kind. Each of them is public: what they are made of is elsewhere.

export {
  callTableFunction,
  explode,
  explodeOuter,
  type FlattenOptions,
  flatten,
  type PartitionOptions,
  TableFunctionCall,
  tableFunction,
} from '../table-function.js';
export * from './aggregates.js';
export * from './ai.js';
export * from './arrays.js';
export * from './bitwise.js';
export * from './calls.js';
export * from './columns.js';
export * from './conditional.js';
export * from './context.js';
export * from './conversion.js';
export * from './datetime.js';
export type { DatePart, ExtractPart } from './declare/date-parts.js';
export type { Amount, Count, Text } from './declare/parameters.js';
export * from './encoding.js';
export * from './generation.js';
export * from './geospatial.js';
export * from './geospatial-from.js';
export * from './h3.js';
export * from './intervals.js';
export * from './numeric.js';
export * from './objects.js';
export * from './regexp.js';
export * from './sorting.js';
export * from './stage-files.js';
export * from './text.js';
export * from './variants.js';
export * from './vectors.js';
export * from './window.js';
