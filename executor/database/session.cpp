#include "database/session.h"

#include <algorithm>
#include <utility>

#include "database/decode.h"
#include "database/statements.h"

namespace baton {

Session::Session(std::string connection_string, std::string application_name)
    : connection_string_(std::move(connection_string)),
      application_name_(std::move(application_name)) {}

void Session::connect(const Registration& registration, TimePoint now) {
  disconnect();
  registration_ = registration;
  call_limit_ = std::clamp(tick_, kShortestCall, kLongestCall);
  connection_.emplace(connection_parameters(connection_string_, application_name_), now);
}

void Session::disconnect() {
  connection_.reset();
  sent_.clear();
  settings_sent_ = false;
  registered_ = false;
  send_failed_ = false;
}

void Session::exchange(const Exchange& exchange, TimePoint now) {
  const std::string id = executor_id();
  const std::string call = std::to_string(exchange.call);
  const std::string wanted = std::to_string(exchange.wanted);
  if (!exchange.reports.empty()) {
    send(Call::kReport, {id.c_str(), call.c_str(), exchange.reports.c_str()});
  }
  // No Sync in between: one implicit transaction, one commit for what ended and what starts.
  send(Call::kClaim,
       {id.c_str(), call.c_str(), wanted.c_str(), exchange.carefully ? "true" : "false"});
  sync(Call::kClaim, now, exchange.call).statements = exchange.reports.empty() ? 1 : 2;
}

void Session::renew_lease(const std::vector<std::string>& tokens, std::int64_t last_call,
                          const std::string& status, const std::string& unkillable, TimePoint now) {
  send(Call::kRenew, {executor_id().c_str(), array_literal(tokens).c_str(),
                      std::to_string(last_call).c_str(), status.c_str(), unkillable.c_str()});
  sync(Call::kRenew, now);
}

void Session::maintain(TimePoint now) {
  send(Call::kMaintain, {});
  sync(Call::kMaintain, now);
}

void Session::append_output(const std::string& pieces, TimePoint now) {
  send(Call::kAppendOutput, {executor_id().c_str(), pieces.c_str()});
  sync(Call::kAppendOutput, now);
}

void Session::record_progress(const std::string& progress, TimePoint now) {
  send(Call::kRecordProgress, {executor_id().c_str(), progress.c_str()});
  sync(Call::kRecordProgress, now);
}

void Session::save_checkpoint(std::int64_t job_id, int n, const std::string& token,
                              const std::string& checkpoint, TimePoint now) {
  send(Call::kSaveCheckpoint, {executor_id().c_str(), std::to_string(job_id).c_str(),
                               std::to_string(n).c_str(), token.c_str(), checkpoint.c_str()});
  sync(Call::kSaveCheckpoint, now);
}

void Session::release_predecessor(std::int64_t predecessor_id,
                                  const std::vector<std::string>& tokens, TimePoint now) {
  send(Call::kReleasePredecessor, {executor_id().c_str(), std::to_string(predecessor_id).c_str(),
                                   array_literal(tokens).c_str()});
  sync(Call::kReleasePredecessor, now, predecessor_id);
}

void Session::ended_attempts(const std::string& marked, TimePoint now) {
  send(Call::kEndedAttempts, {executor_id().c_str(), marked.c_str()});
  sync(Call::kEndedAttempts, now);
}

void Session::attempt_secrets(std::int64_t job_id, int n, const std::string& token, TimePoint now) {
  send(Call::kAttemptSecrets, {executor_id().c_str(), std::to_string(job_id).c_str(),
                               std::to_string(n).c_str(), token.c_str()});
  sync(Call::kAttemptSecrets, now);
}

void Session::release_executor(TimePoint now) {
  send(Call::kRelease, {executor_id().c_str()});
  sync(Call::kRelease, now);
}

TimePoint Session::deadline() const {
  if (!connection_) return kNever;
  if (send_failed_ || connection_->state() == Connection::State::kFailed) return TimePoint::min();
  if (is_connecting()) return connection_->deadline();
  return sent_.empty() ? kNever : sent_.front().deadline;
}

void Session::prepare_session() {
  const Registration& r = registration_;
  send_settings();
  if (!r.is_pooled) send_plainly(kLaterTransactions);
  for (const Statement& statement : kStatements) {
    if (r.is_pooled || send_failed_) break;
    send_failed_ =
        PQsendPrepare(connection_->get(), statement.name, statement.sql, 0, nullptr) != 1;
  }
  send(Call::kRegister, {r.name.c_str(), r.host.c_str(), std::to_string(r.pid).c_str(),
                         r.boot_id.c_str(), r.incarnation.c_str(), r.version.c_str(),
                         std::to_string(r.schema_version).c_str(), array_literal(r.queues).c_str(),
                         std::to_string(r.slots).c_str(), r.poll_only ? "true" : "false",
                         r.pid_namespace.c_str(), std::to_string(r.process_start).c_str(),
                         r.machine_id.c_str(), r.seen.empty() ? nullptr : r.seen.c_str()});
  for (const char* listen : {"listen baton_work", "listen baton_control"}) {
    if (r.poll_only || send_failed_) break;
    send_plainly(listen);
  }
}

void Session::send_plainly(const char* sql) {
  if (send_failed_) return;
  send_failed_ =
      PQsendQueryParams(connection_->get(), sql, 0, nullptr, nullptr, nullptr, nullptr, 0) != 1;
}

// Where each transaction may run in another session, every one brings its own.
void Session::send_settings() {
  send_plainly(registration_.is_pooled ? kPooledTransaction : kThisTransaction);
  if (send_failed_) return;
  const std::string timeout = std::to_string(call_limit_.count());
  const char* values[] = {timeout.c_str(), registration_.is_pooled ? "true" : "false"};
  settings_sent_ = true;
  send_failed_ = PQsendQueryParams(connection_->get(), kSettings, 2, nullptr, values, nullptr,
                                   nullptr, 0) != 1;
}

// A failure to send shows in the next advance(): no call has two ways to fail.
void Session::send(Call call, const std::vector<const char*>& values) {
  if (registration_.is_pooled && !settings_sent_ && !send_failed_) send_settings();
  if (send_failed_) return;
  const Statement& statement = statement_of(call);
  PGconn* connection = connection_->get();
  const int count = static_cast<int>(values.size());
  const int queued = registration_.is_pooled
                         ? PQsendQueryParams(connection, statement.sql, count, nullptr,
                                             values.data(), nullptr, nullptr, 0)
                         : PQsendQueryPrepared(connection, statement.name, count, values.data(),
                                               nullptr, nullptr, 0);
  send_failed_ = queued != 1;
}

Session::Sent& Session::sync(Call call, TimePoint now, std::int64_t number) {
  if (!send_failed_) send_failed_ = PQpipelineSync(connection_->get()) != 1;
  Sent& sent = sent_.emplace_back();
  sent.call = call;
  sent.deadline = now + call_limit_ + kAnswerSlack;
  sent.number = number;
  sent.has_settings = std::exchange(settings_sent_, false);
  if (!send_failed_) send_failed_ = !connection_->flush();
  return sent;
}

std::vector<Reply> Session::advance(bool ready, TimePoint now) {
  std::vector<Reply> replies;
  if (!connection_) return replies;
  if (is_connecting()) {
    if (connection_->connect(ready, now) == Connection::State::kOpen) {
      if (!registration_.is_pooled && connection_->is_standby()) {
        replies.push_back(give_up({"25006", "the server is a standby", ""}));
        return replies;
      }
      prepare_session();
      sync(Call::kRegister, now);
    }
  } else if (connection_->state() == Connection::State::kOpen) {
    if (wants_write()) connection_->flush();
    if (ready && connection_->read()) receive(replies, now);
  }
  if (!connection_) return replies;  // what was received ended it
  if (send_failed_ || connection_->state() == Connection::State::kFailed) {
    receive(replies, now);  // the server's last words, if it had any
    if (connection_) replies.push_back(give_up(connection_->error()));
  } else if (!is_connecting() && now >= deadline()) {
    replies.push_back(give_up({{}, "the database did not answer in time", {}}));
  }
  return replies;
}

void Session::receive(std::vector<Reply>& replies, TimePoint now) {
  int nothing = 0;  // each call's results end with a null; more of them mean that none will come
  try {
    while (connection_ && !sent_.empty() && nothing < 2 && !PQisBusy(connection_->get())) {
      Result result(PQgetResult(connection_->get()));
      nothing = result ? 0 : nothing + 1;
      if (result) take_result(std::move(result), replies, now);
    }
    if (connection_) take_notifications(replies);
  } catch (const ProtocolError& error) {
    replies.push_back(give_up({"XX000", std::string("unexpected answer: ") + error.what(),
                               "Check that `baton migrate` has been run with this version."}));
  }
}

void Session::take_result(Result result, std::vector<Reply>& replies, TimePoint now) {
  Sent& front = sent_.front();
  switch (PQresultStatus(result.get())) {
    case PGRES_PIPELINE_SYNC: {
      const Sent done = std::move(front);
      sent_.pop_front();
      // Its own time begins when the server gets to it.
      if (!sent_.empty()) {
        sent_.front().deadline = std::max(sent_.front().deadline, now + call_limit_ + kAnswerSlack);
      }
      // An exchange is two calls: an error before the first result is one of the reports.
      const bool is_of_reports = done.statements > 1 && done.results.empty();
      replies.push_back(done.error
                            ? Reply(Refused{is_of_reports ? Call::kReport : done.call, *done.error})
                            : decode(done));
      // Without its registration the session is of no use.
      if (done.call == Call::kRegister && done.error) disconnect();
      break;
    }
    case PGRES_TUPLES_OK:
      if (front.has_settings && !front.settings) {
        front.settings = std::move(result);
      } else {
        front.results.push_back(std::move(result));
      }
      break;
    case PGRES_COMMAND_OK:
    case PGRES_PIPELINE_ABORTED:
      break;
    default:
      if (!front.error) front.error = error_of(result.get());
  }
}

void Session::take_notifications(std::vector<Reply>& replies) {
  struct FreeNotification {
    void operator()(PGnotify* notification) const { PQfreemem(notification); }
  };
  Rang rang;
  while (std::unique_ptr<PGnotify, FreeNotification> notification{PQnotifies(connection_->get())}) {
    const std::string channel = notification->relname;
    rang.work |= channel == "baton_work";
    rang.control |= channel == "baton_control";
  }
  if (rang.work || rang.control) replies.emplace_back(rang);
}

Reply Session::decode(const Sent& sent) {
  if (sent.results.empty()) throw ProtocolError("no rows");
  const PGresult* last = sent.results.back().get();
  switch (sent.call) {
    case Call::kRegister: {
      Registered registered = decode_registered(last);
      const PGresult* seen = sent.settings.get();
      registered.database_is_local =
          PQgetvalue(seen, 0, kSeenProcessColumn) == std::to_string(connection_->backend_pid()) &&
          connection_->is_same_machine(PQgetvalue(seen, 0, kSeenAddressColumn),
                                       PQgetvalue(seen, 0, kSeenPortColumn));
      executor_id_ = registered.executor_id;
      place_ = connection_->place();
      registered_ = true;
      return registered;
    }
    case Call::kReport:
    case Call::kClaim: {
      Exchanged exchanged;
      exchanged.call = sent.number;
      if (sent.results.size() > 1) exchanged.results = decode_reported(sent.results.front().get());
      decode_claimed(last, exchanged);
      return exchanged;
    }
    case Call::kRenew:
      return decode_renewed(last);
    case Call::kMaintain:
      return decode_maintained(last);
    case Call::kReleasePredecessor: {
      PredecessorReleased released = decode_predecessor_released(last);
      released.executor_id = sent.number;
      return released;
    }
    case Call::kEndedAttempts:
      return EndedAttempts{decode_tokens(last)};
    case Call::kAttemptSecrets:
      return decode_job_secrets(last);
    case Call::kSaveCheckpoint:
      return Confirmed{sent.call, PQgetisnull(last, 0, 0) == 0};
    default:
      return Confirmed{sent.call};
  }
}

Reply Session::give_up(DatabaseError error) {
  // An error that is still waiting for its Sync says more than "server closed the connection".
  if (!sent_.empty() && sent_.front().error) error = *sent_.front().error;
  disconnect();
  return Disconnected{std::move(error)};
}

}  // namespace baton
