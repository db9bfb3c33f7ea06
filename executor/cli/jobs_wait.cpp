#include <algorithm>
#include <chrono>
#include <thread>

#include <fmt/format.h>

#include "cli/changes.h"
#include "cli/commands.h"
#include "cli/connect.h"
#include "cli/live_screen.h"
#include "cli/patient_client.h"
#include "cli/print_json.h"
#include "cli/render_job.h"
#include "cli/render_step.h"

namespace baton {
namespace {

using Clock = std::chrono::steady_clock;
using nlohmann::json;

// Often enough to look alive to a person; a query by key costs the server next to nothing.
constexpr std::chrono::milliseconds kPoll{250};

constexpr int kJobFailed = 1;
constexpr int kJobCancelled = 2;

// Shows what is new, in the way that the output can take.
class Watcher {
 public:
  Watcher(const Terminal& terminal, bool quiet) : terminal_(terminal), quiet_(quiet) {}

  void show(const JobStatus& job) {
    if (quiet_) return;
    if (terminal_.is_terminal) {
      const int height = has_ended(job.document) ? 0 : LiveScreen::height();
      terminal_.width = detect_terminal(Colour::kAuto).width;
      screen_.draw(render_job(terminal_, job, {.max_lines = height, .frame = frame_++}));
      return;
    }
    for (const std::string& line : job_changes(terminal_, before_, job)) fmt::print("{}\n", line);
    std::fflush(stdout);
    before_ = job.document;
  }

 private:
  Terminal terminal_;
  bool quiet_;
  LiveScreen screen_;
  json before_;
  int frame_ = 0;
};

int exit_status(const json& job) {
  const std::string status = text_of(job, "status");
  if (status == "completed") return kDone;
  return status == "failed" ? kJobFailed : kJobCancelled;
}

}  // namespace

int wait_for_job(const JobsWaitOptions& options) {
  PatientClient client(options.connection, "baton jobs");
  Watcher watcher(detect_terminal(options.colour), options.quiet || options.json);
  const Clock::time_point deadline =
      options.timeout ? Clock::now() + *options.timeout : Clock::time_point::max();
  while (true) {
    const JobStatus job = client.job_status(options.job);
    watcher.show(job);
    if (has_ended(job.document)) {
      if (options.json) print_document(job.document);
      return exit_status(job.document);
    }
    const Clock::duration left = deadline - Clock::now();
    if (left <= Clock::duration::zero()) {
      throw Failure(kTemporary, fmt::format("Job {} has not ended in time.", options.job),
                    fmt::format("It goes on: baton jobs wait {}", options.job));
    }
    std::this_thread::sleep_for(std::min<Clock::duration>(kPoll, left));
  }
}

}  // namespace baton
