import type {
  AlterPolicy,
  CreatePolicy,
  ObjectName,
  PolicyKind,
  Protect,
  ProtectAction,
  WrittenMasking,
  WrittenRowAccess,
} from '../ast.js';
import { parseType } from '../expression/type.js';
import { parseObjectName } from '../query/name.js';
import type { Reader } from '../reader.js';

/** The kind of policy that comes next. */
export function acceptPolicyKind(reader: Reader): PolicyKind | undefined {
  if (reader.accept('MASKING POLICY')) return 'masking_policy';
  return reader.accept('ROW ACCESS POLICY') ? 'row_access_policy' : undefined;
}

/** Behind `CREATE [OR REPLACE] ... POLICY`. */
export function parseCreatePolicy(
  reader: Reader,
  opening: Pick<CreatePolicy, 'policy' | 'orReplace' | 'start'>,
): CreatePolicy {
  const ifNotExists = reader.accept('IF NOT EXISTS');
  const name = parseObjectName(reader);
  reader.expect('AS');
  const parameters = reader.parenthesised(() => ({ name: reader.anyName(), type: parseType(reader) }));
  reader.expect('RETURNS');
  const returns = parseType(reader);
  const body = parseBody(reader);
  let comment: string | null = null;
  for (;;) {
    if (reader.accept('COMMENT')) {
      reader.expectSymbol('=');
      comment = reader.textLiteral();
    } else if (reader.isWord('EXEMPT_OTHER_POLICIES')) throw reader.unsupported('EXEMPT_OTHER_POLICIES');
    else break;
  }
  return {
    ...{ kind: 'create_policy', ...opening, ifNotExists, name, parameters, returns, body, comment },
    end: reader.since(opening.start).end,
  };
}

function parseBody(reader: Reader): string {
  reader.expectSymbol('->');
  const { start, end } = reader.grammar.expression(reader);
  return reader.text.slice(start, end);
}

/** Behind `ALTER ... POLICY`. */
export function parseAlterPolicy(reader: Reader, policy: PolicyKind, start: number): AlterPolicy {
  const ifExists = reader.accept('IF EXISTS');
  const name = parseObjectName(reader);
  return { kind: 'alter_policy', policy, ifExists, name, action: parseAction(reader), ...reader.since(start) };
}

function parseAction(reader: Reader): AlterPolicy['action'] {
  if (reader.accept('RENAME TO')) return { kind: 'rename', to: parseObjectName(reader) };
  if (reader.accept('UNSET COMMENT')) return { kind: 'comment', comment: null };
  if (reader.accept('SET BODY')) return { kind: 'body', body: parseBody(reader) };
  reader.expect('SET COMMENT');
  reader.expectSymbol('=');
  return { kind: 'comment', comment: reader.textLiteral() };
}

/** `[WITH] MASKING POLICY p [USING (a, b)]` behind a column; undefined where something else follows. */
export function acceptMasking(reader: Reader): WrittenMasking | undefined {
  if (reader.acceptOneOf('WITH MASKING POLICY', 'MASKING POLICY') === undefined) return undefined;
  return parseMasking(reader);
}

function parseMasking(reader: Reader): WrittenMasking {
  const policy = parseObjectName(reader);
  return { policy, using: reader.accept('USING') ? reader.parenthesised(() => reader.anyName()) : [] };
}

/** `[WITH] ROW ACCESS POLICY p ON (a, b)`; undefined where something else follows. */
export function acceptRowAccess(reader: Reader): WrittenRowAccess | undefined {
  if (reader.acceptOneOf('WITH ROW ACCESS POLICY', 'ROW ACCESS POLICY') === undefined) return undefined;
  return parseRowAccess(reader);
}

function parseRowAccess(reader: Reader): WrittenRowAccess {
  const policy = parseObjectName(reader);
  reader.expect('ON');
  return { policy, columns: reader.parenthesised(() => reader.anyName()) };
}

/** What an ALTER TABLE or ALTER VIEW does to policies; null where it does anything else. */
export function parseProtection(
  reader: Reader,
  { start, ...of }: Pick<Protect, 'start' | 'ifExists' | 'name'> & { readonly object: string },
): Protect | null {
  const { object } = of;
  if ((object !== 'table' && object !== 'view') || !isProtection(reader)) return null;
  const actions = reader.isWord('ALTER', 'MODIFY')
    ? parseMaskings(reader)
    : reader.list(() => parseRowAccessAction(reader));
  return { kind: 'protect', ...of, object, actions, ...reader.since(start) };
}

function isProtection(reader: Reader): boolean {
  if (['ADD ROW ACCESS', 'DROP ROW ACCESS', 'DROP ALL ROW'].some((phrase) => reader.isPhrase(phrase))) return true;
  if (!reader.isWord('ALTER', 'MODIFY')) return false;
  const at = reader.isWordAhead(1, 'COLUMN') ? 2 : 1;
  return reader.isWordAhead(at + 1, 'SET', 'UNSET') && reader.isWordAhead(at + 2, 'MASKING');
}

function parseMaskings(reader: Reader): readonly ProtectAction[] {
  reader.next();
  return reader.list(() => {
    reader.accept('COLUMN');
    const column = reader.anyName();
    if (reader.accept('UNSET MASKING POLICY')) return { kind: 'unmask', column };
    reader.expect('SET MASKING POLICY');
    const masking = parseMasking(reader);
    return { kind: 'mask', column, masking, force: reader.accept('FORCE') };
  });
}

function parseRowAccessAction(reader: Reader): ProtectAction {
  if (reader.accept('DROP ALL ROW ACCESS POLICIES')) return { kind: 'drop_row_access' };
  if (reader.accept('DROP ROW ACCESS POLICY')) {
    const policy: ObjectName = parseObjectName(reader);
    return { kind: 'drop_row_access', policy };
  }
  reader.expect('ADD ROW ACCESS POLICY');
  return { kind: 'add_row_access', rowAccess: parseRowAccess(reader) };
}
