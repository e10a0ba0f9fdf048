"""GraphiQL: from our own server only, without a token, without a word from anybody else's."""

import asyncio
import gzip
import re
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from graph_api.graphiql import PATHS, GraphiQL
from tests.conftest import CHECKOUT, cache_directory

ROOM = CHECKOUT / "graph_api"


def client_of(pages):
    app = Starlette(routes=pages.routes())
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000")


@pytest_asyncio.fixture
async def client():
    async with client_of(GraphiQL(cache_directory(), mirror=None, download=True)) as client:
        yield client


async def test_the_page_loads_nothing_from_elsewhere_and_everything_it_loads_is_served(client):
    page = await client.get("/graphiql")
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(loaded) == 6
    for path in loaded:
        assert path in PATHS
        response = await client.get(path)
        assert response.status_code == 200
        assert len(response.content) > 100
        expected = "text/css" if path.endswith("css") else "text/javascript"
        assert response.headers["content-type"].startswith(expected)
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    assert "script-src 'self';" in policy
    assert "<script>" not in page.text


async def test_files_are_compressed_for_those_who_can_read_it(client):
    path = "/static/graphiql/graphiql.min.js"
    plain = await client.get(path, headers={"accept-encoding": "identity"})
    packed = await client.get(path, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content  # httpx unpacks
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    assert gzip.decompress(gzip.compress(plain.content)) == plain.content


async def test_home_leads_to_the_page_and_other_files_are_not_there(client):
    home = await client.get("/")
    assert (home.status_code, home.headers["location"]) == (307, "/graphiql")
    for name in ("nope.js", "graphiql.py", "..%2fsettings.py", "token"):
        assert (await client.get(f"/static/graphiql/{name}")).status_code == 404


async def test_where_nothing_may_be_downloaded_the_page_says_so_and_asks_nobody(tmp_path):
    mirror = "http://127.0.0.1:9"  # nobody listens there: a request would be another error
    async with client_of(GraphiQL(tmp_path, mirror=mirror, download=False)) as client:
        assert "not on this machine" in (await client.get("/graphiql")).text
        response = await client.get("/static/graphiql/page.js")
        assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (503, "UNAVAILABLE")
    assert list(tmp_path.iterdir()) == []


SCRIPT = """
const document = {{ getElementById: () => ({{ textContent: "" }}) }};
const store = {{ "pursight.token": "pst_test" }};
const sessionStorage = {{ getItem: (key) => store[key], setItem: () => {{}} }};
const location = {{ hash: "" }};
const asked = [];
const fetch = async (_url, options) => {{
  asked.push(options.headers);
  const text = ": ping\\r\\n\\r\\nevent: next\\r\\ndata: {{\\"data\\":{{\\"ticks\\":0}}}}\\r\\n\\r\\nevent: ne";
  const rest = "xt\\r\\ndata: {{\\"data\\":{{\\"ticks\\":1}}}}\\r\\n\\r\\nevent: complete\\r\\ndata: \\r\\n\\r\\n";
  const body = new ReadableStream({{ start(to) {{
    for (const part of [text, rest]) to.enqueue(new TextEncoder().encode(part));
    to.close();
  }} }});
  return {{ ok: true, status: 200, body, json: async () => ({{ data: "plain" }}) }};
}};
{page}
const ast = (operation) => ({{ documentAST: {{ definitions: [{{ kind: "OperationDefinition", operation }}] }} }});
(async () => {{
  const seen = [];
  for await (const event of fetcher({{ query: "" }}, ast("subscription"))) seen.push(event.data.ticks);
  const plain = await fetcher({{ query: "" }}, ast("query"));
  console.log(JSON.stringify({{ seen, plain, asked }}));
}})();
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node to run the page's script")
async def test_the_pages_script_sends_the_token_and_reads_streams_cut_anywhere(tmp_path):
    program = tmp_path / "page.js"
    program.write_text(SCRIPT.format(page=(ROOM / "graphiql.js").read_text("utf-8")))
    done = await asyncio.to_thread(
        subprocess.run, ["node", str(program)], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert '"seen":[0,1]' in done.stdout
    assert '"plain":{"data":"plain"}' in done.stdout
    assert done.stdout.count('"authorization":"Bearer pst_test"') == 2
    assert '"accept":"text/event-stream"' in done.stdout


def test_the_pages_files_are_part_of_the_package():
    assert all((ROOM / name).exists() for name in ("graphiql.html", "graphiql.js", "graphiql.css"))
    assert isinstance(ROOM, Path)
