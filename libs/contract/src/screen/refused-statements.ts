/** Why statements of a kind must not run as a job. */
export interface RefusedKind {
  readonly reason: string;
  readonly cure: string;
  /** First words of the statements; `CREATE` and the like stand for CREATE, ALTER, DROP and UNDROP behind `OR REPLACE`. */
  readonly constructs: readonly string[];
}

/**
 * What a job may not say, by kind. Everything else is decided by Snowflake and the grants of the profile's role. The
 * documentation shows this table.
 */
export const REFUSED_STATEMENTS = {
  files: {
    reason: 'it reads or writes files of the worker',
    cure: 'Load data with createDataFrame, or with COPY INTO from a stage that was filled by another tool.',
    constructs: ['PUT', 'GET'],
  },
  session: {
    reason: 'it changes the session, which other jobs share',
    cure: 'Name database, schema, role and warehouse in the profile, qualify names, and pass values as binds.',
    constructs: ['USE', 'SET', 'UNSET', 'ALTER SESSION'],
  },
  sessions: {
    reason: 'it ends sessions or statements of other jobs',
    cure: 'Cancel a job by its ID: POST /v1/jobs/{id}/cancel.',
    constructs: [
      'SYSTEM$ABORT_SESSION',
      'SYSTEM$ABORT_TRANSACTION',
      'SYSTEM$CANCEL_ALL_QUERIES',
      'SYSTEM$CANCEL_QUERY',
    ],
  },
  transaction: {
    reason: 'a transaction belongs to a session, and each job may run on another one',
    cure: 'Send the statements as one block: BEGIN … END with BEGIN TRANSACTION and COMMIT inside it.',
    constructs: ['BEGIN', 'BEGIN TRANSACTION', 'BEGIN WORK', 'BEGIN NAME', 'START TRANSACTION', 'COMMIT', 'ROLLBACK'],
  },
  temporary: {
    reason: 'a temporary object ends with its session, and each job may run on another one',
    cure: 'Make a transient table, or use saveAsTable with the table type temporary in a durable session.',
    constructs: ['CREATE TEMPORARY', 'CREATE TEMP', 'CREATE VOLATILE'],
  },
  account: {
    reason: 'it administers the account: who gets in, who may do what, and what leaves or is paid for',
    cure: 'Run it in a session of an administrator, outside Firn.',
    constructs: [
      'ACCOUNT',
      'MANAGED ACCOUNT',
      'ORGANIZATION ACCOUNT',
      'USER',
      'ROLE',
      'DATABASE ROLE',
      'NETWORK POLICY',
      'AUTHENTICATION POLICY',
      'PASSWORD POLICY',
      'SESSION POLICY',
      'INTEGRATION',
      'API INTEGRATION',
      'CATALOG INTEGRATION',
      'EXTERNAL ACCESS INTEGRATION',
      'NOTIFICATION INTEGRATION',
      'SECURITY INTEGRATION',
      'STORAGE INTEGRATION',
      'SHARE',
      'LISTING',
      'CONNECTION',
      'REPLICATION GROUP',
      'FAILOVER GROUP',
      'RESOURCE MONITOR',
    ],
  },
  grants: {
    reason: 'it gives or takes roles, ownership, rights on the account or shares',
    cure: 'Run it in a session of an administrator, outside Firn; rights on tables and the like may be granted.',
    constructs: ['GRANT ROLE', 'GRANT DATABASE ROLE', 'GRANT OWNERSHIP', 'GRANT … ON ACCOUNT', 'GRANT … TO SHARE'],
  },
  several: {
    reason: 'a job is one statement',
    cure: 'Send each statement as a job of its own, or all of them as one block: BEGIN … END.',
    constructs: ['a second statement'],
  },
  nul: {
    reason: 'no statement holds this character',
    cure: 'Leave it out, or pass the value as a bind.',
    constructs: ['the character NUL'],
  },
} as const satisfies Record<string, RefusedKind>;

export type RefusedKindName = keyof typeof REFUSED_STATEMENTS;
