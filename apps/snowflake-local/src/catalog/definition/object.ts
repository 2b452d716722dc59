import { describedType } from '../../types/snow-type.js';
import type {
  FileFormatEntry,
  FormatValue,
  FunctionEntry,
  ProcedureEntry,
  RoutineEntry,
  SequenceEntry,
  WarehouseEntry,
} from '../entries.js';
import { displayName } from '../names.js';
import { resultOf, returnsTable } from '../routine-result.js';
import { commentText, type Naming, quoteDefinition } from './relation.js';

export function sequenceDefinition(sequence: SequenceEntry, naming: Naming): string {
  const { start, step, ordered } = sequence.counter;
  const order = ordered ? 'order' : 'noorder';
  return `create or replace sequence ${naming(sequence)} start with ${start} increment by ${step} ${order}${commentText(sequence.comment, ' ')};`;
}

export function fileFormatDefinition(format: FileFormatEntry, naming: Naming): string {
  const { TYPE: type = 'CSV', ...options } = format.options;
  const lines = [
    `TYPE = ${String(type).toUpperCase()}`,
    ...Object.entries(options).map(([name, value]) => `${name} = ${optionText(value)}`),
    ...(format.comment === null ? [] : [`COMMENT = ${quoteDefinition(format.comment)}`]),
  ];
  return `CREATE OR REPLACE FILE FORMAT ${naming(format)}\n${lines.map((line) => `\t${line}\n`).join('')};`;
}

function optionText(value: FormatValue): string {
  if (typeof value === 'object') return `(${value.map(quoteDefinition).join(', ')})`;
  return typeof value === 'string' ? quoteDefinition(value) : String(value).toUpperCase();
}

export function functionDefinition(entry: FunctionEntry, naming: Naming): string {
  const kind = `${entry.secure ? 'SECURE ' : ''}${entry.sessionId === null ? '' : 'TEMPORARY '}FUNCTION`;
  const strict = entry.strict ? '\nRETURNS NULL ON NULL INPUT' : '';
  return `CREATE OR REPLACE ${kind} ${signature(entry, naming)}\nRETURNS ${returnsText(entry)}\nLANGUAGE SQL${strict}${comment(entry)}\nAS ${quoteDefinition(entry.body)};`;
}

export function procedureDefinition(entry: ProcedureEntry, naming: Naming): string {
  const kind = `${entry.sessionId === null ? '' : 'TEMPORARY '}PROCEDURE`;
  return `CREATE OR REPLACE ${kind} ${signature(entry, naming)}\nRETURNS ${returnsText(entry)}\nLANGUAGE SQL${comment(entry)}\nEXECUTE AS OWNER\nAS ${quoteDefinition(entry.body)};`;
}

const comment = ({ comment: text }: RoutineEntry): string =>
  text === null ? '' : `\nCOMMENT=${quoteDefinition(text)}`;

function signature(entry: RoutineEntry, naming: Naming): string {
  const parameters = entry.parameters.map(
    ({ name, type, default: preset }) =>
      `${displayName(name)} ${describedType(type)}${preset === null ? '' : ` DEFAULT ${preset}`}`,
  );
  return `${naming(entry)}(${parameters.join(', ')})`;
}

function returnsText(routine: RoutineEntry): string {
  const result = resultOf(routine);
  if (!returnsTable(result)) return describedType(result);
  return `TABLE (${result.map(({ name, type }) => `${displayName(name)} ${describedType(type)}`).join(', ')})`;
}

export function warehouseDefinition(warehouse: WarehouseEntry): string {
  const { name, size, autoSuspend, autoResume, maxConcurrencyLevel } = warehouse;
  const settings = [
    `WAREHOUSE_SIZE=${quoteDefinition(size)}`,
    `AUTO_SUSPEND=${autoSuspend ?? 'NULL'}`,
    `AUTO_RESUME=${String(autoResume)}`,
    `MAX_CONCURRENCY_LEVEL=${maxConcurrencyLevel}`,
  ];
  return `create or replace warehouse ${displayName(name)}\nwith\n\t${settings.join('\n\t')}${warehouse.comment === null ? '' : `\n\tCOMMENT=${quoteDefinition(warehouse.comment)}`}\n;`;
}
