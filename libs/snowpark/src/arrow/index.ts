import type { RecordBatch, Table } from 'apache-arrow';

/** What `toArrow()` and `toArrowBatches()` give, for those who have apache-arrow: `import '@firn/snowpark/arrow'`. */
declare module '../async/arrow-types.js' {
  interface ArrowTypes {
    readonly table: Table;
    readonly batch: RecordBatch;
  }
}

export { arrowBatches, arrowTable } from './to-arrow.js';
