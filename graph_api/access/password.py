"""Passwords: argon2id, in a few threads, at the same cost whether the account exists or not."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from cypher.errors import Invalid, Throttled

T = TypeVar("T")

SHORTEST, LONGEST = 12, 256
_MEMORY_KIB, _PASSES = 65_536, 3
_THREADS = 4
_WAITING = 64
"""More sign-ins at once than these wait for nothing: they are told to come again."""


def acceptable(password: str, login: str) -> str:
    """The password, if it may be one; raises `Invalid`, without repeating it."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid(f"a password has {SHORTEST} to {LONGEST} characters")
    if login.casefold() in password.casefold() and len(password) < len(login) + SHORTEST:
        raise Invalid("a password is not the login with something added")
    if len(set(password)) < SHORTEST // 3:
        raise Invalid("a password is not a few characters over and over")
    if any("\ud800" <= character <= "\udfff" or character == "\0" for character in password):
        raise Invalid("a password is text: no NUL, no half of a surrogate pair")
    return password


class Passwords:
    """Makes and checks hashes: 64 MiB and about 0.1 s each, at most four at a time."""

    def __init__(self, *, memory_kib: int = _MEMORY_KIB, passes: int = _PASSES) -> None:
        """The parameters are kept in each hash: others hold from the next sign-in on."""
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="password")
        self._busy = 0
        self._nobodys = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """The text to keep. Blocks."""
        return self._hasher.hash(password)

    async def hashed(self, password: str) -> str:
        """The text to keep; raises `Throttled`."""
        return await self._run(lambda: self._hasher.hash(password))

    async def check(self, kept: str | None, password: str) -> tuple[bool, str | None]:
        """Whether `password` is the one of the hash `kept`, and what to keep instead if its parameters are old.

        For None, an account that does not exist or has no password, the answer takes as long. Raises `Throttled`.
        """

        def work() -> tuple[bool, str | None]:
            try:
                right = self._hasher.verify(kept or self._nobodys, password)
            except (VerificationError, InvalidHashError, UnicodeEncodeError):
                return False, None
            right = right and kept is not None
            old = right and kept is not None and self._hasher.check_needs_rehash(kept)
            return right, self._hasher.hash(password) if old else None

        return await self._run(work)

    async def _run(self, work: Callable[[], T]) -> T:
        if self._busy >= _WAITING:
            raise Throttled("Too many people are signing in at this moment; try again in some seconds.")
        self._busy += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._busy -= 1

    def close(self) -> None:
        """Let what runs end."""
        self._threads.shutdown()
