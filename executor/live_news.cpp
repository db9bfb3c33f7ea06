#include "live_news.h"

#include <algorithm>
#include <utility>

namespace baton {

namespace {
constexpr Milliseconds kInterval{1'000};
}

TimePoint LiveNews::wanted_at() const {
  return pieces_.text.empty() && progress_.text.empty() ? not_before_ : kNever;
}

void LiveNews::tell(std::string pieces, std::string progress, TimePoint now) {
  pieces_.text = std::move(pieces);
  progress_.text = std::move(progress);
  not_before_ = now + kInterval;
}

void LiveNews::save_checkpoint(const AttemptId& id, std::string checkpoint) {
  checkpoints_[id.token] = {id, std::move(checkpoint), ++versions_, false, {}};
}

TimePoint LiveNews::due_at() const {
  for (const Parcel* parcel : {&pieces_, &progress_}) {
    if (!parcel->text.empty() && !parcel->is_under_way) return again_at_;
  }
  TimePoint due = kNever;
  for (const auto& [token, checkpoint] : checkpoints_) {
    if (!checkpoint.is_under_way) due = std::min(due, std::max(again_at_, checkpoint.not_before));
  }
  return due;
}

void LiveNews::send(Session& session, TimePoint now) {
  if (!pieces_.text.empty() && !std::exchange(pieces_.is_under_way, true)) {
    session.append_output(pieces_.text, now);
  }
  if (!progress_.text.empty() && !std::exchange(progress_.is_under_way, true)) {
    session.record_progress(progress_.text, now);
  }
  for (auto& [token, checkpoint] : checkpoints_) {
    if (checkpoint.not_before > now || std::exchange(checkpoint.is_under_way, true)) continue;
    const AttemptId& id = checkpoint.id;
    session.save_checkpoint(id.job_id, id.n, id.token, checkpoint.text, now);
    checkpoints_under_way_.push_back({token, checkpoint.version});
  }
}

void LiveNews::confirm(Call call, bool is_done, TimePoint now) {
  backoff_.reset();
  if (Parcel* parcel = parcel_of(call)) {
    *parcel = {};
  } else if (call == Call::kSaveCheckpoint) {
    settle_checkpoint(is_done, now + kInterval);
  }
}

void LiveNews::refuse(Call call, const DatabaseError& error, TimePoint now) {
  const bool is_done = !is_transient(error);
  if (!is_done) again_at_ = now + backoff_.next();
  Parcel* parcel = parcel_of(call);
  if (parcel == nullptr) {
    if (call == Call::kSaveCheckpoint) settle_checkpoint(is_done, {});
  } else if (is_done) {
    *parcel = {};
  } else {
    parcel->is_under_way = false;
  }
}

void LiveNews::disconnect() {
  pieces_.is_under_way = progress_.is_under_way = false;
  for (auto& [token, checkpoint] : checkpoints_) checkpoint.is_under_way = false;
  checkpoints_under_way_.clear();
  again_at_ = {};
}

void LiveNews::forget() {
  disconnect();
  pieces_ = progress_ = {};
  checkpoints_.clear();
}

LiveNews::Parcel* LiveNews::parcel_of(Call call) {
  if (call == Call::kAppendOutput) return &pieces_;
  return call == Call::kRecordProgress ? &progress_ : nullptr;
}

// A newer checkpoint may have taken the place of the one that was answered.
void LiveNews::settle_checkpoint(bool is_done, TimePoint again_at) {
  if (checkpoints_under_way_.empty()) return;
  const Sent sent = std::move(checkpoints_under_way_.front());
  checkpoints_under_way_.pop_front();
  const auto found = checkpoints_.find(sent.token);
  if (found == checkpoints_.end() || found->second.version != sent.version) return;
  if (is_done) {
    checkpoints_.erase(found);
  } else {
    found->second.is_under_way = false;
    found->second.not_before = again_at;
  }
}

}  // namespace baton
