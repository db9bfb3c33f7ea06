#include "outbox.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace baton {

void Outbox::add(Report report) {
  const TimePoint at = report.ended_at;
  waiting_.push_back({std::move(report), at});
}

TimePoint Outbox::ready_at() const {
  TimePoint earliest = kNever;
  for (const Entry& entry : waiting_) earliest = std::min(earliest, entry.not_before);
  return earliest;
}

void Outbox::begin_batch(TimePoint now) {
  std::size_t bytes = 0;
  std::deque<Entry> later;
  for (Entry& entry : waiting_) {
    const std::size_t size = entry.report.body.size();
    const bool fits = batch_.empty() || (batch_.size() < limit_ && bytes + size <= kMaxBytes);
    // One that was refused alone goes alone again: it would take the others down with it.
    const bool is_alone = entry.refusals > 0 || (!batch_.empty() && batch_.front().refusals > 0);
    if (entry.not_before <= now && fits && (batch_.empty() || !is_alone)) {
      bytes += size;
      batch_.push_back(std::move(entry));
    } else {
      later.push_back(std::move(entry));
    }
  }
  waiting_ = std::move(later);
}

std::string Outbox::text(TimePoint now) const {
  if (batch_.empty()) return {};
  std::string text = "[";
  for (const Entry& entry : batch_) {
    if (text.size() > 1) text += ',';
    text += '{';
    text += entry.report.body;
    text += ",\"ended_ms_ago\":";
    text +=
        std::to_string(std::max<Milliseconds::rep>(0, elapsed(entry.report.ended_at, now).count()));
    text += '}';
  }
  return text + "]";
}

std::vector<Outbox::Answered> Outbox::confirm(const std::vector<ReportResult>& results,
                                              TimePoint now) {
  std::vector<Answered> answered;
  answered.reserve(results.size());
  for (const ReportResult& result : results) {
    const auto found = std::find_if(batch_.begin(), batch_.end(), [&](const Entry& entry) {
      return entry.report.id.token == result.token;
    });
    if (found == batch_.end()) continue;
    answered.push_back({std::move(found->report), result.result});
    batch_.erase(found);
  }
  for (Entry& entry : batch_) put_back_alone(std::move(entry), Cause::kTransient, now);
  batch_.clear();
  limit_ = std::min(limit_ * 2, kMaxBatch);
  return answered;
}

void Outbox::refuse(Cause cause, TimePoint now) {
  if (batch_.empty()) return;
  if (batch_.size() == 1) {
    put_back_alone(std::move(batch_.front()), cause, now);
    batch_.clear();
    return;
  }
  limit_ = batch_.size() / 2;
  put_back();
}

void Outbox::put_back() {
  std::move(waiting_.begin(), waiting_.end(), std::back_inserter(batch_));
  waiting_ = std::exchange(batch_, {});
}

void Outbox::put_back_alone(Entry entry, Cause cause, TimePoint now) {
  const int doublings = std::min(entry.refusals, 6);
  entry.not_before = now + std::min(kFirstDelay * (1 << doublings), kLastDelay);
  ++entry.refusals;
  if (cause == Cause::kPermanent) entry.report = reduced(entry.report);
  waiting_.push_back(std::move(entry));
}

void Outbox::drop(const std::string& token) {
  std::erase_if(waiting_, [&](const Entry& entry) { return entry.report.id.token == token; });
}

void Outbox::append_tokens(std::vector<std::string>& tokens) const {
  for (const auto* entries : {&batch_, &waiting_}) {
    for (const Entry& entry : *entries) tokens.push_back(entry.report.id.token);
  }
}

}  // namespace baton
