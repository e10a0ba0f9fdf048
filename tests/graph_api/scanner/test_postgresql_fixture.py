import psycopg
import pytest


def test_the_server_is_a_real_postgresql_18_on_loopback_with_a_password(postgresql, database):
    with psycopg.connect(**database.connect()) as connection:
        assert connection.info.server_version >= 180000
        assert connection.info.dbname == database.name
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(**{**database.connect(), "password": "wrong"})


def test_a_new_user_may_log_in(postgresql):
    with psycopg.connect(**postgresql.create_user().connect()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
