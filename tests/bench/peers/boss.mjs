// pg-boss. Completed jobs stay in its table, so that they can be counted.
import { inChunks, main, monotonic, runTrue, runTrueSync } from "./common.mjs";

let library;
const queueOf = (verb) => `baton_${verb}`;

const peer = {
  package: "pg-boss",
  keepsFinished: true,

  /** What each setting is and why: README.md. */
  settings(verb, level) {
    if (level === "default") return { processes: 1, api: verb === "latency" ? "work" : "fetch and complete" };
    if (verb === "latency") return { processes: 1, api: "work", notify: true };
    const tuned = { processes: 2, api: "work", localConcurrency: 2, batchSize: 1000, pollingIntervalSeconds: 0.5,
      burstWhenBatchFull: true, orderByCreatedOn: false, priority: false, partition: true };
    if (verb === "script") return { ...tuned, batchSize: 10, spawnSync: true };
    return tuned;
  },

  async load() {
    library ??= await import("pg-boss");
  },

  async install(database) {
    const boss = await start(database);
    await boss.stop();
  },

  /** By insert, as documented for many jobs; returns the seconds it took. */
  async insert(database, verb, settings, jobs) {
    const boss = await start(database);
    await boss.createQueue(queueOf(verb), { partition: settings.partition ?? false });
    const from = monotonic();
    await inChunks(jobs, (n) => boss.insert(queueOf(verb), Array.from({ length: n }, () => ({ data: {} }))));
    const seconds = Number(monotonic() - from) / 1e9;
    await boss.stop();
    return seconds;
  },

  async work({ database, verb, settings, meter, started }) {
    const queue = queueOf(verb);
    const boss = await start(database, settings.notify ? { useListenNotify: true } : {});
    const stop = () => boss.stop();
    if (verb === "latency") {
      await boss.createQueue(queue, { notify: settings.notify ?? false });
      await boss.work(queue, async () => started(monotonic()));
      return { stop, enqueue: () => boss.send(queue, {}) };
    }
    const task = { noop: async () => {}, script: settings.spawnSync ? runTrueSync : runTrue }[verb];
    const counted = async () => {
      await task();
      meter.done();
    };
    meter.begun();
    if (settings.api === "work") {
      const { processes, api, partition, spawnSync, ...options } = settings;
      await boss.work(queue, options, (jobs) => Promise.all(jobs.map(counted)));
    } else {
      fetchAndComplete(boss, queue, counted).catch((error) => {
        console.error(error);
        process.exit(1);
      });
    }
    return { stop };
  },

  unfinished: (verb) => `select count(*) as value from pgboss.job where name = '${queueOf(verb)}' and state <> 'completed'`,
  finished: (verb) => `select count(*) as value from pgboss.job where name = '${queueOf(verb)}' and state = 'completed'`,
};

/** work() as in the quick start takes one job in two seconds, on purpose; this is what fetch()'s page shows. */
async function fetchAndComplete(boss, queue, task) {
  while (true) {
    const [job] = await boss.fetch(queue);
    if (!job) return;
    await task();
    await boss.complete(queue, job.id);
  }
}

async function start(database, options = {}) {
  await peer.load();
  const boss = new library.PgBoss({ connectionString: database, ...options });
  boss.on("error", console.error);
  return boss.start();
}

await main(peer);
