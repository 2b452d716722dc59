import { isFrame } from '../arguments/columns.js';
import { requireMade } from '../arguments/made.js';
import type { DataFrame } from '../dataframe.js';
import type { DropNullOptions, FillOptions } from '../frame-reshaping.js';

/** What is done about missing values: `frame.na`. */
export class DataFrameNaFunctions<S extends object> {
  readonly #frame: DataFrame<S>;

  constructor(frame: DataFrame<S>) {
    requireMade(() => isFrame(frame), 'DataFrameNaFunctions', 'frame.na');
    this.#frame = frame;
  }

  /** As `frame.dropna`. */
  drop(...options: readonly [options?: DropNullOptions]): DataFrame<S> {
    return this.#frame.dropna(...options);
  }
  /** As `frame.fillna`. */
  fill(...given: readonly [value: unknown, options?: FillOptions]): DataFrame<S> {
    return this.#frame.fillna(...given);
  }
  /** As `frame.replace`. */
  replace(...given: readonly [values: unknown, by?: unknown, options?: FillOptions]): DataFrame<S> {
    return this.#frame.replace(...given);
  }
}
