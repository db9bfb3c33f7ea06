// Graphile Worker. Finished jobs are deleted by it, failed ones stay: no job left means that all were done.
import { EventEmitter } from "node:events";
import { inChunks, main, monotonic, runTrue, runTrueSync } from "./common.mjs";

const here = new URL(".", import.meta.url).pathname;
let library;

const peer = {
  package: "graphile-worker",
  keepsFinished: false,

  /** What each setting is and why: README.md. */
  settings(verb, level) {
    if (level === "default") return { processes: 1, concurrency: 5, pollInterval: 1000, executables: verb === "script" };
    const tuned = { processes: 1, concurrency: 24, localQueue: 2000, batchDelay: 0 };
    if (verb === "script") return { ...tuned, processes: 2, concurrency: 8, localQueue: 100, spawnSync: true };
    if (verb === "latency") return { ...tuned, localQueue: -1 };
    return tuned;
  },

  async load() {
    library ??= await import("graphile-worker");
  },

  async install(database) {
    await this.load();
    await library.runMigrations({ connectionString: database });
  },

  /** By addJobs, as documented for many jobs; returns the seconds it took. */
  async insert(database, verb, settings, jobs) {
    await this.load();
    const utils = await library.makeWorkerUtils({ connectionString: database });
    await utils.addJob(verb, {}).then((job) => utils.completeJobs([job.id])); // connects
    const from = monotonic();
    await inChunks(jobs, (n) => utils.addJobs(Array.from({ length: n }, () => ({ identifier: verb, payload: {} }))));
    const seconds = Number(monotonic() - from) / 1e9;
    await utils.release();
    return seconds;
  },

  async work({ database, verb, settings, meter, started }) {
    const task = { noop: async () => {}, script: settings.spawnSync ? runTrueSync : runTrue }[verb];
    const counted = async () => {
      await task();
      meter.done();
    };
    const timed = async () => started(monotonic());
    const tasks = settings.executables ? { taskDirectory: `${here}tasks` } : { taskList: { [verb]: verb === "latency" ? timed : counted } };
    const events = new EventEmitter().once("pool:create", meter.begun);
    const runner = await library.run({ events, ...tasks, ...options(database, settings) });
    if (settings.executables) {
      surviveClosedStdin();
      events.on("job:success", meter.done);
    }
    runner.promise.catch((error) => {
      console.error(error);
      process.exit(1);
    });
    return { stop: () => runner.stop(), enqueueSql: "select graphile_worker.add_job('latency')" };
  },

  unfinished: (verb) => `select count(*) as value from graphile_worker.jobs where task_identifier = '${verb}'`,
  finished: () => "select 0 as value",
};

/**
 * An executable gets its payload on stdin. One that ends without reading it, as /bin/true does, can end the whole
 * worker with EPIPE (nobody listens to that error in 0.18.0); the job itself is not touched by it.
 */
function surviveClosedStdin() {
  process.on("uncaughtException", (error) => {
    if (error.code === "EPIPE" && error.syscall === "write") return;
    console.error(error);
    process.exit(1);
  });
}

function options(database, settings) {
  if (!("localQueue" in settings)) {
    const { concurrency, pollInterval } = settings;
    return { connectionString: database, concurrency, noHandleSignals: false, pollInterval };
  }
  return {
    preset: {
      extends: [library.WorkerPreset],
      worker: {
        connectionString: database,
        concurrentJobs: settings.concurrency,
        maxPoolSize: settings.concurrency + 2,
        localQueue: { size: settings.localQueue },
        completeJobBatchDelay: settings.batchDelay,
        failJobBatchDelay: settings.batchDelay,
      },
    },
  };
}

// Its line in the log for each success; the project's own performance test switches it off so.
if (!process.argv.includes("default")) process.env.NO_LOG_SUCCESS = "1";
await main(peer);
