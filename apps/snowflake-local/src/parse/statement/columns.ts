import type { ColumnDefinition, ColumnKey, Expression, Identifier, TableConstraint } from '../ast.js';
import { parseType } from '../expression/type.js';
import { parseObjectName } from '../query/name.js';
import type { Reader } from '../reader.js';
import { acceptMasking } from './policy.js';

/** The parenthesised list of CREATE TABLE: columns and constraints in any order. */
export function parseTableElements(reader: Reader): { columns: ColumnDefinition[]; constraints: TableConstraint[] } {
  const columns: ColumnDefinition[] = [];
  const constraints: TableConstraint[] = [];
  reader.parenthesised(() => {
    if (isConstraintStart(reader)) constraints.push(parseConstraint(reader));
    else columns.push(parseColumn(reader));
  });
  return { columns, constraints };
}

const isConstraintStart = (reader: Reader): boolean =>
  reader.isWord('CONSTRAINT') ||
  reader.isPhrase('PRIMARY KEY') ||
  reader.isPhrase('FOREIGN KEY') ||
  (reader.isWord('CHECK') && reader.isSymbol('(', 1)) ||
  (reader.isWord('UNIQUE') && reader.isSymbol('(', 1));

type Draft = {
  -readonly [K in 'notNull' | 'default' | 'identity' | 'comment' | 'collation' | 'masking']?: ColumnDefinition[K];
};

/** `name type ...`; names of types are column names too: `date date, "number" number`. */
export function parseColumn(reader: Reader): ColumnDefinition {
  const { start } = reader;
  const name = reader.anyName();
  const type = reader.isSymbol(',') || reader.isSymbol(')') ? undefined : parseType(reader);
  const draft: Draft = {};
  const keys: ColumnKey[] = [];
  while (parseProperty(reader, draft, keys));
  return { name, ...(type && { type }), notNull: false, ...draft, keys, ...reader.since(start) };
}

/** One property of a column; false when none follows. */
function parseProperty(reader: Reader, draft: Draft, keys: ColumnKey[]): boolean {
  if (reader.accept('NOT NULL')) draft.notNull = true;
  else if (reader.accept('NULL')) draft.notNull = false;
  else if (reader.accept('DEFAULT')) draft.default = parseDefault(reader);
  else if (reader.accept('COMMENT')) {
    reader.acceptSymbol('=');
    draft.comment = reader.textLiteral();
  } else if (reader.accept('COLLATE')) draft.collation = reader.textLiteral();
  else if (reader.isWord('IDENTITY', 'AUTOINCREMENT')) draft.identity = parseIdentity(reader);
  else {
    const masking = acceptMasking(reader);
    if (masking === undefined) return parseKeyProperty(reader, keys);
    draft.masking = masking;
  }
  return true;
}

function parseKeyProperty(reader: Reader, keys: ColumnKey[]): boolean {
  const name = reader.accept('CONSTRAINT') ? reader.anyName() : undefined;
  const named = name && { name };
  if (reader.accept('PRIMARY KEY')) keys.push({ kind: 'primary', ...named });
  else if (reader.accept('UNIQUE')) keys.push({ kind: 'unique', ...named });
  else if (reader.isPhrase('FOREIGN KEY') || reader.isWord('REFERENCES')) {
    reader.accept('FOREIGN KEY');
    keys.push({ kind: 'foreign', ...named, ...parseReferences(reader) });
  } else {
    refuseColumnProperty(reader);
    if (name !== undefined) throw reader.unexpected();
    return false;
  }
  skipConstraintProperties(reader);
  return true;
}

function refuseColumnProperty(reader: Reader): void {
  const property = ['WITH PROJECTION POLICY', 'PROJECTION POLICY', 'WITH TAG', 'TAG', 'CHECK'].find((phrase) =>
    reader.isPhrase(phrase),
  );
  if (property !== undefined) throw reader.unsupported(property.replace('WITH ', ''));
  // Snowflake writes a virtual column as AS (expression).
  if (reader.isWord('AS') && reader.isSymbol('(', 1)) throw reader.unsupported('virtual column');
}

/** A default is an operand: NOT NULL and the other properties may follow. */
function parseDefault(reader: Reader): Expression {
  return reader.grammar.operand(reader);
}

/** `IDENTITY(1, 1)`, `AUTOINCREMENT START 1 INCREMENT 1 [NO]ORDER`. */
function parseIdentity(reader: Reader): NonNullable<ColumnDefinition['identity']> {
  reader.next();
  let start = 1;
  let step = 1;
  if (reader.acceptSymbol('(')) {
    start = signedInteger(reader);
    reader.expectSymbol(',');
    step = signedInteger(reader);
    reader.expectSymbol(')');
  } else {
    if (reader.accept('START')) start = optionValue(reader, 'WITH');
    if (reader.accept('INCREMENT')) step = optionValue(reader, 'BY');
  }
  const ordered = reader.acceptOneOf('ORDER', 'NOORDER') === 'ORDER';
  return { start, step, ordered };
}

function optionValue(reader: Reader, filler: string): number {
  reader.accept(filler);
  reader.acceptSymbol('=');
  return signedInteger(reader);
}

const signedInteger = (reader: Reader): number => (reader.acceptSymbol('-') ? -reader.integer() : reader.integer());

export function parseConstraint(reader: Reader): TableConstraint {
  const { start } = reader;
  const name: Identifier | undefined = reader.accept('CONSTRAINT') ? reader.anyName() : undefined;
  const named = name && { name };
  if (reader.isWord('CHECK')) throw reader.unsupported('CHECK');
  const kind = reader.accept('PRIMARY KEY') ? 'primary' : reader.accept('UNIQUE') ? 'unique' : 'foreign';
  if (kind === 'foreign') reader.expect('FOREIGN KEY');
  const columns = reader.parenthesised(() => reader.anyName());
  if (kind !== 'foreign') {
    skipConstraintProperties(reader);
    return { kind, ...named, columns, ...reader.since(start) };
  }
  const { table, columns: referenced } = parseReferences(reader);
  skipConstraintProperties(reader);
  return { kind, ...named, columns, table, referenced, ...reader.since(start) };
}

function parseReferences(reader: Reader) {
  reader.expect('REFERENCES');
  const table = parseObjectName(reader);
  const columns = reader.isSymbol('(') ? reader.parenthesised(() => reader.anyName()) : [];
  return { table, columns };
}

const WITHOUT_EFFECT: readonly string[] = [
  'NOT ENFORCED',
  'ENFORCED',
  'NOT DEFERRABLE',
  'DEFERRABLE',
  'INITIALLY DEFERRED',
  'INITIALLY IMMEDIATE',
  'ENABLE',
  'DISABLE',
  'VALIDATE',
  'NOVALIDATE',
  'RELY',
  'NORELY',
  'MATCH FULL',
  'MATCH SIMPLE',
  'MATCH PARTIAL',
];

/** Snowflake enforces no key, so these say nothing. */
export function skipConstraintProperties(reader: Reader): void {
  for (;;) {
    if (WITHOUT_EFFECT.some((phrase) => reader.accept(phrase))) continue;
    if (!reader.accept('ON DELETE') && !reader.accept('ON UPDATE')) return;
    if (reader.acceptOneOf('CASCADE', 'SET NULL', 'SET DEFAULT', 'RESTRICT', 'NO ACTION') === undefined) {
      throw reader.unexpected();
    }
  }
}
