import { describedType } from '../../types/snow-type.js';
import type {
  FileFormatEntry,
  FormatValue,
  FunctionEntry,
  PolicyEntry,
  ProcedureEntry,
  RoutineEntry,
  SequenceEntry,
  StreamEntry,
  TaskEntry,
  WarehouseEntry,
} from '../entries.js';
import { displayName, displayPath } from '../names.js';
import { resultOf, returnsTable } from '../routine-result.js';
import { commentText, type Naming, quoteDefinition } from './relation.js';

export function sequenceDefinition(sequence: SequenceEntry, naming: Naming): string {
  const { start, step, ordered } = sequence.counter;
  const order = ordered ? 'order' : 'noorder';
  return `create or replace sequence ${naming(sequence)} start with ${start} increment by ${step} ${order}${commentText(sequence.comment, ' ')};`;
}

export function streamDefinition(stream: StreamEntry, naming: Naming): string {
  const { database, schema, name } = stream.table;
  const table =
    stream.database === database && stream.schema === schema
      ? naming(stream.table)
      : displayPath([database, schema, name]);
  const mode = stream.mode === 'APPEND_ONLY' ? ' append_only = true' : '';
  return `create or replace stream ${naming(stream)} on table ${table}${mode}${commentText(stream.comment, ' ')};`;
}

export function taskDefinition(task: TaskEntry, naming: Naming): string {
  const { warehouse, schedule, allowOverlapping, config, predecessors, finalizes, condition, comment: text } = task;
  const named = (name: string): string => naming({ database: task.database, schema: task.schema, name });
  const settings = [
    ...(warehouse === null ? [] : [`warehouse=${displayName(warehouse)}`]),
    ...(schedule === null ? [] : [`schedule=${quoteDefinition(schedule)}`]),
    ...(config === null ? [] : [`config=${quoteDefinition(config)}`]),
    ...(allowOverlapping ? ['allow_overlapping_execution=true'] : []),
    ...Object.entries({ ...task.properties, ...task.parameters }).map(
      ([name, value]) => `${name.toLowerCase()}=${typeof value === 'string' ? quoteDefinition(value) : String(value)}`,
    ),
    ...(text === null || text === '' ? [] : [`COMMENT=${quoteDefinition(text)}`]),
    ...(finalizes === null ? [] : [`finalize=${named(finalizes)}`]),
    ...(predecessors.length === 0 ? [] : [`after ${predecessors.map(named).join(', ')}`]),
    ...(condition === null ? [] : [`when ${condition}`]),
  ];
  return `create or replace task ${naming(task)}\n${settings.map((line) => `\t${line}\n`).join('')}\tas ${task.definition};`;
}

export function policyDefinition(policy: PolicyEntry, naming: Naming): string {
  const kind = policy.kind.replaceAll('_', ' ');
  const parameters = policy.parameters.map(({ name, type }) => `${displayName(name)} ${describedType(type)}`);
  const { comment: text } = policy;
  const written = text === null || text === '' ? '' : `\ncomment=${quoteDefinition(text)}`;
  return `create or replace ${kind} ${naming(policy)} as (${parameters.join(', ')}) returns ${describedType(policy.returns)} ->\n${policy.body}${written};`;
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
