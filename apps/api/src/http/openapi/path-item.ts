import { IdempotencyKey, PROBLEMS, type ProblemCode, ROUTES } from '@firn/contract';
import { z } from 'zod';
import { JSON_TYPE, type Operation } from './operations.js';
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
    ...(ROUTES[route].includes('{id}') ? [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }] : []),
    ...(query === undefined ? [] : queryParameters(query)),
    ...(operation.takesIdempotencyKey === true
      ? [
          {
            name: 'Idempotency-Key',
            in: 'header',
            required: false,
            schema: z.toJSONSchema(IdempotencyKey, { target: 'draft-2020-12', unrepresentable: 'any' }),
          },
        ]
      : []),
  ];
  return {
    operationId: `${method}_${route}`,
    summary,
    ...(description !== undefined && { description }),
    ...(secured ? { security: [{ apiKey: [] }] } : {}),
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && {
      requestBody: { required: body.required, content: { [body.type ?? JSON_TYPE]: { schema: refTo(body.schema) } } },
    }),
    responses: {
      ...Object.fromEntries(answer.statuses.map((status) => [status, answerResponse(answer)])),
      ...problemResponses(secured ? [...problems, ...EVERYWHERE] : problems),
    },
  };
}

const answerResponse = ({ description, content, headers = [] }: Operation['answer']) => ({
  description,
  ...(headers.length > 0 && {
    headers: Object.fromEntries(
      headers.map((name) => [name, { description: HEADER_TEXTS[name], schema: { type: 'string' } }]),
    ),
  }),
  content: Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema: refTo(schema) }])),
});

/** One response a status: it lists the codes that come with it. */
function problemResponses(codes: readonly ProblemCode[]): Record<string, unknown> {
  const statuses = new Set(codes.map((code) => PROBLEMS[code].status));
  const content = { 'application/problem+json': { schema: refTo('Problem') } };
  return Object.fromEntries(
    [...statuses].map((status) => {
      const meant = codes.filter((code) => PROBLEMS[code].status === status);
      return [status, { description: meant.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(' '), content }];
    }),
  );
}
