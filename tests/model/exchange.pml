/* An executor's report and claim in one transaction, against a cancel of the job whose steps it claims.
 *
 * Claim: nobody waits for ever. Report first, then claim: a claim takes queue rows with "skip locked" and waits for
 * nothing after it. The other order holds queue rows while it waits for the job's lock, whose holder sweeps the queue.
 *
 * model                      database
 * job_lock                   the row lock on baton.jobs
 * row_lock                   the row lock on the job's row in baton.ready; row_there: it has not been taken or swept
 *
 * atomic step                function
 * report                     sql/functions/report/_record_attempts.sql (waits for the job's lock)
 * claim                      sql/functions/claim/_start_ready.sql, advance/_begin_jobs.sql (skip locked, both)
 * Cancel                     sql/functions/control/_lock_job.sql, sql/functions/advance/_sweep_steps.sql (waits)
 * one transaction            executor/database/session.cpp
 *
 * Variant: -DCLAIM_FIRST
 */
byte job_lock, row_lock;
bit row_there = 1;

inline report() { atomic { job_lock == 0 -> job_lock = 1 } }
inline claim() {
  atomic {
    if
    :: row_there && row_lock == 0 -> row_lock = 1
    :: else -> skip
    fi
  }
}

proctype Exchange() {
#ifdef CLAIM_FIRST
  claim(); report();
#else
  report(); claim();
#endif
  atomic {
    if :: row_lock == 1 -> row_lock = 0; row_there = 0 :: else -> skip fi;
    job_lock = 0
  }
}

proctype Cancel() {
  atomic { job_lock == 0 -> job_lock = 2 };
  if
  :: atomic { row_there && row_lock == 0 -> row_there = 0 }
  :: atomic { !row_there -> skip }
  fi;
  job_lock = 0
}

init { atomic { run Exchange(); run Cancel() } }
