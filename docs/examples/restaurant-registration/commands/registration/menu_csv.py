"""Reads a menu CSV.

Columns: category, name, price, description, option_sets, tags. Tags are separated by ";".
Option sets are separated by ";" too; one is written `Name[min-max]: Option=price | Option=price`
where it is first used (anywhere in the file), and `Name` alone where it is used again.
"""

import csv
import re
from dataclasses import dataclass
from decimal import Decimal

from baton_step import Failure

COLUMNS = ["category", "name", "price", "description", "option_sets", "tags"]
PRICE = re.compile(r"\d{1,5}(\.\d{1,2})?")
SET = re.compile(r"(?P<name>[^\[\]:]+?)\s*\[(?P<min>\d+)-(?P<max>\d+)\]\s*:(?P<options>.+)")


@dataclass
class OptionSet:
    name: str
    minimum: int
    maximum: int
    options: list  # of (name, price)


@dataclass
class Item:
    line: int
    category: str
    name: str
    price: Decimal
    description: str
    option_sets: list  # of names
    tags: list

    @property
    def key(self):
        return (self.category, self.name)


@dataclass
class Menu:
    items: list
    option_sets: dict  # name -> OptionSet


def read_menu(path):
    """The whole menu, or a Failure that names the line."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            return _read(csv.DictReader(file, strict=True), path)
    except OSError as error:
        raise Failure("VALIDATION", f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Failure("VALIDATION", f"{path} is not UTF-8: byte {error.start}") from error


def _read(reader, path):
    menu = Menu([], {})
    seen = {}
    lines = reader.reader  # it counts the line that it is on even when that line breaks it
    try:
        if reader.fieldnames != COLUMNS:
            raise ValueError(f"the header must be {','.join(COLUMNS)}")
        for row in reader:
            item = _item(row, lines.line_num, menu.option_sets)
            if item.key in seen:
                raise ValueError(f"{item.name} is already on line {seen[item.key]}")
            seen[item.key] = item.line
            menu.items.append(item)
    except UnicodeDecodeError:
        raise
    except (ValueError, csv.Error) as error:
        raise Failure("VALIDATION", f"{path}, line {max(1, lines.line_num)}: {error}") from error
    if not menu.items:
        raise Failure("VALIDATION", f"{path} has no items")
    for item in menu.items:
        for name in item.option_sets:
            if name not in menu.option_sets:
                raise Failure("VALIDATION",
                              f"{path}, line {item.line}: option set {name} is defined nowhere")
    return menu


def _item(row, line, option_sets):
    if None in row or None in row.values():
        raise ValueError(f"must have {len(COLUMNS)} fields")
    row = {column: value.strip() for column, value in row.items()}
    for column in ("category", "name"):
        if not row[column]:
            raise ValueError(f"{column} is empty")
    return Item(line, row["category"], row["name"], _price(row["price"]), row["description"],
                [_option_set(text, option_sets) for text in _split(row["option_sets"], ";")],
                list(dict.fromkeys(_split(row["tags"], ";"))))


def _option_set(text, option_sets):
    """The name of the set; a set that is written out is added to option_sets."""
    match = SET.fullmatch(text)
    if match is None:
        if any(mark in text for mark in "[]:|="):
            raise ValueError(f"option set {text!r} must look like Name[0-1]: Option=1.50")
        return text
    options = []
    for option in _split(match["options"], "|"):
        name, equals, price = option.rpartition("=")
        if not equals or not name.strip():
            raise ValueError(f"option {option!r} must look like Name=1.50")
        options.append((name.strip(), _price(price.strip())))
    found = OptionSet(match["name"], int(match["min"]), int(match["max"]), options)
    if not found.minimum <= found.maximum <= len(options) or found.maximum == 0:
        raise ValueError(f"option set {found.name} cannot have {found.minimum} to {found.maximum}"
                         f" of {len(options)} options")
    if option_sets.setdefault(found.name, found) != found:
        raise ValueError(f"option set {found.name} is defined differently before")
    return found.name


def _price(text):
    if not PRICE.fullmatch(text):
        raise ValueError(f"price {text!r} must look like 12.50")
    return Decimal(text)


def _split(text, separator):
    return [part.strip() for part in text.split(separator) if part.strip()]
