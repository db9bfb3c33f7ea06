"""The protocol storm: many simulated executors speak the protocol of docs/reference/executor-protocol.md badly on
purpose, while people meddle and the clock jumps. No process is started, so thousands of attempts meet in seconds.

    storm.py      one storm: its threads, and what ended it
    executor.py   a simulated executor
    meddler.py    people, maintenance, and the clock
    oracle.py     what the executors know themselves, against what the database says
"""
