"""Restaurants and their settings: website, services, payments, images."""

import hashlib

import psycopg2.extras

import credentials
import validation
from database import one, rows
from errors import conflict, forbidden, invalid, not_found
from routing import route
from validation import Fields

PLACES = ("head", "body")
SERVICES = ("delivery", "pickup")
PAYMENT_METHODS = {"card", "cash", "apple_pay", "google_pay", "eftpos"}
CURRENCIES = {"NZD", "AUD", "USD", "EUR", "GBP"}


@route("POST", "/restaurants")
def create_restaurant(request):
    fields = Fields(request.body)
    restaurant = one(
        request.cursor,
        "insert into platform.restaurants (id, account_id, name, subdomain, email, phone, timezone)"
        " values (%s, %s, %s, %s, %s, %s, %s) on conflict (subdomain) do nothing"
        " returning id, name, subdomain",
        (credentials.new_id("RES"), request.account["id"], fields.text("name"),
         validation.slug(fields), fields.email(),
         fields.matching("phone", validation.PHONE, "+64 9 555 0142"),
         validation.timezone(fields)))
    if restaurant is None:
        raise conflict("subdomain_taken", "the subdomain is already registered")
    return 201, _with_host(request, restaurant)


@route("GET", "/restaurants")
def find_restaurant(request):
    """The caller's restaurant with ?slug=; another account's looks like none."""
    restaurant = one(request.cursor,
                     "select id, name, subdomain from platform.restaurants"
                     " where subdomain = %s and account_id = %s",
                     (request.query.get("slug", ""), request.account["id"]))
    if restaurant is None:
        raise not_found("a restaurant of this account with this slug")
    return 200, _with_host(request, restaurant)


def _with_host(request, restaurant):
    return {**restaurant, "host": f"{restaurant['subdomain']}.{request.settings.domain}"}


def own_restaurant(request, restaurant_id):
    """The restaurant's row; refuses the unknown (404) and those of others (403)."""
    row = one(request.cursor, "select * from platform.restaurants where id = %s", (restaurant_id,))
    if row is None:
        raise not_found("the restaurant")
    if row["account_id"] != request.account["id"] and not request.account["is_admin"]:
        raise forbidden("the restaurant belongs to another account")
    return row


@route("PUT", "/restaurants/{restaurant_id}/website")
def configure_website(request, restaurant_id):
    own_restaurant(request, restaurant_id)
    fields = Fields(request.body)
    images = [_image_name(fields, name) for name in ("logo", "hero")]
    return 200, one(
        request.cursor,
        "insert into platform.website_settings as w"
        " (restaurant_id, title, primary_colour, accent_colour, logo_image, hero_image)"
        " values (%s, %s, %s, %s, %s, %s) on conflict (restaurant_id) do update set"
        " title = excluded.title, primary_colour = excluded.primary_colour,"
        " accent_colour = excluded.accent_colour,"
        " logo_image = coalesce(excluded.logo_image, w.logo_image),"
        " hero_image = coalesce(excluded.hero_image, w.hero_image) returning title, published",
        (restaurant_id, fields.text("title"),
         fields.matching("primary_colour", validation.COLOUR, "#8c2f1b"),
         fields.matching("accent_colour", validation.COLOUR, "#f4b942"), *images))


def _image_name(fields, name):
    """The image that a field refers to, or None where it is left out. It may be uploaded later."""
    if fields.body.get(name) is None:
        return None
    return fields.matching(name, validation.IMAGE_NAME, "logo.png")


@route("GET", "/restaurants/{restaurant_id}/website")
def show_website(request, restaurant_id):
    """The settings and, by place, the ids of the code that is injected there."""
    own_restaurant(request, restaurant_id)
    settings = one(request.cursor,
                   "select title, primary_colour, accent_colour, logo_image, hero_image, published"
                   " from platform.website_settings where restaurant_id = %s", (restaurant_id,))
    injections = rows(request.cursor,
                      "select place, injection_id from platform.website_injections"
                      " where restaurant_id = %s order by id", (restaurant_id,))
    return 200, {"settings": settings, "injections": {
        place: [row["injection_id"] for row in injections if row["place"] == place]
        for place in PLACES}}


