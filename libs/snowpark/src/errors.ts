/** What Snowflake said, field by field; `text` is its message as it came. */
export interface SnowflakeErrorFields {
  /** Six digits, `002003`. */
  readonly code: string;
  readonly sqlState: string | null;
  /** Null when the statement was refused before it had a query ID. */
  readonly queryId: string | null;
  readonly text: string;
  /** What to do about it, where that is known: a sentence of Firn's own. */
  readonly cure?: string | null;
}

/** A failure that Snowflake answered: branch on `code`, show `message`, look the query up by `queryId`. */
export class SnowflakeError extends Error implements SnowflakeErrorFields {
  override readonly name: string = 'SnowflakeError';
  readonly code: string;
  readonly sqlState: string | null;
  readonly queryId: string | null;
  readonly text: string;
  readonly cure: string | null;

  constructor(fields: SnowflakeErrorFields, options?: ErrorOptions) {
    const query = fields.queryId === null ? '' : `query ${fields.queryId}: `;
    const cure = fields.cure ?? null;
    super(`(${fields.code}) ${query}${fields.text}${cure === null ? '' : ` ${cure}`}`, options);
    this.code = fields.code;
    this.sqlState = fields.sqlState;
    this.queryId = fields.queryId;
    this.text = fields.text;
    this.cure = cure;
  }
}

/**
 * What can be wrong with a call. The number is Snowpark's own code for the same mistake, where it has one, so that its
 * documentation applies.
 */
export const USAGE_CODES = {
  invalid_argument: null,
  invalid_identifier: '1200',
  invalid_object_name: '1500',
  unknown_column: '1105',
  unknown_frame: '1208',
  ambiguous_column: '1303',
  duplicate_column: null,
  cannot_drop_all_columns: '1101',
  column_names_differ: '1102',
  column_count_differs: null,
  subquery_needs_one_column: '1108',
  unknown_join_kind: '1110',
  clause_has_action: '1115',
  unsupported_value: '1206',
  unknown_type: null,
  schema_not_inferred: null,
  schema_needed: null,
  wrong_result_kind: null,
  arrow_missing: null,
  session_closed: '1404',
  plan_invalid: null,
  plan_too_large: null,
  plan_version_newer: null,
} as const;

export type UsageCode = keyof typeof USAGE_CODES;

/** The library was used wrongly: nothing was sent, or nothing of it can have had an effect. `message` names the cure. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';

  constructor(
    readonly code: UsageCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** Snowpark's number for this mistake, or null. */
  get snowparkCode(): string | null {
    return USAGE_CODES[this.code];
  }
}

/** A plan in JSON that cannot be read. `path` leads to the place: `input.condition.left`; empty for the whole. */
export class PlanParseError extends UsageError {
  override readonly name: string = 'PlanParseError';

  constructor(
    readonly path: string,
    message: string,
    code: 'plan_invalid' | 'plan_version_newer' | 'plan_too_large' = 'plan_invalid',
    options?: ErrorOptions,
  ) {
    super(code, path === '' ? message : `${path}: ${message}`, options);
  }
}
