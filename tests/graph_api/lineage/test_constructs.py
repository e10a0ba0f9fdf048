"""Each construct that lineage tools are weak at, in the dialect it is of, against edges worked out by hand."""

import pytest

from graph_api.lineage.sql import sql_lineage

SCHEMA = {
    ("src",): {"key": "int", "value": "varchar"},
    ("t",): {"a": "int", "b": "int", "arr": "array(int)", "mp": "map(varchar, int)", "rows_": "array(row(p int, q int))"},
    ("u",): {"a": "int", "c": "int", "d": "int"},
    ("dest",): {"k": "int", "v": "int", "w": "int"},
}  # fmt: skip

CASES = [
    # Hive: FROM first, several targets, partitions, directories, scripts, regular expressions
    ("hive", "FROM src x JOIN t ON x.key = t.a INSERT OVERWRITE TABLE dest SELECT x.key, t.b, 1 INSERT INTO TABLE u (a, c) SELECT t.a, max(x.value) GROUP BY t.a",
     "dest.k<-src.key dest.v<-t.b u.a<-t.a u.c<-src.value"),
    ("hive", "WITH q AS (SELECT key FROM src) FROM q INSERT OVERWRITE TABLE dest SELECT key, 1, key", "dest.k<-src.key dest.w<-src.key"),
    ("hive", "WITH q AS (SELECT key FROM src) CREATE TABLE x AS SELECT * FROM q", "x.key<-src.key"),
    ("hive", "INSERT OVERWRITE TABLE dest PARTITION (v = 1, w) SELECT key, value FROM src", "dest.k<-src.key dest.w<-src.value"),
    ("hive", "INSERT OVERWRITE DIRECTORY '/out' SELECT key FROM src", "/out.key<-src.key"),
    ("hive", "CREATE TABLE x AS SELECT TRANSFORM (key) USING 'cat' AS (m) FROM src", "x.m<-src.key"),
    ("hive", "CREATE TABLE x AS SELECT `(key)?+.+` FROM src", "x.value<-src.value"),
    ("hive", "CREATE TABLE x AS SELECT e, n FROM t LATERAL VIEW posexplode(arr) y AS n, e", "x.e<-t.arr x.n<-t.arr"),
    # arrays side by side, by their types
    ("trino", "CREATE TABLE x AS SELECT m, n, v, o FROM t CROSS JOIN UNNEST(arr, mp) WITH ORDINALITY AS q(m, n, v, o)", "x.m<-t.arr x.n<-t.mp x.v<-t.mp"),
    ("trino", "CREATE TABLE x AS SELECT m, i, j FROM t CROSS JOIN UNNEST(arr, rows_) AS q(m, i, j)", "x.m<-t.arr x.i<-t.rows_ x.j<-t.rows_"),
    ("postgres", "CREATE TABLE x AS SELECT e.k, e.n FROM t, jsonb_each(t.a) WITH ORDINALITY e(k, v, n)", "x.k<-t.a"),
    ("postgres", "CREATE TABLE x AS SELECT m, n FROM t, ROWS FROM (unnest(t.arr), unnest(t.b)) AS r(m, n)", "x.m<-t.arr x.n<-t.b"),
    ("bigquery", "CREATE TABLE x AS SELECT e FROM t, t.arr AS e", "x.e<-t.arr"),
    ("snowflake", 'CREATE TABLE "x" AS SELECT f.value AS "v" FROM t, TABLE(FLATTEN(input => t.arr)) f', "x.v<-t.arr"),
    ("clickhouse", "CREATE TABLE x AS SELECT a, e FROM t ARRAY JOIN arr AS e", "x.a<-t.a x.e<-t.arr"),
    # functions of tables, patterns, files
    ("trino", "CREATE TABLE x AS SELECT * FROM TABLE(exclude_columns(input => TABLE(u), columns => DESCRIPTOR(d)))", "x.a<-u.a x.c<-u.c"),
    ("trino", "CREATE TABLE x AS SELECT * FROM u MATCH_RECOGNIZE (PARTITION BY a ORDER BY d MEASURES Z.c AS m PATTERN (Z+) DEFINE Z AS Z.c > 1)", "x.a<-u.a x.m<-u.c"),
    ("duckdb", "CREATE TABLE x AS SELECT n FROM read_csv('in.csv')", "x.n<-in.csv.n"),
    ("spark", "CREATE TABLE x AS SELECT n FROM parquet.`/in`", "x.n<-/in.n"),
    ("snowflake", 'COPY INTO "dest" ("k", "v") FROM (SELECT $1, s.$2 FROM @stage/in s)', "dest.k<-@stage/in.$1 dest.v<-@stage/in.$2"),
    ("postgres", "COPY (SELECT a FROM t) TO '/out'", "/out.a<-t.a"),
    ("redshift", "UNLOAD ('SELECT a FROM t WHERE b = ''x''') TO 's3://b/out' IAM_ROLE 'r'", "s3://b/out.a<-t.a"),
    # writing
    ("tsql", "MERGE INTO dest d USING u ON d.k = u.a WHEN MATCHED THEN UPDATE SET v = u.c WHEN NOT MATCHED BY TARGET THEN INSERT VALUES (u.a, u.d, 1);",
     "dest.k<-u.a dest.v<-u.c dest.v<-u.d"),
    ("databricks", "MERGE INTO dest USING (SELECT a AS k, c AS v FROM u) s ON dest.k = s.k WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *",
     "dest.k<-u.a dest.v<-u.c"),
    ("postgres", "UPDATE dest SET (v, w) = (u.c, u.d) FROM u WHERE u.a = k", "dest.v<-u.c dest.w<-u.d"),
    ("oracle", 'UPDATE "dest" SET ("v", "w") = (SELECT "c", "d" FROM "u" WHERE "a" = "k")', "dest.v<-u.c dest.w<-u.d"),
    ("postgres", "INSERT INTO dest AS o (k, v) SELECT a, c FROM u ON CONFLICT (k) DO UPDATE SET w = EXCLUDED.v + o.w", "dest.k<-u.a dest.v<-u.c dest.w<-u.c dest.w<-dest.w"),
    ("mysql", "INSERT INTO dest (k, v) SELECT a, c FROM u ON DUPLICATE KEY UPDATE v = VALUES(k), w = u.d", "dest.k<-u.a dest.v<-u.c dest.v<-u.a dest.w<-u.d"),
    ("mysql", "REPLACE INTO dest (k) SELECT a FROM u", "dest.k<-u.a"),
    ("oracle", 'INSERT ALL WHEN "a" > 1 THEN INTO "dest" ("k") VALUES ("b") ELSE INTO "u" ("c") VALUES ("a") SELECT "a", "b" FROM "t"', "dest.k<-t.b u.c<-t.a"),
    ("postgres", "WITH gone AS (DELETE FROM src RETURNING key) INSERT INTO dest (k) SELECT key FROM gone", "dest.k<-src.key"),
    ("tsql", "WITH c AS (SELECT k, v FROM dest) UPDATE c SET v = k", "dest.v<-dest.k"),
    ("tsql", "UPDATE d SET d.v += u.c FROM dest d JOIN u ON u.a = d.k", "dest.v<-dest.v dest.v<-u.c"),
    ("spark", "INSERT INTO dest BY NAME SELECT a AS w, b AS k FROM t", "dest.w<-t.a dest.k<-t.b"),
    ("databricks", "CREATE TABLE x DEEP CLONE u", "x.a<-u.a x.c<-u.c x.d<-u.d"),
    ("mysql", "CREATE TABLE x LIKE u", ""),
    # columns that come and go
    ("duckdb", "CREATE TABLE x AS SELECT * EXCLUDE (d) REPLACE (c + 1 AS c) FROM u", "x.a<-u.a x.c<-u.c"),
    ("snowflake", 'CREATE TABLE "x" AS SELECT u.* RENAME ("c" AS "cc") FROM "u"', "x.a<-u.a x.cc<-u.c x.d<-u.d"),
    ("duckdb", "CREATE TABLE x AS SELECT * FROM (UNPIVOT u ON c, d INTO NAME n VALUE v)", "x.a<-u.a x.n<-u.c x.n<-u.d x.v<-u.c x.v<-u.d"),
    ("tsql", "CREATE VIEW x AS SELECT * FROM (SELECT a, c, d FROM u) s PIVOT (SUM(c) FOR d IN ([p], [q])) z", "x.a<-u.a x.p<-u.c x.q<-u.c"),
    ("teradata", "CREATE VIEW x AS SELECT a (TITLE 'A'), c FROM u", "x.a<-u.a x.c<-u.c"),
    ("hive", "CREATE TABLE x FROBNICATED BY (a) WITH SOMETHING = 'odd' AS SELECT a FROM u", "x.a<-u.a"),
    ("tsql", "ALTER VIEW x AS SELECT a FROM u", "x.a<-u.a"),
    ("db2", "CREATE VIEW x AS SELECT a FROM u WITH UR", "x.a<-u.a"),
]  # fmt: skip


