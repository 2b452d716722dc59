import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

function cruise(...folders: string[]) {
  const run = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      ...folders,
    ],
    { cwd: root, encoding: 'utf8' },
  );
  return { code: run.status, output: run.stdout + run.stderr };
}

describe('import directions', () => {
  it('hold in every library and app', () => {
    expect(cruise('libs', 'apps')).toEqual({
      code: 0,
      output: expect.stringContaining('no dependency violations found'),
    });
  });

  it('name the rule that an import breaks', () => {
    const folder = mkdtempSync(join(root, 'libs', 'snowpark', 'src', 'rule-'));
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        join(folder, 'wrong.ts'),
        "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n",
      );
      const { code, output } = cruise('libs/snowpark');
      expect(output).toContain('snowpark-runs-in-a-browser');
      expect(code).not.toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
