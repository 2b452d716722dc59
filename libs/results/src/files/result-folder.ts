import { join } from 'node:path';
import { numberComponent, pathComponent, type ResultPlace } from '../place.js';

const MANIFEST = 'manifest.json';

/** `<root>/<tenant>/<job>/<epoch>/<page>.ndjson`, beside the pages the manifest. */
export class ResultFolders {
  constructor(readonly root: string) {}

  tenant(tenant: string): string {
    return join(this.root, pathComponent('tenant', tenant));
  }

  job(tenant: string, jobId: string): string {
    return join(this.tenant(tenant), pathComponent('job ID', jobId));
  }

  epoch(place: ResultPlace): string {
    return join(this.job(place.tenant, place.jobId), numberComponent('epoch', place.epoch));
  }

  page(place: ResultPlace, index: number): string {
    return join(this.epoch(place), pageName(index));
  }

  manifest(place: ResultPlace): string {
    return join(this.epoch(place), MANIFEST);
  }
}

export const manifestIn = (folder: string): string => join(folder, MANIFEST);
export const pageName = (index: number): string => `${numberComponent('page index', index)}.ndjson`;
