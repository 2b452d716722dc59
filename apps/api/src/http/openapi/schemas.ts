import {
  BatchAnswer,
  BatchLineAnswer,
  BatchView,
  CancelManyRequest,
  CancelRequest,
  CancelView,
  Column,
  Health,
  JobEvent,
  JobExplanation,
  JobHistory,
  JobList,
  JobNews,
  JobRequest,
  JobView,
  Problem,
  ResolveRequest,
  ResultDocument,
  ResultRow,
  ResultSummary,
  SessionRequest,
  SessionView,
} from '@firn/contract';
import { z } from 'zod';

/** What is sent to the API: here defaults may be left out. */
const INPUTS = { JobRequest, CancelRequest, CancelManyRequest, ResolveRequest, SessionRequest };
/** What the API answers: here every field is there. */
const OUTPUTS = {
  BatchAnswer,
  BatchLineAnswer,
  BatchView,
  CancelView,
  Column,
  Health,
  JobEvent,
  JobExplanation,
  JobHistory,
  JobList,
  JobNews,
  JobView,
  Problem,
  ResultDocument,
  ResultRow,
  ResultSummary,
  SessionView,
};

export type SchemaName = keyof typeof INPUTS | keyof typeof OUTPUTS;

const uri = (name: string): string => `#/components/schemas/${name}`;
export const refTo = (name: SchemaName): { readonly $ref: string } => ({ $ref: uri(name) });

/** The components of the document, made from the very schemas that requests are validated by. */
export function componentSchemas(): Record<string, unknown> {
  const { JobRequest: request, ...inputs } = toJsonSchemas(INPUTS, 'input');
  return { ...inputs, JobRequest: { ...request, ...ONE_OF_THREE }, ...toJsonSchemas(OUTPUTS, 'output') };
}

/** What the schema checks across fields, and JSON Schema is not told of by Zod. */
const ONE_OF_THREE = {
  oneOf: [{ required: ['action'] }, { required: ['sql'] }, { required: ['handler'] }],
  dependentRequired: { binds: ['sql'], params: ['handler'] },
};

function toJsonSchemas(schemas: Readonly<Record<string, z.ZodType>>, io: 'input' | 'output'): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, {
    target: 'draft-2020-12',
    uri,
    io,
    unrepresentable: 'any',
    // A list that TypeScript may not write to is sent all the same: readOnly would forbid that.
    override: ({ jsonSchema }) => void delete jsonSchema.readOnly,
  });
  // The document names the dialect once, and an `$id` would move the base that references are resolved from.
  return Object.fromEntries(Object.entries(made.schemas).map(([name, { $id, $schema, ...schema }]) => [name, schema]));
}

/** The fields of a query schema as parameters. A page shows what a parameter is for beside its name, and not what its schema says. */
export function queryParameters(schema: z.ZodObject): readonly Record<string, unknown>[] {
  const json = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input', unrepresentable: 'any' });
  return Object.entries(json.properties ?? {}).map(([name, property]) => {
    const { description, ...rest } = Object(property);
    return { name, in: 'query', required: json.required?.includes(name) ?? false, description, schema: rest };
  });
}
