/* A child step whose parents end at the same time, each reported by a transaction of its own.
 *
 * Claims: when all parents have ended the child has been opened or skipped, exactly once, and opened only if no
 * parent failed.
 *
 * model                      database
 * committed[p], failed[p]    step_rows.status of parent p, as others see it
 * mine                       what a transaction wrote and has not committed
 * open_dependencies          step_rows.open_dependencies of the child, and failed_dependencies
 * child, decisions           step_rows.status of the child, and how often it was decided
 * job_lock                   the row lock on baton.jobs
 *
 * atomic step                function
 * take the lock              sql/functions/report/_record_attempts.sql, the statement of its own at the top
 * end the parent             sql/functions/report/_move_attempts.sql
 * count down                 sql/functions/advance/_count_down.sql
 * decide                     sql/functions/advance/_decide_steps.sql
 *
 * Variants: -DNAIVE       no lock, and the child is released if no parent is unfinished;
 *           -DOLD_SNAPSHOT the same under the lock, but in the statement that waited for it, which therefore
 *                          looks at the rows as they were before the wait.
 */
#define PARENTS 3

mtype = { pending, ready, skipped };

bit committed[PARENTS], failed[PARENTS];
byte open_dependencies = PARENTS, failed_dependencies;
mtype child = pending;
byte decisions, job_lock, ended;

inline decide(open, any_failed) {
  if
  :: child == pending && any_failed -> child = skipped; decisions++
  :: child == pending && !any_failed && open == 0 -> child = ready; decisions++
  :: else -> skip
  fi
}

/* How many parents are unfinished and whether one failed, in what this transaction can see. */
inline look(me, fails) {
  unfinished = 0; any_failed = fails; p = 0;
  do
  :: p < PARENTS ->
     if
     :: p != me && !committed[p] -> unfinished++
     :: p != me && committed[p] && failed[p] -> any_failed = true
     :: else -> skip
     fi;
     p++
  :: else -> break
  od
}

proctype Report(byte me) {
  bit fails, any_failed;
  byte unfinished, p;
  if :: fails = 0 :: fails = 1 fi;

#if defined(NAIVE)
  d_step { look(me, fails) };
  atomic { decide(unfinished, any_failed) };
#elif defined(OLD_SNAPSHOT)
  d_step { look(me, fails) };
  atomic { job_lock == 0 -> job_lock = me + 1 };
  atomic { decide(unfinished, any_failed) };
#else
  atomic { job_lock == 0 -> job_lock = me + 1 };
  atomic { open_dependencies--; if :: fails -> failed_dependencies++ :: else -> skip fi };
  atomic { decide(open_dependencies, failed_dependencies > 0) };
#endif
  atomic {                                     /* commit */
    committed[me] = 1; failed[me] = fails;
    if :: job_lock == me + 1 -> job_lock = 0 :: else -> skip fi;
    ended++
  }
}

init {
  atomic { run Report(0); run Report(1); run Report(2) };
  ended == PARENTS;
  assert(child != pending);                    /* nothing is left behind */
  assert(decisions == 1);
  assert((child == ready) == !(failed[0] || failed[1] || failed[2]))
}
