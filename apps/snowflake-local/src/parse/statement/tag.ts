import type { AlterTag, CreateTag, DropTag, ObjectKind, ObjectName, TagObject } from '../ast.js';
import { parseObjectName } from '../query/name.js';
import type { Reader } from '../reader.js';

/** What follows CREATE TAG. */
export function parseCreateTag(reader: Reader, start: number, orReplace: boolean): CreateTag {
  const before = reader.accept('IF NOT EXISTS');
  const name = parseObjectName(reader);
  const ifNotExists = reader.accept('IF NOT EXISTS') || before;
  let allowedValues: readonly string[] | null = null;
  let comment: string | null = null;
  for (;;) {
    if (reader.accept('ALLOWED_VALUES')) allowedValues = reader.list(() => reader.textLiteral());
    else if (reader.accept('COMMENT')) comment = parseComment(reader);
    else break;
  }
  return { kind: 'create_tag', orReplace, ifNotExists, name, allowedValues, comment, ...reader.since(start) };
}

function parseComment(reader: Reader): string {
  reader.expectSymbol('=');
  return reader.textLiteral();
}

/** What follows ALTER TAG. */
export function parseAlterTag(reader: Reader, start: number): AlterTag {
  const ifExists = reader.accept('IF EXISTS');
  const name = parseObjectName(reader);
  return { kind: 'alter_tag', ifExists, name, action: parseTagAction(reader), ...reader.since(start) };
}

function parseTagAction(reader: Reader): AlterTag['action'] {
  if (reader.accept('RENAME TO')) return { kind: 'rename', to: parseObjectName(reader) };
  if (reader.accept('ADD ALLOWED_VALUES'))
    return { kind: 'add_values', values: reader.list(() => reader.textLiteral()) };
  if (reader.accept('DROP ALLOWED_VALUES')) {
    return { kind: 'drop_values', values: reader.list(() => reader.textLiteral()) };
  }
  if (reader.accept('UNSET ALLOWED_VALUES')) return { kind: 'any_value' };
  if (reader.accept('UNSET COMMENT')) return { kind: 'comment', comment: null };
  reader.expect('SET');
  if (reader.isWord('MASKING')) throw reader.unsupported('MASKING POLICY');
  reader.expect('COMMENT');
  return { kind: 'comment', comment: parseComment(reader) };
}

/** What follows DROP TAG. */
export function parseDropTag(reader: Reader, start: number): DropTag {
  const ifExists = reader.accept('IF EXISTS');
  return { kind: 'drop_tag', ifExists, name: parseObjectName(reader), ...reader.since(start) };
}

interface Tagged {
  readonly start: number;
  readonly object: ObjectKind;
  readonly ifExists: boolean;
  readonly name: ObjectName;
}

/** `SET TAG ...` and `UNSET TAG ...`, also of a column; null where something else follows the name of the object. */
export function parseTagging(reader: Reader, { start, ...of }: Tagged): TagObject | null {
  const ofColumn = of.object === 'table' || of.object === 'view' ? columnAhead(reader) : 0;
  if (ofColumn === 0 && !reader.isPhrase('SET TAG') && !reader.isPhrase('UNSET TAG')) return null;
  if (ofColumn > 0) {
    reader.next();
    reader.accept('COLUMN');
  }
  const column = ofColumn > 0 ? { column: reader.anyName() } : {};
  return { kind: 'tag_object', ...of, ...column, tags: parseTags(reader), ...reader.since(start) };
}

function parseTags(reader: Reader): TagObject['tags'] {
  if (reader.accept('SET TAG')) return reader.list(() => parseValue(reader));
  reader.expect('UNSET TAG');
  return reader.list(() => ({ tag: parseObjectName(reader), value: null }));
}

function parseValue(reader: Reader): TagObject['tags'][number] {
  const tag = parseObjectName(reader);
  reader.expectSymbol('=');
  return { tag, value: reader.textLiteral() };
}

/** How far the column of `MODIFY [COLUMN] a SET TAG` stands ahead; 0 where none does. */
function columnAhead(reader: Reader): number {
  if (!reader.isWord('ALTER', 'MODIFY')) return 0;
  const at = reader.isWordAhead(1, 'COLUMN') ? 2 : 1;
  return reader.isWordAhead(at + 1, 'SET', 'UNSET') && reader.isWordAhead(at + 2, 'TAG') ? at : 0;
}
