"""What the learned model sees of a column: fixed-size vectors of its values and of its name. Pure; numpy only.

A values vector has four blocks, in this order: LETTERS (hashed pieces of 2 to 5 characters, digits as one), SHAPES (hashed
pieces of the values' shapes), WORDS (shares of words and values that are in the model's lists), FIGURES (lengths, shares of
kinds of characters, size and spread of numbers). A names vector has one block, NAME. Everything is a mean over distinct values,
so that a contribution `weight * feature` is exact and no value can be read from it.
"""

import math
import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from zlib import crc32

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float32]

LETTERS, SHAPES, WORDS, FIGURES, NAME = 1 << 15, 1 << 11, 24, 64, 1 << 12
VALUES = LETTERS + SHAPES + WORDS + FIGURES
SIZE = VALUES + NAME
BLOCKS = {
    "letters": slice(0, LETTERS),
    "shapes": slice(LETTERS, LETTERS + SHAPES),
    "words": slice(LETTERS + SHAPES, LETTERS + SHAPES + WORDS),
    "figures": slice(LETTERS + SHAPES + WORDS, VALUES),
    "name": slice(VALUES, SIZE),
}
MOST_VALUES = 60  # distinct values that are looked at
MOST_LETTERS = 80  # characters of each
LISTS = ("given", "surname", "town", "region", "country", "common", "firm", "street")  # bits of the model's word lists

_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)\Z")
_PRIMES = np.array([0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F, 0x165667B1], dtype=np.uint32)
_END = 10  # the character that separates values
_CELLS = 6


def _pieces(codes: npt.NDArray[np.uint32], lengths: Sequence[int], size: int, sizes: range) -> Vector:
    """Return how often each hashed piece is in the values on average, each value counting as one; square roots of it.

    The hash of a piece goes on from that of the piece one shorter, so that all sizes cost one pass.
    """
    slots: list[npt.NDArray[np.uint32]] = []
    shares: list[npt.NDArray[np.float64]] = []
    weights = np.repeat(1.0 / np.array(lengths, dtype=np.float64), np.array(lengths))
    inside = codes != _END
    mixed, whole = np.zeros(len(codes), dtype=np.uint32), np.ones(len(codes), dtype=bool)
    for length in range(1, min(sizes.stop, len(codes) + 1)):
        part = codes[length - 1 :]
        mixed = (mixed[: len(part)] ^ (part * _PRIMES[length - 1])) * np.uint32(0x01000193)
        whole = whole[: len(part)] & inside[length - 1 :]
        if length in sizes:
            last = mixed[whole]
            last ^= last >> np.uint32(15)
            last *= np.uint32(0x2C1B3C6D)
            last ^= last >> np.uint32(13)
            slots.append(last & np.uint32(size - 1))
            shares.append(weights[: len(part)][whole])
    counts = np.bincount(np.concatenate(slots), weights=np.concatenate(shares), minlength=size)
    return np.sqrt(counts / len(lengths)).astype(np.float32)


def _codes(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint32], list[int]]:
    framed = [f"\x02{each}\x03\n" for each in texts]
    return np.frombuffer("".join(framed).encode("utf-32-le", "surrogatepass"), dtype=np.uint32), list(map(len, framed))


_SHAPE_OF = {ord(each): "9" for each in "0123456789"}


class _Kinds(dict[int, str]):
    """The kind of each character, found when it is first met: 9 digit, X capital, x small, z other letter, else itself."""

    def __missing__(self, code: int) -> str:
        each = chr(code)
        kind = (
            "9"
            if each.isdigit()
            else "X"
            if each.isupper()
            else "x"
            if each.islower()
            else "z"
            if each.isalpha()
            else each
        )
        if code < 0x10000:  # noqa: PLR2004 - of the basic plane, so that it stays small
            self[code] = kind
        return kind


_KINDS = _Kinds()


