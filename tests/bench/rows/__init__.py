"""The benchmarks, a file per family."""

from rows import doorbell, footprint, growth, inserting, latency, node, queue, retention, scraping, scripts, waiting

FAMILIES = (scripts.Scripts, queue.Queue, latency.Latency, growth.Backlog, growth.Snapshot, retention.Retention, waiting.Waiting, inserting.Inserting,
            doorbell.Doorbell, footprint.Memory, footprint.Idle, scraping.Metrics, node.Node)
