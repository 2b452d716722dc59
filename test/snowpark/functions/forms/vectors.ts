import type { Forms } from './forms.js';

export const VECTORS: Forms = {
  vectorCosineDistance: [[['a', 'b'], `VECTOR_COSINE_DISTANCE("A", "B")`]],
  vectorInnerProduct: [[['a', 'b'], `VECTOR_INNER_PRODUCT("A", "B")`]],
  vectorL2Distance: [[['a', 'b'], `VECTOR_L2_DISTANCE("A", "B")`]],
  dpIntervalHigh: [[['a'], `DP_INTERVAL_HIGH("A")`]],
  dpIntervalLow: [[['a'], `DP_INTERVAL_LOW("A")`]],
};
