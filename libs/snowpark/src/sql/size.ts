import type { Fragment } from './fragment.js';

/** UTF-8 bytes of a fragment as text: by arithmetic, a part that is used often is looked at once. */
export function sizeOf(fragment: Fragment): number {
  const sizes = new Map<Fragment, number>();
  const stack: Fragment[] = [fragment];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const before = stack.length;
    let size = 0;
    for (const part of top.parts) {
      if (typeof part === 'string') size += byteLength(part);
      else if ('hole' in part) size += 1;
      else if ('written' in part) size += byteLength(part.written);
      else if ('shared' in part) size += byteLength(part.shared.name);
      else {
        const inner = sizes.get(part);
        if (inner === undefined) stack.push(part);
        else size += inner;
      }
    }
    if (stack.length > before) continue;
    stack.pop();
    sizes.set(top, size);
  }
  return sizes.get(fragment) ?? 0;
}

const ENCODER = new TextEncoder();
const BEYOND_ASCII = /[\u{80}-\u{10ffff}]/u;

export const byteLength = (text: string): number =>
  BEYOND_ASCII.test(text) ? ENCODER.encode(text).length : text.length;
