import { AGGREGATES } from './aggregates.js';
import { AI } from './ai.js';
import { ARRAYS } from './arrays.js';
import { BITWISE } from './bitwise.js';
import { CALLS } from './calls.js';
import { COLUMNS } from './columns.js';
import { CONDITIONAL } from './conditional.js';
import { CONTEXT } from './context.js';
import { CONVERSION } from './conversion.js';
import { DATETIME } from './datetime.js';
import { ENCODING } from './encoding.js';
import type { Forms } from './forms.js';
import { GENERATION } from './generation.js';
import { GEOSPATIAL } from './geospatial.js';
import { GEOSPATIAL_FROM } from './geospatial-from.js';
import { H3 } from './h3.js';
import { INTERVALS } from './intervals.js';
import { NUMERIC } from './numeric.js';
import { OBJECTS } from './objects.js';
import { REGEXP } from './regexp.js';
import { STAGE_FILES } from './stage-files.js';
import { TEXT } from './text.js';
import { VARIANTS } from './variants.js';
import { VECTORS } from './vectors.js';
import { WINDOW } from './window.js';

/** Every function that is an expression, by its name. */
export const FORMS: Forms = {
  ...AGGREGATES,
  ...AI,
  ...ARRAYS,
  ...BITWISE,
  ...CALLS,
  ...COLUMNS,
  ...CONDITIONAL,
  ...CONTEXT,
  ...CONVERSION,
  ...DATETIME,
  ...ENCODING,
  ...GENERATION,
  ...GEOSPATIAL_FROM,
  ...GEOSPATIAL,
  ...H3,
  ...INTERVALS,
  ...NUMERIC,
  ...OBJECTS,
  ...REGEXP,
  ...STAGE_FILES,
  ...TEXT,
  ...VARIANTS,
  ...VECTORS,
  ...WINDOW,
};
