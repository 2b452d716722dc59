/** The variables by which a proxy is given, in the form that the driver reads them. */
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy by which `url` is reached, or null: HTTPS_PROXY or HTTP_PROXY by the scheme, unless NO_PROXY names the host.
 * The driver goes by the same variables, so that its requests and ours take one way.
 */
export function proxyFor(url: URL, environment: ProxyEnvironment = process.env): URL | null {
  const variable = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxy = read(environment, variable);
  if (proxy === '' || isExempt(url.hostname, read(environment, 'NO_PROXY'))) return null;
  return new URL(proxy.includes('://') ? proxy : `http://${proxy}`);
}

/** `Basic …` of the user in the proxy's address; null without one. */
export function proxyAuthorization(proxy: URL): string | null {
  if (proxy.username === '') return null;
  const user = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return `Basic ${Buffer.from(user, 'utf8').toString('base64')}`;
}

const read = (environment: ProxyEnvironment, name: string): string =>
  environment[name] || environment[name.toLowerCase()] || '';

/** `*` is every host, `.example.com`, `*.example.com` and `example.com` are that domain and all below it. */
function isExempt(host: string, list: string): boolean {
  return list
    .split(',')
    .map((entry) => entry.trim().toLowerCase().replace(/:\d+$/, ''))
    .filter((entry) => entry !== '')
    .some((entry) => {
      const domain = entry.replace(/^\*?\./, '');
      return entry === '*' || host.toLowerCase() === domain || host.toLowerCase().endsWith(`.${domain}`);
    });
}
