"""What comes after the import of a menu: things that hang on its items."""

import argparse

from baton_step import Failure
from registration.menu_csv import read_menu
from registration.platform_client import Platform


class Extras:
    """One kind of extra of a menu: the CSV file, a login, and what the platform has already."""

    def __init__(self, description, kind):
        parser = argparse.ArgumentParser(description=description)
        for name in ("platform-url", "email", "restaurant-id", "menu-name", "csv"):
            parser.add_argument("--" + name, required=True)
        options = parser.parse_args()
        self.menu = read_menu(options.csv)
        self.platform = Platform.as_owner(options.platform_url, options.email)
        menu_id = self.platform.menu_named(options.restaurant_id, options.menu_name)
        stored = self.platform.get(f"/menus/{menu_id}/items")["items"]
        self.ids = {(item["category"], item["name"]): item["id"] for item in stored}
        self.path = f"/menus/{menu_id}/{kind}"
        self.present = self.platform.get(self.path)[kind.replace("-", "_")]

    def put(self, extra):
        """Stores one extra. What an earlier attempt stored is not sent again: a retry under a rate
        limit gets further than the attempt before it."""
        if extra not in self.present:
            self.platform.put(self.path, extra)

    def ids_of_items(self, wanted):
        """The ids, in order, of the items for which wanted(item) is true."""
        items = [item for item in self.menu.items if wanted(item)]
        missing = next((item for item in items if item.key not in self.ids), None)
        if missing:
            raise Failure("API_4XX", f"the menu on the platform lacks {missing.name}"
                                     f" (line {missing.line} of the CSV file)")
        return sorted(self.ids[item.key] for item in items)
