import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROBLEMS, REFUSED_STATEMENTS, ROUTES } from '@firn/contract';
import { Settings as ApiSettings } from '../../apps/api/src/config/settings.js';
import { functionNames } from '../../apps/snowflake-local/src/functions/lookup.js';
import { Settings as WorkerSettings } from '../../apps/worker/src/config/settings.js';
import { blocksOf, pages, pageText } from '../support/documented.js';

const page = (name: string) => readFileSync(join(import.meta.dirname, '..', '..', 'docs', `${name}.md`), 'utf8');
const missing = (text: string, names: readonly string[]) => names.filter((name) => !text.includes(`\`${name}\``));

describe('the documentation', () => {
  it('lists every setting of the API and the worker', () => {
    const names = [...Object.keys(ApiSettings.shape), ...Object.keys(WorkerSettings.shape)];
    expect(missing(page('configuration'), names)).toEqual([]);
  });

  it('lists every problem', () => {
    expect(missing(page('reference'), Object.keys(PROBLEMS))).toEqual([]);
  });

  it('lists the statements that a job may not say, and why', () => {
    const text = page('reference');
    for (const { constructs, reason, cure } of Object.values(REFUSED_STATEMENTS)) {
      const row = text.split('\n').find((line) => line.includes(`| ${reason} | ${cure} |`)) ?? '';
      expect(constructs.filter((construct) => !row.includes(construct))).toEqual([]);
    }
  });

  it('runs every block, or says why not', () => {
    const strange = pages()
      .flatMap(blocksOf)
      .filter(({ mark }) => {
        if (mark === null) return true;
        return 'by' in mark && !existsSync(join(import.meta.dirname, '..', `${mark.by}.spec.ts`));
      });
    expect(strange.map(({ page: name, line }) => `${name}:${line}`)).toEqual([]);
  });

  it('leads nowhere that is not there', () => {
    const broken = pages().flatMap((name) =>
      [...pageText(name).matchAll(/\]\((?!https?:|mailto:|#)([^)\s#]+)(?:#[^)]*)?\)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !existsSync(join(import.meta.dirname, '..', '..', dirname(name), target)))
        .map((target) => `${name}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('speaks of every route', () => {
    const text = page('reference');
    expect(Object.values(ROUTES).filter((route) => !text.includes(route))).toEqual([]);
  });

  it('lists every function of the local Snowflake, and no other', () => {
    const text = page('local-snowflake');
    const listed = [...(text.split('## Functions')[1]?.split('##')[0] ?? '').split('`RANDOM`, `UNIFORM`')]
      .slice(0, 1)
      .join('');
    const names = [...listed.matchAll(/`([A-Z0-9_$]+)`/g)].map(([, name]) => name);
    expect(new Set(names)).toEqual(new Set(functionNames()));
  });
});
