import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGES, ROOT, run, scratchFolder } from './support/installed.js';

const changeset = (...args: readonly string[]) => [join(ROOT, 'node_modules', '@changesets', 'cli', 'bin.js'), ...args];

describe('a release by changesets', () => {
  it('gives every package the same new version where one changed, also where they name each other, and a changelog', async () => {
    const folder = await scratchFolder('release');
    for (const file of ['package.json', 'package-lock.json', '.changeset']) {
      await cp(join(ROOT, file), join(folder, file), { recursive: true });
    }
    for (const path of await manifests()) await cp(join(ROOT, path), join(folder, path));
    // One change of one package, whatever else waits for the next release.
    for (const file of await readdir(join(folder, '.changeset')))
      if (file.endsWith('.md') && file !== 'README.md') await rm(join(folder, '.changeset', file));
    await writeFile(join(folder, '.changeset', 'one.md'), '---\n"@firn/snowpark": minor\n---\n\nFrames melt.\n');
    const git = ['-c', 'user.name=Firn', '-c', 'user.email=firn@example.com'];
    await run('git', ['init', '--quiet', '--initial-branch=main'], { cwd: folder });
    await run('git', ['add', '.'], { cwd: folder });
    await run('git', [...git, 'commit', '--quiet', '-m', 'Start'], { cwd: folder });
    const before = await versions(folder);
    const [version = ''] = new Set(before.values());
    const [major, minor] = version.split('.').map(Number);
    const next = `${major}.${(minor ?? 0) + 1}.0`;

    await run(process.execPath, changeset('version'), { cwd: folder });

    expect(await versions(folder)).toEqual(new Map([...before.keys()].map((name) => [name, next])));
    expect(await readFile(join(folder, 'libs', 'snowpark', 'CHANGELOG.md'), 'utf8')).toContain(`## ${next}`);
    expect(await readFile(join(folder, 'libs', 'snowpark', 'CHANGELOG.md'), 'utf8')).toContain('Frames melt.');
    expect((await readdir(join(folder, '.changeset'))).sort()).toEqual(['README.md', 'config.json']);
  });
});

/** The manifests of the published packages, from the root of the repository. */
const manifests = async (): Promise<string[]> => {
  const found: string[] = [];
  for (const kind of ['libs', 'apps'])
    for (const name of await readdir(join(ROOT, kind)))
      if (PACKAGES.includes(name)) found.push(join(kind, name, 'package.json'));
  return found;
};

/** Version by package, and by every dependency of one of ours on another. */
async function versions(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const path of await manifests()) {
    const { name, version, dependencies } = JSON.parse(await readFile(join(folder, path), 'utf8'));
    found.set(name, version);
    for (const [other, range] of Object.entries<string>(dependencies))
      if (other.startsWith('@firn/')) found.set(`${name} on ${other}`, range);
  }
  return found;
}
