/** What the process needs beside DuckDB: Node, the results on their way, and the texts that DuckDB does not count. */
const LEAST_BESIDE = 512 * 1024 ** 2;
/** Data that does not fit into memory goes to disk, up to so many times the memory. */
const SPILLED = 16;
const CHECKPOINT_BESIDE = 256 * 1024 ** 2;

const UNITS: Readonly<Record<string, number>> = { K: 1, M: 2, G: 3, T: 4 };

export interface MemoryPlan {
  /** Of the whole process. */
  readonly bytes: number;
  /** Of DuckDB's own buffers, as DuckDB writes it. */
  readonly engineLimit: string;
  /** The same while a checkpoint runs, which reads again what was written with all that there was. */
  readonly checkpointLimit: string;
  readonly spillBytes: number;
}

/** Shares out a size such as `2GB` or `512MiB`. */
export function planMemory(size: string): MemoryPlan {
  const match = /^(\d+(?:\.\d+)?)\s?([KMGT])(i?)B$/i.exec(size);
  if (match === null) throw new Error(`${size} is no size`);
  const [, digits = '', unit = '', binary = ''] = match;
  const bytes = Math.floor(Number(digits) * (binary === '' ? 1_000 : 1_024) ** (UNITS[unit.toUpperCase()] ?? 0));
  const engine = bytes - Math.min(Math.floor(bytes / 2), LEAST_BESIDE);
  return {
    bytes,
    engineLimit: `${engine}B`,
    checkpointLimit: `${engine + Math.min(Math.floor(engine / 2), CHECKPOINT_BESIDE)}B`,
    spillBytes: bytes * SPILLED,
  };
}
