"""Whatever a service's network does to the registration's scripts, what they say of it falls into a
class that says what it was: none of it is UNKNOWN."""

import contextlib
import json
import socket
import struct
import threading
import unittest

import baton_harness
from example_harness import REGISTRATION, run_command

TROUBLES = {
    "closes at once": (b"", False),
    "resets": (b"", True),
    "breaks off in the head": (b"HTTP/1.1 200 OK\r\nContent-Le", False),
    "breaks off in the body": (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"token\":", False),
    "speaks another language": (b"SSH-2.0-OpenSSH_9.2p1\r\n", False),
    "is a gateway without its service": (
        b"HTTP/1.1 520 \r\nContent-Length: 66\r\n\r\n"
        b"<html><title>520: Web server is returning an unknown error</title>", False),
}


@contextlib.contextmanager
def service(answer, reset):
    """The URL of a service that gives every request this answer and then closes or resets."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        with contextlib.suppress(OSError):  # the listener is closed at the end
            while True:
                connection, _ = listener.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(answer)
                    if reset:
                        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


class Network(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = baton_harness.Server(durable=False)
        cls.addClassCleanup(cls.server.remove)

    def old_script(self, url):
        """What the executor reports of a script that only prints: its status and its output."""
        values = {"platform-url": url, "email": "owner@joes.example", "name": "Joe's", "slug": "joes",
                  "phone": "+64 9 555 0142", "timezone": "Pacific/Auckland", "reference": "job-1"}
        return run_command(REGISTRATION / "commands/register-restaurant",
                           *(word for name, value in values.items() for word in ("--" + name, value)),
                           environment={"PLATFORM_ADMIN_PASSWORD": "secret"})

    def new_script(self, url):
        parameters = {"platform_url": url, "email": "owner@joes.example", "name": "Joe's"}
        return run_command(REGISTRATION / "commands/create-account", document={"parameters": parameters},
                           environment={"PLATFORM_ADMIN_PASSWORD": "secret"})

    def assert_class(self, url, code):
        old, new = self.old_script(url), self.new_script(url)
        self.assertEqual((old.status, new.status), (1, 1))
        self.assertNotIn("Traceback", old.stderr + new.stderr)
        found = self.server.value(
            "select code from baton.classify_error('register_restaurant', 1, null, false, null, %s, %s)",
            old.stdout, old.stderr)
        self.assertEqual(found, code, old.stderr)
        self.assertEqual(new.last["code"], code, json.dumps(new.last))
        return old.stderr

    def test_every_trouble_has_a_class(self):
        for name, (answer, reset) in TROUBLES.items():
            with self.subTest(name), service(answer, reset) as url:
                said = self.assert_class(url, "API_5XX" if b"520" in answer else "NETWORK")
                if b"520" in answer:
                    self.assertIn("520: Web server is returning an unknown error", said)
        with self.subTest("is not there"):
            self.assert_class("http://127.0.0.1:1", "NETWORK")
        with self.subTest("has no address"):
            self.assert_class("http://no-such-host.invalid", "NETWORK")


if __name__ == "__main__":
    unittest.main()
