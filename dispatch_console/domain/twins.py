"""Rows that may be one thing told twice: customers, sites and devices, with what speaks for it."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from dispatch_console.domain.asset import Asset
from dispatch_console.domain.customer import Customer, Site
from dispatch_console.domain.ids import CustomerId
from dispatch_console.domain.likeness import NEAR_M, metres, words_of
from dispatch_console.domain.phone import digits

LIKELY = 2.0
"""From this score on a pair is worth showing: the same number, or all but the same names."""

COMMON = 40
"""What more rows than that have in common says nothing about any two of them."""

_PHONE, _NAME, _WORDS, _PLACE, _ADDRESS, _SERIAL, _MODEL = 2.0, 2.5, 2.4, 1.5, 2.0, 2.5, 1.0

_FORM = re.compile(
    r"\b(co|ltd|limited|inc|llc|gmbh|corp|corporation|company|group)\b"
    r"|股份|有限|责任|公司|集团|\W|_"
)

Row = TypeVar("Row", Customer, Site, Asset)


@dataclass(frozen=True, slots=True)
class Twins:
    """Two rows by id, the older first, how likely they are one (more is likelier), and why.

    `reasons` are of "phone", "name", "words", "place", "address", "serial", "model".
    """

    one: int
    other: int
    score: float
    reasons: tuple[str, ...]


def plain(name: str) -> str:
    """A name without case, punctuation and legal form, to be compared."""
    return _FORM.sub("", name.casefold())


def same_customers(
    customers: Iterable[Customer], numbers: Mapping[CustomerId, Collection[str]]
) -> tuple[Twins, ...]:
    """Customers that may be one; `numbers` are the phones of their people."""
    rows = {int(row.id): row for row in customers if row.merged_into is None}
    phones = {
        key: {digits(number) for number in (row.phone, *numbers.get(row.id, ()))} - {""}
        for key, row in rows.items()
    }
    words = {key: words_of(row.name) for key, row in rows.items()}

    def marks(row: Customer) -> Iterator[Hashable]:
        yield from (("phone", number) for number in phones[row.id])
        yield "name", plain(row.name)
        yield from (("word", word) for word in words[row.id])

    def weigh(one: Customer, other: Customer) -> Iterator[tuple[str, float]]:
        if phones[one.id] & phones[other.id]:
            yield "phone", _PHONE
        if plain(one.name) and plain(one.name) == plain(other.name):
            yield "name", _NAME
        elif _numbers(one.name) == _numbers(other.name):
            yield "words", _WORDS * _overlap(words[one.id], words[other.id])

    return _pairs(rows, marks, weigh)


def same_sites(sites: Iterable[Site]) -> tuple[Twins, ...]:
    """Sites of one customer (or of none) that may be one."""
    rows = {int(row.id): row for row in sites if row.merged_into is None}

    def marks(row: Site) -> Iterator[Hashable]:
        yield "of", row.customer_id, plain(row.address)
        yield "of", row.customer_id, plain(row.name)
        if row.location is not None:
            yield "at", row.customer_id, round(row.location.lat, 2), round(row.location.lon, 2)

    def weigh(one: Site, other: Site) -> Iterator[tuple[str, float]]:
        if one.customer_id != other.customer_id:
            return
        away = metres(one.location, other.location)
        if away is not None and away <= NEAR_M:
            yield "place", _PLACE
        if plain(one.address) and plain(one.address) == plain(other.address):
            yield "address", _ADDRESS
        if plain(one.name) and plain(one.name) == plain(other.name):
            yield "name", _NAME - _ADDRESS if away is not None and away > NEAR_M else _MODEL

    return _pairs(rows, marks, weigh)


def same_assets(assets: Iterable[Asset]) -> tuple[Twins, ...]:
    """Devices that may be one: of one serial number, or alike at one customer."""
    rows = {int(row.id): row for row in assets if row.merged_into is None}

    def marks(row: Asset) -> Iterator[Hashable]:
        yield "serial", plain(row.serial)
        yield "of", row.customer_id, plain(row.name)

    def weigh(one: Asset, other: Asset) -> Iterator[tuple[str, float]]:
        told_apart = plain(one.serial) and plain(other.serial)
        if told_apart and plain(one.serial) == plain(other.serial):
            if {plain(one.maker), plain(other.maker)} - {""} <= {plain(one.maker or other.maker)}:
                yield "serial", _SERIAL
        elif told_apart or one.customer_id != other.customer_id:
            return
        if plain(one.model) and plain(one.model) == plain(other.model):
            yield "model", _MODEL
        if plain(one.name) and plain(one.name) == plain(other.name):
            yield "name", _MODEL

    return _pairs(rows, marks, weigh)


def _pairs(
    rows: Mapping[int, Row],
    marks: Callable[[Row], Iterable[Hashable]],
    weigh: Callable[[Row, Row], Iterable[tuple[str, float]]],
) -> tuple[Twins, ...]:
    """Those of the pairs with a mark in common that weigh enough, the likeliest first."""
    by_mark: dict[Hashable, set[int]] = defaultdict(set)
    for key, row in rows.items():
        for mark in marks(row):
            by_mark[mark].add(key)
    pairs = {
        pair
        for mark, keys in by_mark.items()
        if len(keys) <= COMMON
        for pair in combinations(sorted(keys), 2)
    }
    found: list[Twins] = []
    for one, other in sorted(pairs):
        reasons = tuple(reason for reason in weigh(rows[one], rows[other]) if reason[1])
        score = sum(weight for _, weight in reasons)
        if score >= LIKELY:
            found.append(Twins(one, other, score, tuple(name for name, _ in reasons)))
    return tuple(sorted(found, key=lambda twins: -twins.score))


def _numbers(name: str) -> list[str]:
    """The figures in a name, by which branches are told apart."""
    return re.findall(r"\d+", name)


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """The part of all their words that both have; 0 to 1."""
    return len(one & other) / len(one | other) if one and other else 0.0
