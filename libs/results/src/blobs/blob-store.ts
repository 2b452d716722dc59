/** SHA-256 in lower-case hexadecimal. */
export type Digest = string;

/** Large plans and local data by what they contain: written once, the same however often they are sent. */
export interface BlobStore {
  /** Stores `content` and gives its digest. Storing it again makes it young again. */
  put(tenant: string, content: Buffer): Promise<Digest>;
  /** @throws BlobMissing, or BlobDamaged if what lies there has another digest. */
  get(tenant: string, digest: Digest): Promise<Buffer>;
  /**
   * Removes blobs last put before `putBefore` (epoch milliseconds) that `isReferenced` says nobody needs.
   * Leave hours between: a put precedes the record that refers to it. Gives the number removed.
   *
   * @throws the first trouble with one of them, once all others have been seen to
   */
  sweep(
    putBefore: number,
    isReferenced: (tenant: string, digest: Digest) => Promise<boolean>,
    signal?: AbortSignal,
  ): Promise<number>;
}

export class BlobMissing extends Error {
  override readonly name = 'BlobMissing';
}

export class BlobDamaged extends Error {
  override readonly name = 'BlobDamaged';
}
