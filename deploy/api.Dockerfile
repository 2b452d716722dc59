# The API. Keys, profiles and the address of Redis come from outside: docs/production.md.
# docker build -f deploy/api.Dockerfile -t firn-api .
FROM node:24-bookworm-slim AS build
WORKDIR /firn
COPY . .
RUN npm run slim -- api /app && install -d -o 1000 -g 1000 -m 0700 /data

FROM node:24-bookworm-slim
COPY --from=build /app /app
COPY --from=build --chown=1000:1000 /data /data
WORKDIR /app
ENV NODE_ENV=production NODE_OPTIONS=--enable-source-maps
ENV FIRN_API_HOST=0.0.0.0 FIRN_API_PORT=3000 FIRN_DATA_DIR=/data
# The user "node", by its number: Kubernetes cannot tell from a name that it is not root.
USER 1000:1000
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/health/ready').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "node_modules/@firn/api/dist/main.js"]
