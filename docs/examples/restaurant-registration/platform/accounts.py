"""Accounts, logins, and the onboarding users who look after new restaurants."""

import credentials
from database import one
from errors import conflict, forbidden, not_found, unauthorized
from routing import route
from validation import Fields


@route("POST", "/logins", access="anyone")
def log_in(request):
    fields = Fields(request.body)
    email, password = fields.email(), fields.text("password")
    account = one(request.cursor,
                  "select id, password_hash from platform.accounts where lower(email) = %s",
                  (email,))
    if account is None or not credentials.password_matches(password, account["password_hash"]):
        raise unauthorized()
    token = credentials.new_token()
    request.cursor.execute(
        "insert into platform.logins (token_sha256, account_id, expires_at)"
        " values (%s, %s, now() + interval '1 hour')",
        (credentials.token_digest(token), account["id"]))
    return 201, {"token": token, "account_id": account["id"]}


def account_of_token(cursor, token):
    """The account that a bearer token stands for; refuses unknown and expired ones."""
    account = one(cursor,
                  "select a.id, a.email, a.name, a.is_admin from platform.logins l"
                  " join platform.accounts a on a.id = l.account_id"
                  " where l.token_sha256 = %s and l.expires_at > now()",
                  (credentials.token_digest(token),))
    if account is None:
        raise unauthorized("the bearer token is unknown or expired")
    return account


@route("POST", "/accounts", access="admin")
def create_account(request):
    fields = Fields(request.body)
    email, name = fields.email(), fields.text("name")
    password = fields.text("password", minimum=12)
    account = insert_account(request.cursor, email, name, password, is_admin=False)
    if account is None:
        raise conflict("account_exists", "an account with this email exists already")
    return 201, account


def insert_account(cursor, email, name, password, is_admin):
    return one(cursor,
               "insert into platform.accounts (id, email, name, password_hash, is_admin)"
               " values (%s, %s, %s, %s, %s) on conflict do nothing"
               " returning id, email, name",
               (credentials.new_id("ACC"), email, name, credentials.hash_password(password),
                is_admin))


@route("GET", "/accounts/me")
def show_account(request):
    return 200, {key: request.account[key] for key in ("id", "email", "name")}


@route("POST", "/onboarding-users", access="admin")
def create_onboarding_user(request):
    fields = Fields(request.body)
    user = one(request.cursor,
               "insert into platform.onboarding_users (id, email, name) values (%s, %s, %s)"
               " on conflict do nothing returning id, email, name, stage",
               (credentials.new_id("USR"), fields.email(), fields.text("name")))
    if user is None:
        raise conflict("onboarding_user_exists", "an onboarding user with this email exists")
    return 201, user


@route("GET", "/onboarding-users", access="admin")
def find_onboarding_user(request):
    user = one(request.cursor,
               "select id, email, name, stage, restaurant_id from platform.onboarding_users"
               " where lower(email) = lower(%s)", (request.query.get("email", ""),))
    if user is None:
        raise not_found("an onboarding user with this email")
    return 200, user


@route("PUT", "/onboarding-users/{user_id}/restaurant", access="admin")
def link_onboarding_user(request, user_id):
    restaurant_id = Fields(request.body).text("restaurant_id")
    cursor = request.cursor
    if one(cursor, "select 1 from platform.restaurants where id = %s", (restaurant_id,)) is None:
        raise not_found("the restaurant")
    user = one(cursor, "select restaurant_id from platform.onboarding_users where id = %s"
                       " for update", (user_id,))
    if user is None:
        raise not_found("the onboarding user")
    if user["restaurant_id"] not in (None, restaurant_id):
        raise conflict("linked_elsewhere", "the onboarding user looks after another restaurant")
    return 200, one(cursor,
                    "update platform.onboarding_users set restaurant_id = %s, stage = 'linked'"
                    " where id = %s returning id, email, stage, restaurant_id",
                    (restaurant_id, user_id))


def require_admin(account):
    if not account["is_admin"]:
        raise forbidden()
