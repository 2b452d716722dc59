/**
 * Types of the package `apache-arrow`, which only those need who ask for Arrow: `import '@firn/snowpark/arrow'` declares them
 * here. Without it an Arrow answer is of an unknown type, and this library can be used without that package.
 */
// biome-ignore lint/suspicious/noEmptyInterface: its members are declared by the module that imports apache-arrow
export interface ArrowTypes {}

/** A `Table` of apache-arrow. */
export type ArrowTable = ArrowTypes extends { readonly table: infer T } ? T : unknown;
/** A `RecordBatch` of apache-arrow. */
export type ArrowBatch = ArrowTypes extends { readonly batch: infer B } ? B : unknown;
