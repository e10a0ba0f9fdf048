"""PurSight without the straight way: the same schema, statements and decoders, each field completed by graphql-core."""

from graph_api import logs, serve
from graph_api.app import create_app
from graph_api.settings import load


def main() -> None:
    settings = load()
    logs.configure(settings.log_level, settings.log_format)
    listener = serve.bind(settings.host, settings.port)
    serve.run(create_app(settings), settings, listener, lambda: print("serving", flush=True))


if __name__ == "__main__":
    main()
