import {
  Health,
  JobExplanation,
  JobHistory,
  JobList,
  JobView,
  Problem,
  ResultDocument,
  ROUTES,
  SessionView,
} from '@firn/contract';
import { ANSWER_EXAMPLES } from '../../apps/api/src/http/openapi/answer-examples.js';
import { OPERATIONS } from '../../apps/api/src/http/openapi/operations.js';
import { useSetting } from './support/setting.js';

interface Content {
  readonly example?: unknown;
}
interface PathItem {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly description?: string;
    readonly schema: { readonly pattern?: string };
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, Answer>>;
}
interface Answer {
  readonly $ref?: string;
  readonly links?: Readonly<
    Record<string, { readonly operationId: string; readonly parameters: { readonly id: string } }>
  >;
}
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, PathItem>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, unknown>>;
    readonly responses: Readonly<Record<string, unknown>>;
  };
}

describe('the OpenAPI document', () => {
  const setting = useSetting();
  const load = async () => (await (await setting.call('GET', '/openapi.json', { key: null })).json()) as Document;

  it('describes every route of the contract, and each answers to its methods and to no other', async () => {
    const { paths, openapi } = await load();
    expect(openapi).toBe('3.1.0');
    expect(Object.keys(paths).sort()).toEqual(Object.values(ROUTES).sort());

    for (const [path, item] of Object.entries(paths)) {
      const response = await setting.call('PATCH', path.replace('{id}', 'x'));
      expect(response.status).toBe(405);
      const allowed = (response.headers.get('allow') ?? '').split(', ').filter((method) => method !== 'HEAD');
      expect(allowed).toEqual(
        Object.keys(item)
          .map((method) => method.toUpperCase())
          .sort(),
      );
    }
  });

  it('holds every schema that it refers to', async () => {
    const document = await load();
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference);
    expect(references.length).toBeGreaterThan(OPERATIONS.length);
    for (const reference of new Set(references)) {
      const [, kind, name] = /^#\/components\/(schemas|responses)\/(\w+)$/.exec(reference ?? '') ?? [];
      expect(Object.keys(document.components[kind === 'responses' ? 'responses' : 'schemas'])).toContain(name);
    }
  });

  it('shows answers as they look: every example is one that its schema takes', async () => {
    const schemas = { Health, JobExplanation, JobHistory, JobList, JobView, Problem, ResultDocument, SessionView };
    expect(Object.keys(ANSWER_EXAMPLES).sort()).toEqual(Object.keys(schemas).sort());
    for (const [name, schema] of Object.entries(schemas)) {
      const example: unknown = Reflect.get(ANSWER_EXAMPLES, name);
      expect([name, schema.parse(example)]).toEqual([name, example]);
    }
    const { paths, components } = await load();
    expect(paths[ROUTES.job]?.get).toMatchObject({
      responses: { 200: { content: { 'application/json': { example: ANSWER_EXAMPLES.JobView } } } },
    });
    expect(components.responses.Problem).toMatchObject({
      content: { 'application/problem+json': { example: ANSWER_EXAMPLES.Problem } },
    });
  });

  it('forbids nothing that may be sent: no field of a request is for reading only', async () => {
    const text = JSON.stringify(await load());
    expect(text).toContain('"attempts"');
    expect(text).not.toContain('readOnly');
  });

  it('says what an ID looks like, that a job is one of three, and has one response for problems', async () => {
    const { paths, components } = await load();
    const items = Object.entries(paths).flatMap(([path, methods]) =>
      Object.values(methods).map((item) => [path, item] as const),
    );
    for (const [path, { parameters = [], responses }] of items) {
      const [kind] = ['job', 'batch', 'session', 'cancel'].filter((each) => path.includes(`/${each}`));
      const id = parameters.find(({ name }) => name === 'id');
      expect([path, id?.schema.pattern?.slice(1, 5)]).toEqual([
        path,
        path.includes('{id}') ? `${kind?.slice(0, 3)}_` : undefined,
      ]);
      for (const [status, { $ref }] of Object.entries(responses)) {
        expect([path, status, $ref]).toEqual([
          path,
          status,
          Number(status) < 400 ? undefined : '#/components/responses/Problem',
        ]);
      }
    }
    expect(components.schemas.JobRequest).toMatchObject({
      oneOf: [{ required: ['action'] }, { required: ['sql'] }, { required: ['handler'] }],
      dependentRequired: { binds: ['sql'], params: ['handler'] },
    });
  });

  it('says of every parameter what it is for', async () => {
    const items = Object.values((await load()).paths).flatMap((methods) => Object.values(methods));
    const parameters = items.flatMap(({ parameters: its = [] }) => its);
    expect(parameters.length).toBeGreaterThan(30);
    expect(parameters.filter(({ description = '' }) => !/^[A-Z].+\.$/.test(description))).toEqual([]);
  });

  it('is shown on a page that loads everything from this server', async () => {
    const page = await setting.call('GET', '/docs', { key: null });
    const html = await page.text();
    expect(html).toContain('swagger-ui');
    expect(html).toContain('.response-col_links { display: none; }');
    expect(
      [...html.matchAll(/(?:src|href)="([^"]+)"/g)].filter(([, link]) => /^(https?:)?\/\//.test(link ?? '')),
    ).toEqual([]);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    for (const asset of ['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-init.js']) {
      expect((await setting.call('GET', `/docs/${asset}`, { key: null })).status).toBe(200);
    }
  });
});
