import { type System, startSystem } from '../support/system.js';

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example: unknown }>> };
  readonly responses: Readonly<
    Record<string, { readonly links?: Readonly<Record<string, { readonly parameters: { readonly id: string } }>> }>
  >;
}

/** Take a job in review, which is made by hand. */
const OF_REVIEWS = ['post_jobResolve', 'post_jobEvidence'];

/** Of a stream of events what comes first: it need not end. */
async function textOf(answer: Response): Promise<string> {
  if (answer.headers.get('content-type')?.startsWith('text/event-stream') !== true) return answer.text();
  const reader = answer.body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  return new TextDecoder().decode(first?.value);
}

/** Every operation of the document, sent as its example stands there, with the IDs that its links lead to. */
describe('the examples of the OpenAPI document', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem({ workers: 1 });
  });
  afterAll(() => system?.stop());

  it('succeed as they are shown, one after the other', async () => {
    const document = (await (await fetch(`${system.apiUrl}/openapi.json`)).json()) as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    };
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })),
    );
    const ids = new Map<string, string>();
    const sent: string[] = [];
    const send = async ({
      path,
      method,
      operationId,
      requestBody,
      parameters = [],
      responses,
    }: (typeof operations)[number]) => {
      const id = ids.get(operationId);
      if (path.includes('{id}') && id === undefined) throw new Error(`Nothing leads to ${operationId}.`);
      expect(parameters.filter((each) => each.required).map(({ name }) => name)).toEqual(
        id === undefined ? [] : ['id'],
      );
      const [[type, { example }] = ['', { example: undefined }]] = Object.entries(requestBody?.content ?? {});
      const answer = await fetch(`${system.apiUrl}${path.replace('{id}', id ?? '')}`, {
        method,
        headers: { authorization: `Bearer ${system.apiKey}`, ...(type !== '' && { 'content-type': type }) },
        ...(example !== undefined && { body: typeof example === 'string' ? example : JSON.stringify(example) }),
      });
      const text = await textOf(answer);
      expect([operationId, answer.status, answer.ok ? '' : text]).toEqual([operationId, answer.status, '']);
      expect(Object.keys(responses)).toContain(String(answer.status));
      sent.push(operationId);
      for (const [name, { parameters: given }] of Object.entries(responses[String(answer.status)]?.links ?? {})) {
        const keys = given.id.replace('$response.body#/', '').split('/');
        ids.set(name, String(keys.reduce<unknown>((at, key) => Reflect.get(Object(at), key), JSON.parse(text))));
      }
    };

    const starting = operations.filter(({ path, method }) => method === 'POST' && !path.includes('{id}'));
    const cancels = starting.filter(({ operationId }) => operationId === 'post_cancels');
    for (const operation of starting) if (!cancels.includes(operation)) await send(operation);
    const job = ids.get('get_job') ?? '';
    const ended = await fetch(`${system.apiUrl}/v1/jobs/${job}?wait=20000`, {
      headers: { authorization: `Bearer ${system.apiKey}` },
    });
    expect(await ended.json()).toMatchObject({ state: 'succeeded', result: { inline: [[42]] } });
    // After what it might cancel has ended.
    for (const operation of cancels) await send(operation);
    const others = operations.filter((each) => !starting.includes(each) && !OF_REVIEWS.includes(each.operationId));
    // What closes comes last.
    for (const operation of others.sort((a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE')))
      await send(operation);
    expect([...sent, ...OF_REVIEWS].sort()).toEqual(operations.map(({ operationId }) => operationId).sort());
  });
});
