import { placed } from '../bind/placed.js';
import type { FormatOptions, FormatValue } from '../catalog/entries.js';
import { invalidOption, positionAt, SqlError } from '../errors.js';
import type { Option, OptionValue } from '../parse/ast.js';
import type { Typed } from '../types/typed.js';
import { unreachable } from '../unreachable.js';

/** What a statement does with each option it knows, by name in upper case. */
export type OptionReaders = Readonly<Record<string, (value: OptionValue, name: string) => void>>;

/**
 * Hands every option to its reader.
 *
 * @param of what the options belong to, for the message: `TABLE`, `STAGE`
 * @param text the statement, to say where the option stands
 * @throws SqlError 001420 for an option that has no reader.
 */
export function readOptions(options: readonly Option[], readers: OptionReaders, of: string, text: string): void {
  for (const option of options) {
    const read = Object.hasOwn(readers, option.name) ? readers[option.name] : undefined;
    placed(
      () => positionAt(text, option.start),
      () => {
        if (read === undefined) throw invalidOption(option.name, of);
        read(option.value, option.name);
      },
    );
  }
}

/** Options with what their binds stand for in place of them. */
export const boundOptions = (options: readonly Option[], binds: readonly Typed[]): readonly Option[] =>
  options.map((option) =>
    option.value.kind === 'bind' ? { ...option, value: boundValue(option.value, binds) } : option,
  );

function boundValue(value: Extract<OptionValue, { kind: 'bind' }>, binds: readonly Typed[]): OptionValue {
  const { literal } = binds[value.index - 1] ?? {};
  switch (literal?.kind) {
    case 'text':
      return { kind: 'text', value: literal.value };
    case 'number':
      return { kind: 'number', text: literal.digits };
    case 'boolean':
      return { kind: 'boolean', value: literal.value };
    case 'null':
    case undefined:
      return value;
    default:
      return unreachable(literal);
  }
}

/** An option that changes nothing here, whatever its value. */
export const withoutEffect = (): void => undefined;

export function textOption(value: OptionValue, name: string): string {
  if (value.kind === 'text') return value.value;
  if (value.kind === 'name') return nameText(value);
  if (value.kind === 'number') return value.text;
  throw invalidValue(value, name);
}

export function flagOption(value: OptionValue, name: string): boolean {
  if (value.kind === 'flag') return true;
  if (value.kind === 'boolean') return value.value;
  const word = value.kind === 'text' ? value.value : value.kind === 'name' ? nameText(value) : '';
  if (word.toUpperCase() === 'TRUE') return true;
  if (word.toUpperCase() === 'FALSE') return false;
  throw invalidValue(value, name);
}

export function countOption(value: OptionValue, name: string): number {
  const count = value.kind === 'number' ? Number(value.text) : value.kind === 'text' ? Number(value.value || '-1') : -1;
  if (!Number.isSafeInteger(count) || count < 0) throw invalidValue(value, name);
  return count;
}

/** File-format options as the catalog keeps them. */
export const formatOptions = (options: readonly Option[]): FormatOptions =>
  Object.fromEntries(options.map(({ name, value }) => [name, formatValue(value, name)]));

function formatValue(value: OptionValue, name: string): FormatValue {
  switch (value.kind) {
    case 'flag':
      return true;
    case 'text':
      return value.value;
    case 'number':
      return Number(value.text);
    case 'boolean':
      return value.value;
    case 'name':
      return nameText(value);
    case 'list':
      return value.items.map((item) => String(formatValue(item, name)));
    case 'options':
      if (value.options.length === 0) return [];
      throw invalidValue(value, name);
    case 'null':
    case 'bind':
    case 'expressions':
      throw invalidValue(value, name);
    default:
      return unreachable(value);
  }
}

/** A value as text, as parameters and recorded properties keep it. */
export function plainText(value: OptionValue, name: string): string {
  const plain = formatValue(value, name);
  return typeof plain === 'object' ? plain.join(', ') : String(plain);
}

export const nameText = (value: Extract<OptionValue, { kind: 'name' }>): string =>
  value.name.parts.map((part) => part.name).join('.');

export const invalidValue = (value: OptionValue, name: string): SqlError =>
  new SqlError('001008', '22023', `SQL compilation error:\ninvalid value [${shown(value)}] for parameter '${name}'`);

function shown(value: OptionValue): string {
  if (value.kind === 'text') return `'${value.value}'`;
  if (value.kind === 'number') return value.text;
  if (value.kind === 'name') return nameText(value);
  return value.kind === 'boolean' ? String(value.value) : value.kind.toUpperCase();
}
