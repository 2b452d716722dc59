import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePrivateFolder, FileBlobStore } from '@firn/results';

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('files of data', () => {
  const root = mkdtempSync(join(tmpdir(), 'firn-private-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('are for their owner alone', async () => {
    const folder = join(root, 'blobs');
    const digest = await new FileBlobStore(folder).put('acme', Buffer.from('secret'));
    const file = join(folder, 'acme', digest.slice(0, 2), digest);
    expect([file, join(folder, 'acme'), folder].map(modeOf)).toEqual(['600', '700', '700']);
  });

  it('are put out of reach where the folder was open to others', () => {
    const folder = join(root, 'open');
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    ensurePrivateFolder(folder);
    expect(modeOf(folder)).toBe('700');
  });

  it('need a folder', () => {
    const file = join(root, 'file');
    writeFileSync(file, '');
    expect(() => ensurePrivateFolder(file)).toThrow('EEXIST');
  });
});
