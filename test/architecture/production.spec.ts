import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const PAGE = readFileSync(join(ROOT, 'docs', 'production.md'), 'utf8');
const METRIC = /\bfirn_[a-z_]+/g;

/** What API and worker tell, by the names in their sources. */
const told = new Set(
  ['api', 'worker'].flatMap((app) => {
    const folder = join(ROOT, 'apps', app, 'src', 'metrics');
    return readdirSync(folder).flatMap((file) => [
      ...[...readFileSync(join(folder, file), 'utf8').matchAll(/'(firn_[a-z_]+)'/g)].map(([, name = '']) => name),
    ]);
  }),
);

describe('the page on production', () => {
  it('lists every metric, and no other', () => {
    const listed = new Set([...PAGE.matchAll(METRIC)].map(([name]) => name.replace(/_bucket$/, '')));
    expect(told.size).toBeGreaterThan(20);
    expect([...listed].sort()).toEqual([...told].sort());
  });

  it('names files that are there', () => {
    const files = [...PAGE.matchAll(/`(deploy\/[\w./-]+)`/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('is followed by the manifests: workers are scaled by a metric that is told', () => {
    const scaling = readFileSync(join(ROOT, 'deploy', 'kubernetes', 'scaling.yaml'), 'utf8');
    const used = [...scaling.matchAll(METRIC)].map(([name]) => name);
    expect(used).toEqual(['firn_queue_age_seconds']);
    expect(told.has('firn_queue_age_seconds')).toBe(true);
  });
});
