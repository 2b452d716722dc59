import type { CatalogView } from '../catalog-view.js';
import type { SchemaEntry } from '../entries.js';
import { displayName, displayPath, INFORMATION_SCHEMA, type QualifiedSchema } from '../names.js';
import {
  fileFormatDefinition,
  functionDefinition,
  policyDefinition,
  procedureDefinition,
  sequenceDefinition,
  streamDefinition,
  taskDefinition,
} from './object.js';
import { type Naming, relationDefinition } from './relation.js';

/** A database, its schemas, and all that is in them. */
export function databaseDefinition(database: string, catalog: CatalogView, qualified: boolean): string {
  const entry = catalog.database(database);
  const kind = entry?.transient === true ? 'transient database' : 'database';
  const schemas = catalog
    .schemas(database)
    .filter(({ name }) => name !== INFORMATION_SCHEMA)
    .map((schema) => schemaDefinition(schema, catalog, qualified));
  return [`create or replace ${kind} ${displayName(database)};`, ...schemas].join('\n\n');
}

/** A schema and all that is in it, what others use first. */
export function schemaDefinition(schema: SchemaEntry, catalog: CatalogView, qualified: boolean): string {
  const place: QualifiedSchema = { database: schema.database, schema: schema.name };
  const name = qualified ? displayPath([schema.database, schema.name]) : displayName(schema.name);
  const naming: Naming = ({ name: object }) =>
    qualified ? displayPath([place.database, place.schema, object]) : displayName(object);
  const relations = [...catalog.relations(place)].sort((a, b) => a.objectId - b.objectId);
  const formats = catalog.fileFormats(place);
  return [
    `create or replace ${schema.transient ? 'transient ' : ''}schema ${name};`,
    ...catalog.sequences(place).map((entry) => sequenceDefinition(entry, naming)),
    ...formats.map((entry) => fileFormatDefinition(entry, naming)),
    ...catalog.policies(place).map((entry) => policyDefinition(entry, naming)),
    ...relations.map((entry) => relationDefinition(entry, naming)),
    ...catalog.streams(place).map((entry) => streamDefinition(entry, naming)),
    ...catalog.tasks(place).map((entry) => taskDefinition(entry, naming)),
    ...catalog.functions(place).map((entry) => functionDefinition(entry, naming)),
    ...catalog.procedures(place).map((entry) => procedureDefinition(entry, naming)),
  ].join('\n\n');
}