def edges(found):
    return {f"{'.'.join((*e.target.table, e.target.column))}<-{'.'.join((*e.source.table, e.source.column))}" for e in found.columns}  # fmt: skip


@pytest.mark.parametrize(("dialect", "sql", "expected"), CASES)
def test_a_construct_is_followed(dialect, sql, expected):
    found = sql_lineage(sql, dialect, SCHEMA, None, None)
    assert found.error is None
    assert edges(found) == set(expected.split())


SCRIPTS = [
    ("postgres", "CREATE TEMP TABLE q AS SELECT a, c FROM u; UPDATE q SET c = t.b FROM t WHERE t.a = q.a; INSERT INTO dest (k, v) SELECT a, c + 1 FROM q",
     "u t -> dest", "dest.k<-u.a dest.v<-u.c dest.v<-t.b"),
    ("postgres", "CREATE TABLE q AS SELECT * FROM u; INSERT INTO dest SELECT * FROM q; DROP TABLE q", "u -> dest", "dest.k<-u.a dest.v<-u.c dest.w<-u.d"),
    ("tsql", "SELECT a, c INTO #q FROM u\nINSERT INTO dest (k) SELECT c FROM #q\nDROP TABLE #q", "u -> dest", "dest.k<-u.c"),
    ("tsql", "DECLARE @q TABLE (m int)\nINSERT INTO @q SELECT a FROM u\nINSERT INTO dest (k) SELECT m FROM @q x", "u -> dest", "dest.k<-u.a"),
    ("tsql", "CREATE PROCEDURE p @x int AS\nBEGIN\nSET NOCOUNT ON\nIF @x > 1 BEGIN INSERT INTO dest (k) SELECT a FROM u WHERE c = @x END ELSE DELETE FROM dest\nEND\nGO\nINSERT INTO u (a) SELECT a FROM t",
     "u t -> dest u", "dest.k<-u.a u.a<-t.a"),
    ("postgres", "CREATE FUNCTION f(p int) RETURNS void AS $$\nDECLARE n int; r record;\nBEGIN\nFOR r IN SELECT a FROM t LOOP\nINSERT INTO dest (k, v) SELECT u.a, n + r.a FROM u;\nEND LOOP;\nSELECT a INTO n FROM t;\nEND $$ LANGUAGE plpgsql",
     "t u -> dest", "dest.k<-u.a"),
    ("oracle", 'CREATE PROCEDURE p (p_x NUMBER) IS v_y NUMBER;\nBEGIN\nSELECT COUNT(*) INTO v_y FROM "t";\nINSERT INTO "dest" ("k", "v") SELECT "a", p_x + v_y FROM "u";\nEXCEPTION WHEN OTHERS THEN ROLLBACK;\nEND p;\n/\n',
     "t u -> dest", "dest.k<-u.a"),
    ("mysql", "CREATE PROCEDURE p() BEGIN IF 1 THEN INSERT INTO dest (k) SELECT a FROM u; ELSE INSERT INTO dest (v) SELECT IF(a > 1, a, b) FROM t; END IF; END",
     "u t -> dest", "dest.k<-u.a dest.v<-t.a dest.v<-t.b"),
    ("bigquery", "BEGIN CREATE TEMP TABLE q AS SELECT a FROM u; INSERT INTO dest (k) SELECT a FROM q; END", "u -> dest", "dest.k<-u.a"),
    ("mysql", "CREATE TABLE new_ (k int); INSERT INTO new_ SELECT a FROM u; RENAME TABLE dest TO old_, new_ TO dest", "u -> dest", "dest.k<-u.a"),
    ("spark", "CACHE TABLE q AS SELECT a FROM u; INSERT OVERWRITE TABLE dest SELECT a, a, 1 FROM q", "u -> dest", "dest.k<-u.a dest.v<-u.a"),
    ("snowflake", 'CREATE TASK job SCHEDULE = \'1 m\' AS INSERT INTO "dest" ("k") SELECT "a" FROM "u"', "u -> dest", "dest.k<-u.a"),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "sql", "tables", "expected"), SCRIPTS)
