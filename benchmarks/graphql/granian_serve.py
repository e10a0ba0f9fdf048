"""PurSight under granian instead of uvicorn: one process, one thread for the loop, as uvicorn has."""

from granian.constants import Interfaces
from granian.server import Server
from starlette.applications import Starlette

from graph_api import logs
from graph_api.app import create_app
from graph_api.settings import load


def app() -> Starlette:
    """The server, as `pursight serve` makes it."""
    settings = load()
    logs.configure(settings.log_level, settings.log_format)
    return create_app(settings)


if __name__ == "__main__":
    settings = load()
    Server(
        "granian_serve:app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=1,
        factory=True,
        websockets=False,
        log_access=False,
    ).serve()
