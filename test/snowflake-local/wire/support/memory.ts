import { readFileSync } from 'node:fs';

/** Most memory that the server, the child of the process that was started, has ever had. */
export function mostMegabytes(launcher: number): number {
  const server = readFileSync(`/proc/${launcher}/task/${launcher}/children`, 'utf8').trim();
  const [, kilobytes = ''] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1_024;
}
