/** Why an address does not answer as it should. Two sentences, each without its end. */
export interface AddressFault {
  readonly reason: string;
  readonly cure: string;
  /** Somebody has to change the address: waiting will not help. Else what should be there may still come up. */
  readonly lasting: boolean;
}

const CERTIFICATE_CODES: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** How a server that expects TLS takes leave of who does not speak it: as any server that has to go. */
const CUT = /ECONNRESET|EPIPE|UND_ERR_SOCKET|HPE_|socket hang up|other side closed/;
const NO_TLS = /EPROTO|ERR_SSL|wrong version number|packet length too long|unknown protocol|record overflow/i;

/** What the error of a request says about its address; null where it says nothing about it. */
export function addressFault(address: string, error: unknown): AddressFault | null {
  const { host, hostname, protocol } = new URL(address);
  const said = saidBy(error);
  const certificate = [...said].find((word) => CERTIFICATE_CODES.has(word));
  if (certificate !== undefined) return certificateFault(host, certificate);
  if (protocol === 'https:' && matches(said, NO_TLS)) {
    return { reason: `${host} does not speak TLS`, cure: `Write http://${host}`, lasting: true };
  }
  if (said.has('ENOTFOUND')) {
    return { reason: `there is no host ${hostname}`, cure: 'Check the name in the address', lasting: true };
  }
  if (said.has('EAI_AGAIN')) {
    return {
      reason: `the name ${hostname} cannot be looked up`,
      cure: 'Check the name and the network',
      lasting: false,
    };
  }
  if (said.has('ECONNREFUSED')) {
    return { reason: `nothing listens at ${host}`, cure: 'Check the port, and that it is running', lasting: false };
  }
  if (said.has('EHOSTUNREACH') || said.has('ENETUNREACH') || said.has('EADDRNOTAVAIL')) {
    return { reason: `there is no way to ${host}`, cure: 'Check the address and the network', lasting: false };
  }
  if (said.has('ETIMEDOUT') || said.has('UND_ERR_CONNECT_TIMEOUT') || said.has('UND_ERR_HEADERS_TIMEOUT')) {
    return { reason: `${host} does not answer`, cure: 'Check the address, the port and the network', lasting: false };
  }
  if (said.has('bad port')) {
    return { reason: `fetch speaks to no port such as that of ${host}`, cure: 'Check the port', lasting: true };
  }
  return null;
}

/**
 * The same where the connection was cut, which a server that expects TLS does too: `open` tries the address with https.
 *
 * @param open rejects as a request does
 */
export async function addressFaultOf(
  address: string,
  error: unknown,
  open: (address: string) => Promise<unknown>,
): Promise<AddressFault | null> {
  const fault = addressFault(address, error);
  const url = new URL(address);
  if (fault !== null || url.protocol !== 'http:' || !matches(saidBy(error), CUT)) return fault;
  const secure = `https://${url.host}`;
  const speaksTls = await open(secure).then(
    () => true,
    (refusal: unknown) => [...saidBy(refusal)].some((word) => CERTIFICATE_CODES.has(word)),
  );
  return speaksTls ? { reason: `${url.host} speaks TLS only`, cure: `Write ${secure}`, lasting: true } : null;
}

function certificateFault(host: string, code: string): AddressFault {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const cure = 'Write the name of the host as its certificate has it';
    return { reason: `the certificate of ${host} is for another host`, cure, lasting: true };
  }
  const cure = 'Name the certificate of who signed it in NODE_EXTRA_CA_CERTS, or have it replaced';
  return { reason: `the certificate of ${host} is not trusted (${code})`, cure, lasting: true };
}

const matches = (said: ReadonlySet<string>, pattern: RegExp): boolean => [...said].some((word) => pattern.test(word));

/** Codes and messages of an error and of what caused it; `fetch` itself only says that it failed. */
function saidBy(error: unknown, found = new Set<string>(), depth = 0): ReadonlySet<string> {
  if (typeof error !== 'object' || error === null || depth > 5) return found;
  if ('code' in error && typeof error.code === 'string') found.add(error.code);
  if ('message' in error && typeof error.message === 'string') found.add(error.message);
  if ('cause' in error) saidBy(error.cause, found, depth + 1);
  if ('errors' in error && Array.isArray(error.errors)) for (const each of error.errors) saidBy(each, found, depth + 1);
  return found;
}
