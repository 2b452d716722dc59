import { JsonFault, type JsonLimits, type JsonSize, ProblemError, parseJson } from '@firn/contract';

/**
 * Parses a body, or a line of a batch, as it was sent.
 *
 * @throws ProblemError malformed_json, or payload_too_large; both say where.
 */
export function readJson(bytes: Uint8Array, limits: JsonLimits): { readonly json: unknown; readonly size: JsonSize } {
  try {
    return parseJson(bytes, limits);
  } catch (error) {
    if (error instanceof JsonFault) throw toProblem(error);
    throw error;
  }
}

function toProblem(fault: JsonFault): ProblemError {
  const { kind, message, path, at } = fault;
  const where = `${path === '' ? '' : `${path}, `}byte ${at}`;
  const fields = { detail: `At ${where}: ${message}.`, ...(path !== '' && { path }) };
  if (kind === 'malformed') return ProblemError.of('malformed_json', fields, { cause: fault });
  const cure = 'Send a smaller plan: give lists of values and local data as a table or a stage.';
  return ProblemError.of('payload_too_large', { ...fields, cure }, { cause: fault });
}
