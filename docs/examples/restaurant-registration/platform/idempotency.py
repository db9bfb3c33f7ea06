"""Idempotency keys: a POST that is sent again gets the answer of the first one, and does nothing.

A key belongs to the account that sends it. It is kept in the transaction of the POST's effect, so a
refusal, which has no effect, keeps none: the same request may succeed later.
"""

import hashlib
import json

from psycopg2.extras import Json

from database import one
from errors import Refusal


def kept_answer(cursor, account_id, key, method, path, content):
    """(status, body) of the first request with this key, or None for the first one itself. While
    that is still at work, a second one waits here for its end."""
    fingerprint = hashlib.sha256(f"{method} {path}\n".encode() + content).hexdigest()
    if one(cursor, "insert into platform.idempotency_keys (account_id, key, fingerprint)"
                   " values (%s, %s, %s) on conflict do nothing returning key",
           (account_id, key, fingerprint)):
        return None
    kept = one(cursor, "select fingerprint, status, answer from platform.idempotency_keys"
                       " where account_id = %s and key = %s", (account_id, key))
    if kept["fingerprint"] != fingerprint:
        raise Refusal(422, "idempotency_key_reused",
                      "another request came with the same Idempotency-Key")
    return kept["status"], kept["answer"]


def keep_answer(cursor, account_id, key, status, body):
    cursor.execute("update platform.idempotency_keys set status = %s, answer = %s"
                   " where account_id = %s and key = %s",
                   (status, Json(body, dumps=lambda value: json.dumps(value, default=str)),
                    account_id, key))
