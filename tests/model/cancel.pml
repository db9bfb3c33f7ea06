/* A job of two steps, one of them running and one in the queue, that is cancelled while an executor claims, while
 * scripts finish, and while leases end.
 *
 * Claims: the job ends; no attempt is recorded twice; nothing runs in a job that has ended; "cancelled" is recorded
 * for an attempt only after its script is dead, and a job is cancelled only after all its scripts are, except those
 * of executors that are frozen (nobody can kill those before they thaw; their attempts are recorded as lost).
 *
 * model                      database and executor
 * status, open_steps         jobs.status, jobs.open_steps
 * step[s]                    step_rows.status of step s, running: baton.running has its row
 * queue_row[s]               its row in baton.ready: there, locked by a claim that has not committed, or gone
 * stop[s]                    running.stop_reason
 * script[s]                  the processes of its script: none yet, alive, dead
 * job_lock                   the row lock on baton.jobs; "skip locked" is a step that is not enabled while it is held
 *
 * atomic step                function
 * Claim                      sql/functions/claim/_start_ready.sql (delete from ready, insert into running), commit
 * Cancel: sweep              sql/functions/advance/_sweep_steps.sql: waits for the claim that holds a queue row
 * Cancel: stop, end          sql/functions/control/_cancel_jobs.sql
 * record                     sql/functions/report/_record_attempts.sql, advance/_settle_jobs.sql
 * Expire                     sql/functions/recover/_expire_leases.sql, _lose_attempts.sql
 * Script, stop               executor/running_steps.cpp, executor/supervise/supervisor.cpp
 *
 * Variants: -DSTOP_BEFORE_SWEEP  running attempts are told to stop before the queue is swept;
 *           -DRECORD_BEFORE_DEATH the executor reports "cancelled" when it sends the signal.
 */
#define STEPS 2

mtype = { in_progress, cancelling, cancelled, completed, ready, running, done, swept, there, locked, gone, alive, dead, none };

mtype status = in_progress;
mtype step[STEPS], queue_row[STEPS], script[STEPS];
byte open_steps = STEPS, recorded[STEPS], lost[STEPS], cancels;
bit stop[STEPS], frozen, executor_dead;
byte job_lock;

#define JOB_ENDED (status == cancelled || status == completed)

inline lock(me) { atomic { job_lock == 0 -> job_lock = me } }
inline unlock() { job_lock = 0 }

/* _settle_jobs: a step ended; the job ends with the last one. */
inline settle() {
  assert(open_steps > 0);
  open_steps--;
  if
  :: open_steps == 0 && status == cancelling -> status = cancelled
  :: open_steps == 0 && status == in_progress -> status = completed
  :: else -> skip
  fi
}

/* Guarded by the token: only while the attempt is running. */
inline record(s, outcome) {
  atomic {
    if
    :: step[s] == running ->
       assert(outcome != cancelled || script[s] == dead);
       recorded[s]++;
       step[s] = done;
       settle()
    :: else -> skip
    fi
  }
}

proctype Claim(byte s) {
  do
  :: atomic { queue_row[s] == there -> queue_row[s] = locked };
     if
     :: atomic { queue_row[s] = gone; step[s] = running; script[s] = alive; break }  /* commit; it is started */
     :: atomic { queue_row[s] = there }                                              /* rolled back */
     fi
  :: queue_row[s] == gone -> break
  od
}

/* Each script ends by itself, or is stopped by its executor, which then reports; it dies with its executor. */
proctype Script(byte s) {
  script[s] == alive || JOB_ENDED;
  if
  :: script[s] == alive && !frozen && !executor_dead ->
     atomic { script[s] = dead };
     lock(2 + s); record(s, done); unlock()
  :: script[s] == alive && stop[s] && !frozen && !executor_dead ->
#ifdef RECORD_BEFORE_DEATH
     lock(2 + s); record(s, cancelled); unlock();
     atomic { script[s] = dead }
#else
     atomic { script[s] = dead };
     lock(2 + s); record(s, cancelled); unlock()
#endif
  :: script[s] == alive && executor_dead -> atomic { script[s] = dead }
  :: script[s] == alive && frozen -> skip      /* thaws late: its report is stale, see lease.pml */
  :: script[s] != alive && JOB_ENDED -> skip
  fi
}

proctype Faults() {
  if
  :: frozen = 1
  :: executor_dead = 1
  :: skip
  fi
}

/* The lease ends only if its executor does not renew it, and after what it ran has had time to die. */
proctype Expire() {
end:
  do
  :: atomic { (frozen || executor_dead) && job_lock == 0 && step[0] == running && (frozen || script[0] == dead) ->
       lost[0]++; step[0] = done; settle() }
  :: atomic { (frozen || executor_dead) && job_lock == 0 && step[1] == running && (frozen || script[1] == dead) ->
       lost[1]++; step[1] = done; settle() }
  od
}

inline sweep(s) {
  if
  :: atomic { queue_row[s] == there -> queue_row[s] = gone; step[s] = swept; swept_now++ }
  :: queue_row[s] == gone -> skip              /* waited for a claim while it was locked */
  fi
}

inline tell_to_stop() {
  d_step {
    any_running = 0;
    if :: step[0] == running -> stop[0] = 1; any_running = 1 :: else -> skip fi;
    if :: step[1] == running -> stop[1] = 1; any_running = 1 :: else -> skip fi
  }
}

proctype Cancel() {
  byte swept_now;
  bit any_running;
  lock(1);
  if
  :: status != in_progress -> skip             /* has ended: stays as it is */
  :: else ->
#ifdef STOP_BEFORE_SWEEP
     tell_to_stop();
     sweep(0); sweep(1);
#else
     sweep(0); sweep(1);
     tell_to_stop();
#endif
     atomic {
       open_steps = open_steps - swept_now;
       if
       :: any_running -> status = cancelling
       :: else -> status = cancelled
       fi
     }
  fi;
  unlock();
  cancels++
}

proctype Watch() {
  assert(recorded[0] + lost[0] <= 1 && recorded[1] + lost[1] <= 1
         && !(JOB_ENDED && (step[0] == running || step[1] == running))
         && !(JOB_ENDED && !frozen && (script[0] == alive || script[1] == alive)))
}

init {
  atomic {
    step[0] = running; queue_row[0] = gone; script[0] = alive;
    step[1] = ready; queue_row[1] = there; script[1] = none;
    run Claim(1); run Script(0); run Script(1); run Cancel(); run Faults(); run Expire(); run Watch()
  };
  cancels == 1;
  JOB_ENDED                                    /* never reached: an invalid end state, which Spin reports */
}
