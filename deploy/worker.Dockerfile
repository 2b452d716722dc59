# A worker. Profiles and the address of Redis come from outside: docs/production.md.
# docker build -f deploy/worker.Dockerfile -t firn-worker .
FROM node:24-bookworm-slim AS build
WORKDIR /firn
COPY . .
RUN npm run slim -- worker /app && install -d -o 1000 -g 1000 -m 0700 /data

FROM node:24-bookworm-slim
COPY --from=build /app /app
COPY --from=build --chown=1000:1000 /data /data
WORKDIR /app
ENV NODE_ENV=production NODE_OPTIONS=--enable-source-maps
ENV FIRN_WORKER_HEALTH_HOST=0.0.0.0 FIRN_WORKER_HEALTH_PORT=3001 FIRN_DATA_DIR=/data
# The user "node", by its number: Kubernetes cannot tell from a name that it is not root.
USER 1000:1000
VOLUME /data
EXPOSE 3001
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3001/health/ready').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "node_modules/@firn/worker/dist/main.js"]
