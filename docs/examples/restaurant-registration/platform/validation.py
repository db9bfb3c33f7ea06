"""Reads and checks the fields of a request body; a wrong field is a 422 that names it."""

import re
import struct
import zoneinfo
from decimal import Decimal, InvalidOperation

from errors import bad_request, invalid

EMAIL = re.compile(r"[^@\s]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{1,38}[a-z0-9])")
PHONE = re.compile(r"\+[1-9][0-9 ]{6,18}")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
IMAGE_NAME = re.compile(r"[a-z0-9-]{1,60}\.png")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
RESERVED_SLUGS = {"www", "admin", "api", "mail"}


class Fields:
    """The members of one JSON object, read by type."""

    def __init__(self, body, prefix=""):
        if not isinstance(body, dict):
            raise bad_request("the body must be a JSON object")
        self.body = body
        self.prefix = prefix

    def text(self, name, maximum=200, minimum=1):
        value = self.body.get(name)
        if not isinstance(value, str):
            raise invalid(self.prefix + name, "must be a string")
        value = value.strip()
        if not minimum <= len(value) <= maximum:
            raise invalid(self.prefix + name, f"must have {minimum} to {maximum} characters")
        return value

    def matching(self, name, pattern, example):
        value = self.text(name)
        if not pattern.fullmatch(value):
            raise invalid(self.prefix + name, f"must look like {example}")
        return value

    def email(self, name="email"):
        return self.matching(name, EMAIL, "owner@example.com").lower()

    def money(self, name, maximum=Decimal("100000")):
        value = self.body.get(name)
        try:
            amount = Decimal(str(value))
        except InvalidOperation:
            raise invalid(self.prefix + name, "must be an amount such as 12.50") from None
        if not amount.is_finite() or not 0 <= amount <= maximum:
            raise invalid(self.prefix + name, f"must be from 0 to {maximum}")
        if amount != amount.quantize(Decimal("0.01")):
            raise invalid(self.prefix + name, "must have at most two decimals")
        return amount

    def boolean(self, name):
        return self._typed(name, bool, "true or false")

    def whole(self, name, minimum, maximum):
        value = self._typed(name, int, "a whole number")
        if isinstance(value, bool) or not minimum <= value <= maximum:
            raise invalid(self.prefix + name, f"must be from {minimum} to {maximum}")
        return value

    def array(self, name, maximum):
        value = self._typed(name, list, "an array")
        if not 1 <= len(value) <= maximum:
            raise invalid(self.prefix + name, f"must have 1 to {maximum} elements")
        return value

    def objects(self, name, maximum):
        """The elements of an array of objects, each to be read by its own Fields."""
        for n, element in enumerate(self.array(name, maximum)):
            if not isinstance(element, dict):
                raise invalid(f"{self.prefix}{name}[{n}]", "must be an object")
            yield Fields(element, f"{self.prefix}{name}[{n}].")

    def _typed(self, name, kind, described):
        value = self.body.get(name)
        if not isinstance(value, kind):
            raise invalid(self.prefix + name, f"must be {described}")
        return value


def slug(fields, name="slug"):
    value = fields.matching(name, SLUG, "joes-corner (3 to 40 of a-z, 0-9 and -)")
    if value in RESERVED_SLUGS:
        raise invalid(name, "is reserved")
    return value


def timezone(fields, name="timezone"):
    value = fields.text(name)
    if value not in zoneinfo.available_timezones():
        raise invalid(name, "must be an IANA time zone such as Pacific/Auckland")
    return value


def opening_hours(fields, name="hours"):
    """{"mon": [["11:00", "14:00"], ["17:00", "22:00"]], ...}; a day left out is closed."""
    hours = fields.body.get(name)
    if not isinstance(hours, dict):
        raise invalid(name, "must be an object of days")
    for day, spans in hours.items():
        if day not in DAYS:
            raise invalid(f"{name}.{day}", f"is not a day ({', '.join(DAYS)})")
        previous_end = ""
        for span in spans if isinstance(spans, list) else [None]:
            if not (isinstance(span, list) and len(span) == 2
                    and all(isinstance(at, str) and CLOCK.fullmatch(at) for at in span)):
                raise invalid(f"{name}.{day}", 'must be spans such as ["11:00", "14:00"]')
            if not previous_end < span[0] < span[1]:
                raise invalid(f"{name}.{day}", "spans must be in order and must not overlap")
            previous_end = span[1]
    return hours


def png_size(content):
    """Width and height of a PNG image, from its own header."""
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR":
        raise invalid("body", "must be a PNG image")
    return struct.unpack(">II", content[16:24])
