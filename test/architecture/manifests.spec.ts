import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { Settings as ApiSettings } from '../../apps/api/src/config/settings.js';
import { Settings as WorkerSettings } from '../../apps/worker/src/config/settings.js';

const FOLDER = join(import.meta.dirname, '..', '..', 'deploy', 'kubernetes');
const VALIDATOR = join(import.meta.dirname, 'support', 'validate-manifests.mjs');

const Named = z.looseObject({ kind: z.string(), metadata: z.object({ name: z.string() }) });
const documentsOf = (file: string): readonly unknown[] =>
  parseAllDocuments(readFileSync(join(FOLDER, file), 'utf8')).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });
const faultsOf = (documents: readonly unknown[]): readonly (string | null)[] =>
  JSON.parse(execFileSync(process.execPath, [VALIDATOR], { input: JSON.stringify(documents), encoding: 'utf8' }));
const files = readdirSync(FOLDER).filter((file) => file !== 'kustomization.yaml');
const Pods = z.looseObject({
  metadata: z.object({ name: z.string() }),
  spec: z.looseObject({ template: z.looseObject({ spec: z.looseObject({}) }) }),
});
const Container = z.looseObject({
  image: z.string(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
});

describe('the manifests of Kubernetes', () => {
  it('are all listed, and nothing else', () => {
    const { resources } = parse(readFileSync(join(FOLDER, 'kustomization.yaml'), 'utf8')) as { resources: string[] };
    expect([...resources].sort()).toEqual(files.sort());
  });

  it('are what the schema of each of their kinds allows', () => {
    expect(faultsOf(files.flatMap(documentsOf)).filter((fault) => fault !== null)).toEqual([]);
  });

  it('would be refused with a value of a wrong type', () => {
    const [deployment] = documentsOf('worker.yaml');
    const text = JSON.stringify(deployment);
    const wrong = [
      text.replace('"readOnlyRootFilesystem":true', '"readOnlyRootFilesystem":"yes"'),
      text.replace('"terminationGracePeriodSeconds":30', '"terminationGracePeriodSeconds":"30s"'),
    ];
    expect(faultsOf(wrong.map((one) => JSON.parse(one)))).toEqual([
      expect.stringContaining('readOnlyRootFilesystem'),
      expect.stringContaining('terminationGracePeriodSeconds'),
    ]);
  });

  it('run every pod as nobody special, on a root that is read only, without a token of the cluster', () => {
    const pods = files.flatMap(documentsOf).filter((document) => Pods.safeParse(document).success);
    expect(pods).toHaveLength(3);
    for (const pod of pods) {
      const { spec } = Pods.parse(pod).spec.template;
      expect(spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'] },
            },
            readinessProbe: expect.anything(),
            resources: { requests: expect.anything(), limits: expect.anything() },
          },
        ],
      });
    }
  });

  it('set what the apps know, name images that are built here, and keep the addresses of services out of the settings', () => {
    const known = [...Object.keys(ApiSettings.shape), ...Object.keys(WorkerSettings.shape)];
    const set = new Set<string>();
    for (const document of files.flatMap(documentsOf)) {
      if (Named.parse(document).kind === 'ConfigMap') {
        for (const name of Object.keys(z.looseObject({ data: z.record(z.string(), z.string()) }).parse(document).data))
          set.add(name);
      }
      if (Named.parse(document).kind !== 'Deployment') continue;
      const { spec } = Pods.parse(document).spec.template;
      const [container] = z.array(Container).parse(spec.containers);
      for (const { name } of container?.env ?? []) set.add(name);
      expect(existsSync(join(FOLDER, '..', `${container?.image.replace('firn-', '')}.Dockerfile`))).toBe(true);
      // Kubernetes would set FIRN_API_PORT to the address of the service firn-api.
      expect(spec).toMatchObject({ enableServiceLinks: false });
    }
    expect([...set].filter((name) => !known.includes(name))).toEqual([]);
    expect(set.has('FIRN_REDIS_URL')).toBe(true);
  });
});
