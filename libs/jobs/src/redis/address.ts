import { z } from 'zod';

export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

interface Access {
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
  readonly family?: 4 | 6;
}

/** Where Redis is, and who comes. */
export type RedisAddress =
  | (Access & { readonly kind: 'one'; readonly node: RedisNode; readonly db: number })
  /** Some of the nodes of a Redis Cluster; they name the others. */
  | (Access & { readonly kind: 'cluster'; readonly nodes: readonly RedisNode[] })
  /** Sentinels that know which server is the master of this name. */
  | (Access & {
      readonly kind: 'sentinel';
      readonly name: string;
      readonly sentinels: readonly RedisNode[];
      readonly db: number;
      readonly sentinelUsername?: string;
      readonly sentinelPassword?: string;
    });

const LOOKS =
  'must look like redis://host:port, redis+cluster://host:port,host:port or redis+sentinel://host:port,host:port/name, ' +
  'with user:password@ before the hosts, and rediss for TLS';

/** Says what is wrong, never what was given: it may hold a password. */
class WrongUrl extends Error {}
const wrong = (detail?: string): WrongUrl => new WrongUrl(detail === undefined ? LOOKS : `${LOOKS}: ${detail}`);

const FORM =
  /^(?<tls>rediss?)(?:\+(?<kind>cluster|sentinel))?:\/\/(?:(?<access>[^/?#]*)@)?(?<hosts>[^@/?#]*)(?<path>\/[^?#]*)?(?:\?(?<query>[^#]*))?$/;
const HOST = /^(?<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(?::(?<port>\d{1,5}))?$/;

/** The setting; the same text comes out. */
export const RedisUrl = z.string().superRefine((text, context) => {
  try {
    parseRedisUrl(text);
  } catch (error) {
    if (!(error instanceof WrongUrl)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
  }
});

/** @throws Error that says what is wrong with it, without saying what it holds */
export function parseRedisUrl(text: string): RedisAddress {
  const { tls, kind, access, hosts = '', path = '', query } = FORM.exec(text)?.groups ?? {};
  if (tls === undefined) throw wrong();
  const options = new Map(new URLSearchParams(query ?? ''));
  const common = { tls: tls === 'rediss', ...accessOf(access), ...familyOf(options) };
  if (kind === 'cluster') {
    const nodes = nodesOf(hosts, 6379);
    if (path !== '' && path !== '/' && path !== '/0') throw wrong('a Redis Cluster has no numbered databases');
    return whole(options, { ...common, kind, nodes });
  }
  if (kind === 'sentinel') {
    const [, name = '', db = ''] = path.split('/');
    if (name === '') throw wrong('the name of the master is missing after the hosts of the Sentinels');
    const credentials = {
      ...option(options, 'sentinelUsername', (sentinelUsername) => ({ sentinelUsername })),
      ...option(options, 'sentinelPassword', (sentinelPassword) => ({ sentinelPassword })),
    };
    const sentinels = nodesOf(hosts, 26379);
    return whole(options, { ...common, ...credentials, kind, name: decoded(name), sentinels, db: numberOf(db) });
  }
  const [node, another] = nodesOf(hosts, 6379);
  if (node === undefined || another !== undefined)
    throw wrong('several hosts are nodes of a Cluster (redis+cluster://) or Sentinels (redis+sentinel://)');
  return whole(options, { ...common, kind: 'one', node, db: numberOf(path.slice(1)) });
}

/** For logs: without user and password. */
export function addressText(address: RedisAddress): string {
  const listed = (nodes: readonly RedisNode[]) => nodes.map(({ host, port }) => `${host}:${port}`).join(', ');
  switch (address.kind) {
    case 'one':
      return listed([address.node]);
    case 'cluster':
      return `the Cluster of ${listed(address.nodes)}`;
    case 'sentinel':
      return `${address.name} of the Sentinels ${listed(address.sentinels)}`;
  }
}

function nodesOf(hosts: string, port: number): readonly RedisNode[] {
  return hosts.split(',').map((text) => {
    const found = HOST.exec(text)?.groups;
    if (found?.host === undefined)
      throw wrong(hosts === '' ? 'the host is missing' : 'a host is not written as host:port');
    const given = Number(found.port ?? port);
    if (given < 1 || given > 65_535) throw wrong('a port is not a number from 1 to 65535');
    return { host: found.host.replace(/^\[|\]$/g, ''), port: given };
  });
}

function accessOf(access: string | undefined): Pick<Access, 'username' | 'password'> {
  if (access === undefined || access === '') return {};
  const at = access.indexOf(':');
  // A user without a password may be one of the access list that needs none.
  const username = decoded(at < 0 ? access : access.slice(0, at));
  return { ...(username !== '' && { username }), ...(at >= 0 && { password: decoded(access.slice(at + 1)) }) };
}

function familyOf(options: Map<string, string>): Pick<Access, 'family'> {
  return option(options, 'family', (family) => {
    if (family === '4') return { family: 4 };
    if (family === '6') return { family: 6 };
    throw wrong('family is 4 or 6');
  });
}

/** Takes an option, so that what is left in the end is unknown. */
function option<T>(options: Map<string, string>, name: string, read: (value: string) => T): T | Record<never, never> {
  const value = options.get(name);
  options.delete(name);
  return value === undefined ? {} : read(value);
}

function whole(options: ReadonlyMap<string, string>, address: RedisAddress): RedisAddress {
  const [unknown] = options.keys();
  if (unknown !== undefined) throw wrong('what stands after the question mark is no option of this form');
  return address;
}

function numberOf(db: string): number {
  if (!/^\d{0,4}$/.test(db)) throw wrong('the database after the last slash is not a number');
  return Number(db);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong('a % stands for itself as %25');
  }
}
