"""The benchmarks, a file per family."""

from rows import node, queue, scripts

FAMILIES = (scripts.Scripts, queue.Queue, node.Node)
