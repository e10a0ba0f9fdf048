"""The schema of the database: each migration once, whoever was killed in between, and by two at once."""

import asyncio

import pytest

from cypher.migrate import NewerDatabase, migrate, migrations, pending


async def shown(graph):
    """Names of the indexes (a constraint has one of its own name)."""
    rows = await graph.query("shown", "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name", {})
    return {row["name"] for row in rows}


async def recorded(graph):
    return [
        row["n"] for row in await graph.query("recorded", "MATCH (m:Migration) RETURN m.number AS n ORDER BY n", {})
    ]


async def test_every_migration_is_recorded_and_a_second_run_does_nothing(graph):
    assert await recorded(graph) == list(migrations())
    assert {name for name, _text in migrations().values()} <= await shown(graph)
    assert await migrate(graph) == []


@pytest.mark.parametrize("at_once", [1, 2])
async def test_who_was_killed_before_the_record_runs_them_again_to_the_same_end(graph, at_once):
    before = await shown(graph)
    await graph.run_schema("forget", "MATCH (m:Migration) DELETE m")
    await graph.run_schema("forget", "DROP INDEX search")
    ran = await asyncio.gather(*(migrate(graph) for _ in range(at_once)))
    assert ran == [[name for name, _text in migrations().values()]] * at_once
    assert await recorded(graph) == list(migrations())
    assert await shown(graph) == before


async def test_a_database_of_a_later_version_is_left_alone(graph):
    await graph.run_schema("later", "CREATE (:Migration {number: 9999, name: 'later'})")
    try:
        with pytest.raises(NewerDatabase, match="the database has migration 9999"):
            await pending(graph)
    finally:
        await graph.run_schema("later", "MATCH (m:Migration {number: 9999}) DELETE m")
