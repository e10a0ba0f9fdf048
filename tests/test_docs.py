"""Documentation is tested: what it shows is there, and what there is it shows; `graph_api/demo/test_demo.py` holds its answers."""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
from graphql import OperationDefinitionNode, build_schema, parse, validate
from graphql.execution.values import get_variable_values

from graph_api import persisted
from graph_api.cli import COMMANDS, load
from graph_api.embedded import EmbeddedError
from graph_api.scanner.base import SourceError
from graph_api.scanner.registry import kinds, scanner_class
from graph_api.settings import Settings, variable
from graph_api.settings import markdown as settings_page
from schema import errors, limits
from tools import cli_reference, data_classes, graphql_reference

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
GUIDES = ROOT / "docs" / "guides"
SCHEMA = build_schema((ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8"))

_FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>\w*)[^\n]*\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)
_LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#+ (?P<text>.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block; `answer` is the JSON block that follows it at once, if there is one."""

    page: Path
    line: int
    language: str
    text: str
    answer: str | None

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks(*languages: str) -> list[Block]:
    return [block for page in PAGES for block in blocks_of(page) if block.language in languages]


def blocks_of(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    found = list(_FENCE.finditer(text))
    for match, after in zip_longest(found, found[1:]):
        follows = after is not None and after["language"] == "json" and not text[match.end() : after.start()].strip()
        line = text.count("\n", 0, match.start()) + 1
        yield Block(
            page, line, match["language"], match["text"], after["text"] if after is not None and follows else None
        )


def variables(block: Block) -> dict[str, Any]:
    """A block with variables begins with `# variables: {…}`, so that it can still be pasted as a whole."""
    first = block.text.splitlines()[0]
    return json.loads(first.removeprefix("# variables: ")) if first.startswith("# variables: ") else {}


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub and mkdocs make them."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    plain = (re.sub(r"[^\w\- ]", "", heading.lower().replace("`", "")) for heading in _HEADING.findall(text))
    return {heading.strip().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("block", blocks("graphql"), ids=str)
def test_graphql_in_docs_is_valid(block):
    document = parse(block.text)
    assert validate(SCHEMA, document) == []
    for definition in document.definitions:
        assert isinstance(definition, OperationDefinitionNode)
        given = get_variable_values(SCHEMA, definition.variable_definitions or (), variables(block))
        assert not isinstance(given, list), given


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    broken = []
    for target in _LINK.findall(text):
        if re.match(r"\w+:", target):
            continue
        place, _, anchor = target.partition("#")
        file = (page.parent / place).resolve() if place else page
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors(file)):
            broken.append(target)
    assert broken == []


def pursight_lines() -> Iterator[tuple[Block, list[str]]]:
    """The command lines that call `pursight`, without what stands before it; continued lines are joined."""
    for block in blocks("sh", "console", "bash", "text"):
        for line in block.text.replace("\\\n", " ").splitlines():
            words = shlex.split(line.removeprefix("$ ")) if "pursight" in line and block.language != "text" else []
            for place, word in enumerate(words):
                if word.rsplit("/", 1)[-1] == "pursight":
                    yield block, words[place + 1 :]
                    break


@pytest.mark.parametrize(
    ("block", "words"), [pytest.param(*each, id=f"{each[0]} {each[1]}") for each in pursight_lines()]
)
def test_commands_in_docs_exist(block, words):
    assert words[:1] != []
    assert words[0] in COMMANDS, f"{block}: there is no command {words[0]}"
    command, *rest = load(words[0]), *words[1:]
    while inner := getattr(command, "commands", {}):
        assert rest, f"{block}: {words} names a group, not a command"
        assert rest[0] in inner, f"{block}: there is no command {' '.join(words)}"
        command, *rest = inner[rest[0]], *rest[1:]
    known = {flag for parameter in command.params for flag in parameter.opts} | {"--help"}
    end = next((place for place, word in enumerate(rest) if word in {"|", ">", "<", "&&", ";", "||", "#"}), len(rest))
    assert {word.partition("=")[0] for word in rest[:end] if word.startswith("-")} <= known


def test_settings_page_is_current():
    """Renew it with `python -m graph_api.settings > docs/operations/settings.md`."""
    assert (ROOT / "docs" / "operations" / "settings.md").read_text(encoding="utf-8") == settings_page()


def test_every_setting_stands_in_the_docs():
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [name for name, field in Settings.model_fields.items() if f"`{variable(name, field)}`" not in text] == []


def test_graphql_reference_is_current():
    """Renew it with `python tools/graphql_reference.py`."""
    assert graphql_reference.PAGE.read_text(encoding="utf-8") == graphql_reference.markdown(SCHEMA)


def test_graphql_reference_names_everything():
    page = graphql_reference.PAGE.read_text(encoding="utf-8")
    for root in (SCHEMA.query_type, SCHEMA.mutation_type, SCHEMA.subscription_type):
        assert root is not None
        assert [name for name in root.fields if f"**`{name}`**" not in page] == []
    roots = {"Query", "Mutation", "Subscription", "String", "Int", "Float", "Boolean", "ID"}
    pages = {name for name in SCHEMA.type_map if name.endswith("Connection")}
    untold = roots | pages | {name.replace("Connection", "Edge") for name in pages}
    expected = {name for name in SCHEMA.type_map if not name.startswith("__")} - untold
    assert sorted(name for name in expected if f"### {name}\n" not in page) == []


def test_cli_reference_is_current():
    """Renew it with `python tools/cli_reference.py`."""
    assert cli_reference.PAGE.read_text(encoding="utf-8") == cli_reference.markdown()


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_of_source_and_its_options_are_documented(kind):
    page = (GUIDES / "first-scan.md").read_text(encoding="utf-8")
    options = scanner_class(kind).config_class.model_fields
    assert [word for word in (kind, *options) if f"`{word}`" not in page] == []


def test_data_class_reference_is_current():
    """Renew it with `python tools/data_classes.py`."""
    assert data_classes.PAGE.read_text(encoding="utf-8") == data_classes.markdown()


def test_every_error_code_is_documented():
    page = (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")
    promised = "".join(each.__doc__ or "" for each in (SourceError, EmbeddedError, errors, limits, persisted))
    codes = set(re.findall(r"\b[A-Z]{2,}(?:_[A-Z]+)+\b|`[A-Z]+`", promised))
    assert len(codes) > 25
    assert sorted(code for code in codes if f"`{code.strip('`')}`" not in page) == []


def test_navigation_names_every_page():
    nav = re.findall(r":\s*([\w/-]+\.md)\s*$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(nav) == sorted(str(page.relative_to(ROOT / "docs")) for page in ROOT.glob("docs/**/*.md"))


def test_no_page_of_docs_knows_this_machine():
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert re.findall(r"(?<![\w.])/(?:root|work|tmp)/\S*", text) == []
