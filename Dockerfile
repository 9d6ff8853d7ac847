# One image for web (its default), worker and administration: see docker-compose.yml.
ARG NODE=node:24.21.0-trixie-slim

# What runs, made from source with everything that development needs.
FROM ${NODE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No install scripts, here and below: esbuild and @swc/core find their programs in packages of their own, protobufjs
# only warns, and the `node` package would bring a Node that is here already.
RUN npm ci --ignore-scripts --no-fund --no-audit
COPY tsconfig.json build.mjs ./
COPY src src
COPY workflows workflows
COPY activities activities
COPY web web
RUN node build.mjs

# What it needs to run.
FROM ${NODE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Some packages would also work with vitest, TypeScript and others that only development has, and npm keeps what could be
# used; without our own devDependencies nobody asks for them. Temporal's library for four other systems: 100 MB.
RUN npm pkg delete devDependencies \
  && npm ci --ignore-scripts --omit=dev --omit=peer --no-fund --no-audit \
  && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 \
    ! -name "$(uname -m)-unknown-linux-gnu" -exec rm -r {} +

FROM ${NODE} AS runtime
ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json ./
COPY web/assets web/assets
# The image's user `node`, by number, so that a platform can see that it is not root. Nothing here is its to change.
USER 1000:1000
EXPOSE 3000
# Whether the process lives; whether all it needs is there is /readyz, which must not get it restarted.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 3000}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/web.js"]
