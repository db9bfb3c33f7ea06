#pragma once

#include <memory>

#include "database/replies.h"
#include "database/sql_step_session.h"
#include "poller.h"
#include "step.h"

namespace baton {

// Where SQL steps run.
struct SqlServer {
  std::string connection;
  bool is_ours = false;  // it names the hosts of the executor's own session: steps go where that is
  Place place = {};      // where that is, once it is known
};

// A SQL step that runs: it has no process, only a connection of its own.
class SqlStep : public Step {
 public:
  SqlStep(AttemptId id, std::shared_ptr<const StepSpec> spec, const ClaimedAttempt& attempt,
          const SqlServer& server, TimePoint now);

  // The loop must watch the connection under this tag; call once.
  void watch(Poller& poller, std::uint64_t tag);

  const AttemptId& id() const override { return id_; }
  const StepSpec& spec() const override { return *spec_; }
  void on_event(std::uint64_t channel, TimePoint now) override;
  void stop(StopReason reason, Milliseconds grace, TimePoint now) override;
  TimePoint deadline() const override { return session_.deadline(); }
  void on_deadline(TimePoint now) override;
  bool finished() const override { return session_.end().has_value(); }
  Ending take_ending(TimePoint now) override;
  TimePoint started_at() const override { return started_at_; }
  std::optional<StopReason> stopping() const override { return stop_reason_; }

 private:
  void watch_socket();

  AttemptId id_;
  std::shared_ptr<const StepSpec> spec_;
  TimePoint started_at_;
  SqlStepSession session_;
  Poller* poller_ = nullptr;  // of the loop, which outlives its steps
  std::uint64_t tag_ = 0;
  std::optional<StopReason> stop_reason_;
};

}  // namespace baton