def test_a_script_is_followed_through_what_lives_only_in_it(dialect, sql, tables, expected):
    found = sql_lineage(sql, dialect, SCHEMA, None, None)
    reads, writes = (set(side.split()) for side in tables.split("->"))
    assert found.error is None
    assert found.unresolved == ()
    assert {".".join(path) for path in found.reads} == reads
    assert {".".join(path) for path in found.writes} == writes
    assert edges(found) == set(expected.split())


def test_a_table_that_stays_is_a_step_unless_the_text_is_seen_as_a_whole():
    sql = "CREATE TABLE q AS SELECT a FROM u WHERE c = 1; INSERT INTO dest (k) SELECT a FROM q"
    steps = sql_lineage(sql, "postgres", SCHEMA, None, None)
    whole = sql_lineage(sql, "postgres", SCHEMA, None, None, whole=True)
    assert edges(steps) == {"q.a<-u.a", "dest.k<-q.a"}
    assert edges(whole) == {"dest.k<-u.a"}
    assert (whole.reads, whole.writes) == ((("u",),), (("dest",),))
    assert {(e.kind, e.source.column, e.target) for e in whole.influences} == {("FILTER", "c", ("dest",))}


def test_a_statement_that_cannot_be_parsed_harms_no_other_and_says_where_it_is():
    sql = "INSERT INTO dest (k) SELECT a FROM u;\nSELEC nothing here at all;\nINSERT INTO dest (v) SELECT c FROM u"
    found = sql_lineage(sql, "postgres", SCHEMA, None, None)
    assert edges(found) == {"dest.k<-u.a", "dest.v<-u.c"}
    assert [(each.reason, each.line) for each in found.unresolved] == [("cannot be parsed", 2)]


