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

  /**
   * As `frame.dropna`.
   *
   * @example
   * ```ts
   * const frame = session.createDataFrame([[1, 'a'], [2, null]], 'id int, name string');
   * console.log(await frame.na.drop().count()); // → 1
   * ```
   */
  drop(...options: readonly [options?: DropNullOptions]): DataFrame<S> {
    return this.#frame.dropna(...options);
  }
  /**
   * As `frame.fillna`.
   *
   * @example
   * ```ts
   * const frame = session.createDataFrame([[1, null]], 'id int, name string');
   * console.log((await frame.na.fill('none').first())?.get('NAME')); // → none
   * ```
   */
  fill(...given: readonly [value: unknown, options?: FillOptions]): DataFrame<S> {
    return this.#frame.fillna(...given);
  }
  /**
   * As `frame.replace`.
   *
   * @example
   * ```ts
   * const rows = await session.table('orders').na.replace('north', 'up').sort('id').collect();
   * console.log(rows.map((row) => row.get('REGION'))); // → [ 'up', 'south', 'up' ]
   * ```
   */
  replace(values: unknown, by?: unknown, options?: FillOptions): DataFrame<S>;
  replace(pairs: object, options: FillOptions): DataFrame<S>;
  replace(...given: readonly [values: unknown, by?: unknown, options?: FillOptions]): DataFrame<S> {
    return this.#frame.replace(...given);
  }
}
