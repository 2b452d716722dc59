import type { JobListQuery } from '@firn/contract';

/** Filters of a list; all that are given must hold. */
export interface ListOptions extends Partial<Omit<JobListQuery, 'tag'>> {
  readonly tag?: { readonly name: string; readonly value: string };
  readonly signal?: AbortSignal;
}

export const listQuery = ({
  tag,
  ...filters
}: Omit<ListOptions, 'signal'>): Record<string, string | number | undefined> => ({
  ...filters,
  ...(tag && { tag: `${tag.name}:${tag.value}` }),
});
