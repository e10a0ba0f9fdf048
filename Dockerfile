# PurSight for production: docs/operations/production.md. Neo4j is a container of its own, see docker-compose.yml.
FROM python:3.11-slim-bookworm AS build

RUN pip install --no-cache-dir uv==0.13.8 && uv venv /opt/pursight
WORKDIR /build
COPY pyproject.toml requirements.lock README.md LICENSE ./
COPY graph_api graph_api
COPY schema schema
COPY loaders loaders
COPY cypher cypher
# the lock's versions, verified by its hashes, without what only development needs
RUN uv pip install --no-cache --compile-bytecode --python /opt/pursight/bin/python --constraint requirements.lock .
# GraphiQL's files: a server with NEO4J_URI downloads nothing on its own
RUN PURSIGHT_CACHE_DIRECTORY=/opt/pursight/cache /opt/pursight/bin/python -m graph_api.graphiql

FROM python:3.11-slim-bookworm

RUN useradd --system --uid 10001 --user-group --home-dir /nonexistent --shell /usr/sbin/nologin pursight \
 && install --directory --owner=pursight --group=pursight --mode=0700 /state
COPY --from=build --chown=pursight:pursight /opt/pursight /opt/pursight

ENV PATH=/opt/pursight/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PURSIGHT_HOST=0.0.0.0 \
    PURSIGHT_STATE_DIRECTORY=/state \
    PURSIGHT_CACHE_DIRECTORY=/opt/pursight/cache

USER pursight
VOLUME /state
EXPOSE 8000
STOPSIGNAL SIGTERM
# readiness needs the token, which lies in the state directory
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s --retries=3 CMD ["python", "-c", "import pathlib, urllib.request as web; token = pathlib.Path('/state/token').read_text().strip(); web.urlopen(web.Request('http://127.0.0.1:8000/health/ready', headers={'authorization': 'Bearer ' + token}), timeout=5)"]
CMD ["pursight", "serve"]
