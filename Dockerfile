# glibc, not Alpine: Temporal's native client has no build for musl.
FROM node:24-slim AS build
WORKDIR /tocsin
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:24-slim
ENV NODE_ENV=production TZ=UTC
WORKDIR /tocsin
COPY --from=build /tocsin/package.json /tocsin/package-lock.json ./
COPY --from=build /tocsin/node_modules ./node_modules
COPY --from=build /tocsin/dist ./dist
COPY --from=build /tocsin/playbooks/definitions ./playbooks/definitions
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
# docker-compose.yml says which of the two this container is.
CMD ["node", "--enable-source-maps", "dist/workers/api.js"]
