import {
  BatchId,
  CancelId,
  IdempotencyKey,
  JobId,
  PROBLEMS,
  type ProblemCode,
  ROUTES,
  SessionId,
} from '@firn/contract';
import { z } from 'zod';
import { ANSWER_EXAMPLES } from './answer-examples.js';
import { type IdKind, JSON_TYPE, type Operation } from './operations.js';
import { queryParameters, refTo } from './schemas.js';

/** Every `/v1` route can answer these. */
const EVERYWHERE: readonly ProblemCode[] = [
  'unauthorized',
  'request_timeout',
  'headers_too_large',
  'too_many_requests',
  'internal',
  'redis_unavailable',
  'shutting_down',
];

const HEADER_TEXTS: Readonly<Record<string, string>> = {
  Location: 'Address of what was made.',
  'Firn-Rows': 'Rows of the whole result.',
  'Firn-Pages': 'Pages of the whole result; 0 when the rows lie in the job itself.',
};

/** One operation as the document holds it. */
export function toPathItem(operation: Operation): Record<string, unknown> {
  const { method, route, summary, description, query, body, answer, problems } = operation;
  const secured = ROUTES[route].startsWith('/v1');
  const parameters = [
    ...(operation.id === undefined ? [] : [idParameter(operation.id)]),
    ...(query === undefined ? [] : queryParameters(query)),
    ...(operation.takesIdempotencyKey === true
      ? [
          {
            name: 'Idempotency-Key',
            in: 'header',
            required: false,
            description: KEY,
            schema: schemaOf(IdempotencyKey),
          },
        ]
      : []),
    ...(operation.takesLastEventId === true
      ? [{ name: 'Last-Event-ID', in: 'header', required: false, description: LAST, schema: { type: 'string' } }]
      : []),
  ];
  return {
    operationId: `${method}_${route}`,
    summary,
    ...(description !== undefined && { description }),
    ...(secured ? { security: [{ apiKey: [] }] } : {}),
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && {
      requestBody: {
        required: body.required,
        content: { [body.type ?? JSON_TYPE]: { schema: refTo(body.schema), example: body.example } },
      },
    }),
    responses: {
      ...Object.fromEntries(
        answer.statuses.map((status) => [status, status === 204 ? NOTHING_MORE : answerResponse(operation)]),
      ),
      ...problemResponses(secured ? [...problems, ...EVERYWHERE] : problems),
    },
  };
}

const NOTHING_MORE = { description: 'The reader has seen the last event already, and need not come again.' };
const KEY = 'The same key with the same request gives what there is already, instead of making it twice.';
const LAST = 'The id of the last event that was read: the stream goes on behind it.';

const schemaOf = (schema: z.ZodType) => {
  const { $schema, ...made } = z.toJSONSchema(schema, { target: 'draft-2020-12', unrepresentable: 'any' });
  return made;
};

/** What an ID looks like, and where it comes from: no example of one is there on every server. */
const IDS: Readonly<Record<IdKind, { readonly schema: z.ZodType; readonly from: string }>> = {
  job: { schema: JobId, from: 'The id that POST /v1/jobs answered with, or one of GET /v1/jobs.' },
  batch: { schema: BatchId, from: 'The id of the batch that POST /v1/batches answered with.' },
  cancel: { schema: CancelId, from: 'The id that POST /v1/cancels answered with.' },
  session: { schema: SessionId, from: 'The id that POST /v1/sessions answered with.' },
};

const idParameter = (kind: IdKind) => ({
  name: 'id',
  in: 'path',
  required: true,
  description: IDS[kind].from,
  schema: schemaOf(IDS[kind].schema),
});

const answerResponse = ({ route, leadsTo = [], answer: { description, content, headers = [] } }: Operation) => ({
  description,
  ...(headers.length > 0 && {
    headers: Object.fromEntries(
      headers.map((name) => [name, { description: HEADER_TEXTS[name], schema: { type: 'string' } }]),
    ),
  }),
  content: Object.fromEntries(
    Object.entries(content).map(([type, schema]) => {
      // Events and lines are texts of another form than the JSON of what they hold.
      const example = type === JSON_TYPE ? ANSWER_EXAMPLES[schema] : undefined;
      return [type, { schema: refTo(schema), ...(example !== undefined && { example }) }];
    }),
  ),
  ...(leadsTo.length > 0 && {
    links: Object.fromEntries(
      leadsTo.map((operationId) => [
        operationId,
        { operationId, parameters: { id: `$response.body#${route === 'batches' ? '/batch/id' : '/id'}` } },
      ]),
    ),
  }),
});

/** One response a status: they are one response, described by the codes that come with the status. */
function problemResponses(codes: readonly ProblemCode[]): Record<string, unknown> {
  const statuses = new Set(codes.map((code) => PROBLEMS[code].status));
  return Object.fromEntries(
    [...statuses].map((status) => {
      const meant = codes.filter((code) => PROBLEMS[code].status === status);
      const description = meant.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(' ');
      return [status, { $ref: '#/components/responses/Problem', description }];
    }),
  );
}
