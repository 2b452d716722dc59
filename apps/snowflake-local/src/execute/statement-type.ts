/** Statement types by Snowflake's number, with the QUERY_TYPE that the history shows. */
const QUERY_TYPES: readonly (readonly [number, string])[] = [
  [0x1000, 'SELECT'],
  [0x3000, 'DML'],
  [0x3100, 'INSERT'],
  [0x3200, 'UPDATE'],
  [0x3300, 'DELETE'],
  [0x3400, 'MERGE'],
  [0x3500, 'MULTI_TABLE_INSERT'],
  [0x3600, 'COPY'],
  [0x3700, 'UNLOAD'],
  [0x3800, 'RECLUSTER'],
  [0x4000, 'SET'],
  [0x4100, 'ALTER_SESSION'],
  [0x4300, 'USE'],
  [0x4301, 'USE'],
  [0x4302, 'USE'],
  [0x4303, 'USE'],
  [0x4400, 'SHOW'],
  [0x4500, 'DESCRIBE'],
  [0x4701, 'LIST_FILES'],
  [0x5000, 'TRANSACTION'],
  [0x6000, 'DDL'],
  [0x7101, 'GET_FILES'],
  [0x7102, 'PUT_FILES'],
  [0x7103, 'REMOVE_FILES'],
  [0xa000, 'MULTI_STATEMENT'],
];
const BY_ID = new Map(QUERY_TYPES);

export const MULTI_STATEMENT_TYPE = 0xa000;

/** PUT and GET, which the client carries out. */
export const isTransfer = (statementTypeId: number): boolean =>
  statementTypeId === 0x7101 || statementTypeId === 0x7102;

export const queryTypeOf = (statementTypeId: number): string => BY_ID.get(statementTypeId) ?? 'UNKNOWN';
