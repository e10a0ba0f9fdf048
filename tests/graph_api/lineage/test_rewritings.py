"""Rewritings of a query that do not change its meaning do not change its lineage."""

from hypothesis import given, settings
from hypothesis import strategies as st

from graph_api.lineage.sql import FAILED, sql_lineage

SCHEMA = {
    ("t",): dict.fromkeys(("a", "b", "c"), "int"),
    ("u",): dict.fromkeys(("a", "d", "e"), "int"),
}
COLUMNS = ["x.a", "x.b", "x.c", "y.a", "y.d", "y.e"]
EXPRESSIONS = st.recursive(
    st.sampled_from(COLUMNS),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"({two[0]} + {two[1]})"),
        inner.map(lambda one: f"coalesce({one}, 0)"),
        st.tuples(inner, inner).map(lambda two: f"CASE WHEN {two[0]} > 1 THEN {two[1]} END"),
        inner.map(lambda one: f"(SELECT max({one}) FROM u z)"),
    ),
    max_leaves=4,
)


@st.composite
def queries(draw):
    """Draw the parts of a SELECT over `t x JOIN u y`: its expressions and its condition."""
    return draw(st.lists(EXPRESSIONS, min_size=1, max_size=4)), draw(st.sampled_from(COLUMNS))


def written(select, condition, x="x", y="y"):
    names = [f"{each} AS o{i}" for i, each in enumerate(select)]
    sql = f"SELECT {', '.join(names)} FROM t x JOIN u y ON x.a = y.a WHERE {condition} > 1"
    return sql.replace("x.", f"{x}.").replace("y.", f"{y}.").replace("t x", f"t {x}").replace("u y", f"u {y}")


def lineage(sql, dialect="postgres"):
    found = sql_lineage(sql, dialect, SCHEMA, None, None)
    assert found.error is None
    assert found.unresolved == ()
    return (
        {(e.target.column, e.source, e.transformation) for e in found.columns},
        {(e.kind, e.source) for e in found.influences},
        set(found.reads),
    )


@given(queries())
@settings(deadline=None, max_examples=60)
def test_meaning_decides_not_writing(parts):
    select, condition = parts
    plain = lineage(f"CREATE TABLE out_ AS {written(select, condition)}")
    query, outputs = written(select, condition), ", ".join(f"o{i}" for i in range(len(select)))
    rewritten = {
        "renamed": f"CREATE TABLE out_ AS {written(select, condition, 'left_one', 'q')}",
        "in a subquery": f"CREATE TABLE out_ AS SELECT * FROM ({query}) s",
        "in a common table": f"CREATE TABLE out_ AS WITH s AS ({query}) SELECT {outputs} FROM s",
        "in a view of its own": f"CREATE TEMP VIEW s AS {query}; CREATE TABLE out_ AS SELECT s.* FROM s",
        "in a temporary table": f"CREATE TEMP TABLE s AS {query}; CREATE TABLE out_ AS SELECT * FROM s; DROP TABLE s",
        "inserted": f"INSERT INTO out_ {query}",
        "laid out": f"-- a note\nCREATE TABLE out_ AS\n{query.replace(' ', chr(10) + '  ')} /* ; */ ;",
        "twice": f"CREATE TABLE out_ AS {query} UNION ALL {query}",
        "in a block": f"DO $$ BEGIN CREATE TABLE out_ AS {query}; END $$",
    }
    for how, sql in rewritten.items():
        assert lineage(sql) == plain, how


@given(queries(), st.sampled_from(["postgres", "trino", "hive", "spark", "mysql", "duckdb", "redshift", ""]))
@settings(deadline=None, max_examples=20)
def test_order_nesting_and_letters_decide_nothing(parts, dialect):
    select, condition = parts
    query, names = written(select, condition), [f"o{i}" for i in range(len(select))]
    plain = lineage(f"CREATE TABLE out_ AS {query}", dialect)
    listed, body = ", ".join(names), query.partition(" FROM t x JOIN")[2]
    swapped = f"{query.partition(' FROM t x JOIN')[0]} FROM u y JOIN t x ON x.a = y.a{body.partition('y.a')[2]}"
    wrapped = ", ".join(f"(({each})) AS {name}" for each, name in zip(select, names, strict=True))
    rewritten = {
        "joined the other way round": swapped,
        "in parentheses": f"SELECT {wrapped} FROM t x JOIN u y ON ((x.a = y.a)) WHERE (({condition}) > (1))",
        "of qualified tables' subqueries": query.replace(
            "FROM t x JOIN u y", "FROM (SELECT * FROM t) x JOIN (SELECT a, d, e FROM u) y"
        ),
        "three queries around": f"SELECT * FROM (SELECT r.* FROM (SELECT {listed} FROM ({query}) q) r) s",
        "in common tables of common tables": f"WITH p AS ({query}), q AS (SELECT * FROM p), r AS (SELECT {listed} FROM q) SELECT * FROM r",
        "in small letters": query.lower(),
        "in capitals": query.upper()
        if dialect in {"trino", "hive", "spark", "mysql", "duckdb"}
        else query.replace("SELECT", "select"),
        "with comments": query.replace(" ", " /* FROM x, 'y' */ "),
    }
    for how, sql in rewritten.items():
        found = lineage(f"CREATE TABLE out_ AS {sql}", dialect)
        assert tuple(map(folded, found)) == tuple(map(folded, plain)), how


def folded(found):
    """What was found, with the names of outputs in small letters."""
    return {(each[0].lower(), *each[1:]) if isinstance(each[0], str) else each for each in found}


@given(queries(), st.integers(0, 3), st.sampled_from(["SELEC", "((", "FROM FROM", "CREATE PROCEDURE", "IF THEN"]))
@settings(deadline=None, max_examples=40)
def test_bad_statements_between_good_ones_change_nothing(parts, place, bad):
    select, condition = parts
    good = [f"INSERT INTO out{i} {written(select, condition)}" for i in range(3)]
    alone = sql_lineage(";\n".join(good), "postgres", SCHEMA, None, None)
    mixed = sql_lineage(";\n".join([*good[:place], bad, *good[place:]]), "postgres", SCHEMA, None, None)
    assert set(mixed.columns) == set(alone.columns)
    assert set(mixed.writes) == set(alone.writes)


WORDS = st.sampled_from(
    ["SELECT", "FROM", "t", "u", "a", ",", "(", ")", "*", "JOIN", "=", "WITH", "AS", "UNION", "INSERT INTO", "UPDATE", "SET", "MERGE INTO",
     "USING", "VALUES", ";", "BEGIN", "END", "IF", "THEN", "ELSE", "CREATE PROCEDURE p()", "CREATE TEMP TABLE", "DROP TABLE", "$$", "COPY",
     "RENAME TO", "ALTER TABLE", "DECLARE", "@x", "#x", "RETURNING", "PIVOT", "UNNEST", "LATERAL", "ARRAY JOIN", "DELETE FROM", "1", "'s'"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=30), st.sampled_from(["postgres", "tsql", "hive", "trino", "oracle", "mysql", "snowflake", "bigquery", "clickhouse", "duckdb", ""]))  # fmt: skip
@settings(deadline=None, max_examples=400)
def test_no_order_of_words_meets_a_defect(words, dialect):
    found = sql_lineage(" ".join(words), dialect, SCHEMA, None, None)
    assert found.error is None or (found.columns == () and FAILED not in found.error)
    assert not any("Error)" in each.reason for each in found.unresolved if "cannot be parsed" not in each.reason)
