#include "monitor.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

#include "logging.h"
#include "schema_version.h"

namespace baton {

namespace {

// What is alive answers within microseconds; what waits for a disk or a name server takes longer.
constexpr Milliseconds kAnswerLimit{2'000};
constexpr Milliseconds kDatabaseLimit{3'000};
// Who asks more often gets the same again.
constexpr Milliseconds kKept{1'000};
// A database that is away is not tried at every look, each of which would take as long.
constexpr Milliseconds kAfterFailure{5'000};

constexpr const char* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace

Monitor::Monitor(const ListenAddress& address, const std::string& connection,
                 const std::string& name)
    : name_(name),
      question_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      session_(connection, "baton metrics " + name),
      server_(address) {
  if (!question_.valid()) throw std::system_error(errno, std::generic_category(), "eventfd");
  log_event(LogLevel::kInfo, "metrics are served", {{"address", to_text(server_.address())}});
  server_.start([this](const std::string& target) { return handle(target); });
}

void Monitor::answer(ProcessFigures figures) {
  std::uint64_t questions = 0;
  if (::read(question_.get(), &questions, sizeof questions) != sizeof questions) return;
  const std::lock_guard lock(mutex_);
  figures_ = std::move(figures);
  answered_.notify_one();
}

std::optional<ProcessFigures> Monitor::ask() {
  std::unique_lock lock(mutex_);
  figures_.reset();
  const std::uint64_t one = 1;
  if (::write(question_.get(), &one, sizeof one) != sizeof one) return std::nullopt;
  answered_.wait_for(lock, kAnswerLimit, [this] { return figures_.has_value(); });
  return figures_;
}

HttpAnswer Monitor::handle(const std::string& target) {
  const std::size_t query = target.find('?');
  const std::string path = target.substr(0, query);
  const std::string only = query == std::string::npos ? "" : target.substr(query + 1);
  if (path == "/healthz") return liveness();
  if (path == "/readyz") return readiness();
  if (path != "/metrics") return {404, "There are /metrics, /healthz and /readyz.\n"};
  if (!only.empty() && only != "only=process") return {400, "/metrics knows ?only=process.\n"};
  return {200, metrics(only.empty()), kMetricsType};
}

// Starting another in its place must help: with a database that is away it would only end the
// scripts.
HttpAnswer Monitor::liveness() {
  if (!ask()) return {503, "The executor's loop does not answer.\n"};
  return {200, "ok\n"};
}

HttpAnswer Monitor::readiness() {
  const auto figures = ask();
  if (!figures) return {503, "The executor's loop does not answer.\n"};
  if (!figures->unwell.empty()) return {503, figures->unwell + "\n"};
  return {200, "ok\n"};
}

std::string Monitor::metrics(bool with_database) {
  const auto figures = ask();
  const bool is_well = figures && figures->unwell.empty();
  std::string text =
      metric_text("baton_process_info", "gauge", "The program.", 1,
                  "{executor=" + label_value(name_) + ",schema_version=\"" +
                      std::to_string(kSchemaVersion) + "\",version=\"" BATON_VERSION "\"}") +
      metric_text("baton_process_healthy", "gauge", "1 while /readyz says that all is well.",
                  is_well ? 1 : 0);
  if (figures) text += to_text(*figures);
  return with_database ? text + database_text() : text;
}

void Monitor::look_at_database() {
  const TimePoint began = Clock::now();
  if (began < look_at_) return;
  database_ = session_.read(kDatabaseLimit, server_.stop_fd());
  const TimePoint ended = Clock::now();
  took_ = elapsed(began, ended);
  const auto* error = std::get_if<DatabaseError>(&database_);
  look_at_ = ended + (error != nullptr && error->sqlstate.empty() ? kAfterFailure : kKept);
}

// The sentence of an error may name hosts and users, which are not for everybody who may scrape: so only its code.
std::string Monitor::database_text() {
  look_at_database();
  const auto* text = std::get_if<std::string>(&database_);
  const std::string state = text != nullptr ? "" : std::get<DatabaseError>(database_).sqlstate;
  return metric_text("baton_database_up", "gauge",
                     "1 where the database gave its metrics; if not, the label has the SQLSTATE, "
                     "empty for no answer.",
                     text != nullptr ? 1 : 0,
                     text != nullptr ? "" : "{sqlstate=" + label_value(state) + "}") +
         metric_text("baton_database_scrape_seconds", "gauge",
                     "How long the database took to give its metrics, or to fail to.",
                     std::chrono::duration<double>(took_).count()) +
         (text != nullptr ? *text : "");
}

}  // namespace baton
