"""PurSight without the straight way: the same server, statements and decoders, each field completed by graphql-core."""

from graph_api import logs, serve
from graph_api.app import create_app
from graph_api.settings import load
from schema.straight import Straight


def _learn_nothing(*_operation: object) -> None:
    """In the place of `Straight.admit`: so no operation is ever known."""


def main() -> None:
    settings = load()
    logs.configure(settings.log_level, settings.log_format)
    Straight.admit = _learn_nothing
    listener = serve.bind(settings.host, settings.port)
    serve.run(create_app(settings), settings, listener, lambda: print("serving", flush=True))


if __name__ == "__main__":
    main()
