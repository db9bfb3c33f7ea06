#include "outbox.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace baton {

namespace {
// Of an entry beside the report's body.
constexpr std::size_t kEntryBytes = 512;
}  // namespace

void Outbox::add(Entry entry) {
  bytes_ += entry.report.body.size() + kEntryBytes;
  waiting_.push_back(std::move(entry));
}

void Outbox::note_gone(const Entry& entry) { bytes_ -= entry.report.body.size() + kEntryBytes; }

void Outbox::add(Report report) {
  const TimePoint at = report.ended_at;
  add(Entry{.report = std::move(report), .not_before = at});
}

void Outbox::inherit(Report report) {
  const TimePoint at = report.ended_at;
  add(Entry{
      .report = std::move(report), .not_before = at, .is_spooled = true, .is_inherited = true});
}

bool Outbox::has_inherited() const {
  const auto is_inherited = [](const Entry& entry) { return entry.is_inherited; };
  return std::any_of(batch_.begin(), batch_.end(), is_inherited) ||
         std::any_of(waiting_.begin(), waiting_.end(), is_inherited);
}

void Outbox::disown() {
  for (auto* entries : {&batch_, &waiting_, &aside_}) {
    for (Entry& entry : *entries) entry.is_inherited = true;
  }
}

std::size_t Outbox::leave_spooled() {
  std::size_t left = 0;
  for (auto* entries : {&waiting_, &aside_}) {
    left += std::erase_if(*entries, [this](const Entry& entry) {
      if (entry.is_spooled) note_gone(entry);
      return entry.is_spooled;
    });
  }
  return left;
}

bool Outbox::is_only_set_aside() const {
  return batch_.empty() && std::all_of(waiting_.begin(), waiting_.end(), [](const Entry& entry) {
           return entry.is_set_aside && entry.is_spooled;
         });
}

TimePoint Outbox::ready_at() const {
  TimePoint earliest = kNever;
  for (const Entry& entry : waiting_) earliest = std::min(earliest, due(entry));
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
    if (due(entry) <= now && fits && (batch_.empty() || !is_alone)) {
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
    text += entry.is_reduced ? reduced(entry.report).body : entry.report.body;
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
  if (batch_.empty()) return answered;
  answered.reserve(results.size());
  for (const ReportResult& result : results) {
    const auto found = std::find_if(batch_.begin(), batch_.end(), [&](const Entry& entry) {
      return entry.report.id.token == result.token;
    });
    if (found == batch_.end()) continue;
    Entry entry = std::move(*found);
    batch_.erase(found);
    if (result.result.starts_with("not_yet")) {
      put_back_locked(std::move(entry), now);
      continue;
    }
    entry.is_set_aside = is_set_aside(result.result);
    if (entry.is_set_aside) {
      answered.push_back({entry.report, result.result});
      put_back_alone(std::move(entry), Cause::kTransient, now);
      continue;
    }
    note_gone(entry);
    answered.push_back({std::move(entry.report), result.result});
  }
  for (Entry& entry : batch_) put_back_alone(std::move(entry), Cause::kTransient, now);
  batch_.clear();
  limit_ = std::min(limit_ * 2, kMaxBatch);
  return answered;
}

std::vector<Report> Outbox::refuse(Cause cause, Milliseconds took, TimePoint now) {
  if (batch_.empty()) return {};
  if (batch_.size() == 1) {
    alone_at_ = now + 2 * took;
    Entry alone = std::move(batch_.front());
    batch_.clear();
    return put_back_alone(std::move(alone), cause, now);
  }
  limit_ = batch_.size() / 2;
  put_back();
  return {};
}

void Outbox::put_back() {
  std::move(waiting_.begin(), waiting_.end(), std::back_inserter(batch_));
  waiting_ = std::exchange(batch_, {});
}

// Among others again: it was no fault of theirs, nor of its own.
void Outbox::put_back_locked(Entry entry, TimePoint now) {
  const int doublings = std::min(entry.passes, 10);
  entry.not_before = now + std::min(kFirstMoment * (1 << doublings), kLastDelay);
  ++entry.passes;
  entry.refusals = 0;
  waiting_.push_back(std::move(entry));
}

std::vector<Report> Outbox::put_back_alone(Entry entry, Cause cause, TimePoint now) {
  if (cause == Cause::kPermanent && entry.is_reduced) {
    aside_.push_back(std::move(entry));
    return {aside_.back().report};
  }
  const int doublings = std::min(entry.refusals, 6);
  entry.not_before = now + std::min(kFirstDelay * (1 << doublings), kLastDelay);
  ++entry.refusals;
  entry.is_reduced |= cause == Cause::kPermanent;
  waiting_.push_back(std::move(entry));
  return {};
}

void Outbox::drop(const std::string& token) {
  std::erase_if(waiting_, [&](const Entry& entry) {
    if (entry.report.id.token != token) return false;
    note_gone(entry);
    return true;
  });
}

void Outbox::append_tokens(std::vector<std::string>& tokens) const {
  for (const auto* entries : all()) {
    for (const Entry& entry : *entries) {
      if (!entry.is_inherited) tokens.push_back(entry.report.id.token);
    }
  }
}

std::vector<const Report*> Outbox::unspooled(TimePoint until) const {
  std::vector<const Report*> reports;
  for (const auto* entries : all()) {
    for (const Entry& entry : *entries) {
      if (!entry.is_spooled && entry.report.ended_at <= until) reports.push_back(&entry.report);
    }
  }
  return reports;
}

TimePoint Outbox::unspooled_at(Milliseconds patience) const {
  TimePoint earliest = kNever;
  for (const auto* entries : all()) {
    for (const Entry& entry : *entries) {
      if (!entry.is_spooled) earliest = std::min(earliest, entry.report.ended_at + patience);
    }
  }
  return earliest;
}

void Outbox::note_spooled(const std::string& token) {
  for (auto* entries : {&batch_, &waiting_, &aside_}) {
    for (Entry& entry : *entries) {
      if (entry.report.id.token == token) entry.is_spooled = true;
    }
  }
}

}  // namespace baton
