"""Many jobs, fast: copies of one job that went its real way, row for row.

Copied instead of inserted because ten million INSERTs would take longer than what they are for. What is copied is
whatever tables hold rows of the job, so that a column or table that comes later is not forgotten.
"""

from baton_harness import eventually
from psycopg2.extensions import quote_ident

CHUNK = 1_000_000


def ready(installation, count, job_type="one"):
    """So many one-step jobs that may start now."""
    first, _ = installation.insert(1, job_type)
    copy(installation, first, count)


def finished(installation, count, job_type="one"):
    """So many jobs that have completed, of one step unless told otherwise; needs an executor. Ids of the first and the last copy."""
    first, last = installation.insert(1, job_type)
    installation.resume()
    eventually(lambda: installation.ask("select exists (select from baton.jobs where id = %s and finished_at is not null)", last)[0],
               20, "the end of the job to be copied")
    installation.pause()
    copy(installation, first, count)
    return first + 1, installation.ask("select max(id) from baton.jobs")[0]


def copy(installation, job, count):
    """Writes `count` copies of everything the tables hold about a job, and tells the statistics."""
    tables = [row["name"] for row in installation.server.rows(
        "select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid"
        " where c.relnamespace = 'baton'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition"
        " and a.attname = 'job_id' and not a.attisdropped order by 1")]
    for done in range(0, count, CHUNK):
        _copy_chunk(installation, job, tables, min(CHUNK, count - done))
    # As autovacuum would have done before long.
    for table in ("jobs", *tables):
        installation.ask(f"vacuum (analyze) baton.{quote_ident(table, installation.connection)}")
    installation.ask("checkpoint")


def _copy_chunk(installation, job, tables, count):
    ask = installation.ask
    ask("begin")
    ask("set local session_replication_role = replica")  # the triggers would expand them again
    # Numbers ahead of both sequences, given out in the same order.
    base = ask("select nextval('baton.jobs_id_seq')")[0]
    queue = ask("select nextval('baton.ready_id')")[0]
    for table in ("jobs", *tables):
        columns = _columns(installation, table, base, queue)
        ask(f"insert into baton.{table} ({', '.join(columns)}) overriding system value"
            f" select {', '.join(columns.values())} from baton.{table} as original, generate_series(1, %s) as i"
            f" where original.{'id' if table == 'jobs' else 'job_id'} = %s order by i", count, job)
    ask("insert into baton.job_changes (block, job_type, to_status, jobs)"
        " select id / 1000, coalesce(job_type, ''), status, count(*) from baton.jobs where id > %s group by 1, 2, 3", base)
    ask("select setval('baton.jobs_id_seq', %s)", base + count)
    ask("select setval('baton.ready_id', %s)", queue + count)
    ask("commit")


def _columns(installation, table, base, queue):
    """Column -> what a copy has in it."""
    found = {}
    for row in installation.server.rows(
            "select attname as name, attidentity <> '' as numbered from pg_attribute"
            " where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum",
            f"baton.{table}"):
        name = row["name"]
        if (table, name) == ("jobs", "id") or name == "job_id":
            found[name] = f"{base} + i"
        elif row["numbered"]:
            continue  # it numbers itself
        elif name == "ready_id" or (table, name) == ("ready", "id"):
            found[name] = f"case when original.{name} is not null then {queue} + i end"
        elif name == "token":
            found[name] = "case when original.token is not null then gen_random_uuid() end"
        else:
            found[name] = f"original.{name}"
    return found