def test_a_body_in_another_language_is_said():
    sql = "CREATE FUNCTION f() RETURNS int AS $$ return 1 $$ LANGUAGE plpython3u; INSERT INTO dest (k) SELECT a FROM u"
    found = sql_lineage(sql, "postgres", SCHEMA, None, None)
    assert edges(found) == {"dest.k<-u.a"}
    assert "another language" in found.unresolved[0].reason


@pytest.mark.parametrize(
    "dialect",
    ["ansi", "db2", "greenplum", "mariadb", "vertica", "postgres", "mysql", "snowflake", "bigquery", "redshift", "tsql",
     "oracle", "spark", "hive", "trino", "duckdb", "clickhouse", "databricks", "athena", "teradata", "sqlite", "presto", "exasol"],
)  # fmt: skip
def test_a_dialect_is_known(dialect):
    found = sql_lineage("INSERT INTO x SELECT m.a FROM m JOIN n ON m.i = n.i", dialect, {}, None, None)
    [edge] = found.columns
    assert edge.source.table[-1].lower() == "m"
    assert len(found.influences) == 2


@pytest.mark.parametrize(("dialect", "sql"), [("trino", "CALL system.sync()"), ("postgres", "CALL p(1)")])
def test_a_call_claims_nothing_and_says_so(dialect, sql):
    found = sql_lineage(sql, dialect, SCHEMA, None, None)
    assert (found.error, found.reads, found.writes) == (None, (), ())
    assert "called" in found.unresolved[0].reason


@pytest.mark.parametrize(
    ("dialect", "sql", "expected"),
    [
        (
            "hive",
            "FROM t INSERT OVERWRITE TABLE a SELECT x WHERE w > 1 INSERT INTO TABLE b SELECT z WHERE q > 2 GROUP BY z",
            {"a": {"w"}, "b": {"q", "z"}},
        ),
        (
            "hive",
            "WITH c AS (SELECT x, y FROM t WHERE k > 1) FROM c INSERT INTO TABLE a SELECT x INSERT INTO TABLE b SELECT y WHERE x > 3",
            {"a": {"k"}, "b": {"k", "x"}},
        ),
        (
            "snowflake",
            "INSERT ALL WHEN p > 1 THEN INTO a VALUES (p) WHEN q > 2 THEN INTO b VALUES (q) SELECT p, q FROM t WHERE k > 0",
            {"a": {"p", "k"}, "b": {"q", "k"}},
        ),
        (
            "snowflake",
            "INSERT FIRST WHEN p > 1 THEN INTO a VALUES (p) WHEN q > 2 THEN INTO b VALUES (q) ELSE INTO c VALUES (q) SELECT p, q FROM t",
            {"a": {"p"}, "b": {"p", "q"}, "c": {"p", "q"}},
        ),
    ],
)
def test_what_decides_on_rows_of_one_target_of_several_does_not_decide_on_the_others(dialect, sql, expected):
    found = sql_lineage(sql, dialect, {}, None, None)
    assert not found.error
    targets = {}
    for each in found.influences:
        targets.setdefault(each.target[-1].lower(), set()).add(each.source.column.lower())
    assert targets == expected
