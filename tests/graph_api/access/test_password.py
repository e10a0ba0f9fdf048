"""Passwords and how often they may be tried."""

import asyncio
import time

import pytest
from argon2 import PasswordHasher

from cypher.errors import Invalid, Throttled
from graph_api.access import password as module
from graph_api.access.password import Passwords, acceptable
from graph_api.access.throttle import Throttle


async def test_a_hash_is_argon2id_with_the_parameters_of_owasp_and_more():
    kept = Passwords().hash("correct horse battery")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert "correct" not in kept


async def test_only_the_very_password_is_right(passwords):
    kept = await passwords.hashed("correct horse battery")
    assert await passwords.check(kept, "correct horse battery") == (True, None)
    for wrong in ("", "correct horse batterx", "Correct horse battery", "correct horse battery\0", "\ud800", kept):
        assert await passwords.check(kept, wrong) == (False, None)
    for nobody in (None, "", "$argon2id$broken"):
        assert await passwords.check(nobody, "correct horse battery") == (False, None)


async def test_nobody_gets_in_with_the_password_of_the_dummy_hash(passwords):
    assert await passwords.check(None, "nobody has this password") == (False, None)


async def test_an_old_hash_is_renewed_when_its_password_is_seen(passwords):
    old = PasswordHasher(time_cost=1, memory_cost=32, parallelism=1).hash("correct horse battery")
    right, renewed = await passwords.check(old, "correct horse battery")
    assert right
    assert await passwords.check(renewed, "correct horse battery") == (True, None)
    assert await passwords.check(old, "wrong horse battery") == (False, None)


async def test_whether_an_account_exists_cannot_be_told_by_the_clock():
    passwords = Passwords(memory_kib=8_192, passes=2)
    kept = passwords.hash("correct horse battery")

    async def seconds(of):
        began = time.perf_counter()
        await passwords.check(of, "wrong horse battery")
        return time.perf_counter() - began

    known = sorted([await seconds(kept) for _ in range(15)])
    unknown = sorted([await seconds(None) for _ in range(15)])
    passwords.close()
    assert 0.5 < known[7] / unknown[7] < 2


async def test_a_crowd_at_the_door_is_sent_away_and_not_served_for_ever(monkeypatch, passwords):
    monkeypatch.setattr(module, "_WAITING", 8)
    ended = await asyncio.gather(*(passwords.hashed("x") for _ in range(50)), return_exceptions=True)
    assert sum(isinstance(each, str) for each in ended) == 8
    assert sum(isinstance(each, Throttled) for each in ended) == 42
    assert await passwords.hashed("x")


@pytest.mark.parametrize(
    "weak", ["short", "", "x" * 257, "aaaaaaaaaaaa", "ababababababab", "ana.petrova12", "half \ud800 a pair"]
)
def test_a_weak_password_is_refused_and_not_repeated(weak):
    with pytest.raises(Invalid) as caught:
        acceptable(weak, "ana.petrova")
    assert not weak or weak not in str(caught.value)


def test_a_long_sentence_is_a_password():
    assert acceptable("the ana.petrova of all sentences", "ana.petrova")
    assert acceptable("пароль не слово", "bo")


class Clock:
    now = 1_000.0

    def __call__(self):
        return self.now


def tries(throttle, account, address, most=1_000):
    """How many are let through without a pause."""
    for count in range(most):
        try:
            throttle.attempt(account, address)
        except Throttled:
            return count
    return most


def test_an_account_is_tried_five_times_and_then_ever_more_slowly():
    clock = Clock()
    throttle = Throttle(clock)
    assert tries(throttle, "ana", "10.0.0.1") == 5
    assert tries(throttle, "ana", "10.0.0.2") == 0  # from anywhere
    assert tries(throttle, "bo", "10.0.0.2") == 5
    waits = []
    for _ in range(12):
        since = clock.now
        while tries(throttle, "ana", "10.0.0.9", most=1) == 0:
            clock.now += 1
        waits.append(clock.now - since)
    assert waits == sorted(waits)
    assert waits[-1] == 300


def test_an_address_is_not_helped_by_trying_many_accounts():
    throttle = Throttle(Clock())
    assert sum(tries(throttle, f"user{n}", "10.0.0.1", most=1) for n in range(100)) == 20
    assert sum(tries(throttle, f"user{n}", f"2001:db8::{n:x}", most=1) for n in range(200, 300)) == 20  # one /64


def test_whoever_is_right_begins_anew_and_time_heals():
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(30):
        throttle.attempt("ana", "10.0.0.1")
        throttle.succeeded("ana", "10.0.0.1")
    assert tries(throttle, "bo", "10.0.0.1") == 5
    clock.now += 3_601
    assert tries(throttle, "bo", "10.0.0.1") == 5


def test_hostile_names_without_end_take_no_memory_without_end(monkeypatch):
    monkeypatch.setattr("graph_api.access.throttle._MOST", 100)
    throttle = Throttle(Clock())
    for number in range(1_000):
        tries(throttle, f"{number}" * 100, f"10.0.{number // 250}.{number % 250}", most=1)
    assert len(throttle._tries) <= 100
