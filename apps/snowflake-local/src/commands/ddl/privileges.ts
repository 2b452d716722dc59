/** What ALL PRIVILEGES means, by the kind of object. */
const ALL: Readonly<Record<string, readonly string[]>> = {
  TABLE: [
    ...['APPLYBUDGET', 'DELETE', 'EVOLVE SCHEMA', 'INSERT', 'REBUILD', 'REFERENCES', 'SELECT', 'TRUNCATE', 'UPDATE'],
  ],
  VIEW: ['DELETE', 'INSERT', 'REBUILD', 'REFERENCES', 'SELECT', 'TRUNCATE', 'UPDATE'],
  SCHEMA: [
    ...['ADD SEARCH OPTIMIZATION', 'APPLYBUDGET', 'CREATE FILE FORMAT', 'CREATE FUNCTION', 'CREATE PROCEDURE'],
    ...[
      'CREATE SEQUENCE',
      'CREATE STAGE',
      'CREATE STREAM',
      'CREATE TABLE',
      'CREATE TASK',
      'CREATE TEMPORARY TABLE',
      'CREATE VIEW',
      'MODIFY',
    ],
    ...['MONITOR', 'USAGE'],
  ],
  DATABASE: ['APPLYBUDGET', 'CREATE DATABASE ROLE', 'CREATE SCHEMA', 'MODIFY', 'MONITOR', 'USAGE'],
  WAREHOUSE: ['APPLYBUDGET', 'MODIFY', 'MONITOR', 'OPERATE', 'USAGE'],
  STAGE: ['READ', 'WRITE'],
  FILE_FORMAT: ['USAGE'],
  SEQUENCE: ['USAGE'],
  STREAM: ['SELECT'],
  TASK: ['MONITOR', 'OPERATE'],
  MASKING_POLICY: ['APPLY'],
  ROW_ACCESS_POLICY: ['APPLY'],
  FUNCTION: ['USAGE'],
  PROCEDURE: ['USAGE'],
  USER: ['MONITOR'],
};

/** Privileges as written, ALL replaced by what it means on objects of the kind. */
export const privilegesOn = (written: readonly string[], on: string): readonly string[] => [
  ...new Set(
    written.flatMap((privilege) => (/^ALL( PRIVILEGES)?$/.test(privilege) ? (ALL[on] ?? ['ALL']) : [privilege])),
  ),
];
