import { ROUTES } from '@firn/contract';
import { OPERATIONS } from '../../apps/api/src/http/openapi/operations.js';
import { useSetting } from './support/setting.js';

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
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
      expect(reference).toMatch(/^#\/components\/schemas\//);
      expect(Object.keys(document.components.schemas)).toContain(reference?.split('/').at(-1));
    }
  });

  it('is shown on a page that loads everything from this server', async () => {
    const page = await setting.call('GET', '/docs', { key: null });
    const html = await page.text();
    expect(html).toContain('swagger-ui');
    expect(
      [...html.matchAll(/(?:src|href)="([^"]+)"/g)].filter(([, link]) => /^(https?:)?\/\//.test(link ?? '')),
    ).toEqual([]);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    for (const asset of ['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-init.js']) {
      expect((await setting.call('GET', `/docs/${asset}`, { key: null })).status).toBe(200);
    }
  });
});