def _kinds(texts: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the kind of each character of each value, and their runs: `Mc Donald 12` is `Xx Xxxxxx 99` and `Xx Xx 9`."""
    kinds = "\n".join(texts).translate(_KINDS)
    return kinds.split("\n"), "".join(kind for kind, _ in groupby(kinds)).split("\n")


def word_key(word: str) -> int:
    """Return the fingerprint by which the model's lists know a word or a whole value."""
    return crc32(word.casefold().encode("utf-8", "surrogatepass"))


def _listed(texts: Sequence[str], keys: npt.NDArray[np.uint32], bits: npt.NDArray[np.uint8]) -> Vector:
    """Return, for each list: the share of words in it, of values that begin or end with one or are wholly of it."""
    words: list[int] = []
    owners: list[int] = []
    for number, text in enumerate(texts):
        found = _WORD.findall(text)[:_CELLS]
        words += map(word_key, found)
        owners += [number] * len(found)
    out = np.zeros((3, len(LISTS)), dtype=np.float32)
    masks = bits_of(np.array(words, dtype=np.uint32), keys, bits)
    whole = bits_of(np.array(list(map(word_key, texts)), dtype=np.uint32), keys, bits)
    if words:
        out[0] = _share_of_each(masks)
        some = np.zeros(len(texts), dtype=np.uint8)
        np.bitwise_or.at(some, owners, masks)
        out[1] = _share_of_each(some)
    out[2] = _share_of_each(whole)
    return out.ravel()


def _share_of_each(masks: npt.NDArray[np.uint8]) -> Vector:
    """Return, for each of the eight bits, the share of `masks` that have it."""
    return np.unpackbits(masks[:, None], axis=1, bitorder="little").mean(axis=0, dtype=np.float32)


def bits_of(
    wanted: npt.NDArray[np.uint32], keys: npt.NDArray[np.uint32], bits: npt.NDArray[np.uint8]
) -> npt.NDArray[np.uint8]:
    """Return, for each of the fingerprints `wanted`, the bits of the lists that it is in."""
    if not len(keys) or not len(wanted):
        return np.zeros(len(wanted), dtype=np.uint8)
    at = np.searchsorted(keys, wanted).clip(max=len(keys) - 1)
    return np.where(keys[at] == wanted, bits[at], 0).astype(np.uint8)


def _bucket(value: float, edges: Sequence[float]) -> list[float]:
    return [float(value > edge) for edge in edges]


def _mean(figures: Iterable[float], count: int) -> float:
    return sum(figures) / count


def _figures(texts: Sequence[str], kinds: Sequence[str]) -> Vector:
    count = len(texts)
    lengths = list(map(len, texts))
    capitals = [each.count("X") for each in kinds]
    letters = [each.count("x") + each.count("z") + upper for each, upper in zip(kinds, capitals, strict=True)]
    digits = [each.count("9") for each in kinds]
    spaces = [each.count(" ") for each in texts]
    mean = sum(lengths) / count
    out = [
        *_bucket(mean, (1.5, 2.5, 3.5, 5, 7, 9, 12, 16, 22, 30, 45, 70)),
        *_bucket(math.sqrt(_mean(((each - mean) ** 2 for each in lengths), count)), (0.01, 1, 2.5, 5, 10, 20)),
        _mean((part / whole for part, whole in zip(letters, lengths, strict=True)), count),
        _mean((part / whole for part, whole in zip(digits, lengths, strict=True)), count),
        _mean((part / max(whole, 1) for part, whole in zip(capitals, letters, strict=True)), count),
        _mean((0.0 if text.isascii() else sum(map("\x7f".__lt__, text)) / len(text) for text in texts), count),
        digits.count(0) / count,
        letters.count(0) / count,
        *(spaces.count(each) / count for each in (0, 1, 2)),
        *_bucket(sum(spaces) / count, (0.05, 0.5, 0.95, 1.5, 2.5, 4, 8)),
        *_bucket(count, (1, 2, 4, 8, 15, 30)),
    ]
    written = [each for each in texts if len(each) < 20 and _NUMBER.match(each)]  # noqa: PLR2004 - longer are identifiers
    out.append(len(written) / count)
    if len(written) > 0.8 * count:
        numbers = list(map(float, written))
        low, high = min(numbers), max(numbers)
        farthest = max(abs(low), abs(high))
        decimals = _mean((len(each.partition(".")[2]) for each in written), len(written))
        out += [
            float(low < 0),
            float(all(map(float.is_integer, numbers))),
            *_bucket(math.log10(1 + farthest), (0.4, 1.1, 1.7, 2.01, 2.26, 2.6, 3.2, 3.4, 5, 8)),
            float(high <= 120 and low >= 0),  # noqa: PLR2004 - years of a life
            float(low >= -90 and high <= 90),  # noqa: PLR2004 - degrees
            float(low >= 1800 and high <= 2100),  # noqa: PLR2004 - years
            *_bucket((high - low) / (farthest or 1), (0.02, 0.15, 0.6, 1.2)),
            *_bucket(decimals, (1.5, 3.5, 5.5, 8.5)),
        ]
    return np.array(out + [0.0] * (FIGURES - len(out)), dtype=np.float32)


def of_values(values: Sequence[str], keys: npt.NDArray[np.uint32], bits: npt.NDArray[np.uint8]) -> Vector | None:
    """Return the values vector; None where no value has a visible character."""
    texts = list(dict.fromkeys(text for value in values[: 2 * MOST_VALUES] if (text := value[:400].strip())))
    texts = [each[:MOST_LETTERS].replace("\n", " ") for each in texts[:MOST_VALUES]]
    if not texts:
        return None
    folded = _codes([each.casefold().translate(_SHAPE_OF) for each in texts])
    kinds, runs = _kinds(texts)
    shaped = _codes(runs)
    return np.concatenate(
        (
            _pieces(*folded, LETTERS, range(2, 6)),
            _pieces(*shaped, SHAPES, range(1, 6)),
            _listed(texts, keys, bits),
            _figures(texts, kinds),
        )
    )


def of_name(words: Sequence[str], table: Sequence[str]) -> Vector:
    """Return the names vector of a column's words, and of its table's."""
    out = np.zeros(NAME, dtype=np.float32)
    half = NAME // 2
    for word in words:
        framed = f"<{word}>"
        pieces = [word, *(framed[start : start + 4] for start in range(max(1, len(framed) - 3)))]
        for number, piece in enumerate(pieces):
            out[crc32(piece.encode("utf-8", "surrogatepass")) % half] += 1.0 if number == 0 else 0.5 / len(pieces)
    if words:
        last = crc32(f"{words[-1]}$".encode("utf-8", "surrogatepass")) % half
        out[last] += 1.0
        out[:half] /= math.sqrt(len(words))
    for word in table:
        out[half + crc32(word.encode("utf-8", "surrogatepass")) % half] += 0.5
    return out
