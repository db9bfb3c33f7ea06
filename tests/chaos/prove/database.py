"""The storm's own connections to the database: one per thread, opened again after every fault."""

import contextlib
import threading

import psycopg2
import psycopg2.extras

# What a fault does to a connection, or to a statement on it: terminated, cancelled, crashed, starting, deadlock.
FAULTS = (psycopg2.OperationalError, psycopg2.InterfaceError)
GONE_WITH_THE_CONNECTION = ("57P", "08")


class Away(Exception):
    """The database could not be asked, or did not answer: whatever was asked may or may not have happened."""


class Database:
    def __init__(self, dsn):
        self.dsn = dsn
        self._local = threading.local()

    def connect(self, user="postgres", autocommit=True, name="storm"):
        try:
            connection = psycopg2.connect(f"{self.dsn} user={user} application_name={name} connect_timeout=5")
        except FAULTS as error:
            raise Away(str(error)) from error
        connection.autocommit = autocommit
        return connection

    def rows(self, sql, *parameters):
        """All rows as dictionaries. Away when there is no answer; psycopg2.Error when it is no."""
        connection = getattr(self._local, "connection", None)
        if connection is None or connection.closed:
            connection = self._local.connection = self.connect()
        with asking(connection), connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
            cursor.execute(sql, parameters or None)
            return [dict(row) for row in cursor.fetchall()] if cursor.description else []

    def value(self, sql, *parameters):
        rows = self.rows(sql, *parameters)
        return next(iter(rows[0].values())) if rows else None


@contextlib.contextmanager
def asking(connection):
    """Turns the errors of a connection that is broken into Away, and closes it."""
    try:
        yield
    except psycopg2.Error as error:
        if is_away(error, connection):
            connection.close()
            raise Away(str(error)) from error
        raise


def is_away(error, connection):
    """Whether the connection is broken or is about to be, so that nobody knows what became of the statement."""
    code = error.pgcode or ""
    return bool(connection.closed) or code.startswith(GONE_WITH_THE_CONNECTION) or (
        not code and not isinstance(error, psycopg2.ProgrammingError))
