import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobDamaged, BlobMissing, FileBlobStore } from '@firn/results';

describe('the file blob store', () => {
  let root: string;
  let store: FileBlobStore;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'firn-blobs-'));
    store = new FileBlobStore(root);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const content = Buffer.from('{"kind":"collect"}');
  const fileOf = (digest: string): string => join(root, 'default', digest.slice(0, 2), digest);

  it('gives back what was put, under the digest of it', async () => {
    const digest = await store.put('default', content);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(await store.put('default', content)).toBe(digest);
    expect(await store.get('default', digest)).toEqual(content);
  });

  it('keeps tenants apart', async () => {
    const digest = await store.put('default', content);
    await expect(store.get('other', digest)).rejects.toThrow(BlobMissing);
  });

  it('notices content that is not what was put', async () => {
    const digest = await store.put('default', content);
    writeFileSync(fileOf(digest), 'something else');
    await expect(store.get('default', digest)).rejects.toThrow(BlobDamaged);
  });

  it('sweeps blobs that are old and unreferenced; putting one again makes it young', async () => {
    const [needed, dropped, renewed] = await Promise.all(
      ['needed', 'dropped', 'renewed'].map((text) => store.put('default', Buffer.from(text))),
    );
    const old = new Date(Date.UTC(2020, 0, 1));
    for (const digest of [needed, dropped, renewed]) utimesSync(fileOf(digest ?? ''), old, old);
    await store.put('default', Buffer.from('renewed'));
    const removed = await store.sweep(
      Date.UTC(2021, 0, 1),
      async (tenant, digest) => tenant === 'default' && digest === needed,
    );
    expect(removed).toBe(1);
    await expect(store.get('default', dropped ?? '')).rejects.toThrow(BlobMissing);
    expect((await store.get('default', needed ?? '')).toString()).toBe('needed');
    expect((await store.get('default', renewed ?? '')).toString()).toBe('renewed');
  });

  it('sweeps past what cannot be seen to, and tells of it afterwards', async () => {
    const old = new Date(Date.UTC(2020, 0, 1));
    const digest = await store.put('default', content);
    utimesSync(fileOf(digest), old, old);
    for (const folder of ['00', 'zz']) {
      mkdirSync(join(root, 'default', folder, 'a folder'), { recursive: true });
      utimesSync(join(root, 'default', folder, 'a folder'), old, old);
    }
    const swept = store.sweep(Date.UTC(2021, 0, 1), async () => false);
    await expect(swept).rejects.toThrow(/^Blobs: 2 could not be seen to, the first because of .*EISDIR/);
    await expect(store.get('default', digest)).rejects.toThrow(BlobMissing);
  });

  it('refuses what is no digest or tenant before it becomes a path', async () => {
    await expect(store.get('default', '../../etc/passwd')).rejects.toThrow('not a SHA-256 digest');
    await expect(store.put('..', content)).rejects.toThrow('tenant');
  });
});
