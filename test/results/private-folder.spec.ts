import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

  const file = join(root, 'file');
  writeFileSync(file, '');
  it.each([
    [file, 'a file stands in its place'],
    [join(file, 'below', 'it'), 'a file stands in its place, or in that of a folder above it'],
    ['/proc/firn', 'no folder can be made there'],
  ])('need a folder, which %s is not', (path, cause) => {
    expect(() => ensurePrivateFolder(path)).toThrow(`${path} cannot be used for data: ${cause}`);
  });

  it('need a folder that can be written to, which is asked of the file system and not of its rights', () => {
    const folder = join(root, 'somebody-else');
    mkdirSync(folder, { mode: 0o700 });
    const me = process.geteuid?.();
    if (me === 0) process.seteuid?.(65_534);
    else chmodSync(folder, 0o500);
    try {
      for (const path of [folder, join(folder, 'below')]) {
        expect(() => ensurePrivateFolder(path)).toThrow(
          /cannot be used for data: this user may not write there; make it/,
        );
      }
    } finally {
      if (me === 0) process.seteuid?.(0);
      else chmodSync(folder, 0o700);
    }
  });

  it('leave nothing in a folder that is only looked at, and are made with those above', () => {
    const folder = join(root, 'a', 'b', 'c');
    ensurePrivateFolder(folder);
    ensurePrivateFolder(folder);
    expect([readdirSync(folder), modeOf(join(root, 'a'))]).toEqual([[], '700']);
  });
});
