#pragma once

#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "cli/archived_job.h"
#include "cli/connect.h"
#include "cli/failure.h"
#include "cli/timestamp.h"
#include "database/client.h"

namespace baton {

// A client for commands that look for a long time: when the server goes away (a restart, a failover) it says so
// once and comes back within a minute, or gives up with the Failure.
class PatientClient {
 public:
  PatientClient(std::string connection, std::string application)
      : connection_(std::move(connection)),
        application_(std::move(application)),
        client_(connect_to_schema(connection_, application_)) {}

  // call([&](Client& client) { return client.job_status(7); }); the body may run more than once.
  template <typename Body>
  auto call(Body&& body) {
    while (true) {
      try {
        return body(client_);
      } catch (const DatabaseFailure& failure) {
        if (failure.kind() != DatabaseFailure::Kind::kUnreachable) throw;
        reconnect();
      }
    }
  }

  // A job that is looked at again and again, also once it is in the archive: after a restore or a
  // failover its id may be another's.
  JobStatus job_status(std::int64_t id) {
    JobStatus job = call([&](Client& one) { return job_or_archived(one, id); });
    const auto born = parse_timestamp(job.document.value("created_at", nlohmann::json()));
    if (born_ && born != born_) {
      throw Failure(kNoInput,
                    fmt::format("Job {} is another one than before: the database went back.", id),
                    fmt::format("Look at it anew: baton jobs show {}", id));
    }
    born_ = born;
    return job;
  }

 private:
  void reconnect() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    fmt::print(stderr, "baton: the database went away; trying again for a minute\n");
    while (true) {
      std::this_thread::sleep_for(std::chrono::milliseconds(500));
      try {
        client_ = connect_to_schema(connection_, application_);
        return;
      } catch (const Failure& failure) {
        if (failure.status() != kUnavailable || std::chrono::steady_clock::now() > deadline) throw;
      }
    }
  }

  std::string connection_;
  std::string application_;
  Client client_;
  std::optional<TimePoint> born_;  // when the job was made
};

}  // namespace baton
