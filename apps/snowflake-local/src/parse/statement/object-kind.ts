import type { ObjectKind } from '../ast.js';
import type { Reader } from '../reader.js';

const KINDS: readonly (readonly [string, ObjectKind])[] = [
  ['TABLE', 'table'],
  ['DYNAMIC TABLE', 'table'],
  ['VIEW', 'view'],
  ['MATERIALIZED VIEW', 'view'],
  ['SCHEMA', 'schema'],
  ['DATABASE', 'database'],
  ['STAGE', 'stage'],
  ['FILE FORMAT', 'file_format'],
  ['SEQUENCE', 'sequence'],
  ['STREAM', 'stream'],
  ['TASK', 'task'],
  ['MASKING POLICY', 'masking_policy'],
  ['ROW ACCESS POLICY', 'row_access_policy'],
  ['WAREHOUSE', 'warehouse'],
  ['ROLE', 'role'],
  ['USER', 'user'],
];

/** Kinds of objects that Snowflake has and this server has not, longest names first. */
const UNSUPPORTED: readonly string[] = [
  'AGGREGATION POLICY',
  'AUTHENTICATION POLICY',
  'JOIN POLICY',
  'NETWORK POLICY',
  'NETWORK RULE',
  'PACKAGES POLICY',
  'PASSWORD POLICY',
  'PRIVACY POLICY',
  'PROJECTION POLICY',
  'SESSION POLICY',
  'STORAGE LIFECYCLE POLICY',
  'API INTEGRATION',
  'CATALOG INTEGRATION',
  'EXTERNAL ACCESS INTEGRATION',
  'NOTIFICATION INTEGRATION',
  'SECURITY INTEGRATION',
  'STORAGE INTEGRATION',
  'INTEGRATION',
  'AGGREGATE FUNCTION',
  'DATA METRIC FUNCTION',
  'EXTERNAL FUNCTION',
  'TABLE FUNCTION',
  'FUNCTION',
  'PROCEDURE',
  'EVENT TABLE',
  'EXTERNAL TABLE',
  'HYBRID TABLE',
  'DYNAMIC ICEBERG TABLE',
  'ICEBERG TABLE',
  'INTERACTIVE TABLE',
  'SEMANTIC VIEW',
  'EXTERNAL VOLUME',
  'APPLICATION PACKAGE',
  'APPLICATION ROLE',
  'APPLICATION',
  'DATABASE ROLE',
  'COMPUTE POOL',
  'CORTEX SEARCH SERVICE',
  'FAILOVER GROUP',
  'REPLICATION GROUP',
  'GIT REPOSITORY',
  'IMAGE REPOSITORY',
  'MANAGED ACCOUNT',
  'ORGANIZATION ACCOUNT',
  'ACCOUNT',
  'MODEL MONITOR',
  'MODEL',
  'RESOURCE MONITOR',
  'SNAPSHOT',
  'ALERT',
  'BUDGET',
  'CONNECTION',
  'CONTACT',
  'DATASET',
  'LISTING',
  'NOTEBOOK',
  'PIPE',
  'SECRET',
  'SERVICE',
  'SHARE',
  'STREAMLIT',
  'TAG',
  'TYPE',
];

/** Reads the words that name a kind of object. `verb` is what the refusal of any other kind starts with. */
export function parseObjectKind(reader: Reader, verb: string): ObjectKind {
  const start = reader.token;
  const known = KINDS.find(([words]) => reader.accept(words));
  if (known !== undefined) return known[1];
  const refused = UNSUPPORTED.find((words) => reader.isPhrase(words));
  if (refused !== undefined) throw reader.unsupported(`${verb} ${refused}`, start);
  throw reader.unexpected();
}
