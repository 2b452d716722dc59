import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '..', '..');
const Manifest = z.looseObject({
  dependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
});
const Overrides = z.looseObject({ overrides: z.record(z.string(), z.record(z.string(), z.string())) });

const read = (...path: readonly string[]): unknown => JSON.parse(readFileSync(join(ROOT, ...path), 'utf8'));
const [production = '', overrides = ''] = readFileSync(join(ROOT, 'docs', 'dependencies.md'), 'utf8').split(
  '\n## Overrides\n',
);
/** The cells of each row of a table, without its head. */
const rowsOf = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    .slice(1)
    .map((line) => line.slice(2, -2).split(' | '));
const namesIn = (cell = ''): readonly string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

/** Packages that somebody who uses Firn installs, with those of ours that need each. */
function needed(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const kind of ['libs', 'apps']) {
    for (const name of readdirSync(join(ROOT, kind))) {
      if (!existsSync(join(ROOT, kind, name, 'package.json'))) continue;
      const { dependencies, peerDependencies } = Manifest.parse(read(kind, name, 'package.json'));
      for (const other of Object.keys({ ...dependencies, ...peerDependencies })) {
        if (!other.startsWith('@firn/')) found.set(other, (found.get(other) ?? new Set()).add(name));
      }
    }
  }
  return found;
}

describe('the page of dependencies', () => {
  it('gives a reason for each package that Firn is installed with, and for no other', () => {
    const rows = rowsOf(production);
    const listed = rows.flatMap(([names]) => namesIn(names));
    expect([...listed].sort()).toEqual([...needed().keys()].sort());
    expect(rows.filter((cells) => cells.length !== 4 || cells.some((cell) => cell.trim() === ''))).toEqual([]);
  });

  it('says which of our packages need each', () => {
    const users = needed();
    for (const [names, of = ''] of rowsOf(production)) {
      const together = new Set(namesIn(names).flatMap((name) => [...(users.get(name) ?? [])]));
      expect({ names, of: of.split(', ').sort() }).toEqual({ names, of: [...together].sort() });
    }
  });

  it('explains each override', () => {
    const listed = rowsOf(overrides).flatMap(([parent, names, versions = '']) =>
      namesIn(names).map((name, at) => `${namesIn(parent)[0]} ${name} ${versions.split(', ')[at]}`),
    );
    const there = Object.entries(Overrides.parse(read('package.json')).overrides).flatMap(([parent, packages]) =>
      Object.entries(packages).map(([name, version]) => `${parent} ${name} ${version}`),
    );
    expect([...listed].sort()).toEqual(there.sort());
  });
});
