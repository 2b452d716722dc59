import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';

/**
 * For the page that shows the API: it loads nothing from elsewhere and sets styles in place. Whether there is TLS in front is
 * known to whoever put it there, so nothing here forces a browser to use it.
 *
 * Read once: the headers are the same for every answer, and to read the directives costs a tenth of a small request.
 */
const setHeaders = helmet({
  strictTransportSecurity: false,
  contentSecurityPolicy: {
    directives: {
      defaultSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      upgradeInsecureRequests: null,
    },
  },
});

/** On what is refused too: before every other hook. */
export function addSecurityHeaders(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => setHeaders(request.raw, reply.raw, () => done()));
}
