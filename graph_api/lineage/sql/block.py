"""Where statements begin and end in the words of a body: between them stands only what controls the flow."""

from collections.abc import Iterator

from graph_api.lineage.sql.catalog import Names

STARTS = frozenset("SELECT WITH INSERT UPDATE DELETE MERGE CREATE DROP TRUNCATE ALTER COPY UNLOAD".split())  # noqa: SIM905
ENDS = frozenset(
    "END ELSE ELSIF ELSEIF LOOP EXCEPTION BEGIN RETURN DECLARE PRINT RAISE EXEC EXECUTE CALL WHILE GO COMMIT ROLLBACK OPEN CLOSE "  # noqa: SIM905
    "RAISERROR THROW GOTO".split()
)
# Words after which another statement's first word is still part of this one.
JOINING = frozenset(
    "UNION ALL DISTINCT EXCEPT INTERSECT MINUS AS FOR ON KEY AFTER BEFORE OR OF DO WITH . , (".split()  # noqa: SIM905
)
_ROUTINES = frozenset({"PROCEDURE", "PROC", "FUNCTION", "TRIGGER", "PACKAGE", "TASK", "EVENT"})
_TRANSACTIONS = frozenset({"TRAN", "TRANSACTION", "WORK", ";", "ISOLATION", "READ"})
NEAR = 8  # words between CREATE and what is created


def is_routine(words: list[str]) -> bool:
    """Whether a statement creates a procedure, function, trigger or task."""
    if words[:2] == ["WITH", "FUNCTION"] and "BEGIN" in words:
        return True  # of this query only
    return words[0] in {"CREATE", "ALTER", "REPLACE"} and not _ROUTINES.isdisjoint(words[1:NEAR])


def is_block(words: list[str]) -> bool:
    """Whether a statement begins or goes on with a block."""
    following = words[1] if len(words) > 1 else ";"
    return (words[0] in {"BEGIN", "IF", "WHILE", "FOR", "LOOP"} and following not in _TRANSACTIONS) or words[0] in {
        "DO",
        "END",
        "ELSE",
    }


def balance(words: list[str]) -> int:
    """Return how many more blocks begin than end."""
    open_blocks = 0
    cases = 0
    for index, word in enumerate(words):
        following = words[index + 1] if index + 1 < len(words) else ""
        if word == "BEGIN" and following not in _TRANSACTIONS:
            open_blocks += 1
        elif word == "CASE" and (not index or words[index - 1] != "END"):
            cases += 1
        elif word == "END" and following not in {"IF", "LOOP", "WHILE", "FOR", "REPEAT"}:
            if cases:
                cases -= 1
            else:
                open_blocks -= 1
    return open_blocks


def _level(words: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the words, with their places, that stand in no parentheses and no CASE."""
    level = cases = 0
    for index, word in enumerate(words):
        level += (word == "(") - (word == ")")
        if level or word == ")" or (index and words[index - 1] == "."):
            continue
        if word == "CASE":
            cases += 1
        elif word == "END" and cases:
            cases -= 1
        elif not cases:
            yield index, word


def cuts_of(words: list[str], names: Names) -> list[tuple[int, int]]:
    """Return the statements among words as slices; what stands between them only controls the flow."""
    found: list[tuple[int, int]] = []
    start: int | None = None
    selected = False  # the open statement has its query already
    for index, word in _level(words):
        if start is not None and _ends(words, index, words[start], names):
            found.append((start, index))
            start = None
        if (word in STARTS or (word == "DECLARE" and names.dialect_name == "tsql")) and (
            start is None or _begins(words, index, words[start], selected=selected)
        ):
            if start is not None:
                found.append((start, index))
            start, selected = index, word == "SELECT"
        else:
            selected = selected or word in {"SELECT", "VALUES", "SET"}
    if start is not None:
        found.append((start, len(words)))
    return found


def _ends(words: list[str], index: int, first: str, names: Names) -> bool:
    """Whether a word ends the statement before it, and begins none that moves data."""
    word, before, following = words[index], words[index - 1], "".join(words[index + 1 : index + 2])
    if word in ENDS:
        return before not in {"ON", "WITH", "AS"} and not (word == "RETURN" and following == "")
    if names.dialect_name != "tsql":
        return False
    return (
        (word == "IF" and first not in {"CREATE", "DROP", "ALTER"})
        or (word == "SET" and following.startswith(("@", "NOCOUNT", "XACT_ABORT")) and first not in {"UPDATE", "MERGE"})
        or (word == "FETCH" and following != "FIRST" and before != "ROWS")
    )


def _begins(words: list[str], index: int, first: str, *, selected: bool) -> bool:
    """Whether a word begins a statement although another one is open."""
    word, before, following = words[index], words[index - 1], "".join(words[index + 1 : index + 2])
    if before in JOINING or following == "(" or (first == "MERGE" and before == "THEN"):
        return False
    if word == "WITH":
        return selected and following.isidentifier() and words[index + 2 : index + 3] in (["AS"], ["("])
    if word == "SELECT":
        return selected or first in {"DROP", "TRUNCATE", "ALTER", "DELETE"}
    return selected or first != "WITH"
