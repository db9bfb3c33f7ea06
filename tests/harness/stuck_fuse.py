"""A file system whose file nobody ever answers for: whoever reads it hangs in the kernel, and no signal ends that.

    with StuckFile(directory) as path:
        ...   # whoever reads path is in state D

Speaks as much of the FUSE protocol (linux/fuse.h) as it takes to get there. Needs root.
"""

import ctypes
import errno
import os
import pathlib
import struct
import threading

_libc = ctypes.CDLL(None, use_errno=True)
_LOOKUP, _FORGET, _GETATTR, _OPEN, _READ, _INIT, _INTERRUPT = 1, 2, 3, 14, 15, 26, 36
_ATTRIBUTES = "<QQQQQQIIIIIIIIII"


class StuckFile:
    def __init__(self, directory):
        self.directory = pathlib.Path(directory)

    def __enter__(self):
        self.device = os.open("/dev/fuse", os.O_RDWR)
        options = f"fd={self.device},rootmode=40000,user_id=0,group_id=0,allow_other"
        if _libc.mount(b"stuck", bytes(self.directory), b"fuse", 0, options.encode()) != 0:
            problem = ctypes.get_errno()
            os.close(self.device)
            raise OSError(problem, "no FUSE mount can be made here")
        threading.Thread(target=self._serve, daemon=True).start()
        return self.directory / "file"

    def __exit__(self, *_):
        _libc.umount2(bytes(self.directory), 1 | 2)   # MNT_FORCE: who hangs gets an error
        os.close(self.device)

    def _serve(self):
        try:
            while True:
                self._answer(os.read(self.device, 1 << 20))
        except OSError:
            pass   # unmounted

    def _answer(self, request):
        _, opcode, unique, node = struct.unpack_from("<IIQQ", request)
        if opcode == _INIT:
            self._reply(unique, struct.pack("<IIIIHHIIHHIIII24x", 7, 31, 0, 0, 0, 0, 1 << 16, 0, 1, 0, 0, 0, 0, 0)[:64].ljust(64, b"\0"))
        elif opcode == _LOOKUP:
            self._reply(unique, struct.pack("<QQQQII", 2, 0, 1, 1, 0, 0) + self._attributes(2))
        elif opcode == _GETATTR:
            self._reply(unique, struct.pack("<QII", 1, 0, 0) + self._attributes(node))
        elif opcode == _OPEN:
            self._reply(unique, struct.pack("<QII", 1, 1, 0))   # FOPEN_DIRECT_IO
        elif opcode not in (_READ, _FORGET, _INTERRUPT):
            self._reply(unique, b"", -errno.ENOSYS)

    def _attributes(self, node):
        mode = 0o40755 if node == 1 else 0o100644
        return struct.pack(_ATTRIBUTES, node, 4096, 8, 0, 0, 0, 0, 0, 0, mode, 1, 0, 0, 0, 4096, 0)

    def _reply(self, unique, body, error=0):
        os.write(self.device, struct.pack("<IiQ", 16 + len(body), error, unique) + body)
