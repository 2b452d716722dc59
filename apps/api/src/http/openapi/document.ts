import { ROUTES } from '@firn/contract';
import type { INestApplication } from '@nestjs/common';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ANSWER_EXAMPLES } from './answer-examples.js';
import { OPERATIONS } from './operations.js';
import { PAGE_STYLE } from './page-style.js';
import { toPathItem } from './path-item.js';
import { componentSchemas, refTo } from './schemas.js';

/** The API as an OpenAPI 3.1 document, made from the schemas that requests are validated by. */
export function openApiDocument(): OpenAPIObject {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of OPERATIONS) {
    const path = ROUTES[operation.route];
    paths[path] = { ...paths[path], [operation.method]: { tags: [groupOf(path)], ...toPathItem(operation) } };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Firn',
      version: '1',
      description:
        'Durable Snowflake jobs: submit SQL or a DataFrame action, wait, read its rows. Every failure is a Problem with a stable code and a cure.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key of the keys file.' } },
      responses: {
        Problem: {
          description: 'What was wrong, and what to do.',
          content: { 'application/problem+json': { schema: refTo('Problem'), example: ANSWER_EXAMPLES.Problem } },
        },
      },
      schemas: componentSchemas(),
    },
  } as OpenAPIObject;
}

/** `/v1/jobs/{id}` is shown with the jobs, `/health/live` with the health. */
const groupOf = (path: string): string => path.split('/').find((part) => part !== '' && part !== 'v1') ?? path;

/** Serves the document at /openapi.json and a page that shows it at /docs, from files of this installation. */
export function addDocumentation(app: INestApplication): void {
  SwaggerModule.setup('docs', app, openApiDocument, {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Firn API',
    customCss: PAGE_STYLE,
    swaggerOptions: { validatorUrl: null, persistAuthorization: false, tryItOutEnabled: true },
  });
}
