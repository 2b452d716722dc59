# The local Snowflake, for development: docs/local-snowflake.md.
# docker build -f deploy/snowflake-local.Dockerfile -t firn-snowflake-local .
FROM node:24-bookworm-slim AS build
WORKDIR /firn
COPY . .
RUN npm run slim -- snowflake-local /app && install -d -o 1000 -g 1000 -m 0700 /data

FROM node:24-bookworm-slim
COPY --from=build /app /app
COPY --from=build --chown=1000:1000 /data /data
WORKDIR /app
ENV NODE_ENV=production NODE_OPTIONS=--enable-source-maps
ENV FIRN_LOCAL_HOST=0.0.0.0 FIRN_LOCAL_PORT=8084 FIRN_LOCAL_DATA=/data
# The user "node", by its number: Kubernetes cannot tell from a name that it is not root.
USER 1000:1000
VOLUME /data
EXPOSE 8084
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8084/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "node_modules/@firn/snowflake-local/dist/main.js"]
