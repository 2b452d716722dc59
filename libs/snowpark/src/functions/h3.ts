import { COLUMN, WHOLE_VALUE } from '../arguments/columns.js';
import type { ColumnArg } from '../shape/values.js';
import { define } from './declare/define.js';
import * as p from './declare/parameters.js';
import { SAME, TEXT, TEXT_OR_NULL, TRUTH, WHOLE, WHOLE_OR_NULL } from './declare/results.js';

// Cells of the H3 grid, as whole numbers or as text; lists of them are JSON text.

const resolution = p.must<[resolution: p.Count], 'value of numbers'>('resolution', WHOLE_VALUE);
const latitude = p.must<[latitude: ColumnArg], 'column'>('latitude', COLUMN);
const longitude = p.must<[longitude: ColumnArg], 'column'>('longitude', COLUMN);

export const h3CellToBoundary = define('h3CellToBoundary', TEXT, p.column);
export const h3CellToChildren = define('h3CellToChildren', TEXT, p.column, resolution);
export const h3CellToChildrenString = define('h3CellToChildrenString', TEXT, p.column, resolution);
export const h3CellToParent = define('h3CellToParent', SAME, p.column, resolution);
export const h3CellToPoint = define('h3CellToPoint', TEXT, p.column);
export const h3CompactCells = define('h3CompactCells', TEXT, p.column);
export const h3CompactCellsStrings = define('h3CompactCellsStrings', TEXT, p.column);
export const h3Coverage = define('h3Coverage', TEXT, p.column, resolution);
export const h3CoverageStrings = define('h3CoverageStrings', TEXT, p.column, resolution);
export const h3GetResolution = define('h3GetResolution', WHOLE, p.column);
export const h3GridDisk = define('h3GridDisk', TEXT, p.column, p.count);
export const h3GridDistance = define('h3GridDistance', WHOLE, p.a, p.b);
export const h3GridPath = define('h3GridPath', TEXT, p.a, p.b);
export const h3IntToString = define('h3IntToString', TEXT, p.column);
export const h3IsPentagon = define('h3IsPentagon', TRUTH, p.column);
export const h3IsValidCell = define('h3IsValidCell', TRUTH, p.column);
export const h3LatlngToCell = define('h3LatlngToCell', WHOLE, latitude, longitude, resolution);
export const h3LatlngToCellString = define('h3LatlngToCellString', TEXT, latitude, longitude, resolution);
export const h3PointToCell = define('h3PointToCell', WHOLE, p.column, resolution);
export const h3PointToCellString = define('h3PointToCellString', TEXT, p.column, resolution);
export const h3PolygonToCells = define('h3PolygonToCells', TEXT, p.column, resolution);
export const h3PolygonToCellsStrings = define('h3PolygonToCellsStrings', TEXT, p.column, resolution);
export const h3StringToInt = define('h3StringToInt', WHOLE, p.column);
export const h3TryCoverage = define('h3TryCoverage', TEXT_OR_NULL, p.column, resolution);
export const h3TryCoverageStrings = define('h3TryCoverageStrings', TEXT_OR_NULL, p.column, resolution);
export const h3TryGridDistance = define('h3TryGridDistance', WHOLE_OR_NULL, p.a, p.b);
export const h3TryGridPath = define('h3TryGridPath', TEXT_OR_NULL, p.a, p.b);
export const h3TryPolygonToCells = define('h3TryPolygonToCells', TEXT_OR_NULL, p.column, resolution);
export const h3TryPolygonToCellsStrings = define('h3TryPolygonToCellsStrings', TEXT_OR_NULL, p.column, resolution);
export const h3UncompactCells = define('h3UncompactCells', TEXT, p.column, resolution);
export const h3UncompactCellsStrings = define('h3UncompactCellsStrings', TEXT, p.column, resolution);
