import { readFileSync } from 'node:fs';
import { parseJsonFile } from '@firn/contract';
import type { z } from 'zod';

/** Reads and validates one JSON file. @throws Error naming the file and the place in it, never its content. */
export function readJsonFile<Schema extends z.ZodType>(path: string, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(parseJsonFile(path, readFileSync(path)));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${path}: ${issue?.path.join('.') || 'the file'} ${issue?.message ?? 'is not valid'}`);
}
