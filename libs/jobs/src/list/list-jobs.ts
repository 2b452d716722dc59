import { type JobListQuery, ProblemError } from '@firn/contract';
import { keysOf } from '../keys.js';
import { type Job, LIST_FIELDS, parseRecord } from '../record.js';
import type { RedisClient } from '../redis/client.js';
import { allShards, type Shard } from '../shard.js';
import { UnreadableRecord } from '../unreadable.js';
import { readRecords } from './read-records.js';

/** A place in a list of all shards, newest first: everything after it comes next. */
interface Place {
  readonly acceptedAt: number;
  readonly id: string;
}

/** Entries that one call reads at most: rare filters give short pages with a cursor, never a slow request. */
const MOST_READ = 10_000;
const CHUNK = 200;

export interface JobPage {
  readonly jobs: readonly Job[];
  readonly cursor: string | null;
  /** Records in this part of the list that cannot be read, whatever the filter asks of them. */
  readonly unreadable: number;
}

/** What one shard gives: jobs, and the places of records that cannot be read, both newest first. */
interface ShardPage {
  readonly jobs: readonly Job[];
  readonly unreadable: readonly Place[];
  /** Set where the shard stopped reading early: it holds back what lies behind. */
  readonly stoppedAt: Place | null;
}

/** Jobs of a tenant, newest first. @throws ProblemError invalid_request for a cursor that is none of ours. */
export async function listJobs(
  redis: RedisClient,
  shards: number,
  tenant: string,
  query: JobListQuery,
): Promise<JobPage> {
  const from = query.cursor === undefined ? null : parseCursor(query.cursor);
  const pages = await Promise.all(allShards(shards).map((shard) => pageOf(redis, shard, tenant, query, from)));
  const found = pages.flatMap(({ jobs }) => jobs).sort(newestFirst);
  const stopped = pages.map(({ stoppedAt }) => stoppedAt).filter((place) => place !== null);
  // The page ends at its last job, or where the first shard stopped reading: behind that it holds jobs back.
  const last: readonly Place[] = found.length > query.limit ? found.slice(query.limit - 1, query.limit) : [];
  const end = [...last, ...stopped].sort(newestFirst)[0] ?? null;
  const isVisible = (place: Place) => end === null || newestFirst(place, end) <= 0;
  return {
    jobs: found.filter(isVisible),
    cursor: end === null ? null : cursorOf(end),
    unreadable: pages.flatMap(({ unreadable }) => unreadable).filter(isVisible).length,
  };
}

async function pageOf(
  redis: RedisClient,
  shard: Shard,
  tenant: string,
  query: JobListQuery,
  from: Place | null,
): Promise<ShardPage> {
  const index = await smallestIndex(redis, shard, tenant, query);
  const jobs: Job[] = [];
  const unreadable: Place[] = [];
  let place = from;
  for (let read = 0; read < MOST_READ; read += CHUNK) {
    const places = await readPlaces(redis, index, place, query);
    const records = await readJobs(redis, shard, places);
    jobs.push(...records.jobs.filter((job) => matches(job, query)));
    unreadable.push(...records.unreadable);
    if (places.length < CHUNK) return { jobs, unreadable, stoppedAt: null };
    place = places.at(-1) ?? null;
    if (jobs.length > query.limit) break;
  }
  return { jobs, unreadable, stoppedAt: place };
}

/** The index that leaves the fewest jobs to look at. */
async function smallestIndex(redis: RedisClient, shard: Shard, tenant: string, query: JobListQuery): Promise<string> {
  const names = indexesOf(query).map((index) => keysOf(shard).jobs(tenant, index));
  const sizes = await Promise.all(names.map((name) => redis.zcard(name)));
  const smallest = sizes.indexOf(Math.min(...sizes));
  return names[smallest] ?? keysOf(shard).jobs(tenant, '');
}

