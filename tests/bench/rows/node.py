"""Scripts that take a while to start: what Baton adds must drown in it."""

import shutil

from measure import Aim, Family, figure


class Node(Family):
    name = "node"
    meaning = ("A script that takes tens of milliseconds of CPU to start, as most real ones do: what Baton adds should not be seen. "
               "Bare posix_spawn starts the same four at once.")
    aims = (
        Aim("node", "jobs of node -e 0, 4 slots, against bare posix_spawn of the same, 4 at once", figure("rate", "baton"),
            figure("rate", "posix_spawn"), 0.97),
    )

    def open(self):
        if not shutil.which("node"):
            raise self.bench.Missing("node is not installed (scripts/install-deps bench)")
        self.jobs = self.bench.scaled(200, least=8)
        self.baton = self.installation()
        self.baton.start_executor()
        self.baton.run(8, "node")

    def subjects(self):
        return {"baton": lambda: self.baton.run(self.jobs, "node"), "posix_spawn": self.posix_spawn}

    def posix_spawn(self):
        result = self.bench.limit("spawn_rate", "--program", shutil.which("node"), "--argument", "-e", "--argument", "0",
                                  "--bare-steps", self.jobs, "--at-once", 4)
        return {"rate": result["steps"] / result["seconds"], "steps": result["steps"], "seconds": result["seconds"],
                "scripts_cpu": result["cpu_s"] / result["steps"] * 1000}
