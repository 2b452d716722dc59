import { compilationError, unsupported } from '../errors.js';

/** What a specification such as `en-ci-ai` asks for. */
interface Collation {
  /** The language whose order counts; null: code points. */
  readonly locale: string | null;
  readonly ignoresCase: boolean;
  readonly ignoresAccents: boolean;
  readonly changed: 'upper' | 'lower' | null;
  readonly trimmed: 'trim' | 'ltrim' | 'rtrim' | null;
}

/** Texts compare by code points, which is what these ask for. */
const BINARY: ReadonlySet<string> = new Set(['utf8', 'bin', 'binary']);
const DEFAULTS: ReadonlySet<string> = new Set(['cs', 'as', 'ps', 'fl']);
const TRIMS: Readonly<Record<string, Collation['trimmed']>> = { trim: 'trim', ltrim: 'ltrim', rtrim: 'rtrim' };
const CASES: Readonly<Record<string, Collation['changed']>> = { upper: 'upper', lower: 'lower' };
const LOCALE = /^[a-z]{2,3}(?:_[a-z]{2})?$/;

/**
 * A specification as it is written, or undefined where it asks for the order of code points.
 * @throws SqlError for one that is none, and for what is not supported, by name
 */
export function collationOf(specification: string): string | undefined {
  if (specification === '') return undefined;
  const { locale, ignoresCase, ignoresAccents, changed, trimmed } = parsed(specification);
  return locale === null && !ignoresCase && !ignoresAccents && changed === null && trimmed === null
    ? undefined
    : specification;
}

function parsed(specification: string): Collation {
  const parts = specification.toLowerCase().split('-');
  const [first = ''] = parts;
  const locale = LOCALE.test(first) && !(first in MARKS) ? first : null;
  const marks = locale !== null || BINARY.has(first) ? parts.slice(1) : parts;
  const unknown = marks.find((mark) => !(mark in MARKS));
  if (unknown !== undefined) {
    throw compilationError(
      '001057',
      '22023',
      `Invalid collation specification: '${specification}'. Reason: '${unknown}' is unknown.`,
    );
  }
  if (marks.includes('fu') || marks.includes('pi')) throw unsupported(`COLLATE '${specification}'`);
  return {
    locale,
    ignoresCase: marks.includes('ci'),
    ignoresAccents: marks.includes('ai'),
    changed: CASES[marks.find((mark) => mark in CASES) ?? ''] ?? null,
    trimmed: TRIMS[marks.find((mark) => mark in TRIMS) ?? ''] ?? null,
  };
}

const MARKS: Readonly<Record<string, true>> = Object.fromEntries(
  [...DEFAULTS, ...Object.keys(TRIMS), ...Object.keys(CASES), 'ci', 'ai', 'fu', 'pi'].map((mark) => [mark, true]),
);

/** The characters that a collation leaves different, as a DuckDB text: what CONTAINS and its like look at. */
export function foldedText(sql: string, specification: string): string {
  const { ignoresCase, ignoresAccents, changed, trimmed } = parsed(specification);
  let text = sql;
  if (trimmed !== null) text = `${trimmed}(${text}, ' ')`;
  if (changed !== null) text = `${changed}(${text})`;
  if (ignoresCase) text = `lower(${text})`;
  return ignoresAccents ? `strip_accents(${text})` : text;
}

/** What texts of a collation compare and sort by: equal where the collation makes no difference. */
export function collationKey(sql: string, specification: string): string {
  const { locale } = parsed(specification);
  const folded = foldedText(sql, specification);
  return locale === null ? folded : `icu_sort_key(${folded}, '${locale}')`;
}
