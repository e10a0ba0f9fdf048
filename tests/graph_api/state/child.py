"""Writes row after row into a store and says each number once it is written, until it is killed: `python child.py FILE`."""

import sys

from sqlalchemy import URL

from graph_api.state import Store
from graph_api.state.tables import setting

store = Store.open(URL.create("sqlite", database=sys.argv[1]))
for number in range(1_000_000):
    with store.writing() as connection:
        connection.execute(setting.insert().values(name=f"n{number}", value="1", changed_at=0, changed_by="test"))
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()
