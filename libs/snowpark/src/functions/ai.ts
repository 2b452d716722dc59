import { COLUMN_ONLY, isColumn, TEXT_VALUE, VALUE } from '../arguments/columns.js';
import { options, type ReadersOf } from '../arguments/options.js';
import { at, type Reader, wrong } from '../arguments/reader.js';
import { FLAG } from '../arguments/scalars.js';
import { isPlain } from '../arguments/shown.js';
import { optional, required, signature } from '../arguments/signature.js';
import { FULL_TEXT } from '../arguments/text.js';
import { Column, constant } from '../column.js';
import { literalOf } from '../local-data/literal-of.js';
import { frozen } from '../plan/frozen.js';
import type { Expr } from '../plan/plan.js';
import type { AnyColumn, Loose } from '../shape/shape.js';
import type { Reads } from '../shape/values.js';
import { aggregate, callOf, define } from './declare/define.js';
import * as p from './declare/parameters.js';
import { FLOAT_OR_NULL, TEXT_OR_NULL, TRUTH_OR_NULL, VECTOR_OR_NULL, WHOLE_OR_NULL } from './declare/results.js';

// Functions of Cortex. A plain text is the text itself: for a column write col('…'). Answers that are objects are JSON text.

type Members = Readonly<Record<string, unknown>>;

/** An OBJECT, as a constant. */
const OBJECT: Reader<Expr, Members> = {
  allowed: 'an object',
  read(given, place) {
    if (!isPlain(given)) throw wrong(place, this.allowed, given);
    return at(place, () => literalOf(given));
  },
};
const LIST: Reader<Expr, readonly unknown[]> = {
  allowed: 'a list',
  read(given, place) {
    if (!Array.isArray(given)) throw wrong(place, this.allowed, given);
    return at(place, () => literalOf(given));
  },
};
const LIST_OR_COLUMN: Reader<Expr, readonly unknown[] | AnyColumn> = {
  allowed: 'a list or a Column',
  read: (given, place) => (isColumn(given) ? COLUMN_ONLY : LIST).read(given, place),
};

const input = p.must<[input: unknown], 'value'>('input', VALUE);
const text = p.must<[text: p.Text], 'value of texts'>('text', TEXT_VALUE);
const task = p.must<[task: p.Text], 'value of texts'>('task', TEXT_VALUE);
const model = p.must<[model: p.Text], 'value of texts'>('model', TEXT_VALUE);
const file = p.must<[file: AnyColumn], 'value'>('file', COLUMN_ONLY);
const mayFile = p.may<[file?: AnyColumn], 'value'>('file', COLUMN_ONLY);
const settings = p.may<[options?: Members], 'constant'>('options', OBJECT, literalOf({}));
const categories = p.must<[categories: readonly unknown[] | AnyColumn], 'value'>('categories', LIST_OR_COLUMN);
const mayCategories = p.may<[categories?: readonly unknown[]], 'constant'>('categories', LIST);
/** The answer is then an object that says what failed, row by row. */
const errorDetails = p.mayBeTrue<[returnErrorDetails?: boolean]>('returnErrorDetails');

export const aiAgg = aggregate('aiAgg', TEXT_OR_NULL, text, task);
export const aiSummarizeAgg = aggregate('aiSummarizeAgg', TEXT_OR_NULL, text);
export const aiClassify = define('aiClassify', TEXT_OR_NULL, input, categories, settings, errorDetails);
export const aiCountTokens = define(
  'aiCountTokens',
  WHOLE_OR_NULL,
  p.constantText<[functionName: string]>('functionName'),
  input,
  p.mayBeText<[model?: string]>('model'),
  settings,
  errorDetails,
);
export const aiEmbed = define('aiEmbed', VECTOR_OR_NULL, model, input);
export const aiMultiEmbed = define('aiMultiEmbed', TEXT_OR_NULL, model, input, settings);
export const aiExtract = define(
  'aiExtract',
  TEXT_OR_NULL,
  input,
  p.must<[responseFormat: Members], 'constant'>('responseFormat', OBJECT),
  p.mayBeTrue<[scores?: boolean]>('scores', false),
  settings,
);
export const aiFilter = define('aiFilter', TRUTH_OR_NULL, input, mayFile, errorDetails);
export const aiParseDocument = define('aiParseDocument', TEXT_OR_NULL, file, settings, errorDetails);
export const aiRedact = define(
  'aiRedact',
  TEXT_OR_NULL,
  text,
  mayCategories,
  p.mayBeText<[mode?: string]>('mode'),
  errorDetails,
);
export const aiSentiment = define('aiSentiment', TEXT_OR_NULL, text, mayCategories, errorDetails);
export const aiSimilarity = define(
  'aiSimilarity',
  FLOAT_OR_NULL,
  input,
  p.must<[other: unknown], 'value'>('other', VALUE),
  settings,
);
export const aiTranscribe = define('aiTranscribe', TEXT_OR_NULL, file, settings, errorDetails);
export const aiTranslate = define(
  'aiTranslate',
  TEXT_OR_NULL,
  text,
  p.must<[from: p.Text], 'value of texts'>('from', TEXT_VALUE),
  p.must<[to: p.Text], 'value of texts'>('to', TEXT_VALUE),
  errorDetails,
);
export const snowflakeCortexSentiment = define(
  ['snowflakeCortexSentiment', 'SNOWFLAKE.CORTEX.SENTIMENT'],
  FLOAT_OR_NULL,
  text,
);
export const snowflakeCortexSummarize = define(
  ['snowflakeCortexSummarize', 'SNOWFLAKE.CORTEX.SUMMARIZE'],
  TEXT_OR_NULL,
  text,
);

export interface CompletionOptions {
  /** A FILE that the prompt is about. */
  readonly file?: AnyColumn;
  /** Such as `{ temperature: 0.2, max_tokens: 500 }`. */
  readonly modelParameters?: Members;
  /** A JSON schema that the answer keeps to. */
  readonly responseFormat?: Members;
  readonly showDetails?: boolean;
  readonly returnErrorDetails?: boolean;
}

/** What a language model answers to a prompt. */
export function aiComplete<const P extends p.Text>(
  model: string,
  prompt: P,
  options?: CompletionOptions,
): Column<string | null, string, Reads<P>>;
export function aiComplete(...given: readonly unknown[]): Column<Loose, string, never> {
  const [model, prompt, { file, modelParameters, responseFormat, showDetails, returnErrorDetails }] =
    AI_COMPLETE.read(given);
  const flag = (value: boolean | undefined) => (value === undefined ? undefined : constant(value));
  const named = Object.entries({
    model: constant(model),
    prompt,
    file,
    model_parameters: modelParameters,
    response_format: responseFormat,
    show_details: flag(showDetails),
    return_error_details: flag(returnErrorDetails),
  }).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
  return new Column(frozen({ ...callOf('AI_COMPLETE', []), named }));
}

/** A prompt with values in the places `{0}`, `{1}` of its template. */
export const prompt = define('prompt', TEXT_OR_NULL, p.constantText<[template: string]>('template'), p.values);

const COMPLETION = options({
  file: COLUMN_ONLY,
  modelParameters: OBJECT,
  responseFormat: OBJECT,
  showDetails: FLAG,
  returnErrorDetails: FLAG,
} satisfies ReadersOf<CompletionOptions>);
const AI_COMPLETE = signature(
  'aiComplete',
  required('model', FULL_TEXT),
  required('prompt', TEXT_VALUE),
  optional('options', COMPLETION, {}),
);
