"""GraphiQL, served by us: its files come from locked WebJars in the cache directory, never from a CDN.

`python -m graph_api.graphiql` downloads them, for machines that must not do so while they serve.
"""

import asyncio
import gzip
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from graph_api import logs
from graph_api.embedded import jars
from graph_api.embedded.errors import EmbeddedError
from graph_api.middleware import SECURITY_HEADERS, refusal

_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_WEBJARS = ("graphiql.min.css", "graphiql.min.js", "react.production.min.js", "react-dom.production.min.js")
_OURS = {"page.css": "graphiql.css", "page.js": "graphiql.js"}
PATHS = frozenset({"/", "/graphiql", *(f"/static/graphiql/{name}" for name in (*_WEBJARS, *_OURS))})
"""What of this can be seen without the token: nothing in it is anybody's data."""

_PAGE_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src 'self' data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}
_log = logs.get("pursight.graphiql")


class GraphiQL:
    """The page and its files."""

    def __init__(self, cache_directory: Path, *, mirror: str | None, download: bool) -> None:
        """Read the files in `cache_directory`; fetch them, with `download`, when they are not there."""
        self._cache, self._mirror, self._download = cache_directory, mirror, download
        self._files: Mapping[str, bytes] | None = None
        self._loading = asyncio.Lock()

    async def load(self) -> bool:
        """Have the files in memory; whether they could be had. What fails is logged, and tried again at the next call."""
        async with self._loading:
            if self._files is None:
                try:
                    self._files = await asyncio.to_thread(self._read)
                except EmbeddedError as error:
                    _log.warning("GraphiQL's files cannot be had", code=error.code, reason=str(error))
            return self._files is not None

    def _read(self) -> Mapping[str, bytes]:
        ours = {name: files("graph_api").joinpath(file).read_bytes() for name, file in _OURS.items()}
        if not self._download and not all(
            (self._cache / "jars" / jar.name).exists() for jar in jars.locked()["graphiql"]
        ):
            raise EmbeddedError(
                "DOWNLOAD_FAILED",
                "With NEO4J_URI nothing is downloaded on its own: run `python -m graph_api.graphiql` once.",
            )
        found = jars.graphiql(self._cache, mirror=self._mirror)
        return {name: gzip.compress(content, 6) for name, content in {**found, **ours}.items()}

    def routes(self) -> list[BaseRoute]:
        """`/` leads to `/graphiql`, whose files are under `/static/graphiql/`."""
        return [
            Route("/", self._home),
            Route("/graphiql", self._page),
            Route("/static/graphiql/{name}", self._file),
        ]

    async def _home(self, _request: Request) -> Response:
        return RedirectResponse("/graphiql", 307)

    async def _page(self, _request: Request) -> Response:
        return Response(
            files("graph_api").joinpath("graphiql.html").read_bytes(), headers=_PAGE_HEADERS, media_type="text/html"
        )

    async def _file(self, request: Request) -> Response:
        if not await self.load() or self._files is None:
            return refusal(
                503, "UNAVAILABLE", "GraphiQL's files are not on this machine; the server's log says how to get them."
            )
        name = request.path_params["name"]
        content = self._files.get(name)
        if content is None:
            return refusal(404, "NOT_FOUND", "There is no such file.")
        headers = {**SECURITY_HEADERS, "cache-control": "no-cache", "vary": "accept-encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["content-encoding"] = "gzip"
        else:
            content = gzip.decompress(content)
        return Response(content, headers=headers, media_type=_TYPES[Path(name).suffix])


def main() -> int:
    """Fetch the files into the cache directory of the settings."""
    from graph_api.settings import SettingsError, load  # noqa: PLC0415 - only this command reads settings

    try:
        settings = load()
        jars.graphiql(settings.cache_directory, mirror=settings.maven_mirror)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except EmbeddedError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
