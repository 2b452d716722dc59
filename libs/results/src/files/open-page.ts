import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { PageEntry } from '@firn/contract';
import { ResultDamaged, type StoredPage } from '../store.js';

/** Large enough that reading and sending a piece costs more than asking for it, and small beside what a reader holds. */
const PIECE_BYTES = 512 * 1024;

/**
 * Opens a page. Where the manifest has an entry for it, all of it is read once before anything is handed out: the second reading
 * comes from the system's memory, and wrong rows reach nobody. The first one leaves the file's position at its beginning.
 *
 * @param name of the file, for messages
 * @throws ResultDamaged
 */
export async function openPage(path: string, entry: PageEntry | undefined, name: string): Promise<StoredPage> {
  const handle = await open(path, 'r'); // held: a sweep may remove the name while the page is read
  try {
    const { size } = await handle.stat();
    if (entry !== undefined) await requireWhole(handle, size, entry, name);
    return { bytes: size, content: createReadStream(path, { fd: handle, highWaterMark: PIECE_BYTES }) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function requireWhole(handle: FileHandle, size: number, { bytes, crc32: expected }: PageEntry, name: string) {
  if (size !== bytes)
    throw new ResultDamaged(
      `${name} is ${size < bytes ? 'cut off' : 'garbled'}: it has ${size} bytes instead of ${bytes}.`,
    );
  const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, Math.max(1, bytes)));
  let crc = 0;
  for (let at = 0; at < bytes; ) {
    const { bytesRead } = await handle.read(piece, 0, piece.length, at);
    if (bytesRead === 0) throw new ResultDamaged(`${name} is cut off: it ends after ${at} bytes of ${bytes}.`);
    crc = crc32(piece.subarray(0, bytesRead), crc);
    at += bytesRead;
  }
  if (crc !== expected) throw new ResultDamaged(`${name} is garbled: its bytes are not those that were written.`);
}
