import { TEXT_VALUE } from '../arguments/columns.js';
import { define } from './declare/define.js';
import * as p from './declare/parameters.js';
import { A_TEXT, MOMENT_OR_NULL, TEXT_OR_NULL, TRUTH_OR_NULL, WHOLE_OR_NULL } from './declare/results.js';

// What is known of a FILE.

const stage = p.constantText<[stage: string]>('stage');
const path = p.must<[path: p.Text], 'value of texts'>('path', TEXT_VALUE);
export const buildStageFileUrl = define('buildStageFileUrl', A_TEXT, stage, path);
export const flGetContentType = define('flGetContentType', TEXT_OR_NULL, p.column);
export const flGetEtag = define('flGetEtag', TEXT_OR_NULL, p.column);
export const flGetFileType = define('flGetFileType', TEXT_OR_NULL, p.column);
export const flGetLastModified = define('flGetLastModified', MOMENT_OR_NULL, p.column);
export const flGetRelativePath = define('flGetRelativePath', TEXT_OR_NULL, p.column);
export const flGetScopedFileUrl = define('flGetScopedFileUrl', TEXT_OR_NULL, p.column);
export const flGetSize = define('flGetSize', WHOLE_OR_NULL, p.column);
export const flGetStage = define('flGetStage', TEXT_OR_NULL, p.column);
export const flGetStageFileUrl = define('flGetStageFileUrl', TEXT_OR_NULL, p.column);
export const flIsAudio = define('flIsAudio', TRUTH_OR_NULL, p.column);
export const flIsCompressed = define('flIsCompressed', TRUTH_OR_NULL, p.column);
export const flIsDocument = define('flIsDocument', TRUTH_OR_NULL, p.column);
export const flIsImage = define('flIsImage', TRUTH_OR_NULL, p.column);
export const flIsVideo = define('flIsVideo', TRUTH_OR_NULL, p.column);
