import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { JobReader } from '../accept/reading/job-reader.js';
import { RowRewriter } from '../results/row-rewriter.js';
import { Connections } from './connections.js';
import { Shutdown } from './shutdown.js';
import { Stores } from './stores.js';

/** Begins and ends what lives as long as the process, in the order in which work flows. */
@Injectable()
export class Lifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    private readonly connections: Connections,
    private readonly stores: Stores,
    private readonly shutdown: Shutdown,
    private readonly reader: JobReader,
    private readonly rewriter: RowRewriter,
  ) {}

  onApplicationBootstrap(): void {
    this.stores.admitter.start();
    this.stores.changes.start();
  }

  beforeApplicationShutdown(): void {
    this.shutdown.begin();
  }

  /** By now the server has answered everything that ran. */
  async onApplicationShutdown(): Promise<void> {
    await this.reader.close();
    await this.rewriter.close();
    await this.stores.admitter.stop();
    await this.stores.steps.close().catch(() => undefined);
    this.connections.close();
  }
}
