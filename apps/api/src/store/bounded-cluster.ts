import type { NodesOptions } from '@firn/jobs';
import { Cluster, type ClusterNode, Redis } from 'ioredis';
import { Patience } from './patience.js';

/** Where a pipeline goes: ioredis gives its slot with each of its commands. */
const slotOf = (node: unknown): number | null =>
  typeof node === 'object' && node !== null && 'slot' in node && typeof node.slot === 'number' ? node.slot : null;

/** What is known of one node: how long it has been silent, and another way to ask it. */
interface Node {
  readonly patience: Patience;
  witness: Redis | null;
}

/** A Cluster, each node of which is given up by itself when it is silent: see `Patience`. The others go on answering. */
export class BoundedCluster extends Cluster {
  /** By host and port; what goes to no node in particular has an empty name. */
  private readonly known = new Map<string, Node>();

  constructor(
    nodes: readonly ClusterNode[],
    options: NodesOptions,
    private readonly timeoutMs: number,
  ) {
    super([...nodes], options);
    this.on('-node', (node: Redis) => this.forget(nameOf(node)));
  }

  override sendCommand(...[command, stream, node]: Parameters<Cluster['sendCommand']>): unknown {
    // Of what the super class sends before this one is there, nobody waits for anything.
    if (this.known === undefined) return super.sendCommand(command, stream, node);
    const { patience } = this.nodeFor(slotOf(node) ?? command.getSlot());
    return patience.take(command, stream === undefined, () => super.sendCommand(command, stream, node));
  }

  override disconnect(reconnect = false): void {
    if (!reconnect) for (const name of [...this.known.keys()]) this.forget(name);
    super.disconnect(reconnect);
  }

  private nodeFor(slot: number | null): Node {
    const name = (slot === null ? undefined : this.slots[slot]?.[0]) ?? '';
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const connection = () => this.nodes().find((one) => nameOf(one) === name);
    const node: Node = {
      witness: null,
      patience: new Patience(
        {
          isReady: () => this.status === 'ready',
          bytesRead: () => connection()?.stream?.bytesRead ?? 0,
          askElsewhere: () => this.ask(node, connection()),
          giveUp: () => connection()?.disconnect(),
        },
        this.timeoutMs,
      ),
    };
    this.known.set(name, node);
    return node;
  }

  private async ask(node: Node, connection: Redis | undefined): Promise<unknown> {
    if (node.witness === null) {
      if (connection === undefined) throw new Error('There is no such node any more.');
      const { replyMapping: _, ...options } = connection.options;
      node.witness = new Redis({ ...options, lazyConnect: true, retryStrategy: () => this.timeoutMs });
      node.witness.on('error', () => undefined); // the node's own connection reports what both of them meet
    }
    return node.witness.ping();
  }

  private forget(name: string): void {
    const node = this.known.get(name);
    this.known.delete(name);
    node?.patience.stop();
    node?.witness?.disconnect();
  }
}

const nameOf = ({ options: { host, port } }: Redis): string => `${host}:${port}`;
