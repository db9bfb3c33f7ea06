// How many steps a second the queue alone does: claims and reports as an executor does, over the executor's own session
// (prepared statements, report and claim in one pipeline, the next batch when the previous answer has come), but nothing
// is started: every claimed step is reported as a script that exited with 0 and wrote nothing.
//
//   queue_rate --database CONNINFO --steps 10000 [--batch 64] [--sessions 1]
//
// Registers, prints "ready", waits for a line on stdin, and works until so many steps are recorded. Then it prints a
// JSON object: steps, seconds, cpu_s (its own), exchanges. Each session is an executor of its own with `batch` slots.

#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "database/session.h"
#include "schema_version.h"

namespace {

using baton::Clock;
using baton::Session;

struct Options {
  std::string database;
  std::size_t steps = 10000;
  int batch = 64;  // what an executor claims ahead at most
  std::size_t sessions = 1;
};

[[noreturn]] void die(const std::string& what) {
  std::fprintf(stderr, "queue_rate: %s\n", what.c_str());
  std::exit(1);
}

std::string a_uuid() {
  std::string uuid;
  std::getline(std::ifstream("/proc/sys/kernel/random/uuid") >> std::ws, uuid);
  return uuid;
}

// What the executor reports of a script that succeeded and was silent.
std::string report_of(const baton::ClaimedAttempt& attempt) {
  return "{\"job_id\":" + std::to_string(attempt.job_id) + ",\"n\":" + std::to_string(attempt.n) +
         ",\"token\":\"" + attempt.token +
         "\",\"ended\":\"exited\",\"exit_code\":0,\"stdout_bytes\":0,\"stderr_bytes\":0,"
         "\"cpu_ms\":0,\"max_rss_kb\":1500,\"ended_ms_ago\":0}";
}

// One executor without processes.
class Worker {
 public:
  Worker(const Options& options, std::size_t number)
      : batch_(options.batch), session_(options.database, "baton queue_rate") {
    session_.connect({.name = "queue_rate-" + std::to_string(number),
                      .host = "bench",
                      .pid = static_cast<int>(::getpid()),
                      .boot_id = "",
                      .incarnation = a_uuid(),
                      .version = BATON_VERSION,
                      .schema_version = baton::kSchemaVersion,
                      .queues = {"default"},
                      .slots = options.batch,
                      // It asks again at once: nobody need ring for it.
                      .poll_only = true,
                      .pid_namespace = "",
                      .process_start = 0,
                      .machine_id = ""},
                     Clock::now());
  }

  bool registered() const { return session_.is_connected(); }
  std::size_t recorded() const { return recorded_; }
  std::size_t exchanges() const { return exchanges_; }

  pollfd awaited() const {
    short events = POLLIN;
    if (session_.is_connecting() || session_.wants_write()) events |= POLLOUT;
    return {.fd = session_.socket(), .events = events, .revents = 0};
  }

  void exchange() {
    ++exchanges_;
    session_.exchange({.call = ++call_, .reports = reports_, .wanted = batch_}, Clock::now());
    reports_.clear();
  }

  void release() { session_.release_executor(Clock::now()); }
  bool released() const { return released_; }

  // True when an exchange was answered.
  bool advance() {
    bool answered = false;
    for (baton::Reply& reply : session_.advance(true, Clock::now())) {
      if (const auto* refused = std::get_if<baton::Refused>(&reply)) die(refused->error.message);
      if (const auto* lost = std::get_if<baton::Disconnected>(&reply)) die(lost->error.message);
      released_ |= std::holds_alternative<baton::Confirmed>(reply);
      if (auto* registration = std::get_if<baton::Registered>(&reply)) {
        session_.set_tick(registration->tick);
      }
      if (const auto* exchanged = std::get_if<baton::Exchanged>(&reply)) {
        take(*exchanged);
        answered = true;
      }
    }
    return answered;
  }

 private:
  void take(const baton::Exchanged& exchanged) {
    for (const auto& [token, result] : exchanged.results) {
      if (result != "recorded") die("a report was not recorded: " + result);
      ++recorded_;
    }
    for (const auto& attempt : exchanged.claimed) {
      reports_ += (reports_.empty() ? "[" : ",") + report_of(attempt);
    }
    if (!reports_.empty()) reports_ += "]";
  }

  int batch_;
  Session session_;
  std::int64_t call_ = 0;
  std::string reports_;  // of what the last answer brought
  std::size_t recorded_ = 0;
  std::size_t exchanges_ = 0;
  bool released_ = false;
};

// Lets the workers read and write until `done` says so; `answered(worker)` is called after each answered exchange.
template <typename Done, typename Answered>
void work_until(std::vector<Worker>& workers, Done done, Answered answered) {
  while (!done()) {
    std::vector<pollfd> awaited;
    for (const Worker& worker : workers) awaited.push_back(worker.awaited());
    if (::poll(awaited.data(), awaited.size(), 30'000) <= 0) die("the database is silent");
    for (std::size_t i = 0; i < workers.size(); ++i) {
      if (awaited[i].revents != 0 && workers[i].advance()) answered(workers[i]);
    }
  }
}

double own_cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; i += 2) {
    const std::string name = argv[i];
    if (i + 1 == argc) die(name + " needs a value");
    if (name == "--database") {
      options.database = argv[i + 1];
    } else if (name == "--steps") {
      options.steps = std::strtoul(argv[i + 1], nullptr, 10);
    } else if (name == "--batch") {
      options.batch = std::atoi(argv[i + 1]);
    } else if (name == "--sessions") {
      options.sessions = std::strtoul(argv[i + 1], nullptr, 10);
    } else {
      die("unknown option " + name);
    }
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = parse(argc, argv);
  std::vector<Worker> workers;
  for (std::size_t i = 0; i < options.sessions; ++i) workers.emplace_back(options, i);
  const auto all = [&](bool (Worker::*predicate)() const) {
    return std::all_of(workers.begin(), workers.end(),
                       [&](const Worker& worker) { return (worker.*predicate)(); });
  };
  work_until(
      workers, [&] { return all(&Worker::registered); }, [](Worker&) {});
  std::puts("ready");
  std::fflush(stdout);
  std::string line;
  std::getline(std::cin, line);

  const auto recorded = [&] {
    std::size_t sum = 0;
    for (const Worker& worker : workers) sum += worker.recorded();
    return sum;
  };
  const auto begin = Clock::now();
  const double cpu_begin = own_cpu_seconds();
  for (Worker& worker : workers) worker.exchange();
  work_until(
      workers, [&] { return recorded() >= options.steps; },
      [](Worker& worker) { worker.exchange(); });
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  const double cpu = own_cpu_seconds() - cpu_begin;

  std::size_t exchanges = 0;
  for (Worker& worker : workers) {
    exchanges += worker.exchanges();
    worker.release();
  }
  const std::size_t steps = recorded();
  work_until(
      workers, [&] { return all(&Worker::released); }, [](Worker&) {});
  std::printf("{\"steps\": %zu, \"seconds\": %.6f, \"cpu_s\": %.6f, \"exchanges\": %zu}\n", steps,
              seconds, cpu, exchanges);
}
