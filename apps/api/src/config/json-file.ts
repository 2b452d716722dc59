import { readFileSync } from 'node:fs';
import type { z } from 'zod';

/** Reads and validates one JSON file. @throws Error naming the file and the place in it, never its content. */
export function readJsonFile<Schema extends z.ZodType>(path: string, schema: Schema): z.output<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    // The parser's own message quotes the text around the fault, which may be a secret.
    if (error instanceof SyntaxError) throw new Error(`${path} is not JSON`);
    throw error;
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${path}: ${issue?.path.join('.') || 'the file'} ${issue?.message ?? 'is not valid'}`);
}
