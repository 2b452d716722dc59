// An application of a user's own that hosts handlers, as a process that can be killed. Its options are the first argument; the second
// is a name, which its statements carry: who built a plan can be read in its rows.
import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { FirnJob } from '@firn/nest';
import { FirnWorkerModule } from '@firn/worker';
import { NestFactory } from '@nestjs/core';

const options = JSON.parse(process.argv[2]);
const name = process.argv[3];

class Notes {
  /** Builds once the file `go` is there. */
  async note({ key, go }, { session }) {
    while (!existsSync(go)) await sleep(20);
    return session
      .createDataFrame([[key, name]], ['k', 'builder'])
      .write.saveAsTable('NOTES', { mode: 'append', block: false });
  }
}
FirnJob('note')(Notes.prototype, 'note', Object.getOwnPropertyDescriptor(Notes.prototype, 'note'));

class Application {}

const module = { module: Application, imports: [FirnWorkerModule.forRoot(options)], providers: [Notes] };
const app = await NestFactory.createApplicationContext(module, { logger: false });
app.enableShutdownHooks();
process.stdout.write(`ready ${name}\n`);
