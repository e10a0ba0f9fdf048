"""A small schema with what the real one has no use for, served as the real one is. Run as a program, it serves until a signal.

`python ticking.py`: settings from the environment; prints its address once it answers.
"""

import asyncio
import sys
from collections.abc import AsyncGenerator

import strawberry
from starlette.applications import Starlette

from graph_api import logs
from graph_api.app import create_app
from graph_api.serve import bind, run
from graph_api.settings import Settings, load
from schema.context import Info

SECRET = "c4n4ry-in-an-exception"
begun: list[str] = []
ended: list[str] = []


@strawberry.type
class Query:
    @strawberry.field
    def hello(self, name: str = "you") -> str:
        return f"hello {name}"

    @strawberry.field
    async def slow(self, seconds: float) -> str:
        begun.append("slow")
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise
        return "slept"

    @strawberry.field
    def boom(self) -> str | None:
        raise RuntimeError(f"nobody foresaw {SECRET}")

    @strawberry.field
    async def ping(self, info: Info) -> str | None:
        await info.context.graph.query("ping", "RETURN 1 AS one", {})
        return "pong"

    @strawberry.field
    def used_before(self, info: Info) -> bool:
        """Whether another operation used the same loaders."""
        before = vars(info.context.loaders).get("used", False)
        vars(info.context.loaders)["used"] = True
        return bool(before)

    @strawberry.field
    def request_id(self, info: Info) -> str:
        return info.context.request_id

    @strawberry.field
    def begun(self) -> list[str]:
        return begun

    @strawberry.field
    def ended(self) -> list[str]:
        return ended


@strawberry.type
class Mutation:
    @strawberry.mutation
    def change(self) -> str:
        return "changed"


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def ticks(self, count: int, every: float = 0.01) -> AsyncGenerator[int, None]:
        try:
            for tick in range(count):
                yield tick
                await asyncio.sleep(every)
        finally:
            ended.append(f"ticks {count}")

    @strawberry.subscription
    async def boom(self) -> AsyncGenerator[int, None]:
        yield 1
        raise RuntimeError(f"nobody foresaw {SECRET}")


schema = strawberry.Schema(Query, Mutation, Subscription)


def app_of(settings: Settings) -> Starlette:
    return create_app(settings, schema=schema)


def main() -> None:
    settings = load()
    logs.configure(settings.log_level, settings.log_format)
    app = app_of(settings)
    listener = bind(settings.host, settings.port)
    run(app, settings, listener, lambda: say(f"http://127.0.0.1:{listener.getsockname()[1]}"))


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
