// Blobs: large plans and local data, by digest.
export { BlobDamaged, BlobMissing, type BlobStore, type Digest } from './blobs/blob-store.js';
export { FileBlobStore } from './blobs/file-blob-store.js';
// Results: pages under tenant, job and epoch, the manifest last.
export { FileResultStore } from './files/file-result-store.js';
export { ensurePrivateFolder } from './files/private-folder.js';
export type { ResultPlace } from './place.js';
export { storageFailure } from './storage-failure.js';
export {
  PAGE_LIMITS,
  type PageLimits,
  ResultDamaged,
  ResultMissing,
  type ResultStore,
  type ResultWriter,
  type RowLines,
  type StoredPage,
} from './store.js';
