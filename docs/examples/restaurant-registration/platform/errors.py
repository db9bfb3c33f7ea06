"""The refusals of the platform: each is one HTTP status, one code, one sentence."""


class Refusal(Exception):
    def __init__(self, status, code, message, headers=None, **details):
        super().__init__(message)
        self.status = status
        self.headers = headers or {}
        self.body = {"error": {"code": code, "message": message, **details}}


def bad_request(message):
    return Refusal(400, "bad_request", message)


def unauthorized(message="email or password is wrong"):
    return Refusal(401, "unauthorized", message, {"WWW-Authenticate": "Bearer"})


def forbidden(message="this account may not do that"):
    return Refusal(403, "forbidden", message)


def not_found(what):
    return Refusal(404, "not_found", f"{what} does not exist")


def conflict(code, message):
    return Refusal(409, code, message)


def invalid(field, message):
    return Refusal(422, "invalid", f"{field}: {message}", field=field)
