#include "survivors.h"

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <utility>

#include <nlohmann/json.hpp>

#include "logging.h"
#include "process/json_text.h"

namespace baton {

namespace {

bool has_ended(const UniqueFd& process) {
  pollfd end{.fd = process.get(), .events = POLLIN, .revents = 0};
  return ::poll(&end, 1, 0) > 0;
}

}  // namespace

void Survivors::add(const AttemptId& id, const std::vector<Survivor>& survivors) {
  for (const Survivor& survivor : survivors) {
    log_event(LogLevel::kError, "a process of a script cannot be killed",
              {{"job", id.job_id},
               {"step", id.step},
               {"attempt", id.attempt},
               {"pid", static_cast<std::int64_t>(survivor.pid)},
               {"user", survivor.user},
               {"command", survivor.command}});
    UniqueFd process(static_cast<int>(::syscall(SYS_pidfd_open, survivor.pid, 0)));
    if (process.valid()) known_.push_back({id, survivor, std::move(process)});
  }
}

std::string Survivors::text() {
  std::erase_if(known_, [](const Known& known) {
    if (!has_ended(known.process)) return false;
    log_event(LogLevel::kInfo, "a process that could not be killed has ended",
              {{"job", known.id.job_id}, {"pid", static_cast<std::int64_t>(known.who.pid)}});
    return true;
  });
  nlohmann::json processes = nlohmann::json::array();
  for (const Known& known : known_) {
    processes.push_back({{"pid", known.who.pid},
                         {"user", known.who.user},
                         {"command", known.who.command},
                         {"job_id", known.id.job_id},
                         {"n", known.id.n},
                         {"attempt", known.id.attempt}});
  }
  return print_json(processes);
}

}  // namespace baton
