/**
 * Reads documents of Kubernetes as a JSON list from standard input and prints, as a JSON list, what the schema of each one's kind
 * has against it, or null. A program of its own, since the schemas come as ES modules alone and specs run as CommonJS.
 */
import { text } from 'node:stream/consumers';
import * as keda from '@kubernetes-models/keda/keda.sh/v1alpha1';
import * as apps from 'kubernetes-models/apps/v1';
import * as networking from 'kubernetes-models/networking.k8s.io/v1';
import * as policy from 'kubernetes-models/policy/v1';
import * as core from 'kubernetes-models/v1';

const KINDS = {
  v1: core,
  'apps/v1': apps,
  'keda.sh/v1alpha1': keda,
  'networking.k8s.io/v1': networking,
  'policy/v1': policy,
};

function fault(document) {
  const Kind = KINDS[document.apiVersion]?.[document.kind];
  if (Kind === undefined) return `${document.apiVersion} ${document.kind} is no known kind`;
  try {
    new Kind(document).validate();
    return null;
  } catch (error) {
    return error.message;
  }
}

process.stdout.write(JSON.stringify(JSON.parse(await text(process.stdin)).map(fault)));
