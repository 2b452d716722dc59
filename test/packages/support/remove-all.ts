import { rm } from 'node:fs/promises';

/** Removes the tarballs and whatever was installed from them. */
export default async function removeAll(): Promise<void> {
  if (process.env.FIRN_PACKED) await rm(process.env.FIRN_PACKED, { recursive: true, force: true });
}
