import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const MOST_FILES = 30;

/** Every folder of sources below `path`, from the root of the repository. */
function foldersBelow(path: string): string[] {
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !['node_modules', 'dist'].includes(entry.name))
    .flatMap((entry) => [join(path, entry.name), ...foldersBelow(join(path, entry.name))]);
}

describe('folders', () => {
  it(`hold at most ${MOST_FILES} files, so that each can be read as a list`, () => {
    const folders = ['apps', 'libs', 'scripts', 'bench', 'test'].flatMap(foldersBelow);
    expect(folders.length).toBeGreaterThan(50);
    const full = folders
      .map((path) => ({
        path,
        files: readdirSync(join(root, path), { withFileTypes: true }).filter((e) => e.isFile()),
      }))
      .filter(({ files }) => files.length > MOST_FILES)
      .map(({ path, files }) => `${path}: ${files.length} files`);
    expect(full).toEqual([]);
  });
});