function indexesOf({ state, profile, tag, action, handler, batch, session }: JobListQuery): readonly string[] {
  return [
    '',
    ...(state === undefined ? [] : [`state:${state}`]),
    ...(profile === undefined ? [] : [`profile:${profile}`]),
    ...(action === undefined ? [] : [`action:${action}`]),
    ...(handler === undefined ? [] : [`handler:${handler}`]),
    ...(batch === undefined ? [] : [`batch:${batch}`]),
    ...(session === undefined ? [] : [`session:${session}`]),
    ...(tag === undefined ? [] : [tagIndex(tag.name, tag.value)]),
  ];
}

export const tagIndex = (name: string, value: string): string => `tag:${name}:${encodeURIComponent(value)}`;

/** The next places after one. Among jobs of the same millisecond the order is that of their IDs, as Redis sorts them. */
async function readPlaces(
  redis: RedisClient,
  index: string,
  after: Place | null,
  query: JobListQuery,
): Promise<readonly Place[]> {
  const newest = Math.min(after?.acceptedAt ?? Infinity, bound(query.acceptedBefore, Infinity));
  const oldest = bound(query.acceptedAfter, -Infinity);
  const places: Place[] = [];
  for (let skip = 0; places.length < CHUNK; skip += CHUNK) {
    const page = await redis.zrevrangebyscore(index, score(newest), score(oldest), 'WITHSCORES', 'LIMIT', skip, CHUNK);
    for (let at = 0; at + 1 < page.length; at += 2) {
      const place = { id: String(page[at]), acceptedAt: Number(page[at + 1]) };
      if (after === null || newestFirst(place, after) > 0) places.push(place);
    }
    if (page.length < CHUNK * 2) break;
  }
  return places.slice(0, CHUNK);
}

const bound = (time: string | undefined, otherwise: number): number =>
  time === undefined ? otherwise : Date.parse(time);
const score = (value: number): string => (value === Infinity ? '+inf' : value === -Infinity ? '-inf' : String(value));

async function readJobs(redis: RedisClient, shard: Shard, places: readonly Place[]) {
  const ids = places.map(({ id }) => id);
  const records = await readRecords(redis, shard, ids, LIST_FIELDS);
  const jobs: Job[] = [];
  const unreadable: Place[] = [];
  for (const [at, place] of places.entries()) {
    const fields = records[at] ?? null;
    if (fields === null) unreadable.push(place);
    // None: forgotten since the index was read.
    else if (fields.some((value) => value !== null)) {
      const job = readable(place, fields);
      if (job === null) unreadable.push(place);
      else jobs.push(job);
    }
  }
  return { jobs, unreadable };
}

function readable({ id }: Place, fields: readonly (string | null)[]): Job | null {
  try {
    return parseRecord(id, Object.fromEntries(LIST_FIELDS.map((name, at) => [name, fields[at]])));
  } catch (error) {
    if (!(error instanceof UnreadableRecord)) throw error;
    return null;
  }
}

const matches = (job: Job, query: JobListQuery): boolean =>
  (query.state === undefined || job.state === query.state) &&
  (query.profile === undefined || job.profile === query.profile) &&
  (query.action === undefined || job.action === query.action) &&
  (query.batch === undefined || job.batch === query.batch) &&
  (query.session === undefined || job.session === query.session) &&
  (query.tag === undefined || job.tags[query.tag.name] === query.tag.value);

const newestFirst = (a: Place, b: Place): number =>
  b.acceptedAt - a.acceptedAt || (a.id === b.id ? 0 : a.id < b.id ? 1 : -1);

const cursorOf = ({ acceptedAt, id }: Place): string => Buffer.from(`${acceptedAt}:${id}`).toString('base64url');

function parseCursor(cursor: string): Place {
  const match = /^(\d{1,15}):(job_.{1,100})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (match?.[1] === undefined || match[2] === undefined) {
    throw ProblemError.of('invalid_request', {
      path: 'query.cursor',
      detail: 'The cursor is not one that this API gave.',
    });
  }
  return { acceptedAt: Number(match[1]), id: match[2] };
}
