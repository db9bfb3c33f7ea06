"""Password hashes and bearer tokens."""

import hashlib
import hmac
import secrets

# About 30 ms on the machines of 2020: enough for an example that logs in a dozen times.
_COST = {"n": 2 ** 13, "r": 8, "p": 1}


def hash_password(password):
    salt = secrets.token_bytes(16)
    return f"scrypt${salt.hex()}${_scrypt(password, salt)}"


def password_matches(password, stored):
    _, salt, digest = stored.split("$")
    return hmac.compare_digest(_scrypt(password, bytes.fromhex(salt)), digest)


def new_token():
    return secrets.token_urlsafe(32)


def token_digest(token):
    return hashlib.sha256(token.encode()).hexdigest()


def new_id(prefix):
    """RESabc_123-x: a prefix and 72 random bits."""
    return prefix + secrets.token_urlsafe(9)


def _scrypt(password, salt):
    return hashlib.scrypt(password.encode(), salt=salt, **_COST).hex()
