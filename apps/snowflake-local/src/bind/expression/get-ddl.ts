import { databaseDefinition, schemaDefinition } from '../../catalog/definition/container.js';
import {
  fileFormatDefinition,
  functionDefinition,
  policyDefinition,
  procedureDefinition,
  sequenceDefinition,
  streamDefinition,
  taskDefinition,
  warehouseDefinition,
} from '../../catalog/definition/object.js';
import { type Naming, relationDefinition } from '../../catalog/definition/relation.js';
import { displayName, displayPath, qualify, qualifySchema } from '../../catalog/names.js';
import { compilationError, objectMissing, SqlError, unsupported, wrongArgumentCount } from '../../errors.js';
import type { FunctionCall } from '../../parse/ast.js';
import { parseObjectPath, parseRoutineName } from '../../parse/parse.js';
import { textLiteral } from '../../types/literal.js';
import type { Emitted } from '../../types/typed.js';
import type { BindContext } from '../context.js';
import { snowType } from '../data-type.js';
import type { Frame } from '../frame.js';
import { bindArguments } from './arguments.js';

/** `GET_DDL('table', 'name' [, true])`: the statement that makes an object as it is now, by its whole name if asked for. */
export function bindGetDdl(call: FunctionCall, frame: Frame): Emitted {
  const args = bindArguments('GET_DDL', call, frame);
  const position = frame.positionOf(call);
  if (args.length < 2 || args.length > 3) {
    throw wrongArgumentCount(frame.textOf(call), args.length < 2 ? 2 : 3, args.length, position);
  }
  const [kind, name, qualified] = args.map(({ literal }) => literal);
  if (kind?.kind !== 'text' || name?.kind !== 'text' || (args.length === 3 && qualified?.kind !== 'boolean')) {
    throw compilationError('001015', '42601', 'arguments of function GET_DDL need to be constant', position);
  }
  const isQualified = qualified?.kind === 'boolean' && qualified.value;
  try {
    return textLiteral(definitionOf(kind.value, name.value, isQualified, frame.environment.context));
  } catch (error) {
    if (error instanceof SqlError && error.code === '000002') throw unsupported(`GET_DDL of ${kind.value}`, position);
    throw error;
  }
}

function definitionOf(kind: string, name: string, qualified: boolean, context: BindContext): string {
  const { catalog, session } = context;
  const naming: Naming = (object) =>
    qualified ? displayPath([object.database, object.schema, object.name]) : displayName(object.name);
  const missing = (): SqlError => {
    const words = kind.replaceAll('_', ' ');
    return objectMissing(words.charAt(0).toUpperCase() + words.slice(1).toLowerCase(), name);
  };
  switch (kind.toUpperCase()) {
    case 'TABLE':
    case 'VIEW':
    case 'DYNAMIC_TABLE': {
      const found = catalog.findRelation(parseObjectPath(name), session);
      if (found === undefined || found.kind === 'system') throw missing();
      const isWanted = (kind.toUpperCase() === 'VIEW') === (found.kind === 'view');
      if (!isWanted || (kind.toUpperCase() === 'DYNAMIC_TABLE' && found.kind !== 'view' && !found.dynamic))
        throw missing();
      return relationDefinition(found, naming);
    }
    case 'SEQUENCE': {
      const found = catalog.findSequence(parseObjectPath(name), session);
      if (found === undefined) throw missing();
      return sequenceDefinition(found, naming);
    }
    case 'STREAM': {
      const found = catalog.findStream(parseObjectPath(name), session);
      if (found === undefined) throw missing();
      return streamDefinition(found, naming);
    }
    case 'POLICY': {
      const found = catalog.findPolicy(parseObjectPath(name), session);
      if (found === undefined) throw missing();
      return policyDefinition(found, naming);
    }
    case 'TASK': {
      const found = catalog.findTask(parseObjectPath(name), session);
      if (found === undefined) throw missing();
      return taskDefinition(found, naming);
    }
    case 'FILE_FORMAT': {
      const found = catalog.findFileFormat(parseObjectPath(name), session);
      if (found === undefined) throw missing();
      return fileFormatDefinition(found, naming);
    }
    case 'FUNCTION':
    case 'PROCEDURE': {
      const routine = parseRoutineName(name);
      const types = routine.types.map((type) => snowType(type, { text: name, values: context.values }).kind);
      const place = qualify(routine.path, session);
      const isSame = (entry: { name: string; parameters: readonly { type: { kind: string } }[] }): boolean =>
        entry.name === place.name &&
        entry.parameters.length === types.length &&
        entry.parameters.every(({ type }, at) => type.kind === types[at]);
      if (kind.toUpperCase() === 'FUNCTION') {
        const found = catalog.functions(place).find(isSame);
        if (found === undefined) throw missing();
        return functionDefinition(found, naming);
      }
      const found = catalog.procedures(place).find(isSame);
      if (found === undefined) throw missing();
      return procedureDefinition(found, naming);
    }
    case 'SCHEMA': {
      const found = catalog.schema(qualifySchema(parseObjectPath(name), session));
      if (found === undefined) throw missing();
      return schemaDefinition(found, catalog, qualified);
    }
    case 'DATABASE': {
      const [database = ''] = parseObjectPath(name);
      if (catalog.database(database) === undefined) throw missing();
      return databaseDefinition(database, catalog, qualified);
    }
    case 'WAREHOUSE': {
      const [warehouse = ''] = parseObjectPath(name);
      const found = catalog.warehouse(warehouse);
      if (found === undefined) throw missing();
      return warehouseDefinition(found);
    }
    default:
      throw unsupported(`GET_DDL of ${kind}`);
  }
}
