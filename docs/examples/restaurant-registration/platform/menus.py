"""Menus: items, option sets, tags."""

from psycopg2.extras import execute_values

import credentials
from database import one, rows
from errors import conflict, invalid, not_found
from restaurants import own_restaurant
from routing import route
from validation import Fields


@route("POST", "/restaurants/{restaurant_id}/menus")
def create_menu(request, restaurant_id):
    own_restaurant(request, restaurant_id)
    menu = one(request.cursor,
               "insert into platform.menus (id, restaurant_id, name) values (%s, %s, %s)"
               " on conflict do nothing returning id, name",
               (credentials.new_id("MEN"), restaurant_id, Fields(request.body).text("name")))
    if menu is None:
        raise conflict("menu_exists", "the restaurant has a menu of this name already")
    return 201, menu


@route("GET", "/restaurants/{restaurant_id}/menus")
def list_menus(request, restaurant_id):
    own_restaurant(request, restaurant_id)
    return 200, {"menus": rows(request.cursor,
                               "select id, name from platform.menus where restaurant_id = %s"
                               " order by name", (restaurant_id,))}


def _own_menu(request, menu_id):
    menu = one(request.cursor, "select restaurant_id from platform.menus where id = %s", (menu_id,))
    if menu is None:
        raise not_found("the menu")
    own_restaurant(request, menu["restaurant_id"])


def _item(request):
    fields = Fields(request.body)
    return (fields.text("category", 80), fields.text("name", 120), fields.money("price"),
            fields.text("description", 1000, minimum=0), fields.whole("position", 1, 100000))


@route("POST", "/menus/{menu_id}/items")
def add_item(request, menu_id):
    """Adds an item, even if the menu has one like it."""
    _own_menu(request, menu_id)
    return 201, one(request.cursor,
                    "insert into platform.menu_items"
                    " (menu_id, category, name, price, description, position)"
                    " values (%s, %s, %s, %s, %s, %s) returning id", (menu_id, *_item(request)))


@route("PUT", "/menus/{menu_id}/items/{item_id}")
def change_item(request, menu_id, item_id):
    _own_menu(request, menu_id)
    item = one(request.cursor,
               "update platform.menu_items set category = %s, name = %s, price = %s,"
               " description = %s, position = %s where menu_id = %s and id::text = %s returning id",
               (*_item(request), menu_id, item_id))
    if item is None:
        raise not_found("the item")
    return 200, item


@route("GET", "/menus/{menu_id}/items")
def list_items(request, menu_id):
    """The items in order; with ?after= only those of later positions."""
    _own_menu(request, menu_id)
    after = request.query.get("after", "0")
    if not after.isdecimal():
        raise invalid("after", "must be a position")
    return 200, {"items": rows(request.cursor,
                               "select id, category, name, price, description, position"
                               " from platform.menu_items where menu_id = %s and position > %s"
                               " order by position, id", (menu_id, int(after)))}


@route("GET", "/menus/{menu_id}/option-sets")
def list_option_sets(request, menu_id):
    _own_menu(request, menu_id)
    return 200, {"option_sets": rows(
        request.cursor,
        "select s.name, s.minimum, s.maximum,"
        " (select jsonb_agg(jsonb_build_object('name', o.name, 'price', o.price::text)"
        "                   order by o.position)"
        "  from platform.options o where o.option_set_id = s.id) as options,"
        " array(select item_id from platform.item_option_sets l where l.option_set_id = s.id"
        "       order by item_id) as item_ids"
        " from platform.option_sets s where s.menu_id = %s order by s.name", (menu_id,))}


@route("GET", "/menus/{menu_id}/tags")
def list_tags(request, menu_id):
    _own_menu(request, menu_id)
    return 200, {"tags": rows(
        request.cursor,
        "select t.name, array(select item_id from platform.item_tags l where l.tag_id = t.id"
        " order by item_id) as item_ids"
        " from platform.tags t where t.menu_id = %s order by t.name", (menu_id,))}


@route("PUT", "/menus/{menu_id}/option-sets")
def put_option_set(request, menu_id):
    """Stores one option set whole: its options and the items that offer it."""
    _own_menu(request, menu_id)
    fields = Fields(request.body)
    options = [(option.text("name", 80), option.money("price"))
               for option in fields.objects("options", 50)]
    maximum = fields.whole("maximum", 1, len(options))
    minimum = fields.whole("minimum", 0, maximum)
    if len({name for name, _ in options}) < len(options):
        raise invalid("options", "names one option twice")
    item_ids = _items_of_menu(request, menu_id, fields)
    set_id = one(request.cursor,
                 "insert into platform.option_sets (menu_id, name, minimum, maximum)"
                 " values (%s, %s, %s, %s) on conflict (menu_id, name) do update set"
                 " minimum = excluded.minimum, maximum = excluded.maximum returning id",
                 (menu_id, fields.text("name", 80), minimum, maximum))["id"]
    request.cursor.execute("delete from platform.options where option_set_id = %s", (set_id,))
    execute_values(request.cursor, "insert into platform.options values %s",
                   [(set_id, n, *option) for n, option in enumerate(options, start=1)])
    request.cursor.execute("delete from platform.item_option_sets where option_set_id = %s",
                           (set_id,))
    execute_values(request.cursor, "insert into platform.item_option_sets values %s",
                   [(item_id, set_id) for item_id in item_ids])
    return 200, {"id": set_id, "options": len(options), "items": len(item_ids)}


@route("PUT", "/menus/{menu_id}/tags")
def put_tag(request, menu_id):
    """Stores one tag and the items that carry it."""
    _own_menu(request, menu_id)
    fields = Fields(request.body)
    item_ids = _items_of_menu(request, menu_id, fields)
    tag_id = one(request.cursor,
                 "insert into platform.tags (menu_id, name) values (%s, %s)"
                 " on conflict (menu_id, name) do update set name = excluded.name returning id",
                 (menu_id, fields.text("name", 40)))["id"]
    request.cursor.execute("delete from platform.item_tags where tag_id = %s", (tag_id,))
    execute_values(request.cursor, "insert into platform.item_tags values %s",
                   [(item_id, tag_id) for item_id in item_ids])
    return 200, {"id": tag_id, "items": len(item_ids)}


def _items_of_menu(request, menu_id, fields):
    item_ids = fields.array("item_ids", 1000)
    if not all(type(item_id) is int for item_id in item_ids):
        raise invalid("item_ids", "must be item ids")
    known = rows(request.cursor,
                 "select id from platform.menu_items where menu_id = %s and id = any(%s)",
                 (menu_id, item_ids))
    if len(known) < len(set(item_ids)):
        raise invalid("item_ids", "names items that are not on this menu")
    return sorted(set(item_ids))
