"""A handful of PostgreSQL connections that the request threads share."""

import contextlib
import queue

import psycopg2
import psycopg2.extras

# What psycopg2 raises when the server went away: the second on a connection that just broke.
AWAY = (psycopg2.OperationalError, psycopg2.InterfaceError)


class Database:
    """Lends connections. A connection that broke is replaced at its next use, so the platform
    survives a restart of its database server."""

    def __init__(self, dsn, size=4):
        self.dsn = dsn
        self.idle = queue.LifoQueue()
        for _ in range(size):
            self.idle.put(None)  # opened at first use

    @contextlib.contextmanager
    def transaction(self):
        """A cursor in one transaction: committed at the end, rolled back on an exception."""
        connection = self.idle.get()
        try:
            if connection is None or connection.closed:
                connection = psycopg2.connect(self.dsn, application_name="ordering-platform")
            with connection, connection.cursor(
                    cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
                yield cursor
        except AWAY:
            if connection is not None:
                connection.close()
            raise
        finally:
            self.idle.put(connection)


def one(cursor, sql, values=()):
    """The first row, or None."""
    cursor.execute(sql, values)
    return cursor.fetchone()


def rows(cursor, sql, values=()):
    cursor.execute(sql, values)
    return cursor.fetchall()
