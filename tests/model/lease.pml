/* One step, executors that crash, freeze, lose answers and report late, and a database that may crash and come
 * back without its last commits (synchronous_commit off, or a replica that was promoted).
 *
 * Claims: a recorded end belongs to the start that holds the step; there is one holder; a stale report changes
 * nothing; a success is recorded once.
 *
 * model                      database
 * status                     step_rows.status, and whether baton.running has the step's row
 * holder, key                running.executor_id, running.token
 * attempts                   step_rows.attempts, counted when an attempt ends
 * missed[e]                  clock.tick - executors.renewed_tick; lost at settings.lease_ticks
 * alive[e]                   executors.status in ('active', 'draining')
 * held[e]                    the token that executor e believes to hold (its memory, not the database)
 * start, held_start[e]       which start it really is; only the assertions know it
 *
 * atomic step                function (each is one transaction; the job's lock makes it one step)
 * CLAIM                      sql/functions/claim/_start_ready.sql
 * REPORT                     sql/functions/report/_record_attempts.sql and _move_attempts.sql
 * RENEW                      sql/functions/executor/renew_lease.sql
 * TICK, EXPIRE               sql/functions/maintain/maintain.sql, sql/functions/recover/_expire_leases.sql
 *                            and _lose_attempts.sql
 *
 * Variants: -DATTEMPT_NUMBER the key is step_rows.attempts + 1 instead of a random token;
 *           -DDURABLE        no commit is ever lost.
 */
#define EXECUTORS 2
#define LEASE_TICKS 2
#define MAX_ATTEMPTS 3

mtype = { ready, running, completed, failed };

mtype status = ready;
byte holder, key, attempts, successes;
byte missed[EXECUTORS + 1];
bit alive[EXECUTORS + 1];

/* The state that a crash goes back to. */
mtype flushed_status = ready;
byte flushed_holder, flushed_key, flushed_attempts, flushed_successes, flushed_start;

byte held[EXECUTORS + 1], held_start[EXECUTORS + 1];
byte start, starts;

/* gen_random_uuid() never gives the same twice; an attempt number comes from a row that a crash can take back. */
#ifdef ATTEMPT_NUMBER
#define NEW_KEY (attempts + 1)
#else
#define NEW_KEY starts
#endif

inline attempt_ends(next) {
  attempts++;
  holder = 0; key = 0; start = 0;
  status = next
}

inline back_to_the_queue() {
  if
  :: attempts + 1 < MAX_ATTEMPTS -> attempt_ends(ready)
  :: else -> attempt_ends(failed)
  fi
}

inline CLAIM(e) {
  atomic {
    alive[e] && status == ready && held[e] == 0 ->
    starts++;
    holder = e; key = NEW_KEY; start = starts;
    status = running;
    if
    :: held[e] = key; held_start[e] = start
    :: skip                                     /* the answer was lost */
    fi
  }
}

inline REPORT(e) {
  atomic {
    held[e] != 0 ->
    if
    :: status == running && key == held[e] ->
       assert(start == held_start[e]);          /* what is recorded belongs to the holder */
       if
       :: successes++; attempt_ends(completed)
       :: back_to_the_queue()                   /* a failure that is retried, or handed back */
       fi
    :: else -> skip                             /* stale */
    fi;
    if
    :: held[e] = 0; held_start[e] = 0
    :: skip                                     /* the answer was lost: reported again */
    fi
  }
}

inline RENEW(e) {
  atomic {
    alive[e] ->
    missed[e] = 0;
    if
    :: holder == e && key != held[e] -> back_to_the_queue()    /* the claim never arrived */
    :: else -> skip
    fi;
    if
    :: held[e] != 0 && !(holder == e && key == held[e]) -> held[e] = 0; held_start[e] = 0
    :: else -> skip
    fi
  }
}

/* Freezing needs no step of its own: a process that takes no turn is frozen, and a late report is a zombie's. */
proctype Executor(byte e) {
  do
  :: CLAIM(e)
  :: REPORT(e)
  :: RENEW(e)
  :: !alive[e] && held[e] == 0 -> break
  :: atomic { held[e] = 0; held_start[e] = 0; break }          /* kill -9: its row stays until the lease ends */
  od
}

inline TICK() {
  atomic {
    e = 1;
    do
    :: e <= EXECUTORS -> if :: missed[e] < LEASE_TICKS -> missed[e]++ :: else -> skip fi; e++
    :: else -> e = 0; break
    od
  }
}

inline EXPIRE(e) {
  atomic {
    missed[e] >= LEASE_TICKS && (alive[e] || holder == e) ->
    alive[e] = 0;
    if
    :: holder == e -> back_to_the_queue()
    :: else -> skip
    fi
  }
}

proctype Maintain() {
  byte e;
  do
  :: TICK()
  :: EXPIRE(1)
  :: EXPIRE(2)
  od
}

#ifndef DURABLE
proctype Crash() {
  atomic {
    flushed_status = status; flushed_holder = holder; flushed_key = key; flushed_attempts = attempts;
    flushed_successes = successes; flushed_start = start
  }
  atomic {
    status = flushed_status; holder = flushed_holder; key = flushed_key; attempts = flushed_attempts;
    successes = flushed_successes; start = flushed_start
  }
}
#endif

/* An assertion in a process of its own holds in every state. */
#define HOLDS(e) (held[e] != 0 && status == running && key == held[e])
proctype Watch() {
  assert(HOLDS(1) + HOLDS(2) <= 1 && successes <= 1
         && (status == running) == (holder != 0))
}

init {
  byte e = 1;
  atomic {
    do
    :: e <= EXECUTORS -> alive[e] = 1; run Executor(e); e++
    :: else -> break
    od;
    run Maintain();
#ifndef DURABLE
    run Crash();
#endif
    run Watch()
  }
}