@route("POST", "/restaurants/{restaurant_id}/website/injections/{place}")
def inject_code(request, restaurant_id, place):
    """Adds code to what is injected there already."""
    own_restaurant(request, restaurant_id)
    if place not in PLACES:
        raise not_found("the place")
    fields = Fields(request.body)
    return 201, one(request.cursor,
                    "insert into platform.website_injections"
                    " (restaurant_id, place, injection_id, html) values (%s, %s, %s, %s)"
                    " returning injection_id",
                    (restaurant_id, place, fields.text("injection_id"), fields.text("html", 65536)))


@route("PUT", "/restaurants/{restaurant_id}/website/published")
def publish_website(request, restaurant_id):
    own_restaurant(request, restaurant_id)
    published = Fields(request.body).boolean("published")
    row = one(request.cursor,
              "update platform.website_settings set published = %s where restaurant_id = %s"
              " returning published", (published, restaurant_id))
    if row is None:
        raise conflict("website_not_configured", "the website has no settings yet")
    return 200, row


@route("PUT", "/restaurants/{restaurant_id}/services/{kind}")
def configure_service(request, restaurant_id, kind):
    own_restaurant(request, restaurant_id)
    if kind not in SERVICES:
        raise not_found("the service")
    fields = Fields(request.body)
    values = (fields.boolean("enabled"), fields.money("minimum_order"), fields.money("fee"),
              psycopg2.extras.Json(validation.opening_hours(fields)))
    request.cursor.execute(
        "insert into platform.services (restaurant_id, kind, enabled, minimum_order, fee, hours)"
        " values (%s, %s, %s, %s, %s, %s) on conflict (restaurant_id, kind) do update set"
        " enabled = excluded.enabled, minimum_order = excluded.minimum_order,"
        " fee = excluded.fee, hours = excluded.hours", (restaurant_id, kind, *values))
    return 200, {"kind": kind, "enabled": values[0]}


@route("PUT", "/restaurants/{restaurant_id}/payments")
def configure_payments(request, restaurant_id):
    own_restaurant(request, restaurant_id)
    fields = Fields(request.body)
    currency, methods = fields.text("currency"), fields.array("methods", 10)
    if currency not in CURRENCIES:
        raise invalid("currency", f"must be one of {', '.join(sorted(CURRENCIES))}")
    if not all(isinstance(method, str) and method in PAYMENT_METHODS for method in methods):
        raise invalid("methods", f"must be among {', '.join(sorted(PAYMENT_METHODS))}")
    return 200, one(
        request.cursor,
        "insert into platform.payment_settings values (%s, %s, %s, %s, %s)"
        " on conflict (restaurant_id) do update set currency = excluded.currency,"
        " methods = excluded.methods, surcharge_percent = excluded.surcharge_percent,"
        " statement_descriptor = excluded.statement_descriptor returning currency, methods",
        (restaurant_id, currency, sorted(set(methods)), fields.money("surcharge_percent", 10),
         fields.text("statement_descriptor", maximum=22)))


@route("PUT", "/images/{slug}/{name}", access="admin")
def upload_image(request, slug, name):
    if not validation.SLUG.fullmatch(slug) or not validation.IMAGE_NAME.fullmatch(name):
        raise invalid("path", "must be /images/<slug>/<name>.png")
    if not isinstance(request.body, bytes):
        raise invalid("body", "must be sent as image/png")
    width, height = validation.png_size(request.body)
    if max(width, height) > 2048:
        raise invalid("body", "must be at most 2048 pixels wide and high")
    digest = hashlib.sha256(request.body).hexdigest()
    request.cursor.execute(
        "insert into platform.images (slug, name, width, height, sha256, content)"
        " values (%s, %s, %s, %s, %s, %s) on conflict (slug, name) do update set"
        " width = excluded.width, height = excluded.height, sha256 = excluded.sha256,"
        " content = excluded.content", (slug, name, width, height, digest, request.body))
    return 200, {"name": name, "width": width, "height": height, "sha256": digest}
