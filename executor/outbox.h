// Reports that the database has not confirmed yet. Nothing leaves it unconfirmed.
//
// One batch is under way at a time. A lost connection leaves it as it is, to be sent again under the
// same call number; a refusal puts its reports back and makes the next batches smaller, until the
// report that cannot be stored (or whose job is locked by somebody) is alone and waits its turn,
// without holding up the others. One that the database passed over, because its job is locked
// (not_yet), comes again by itself and goes with others: it took nobody down. One that is refused
// for good even without what the script said is put aside: it is not sent again by this process.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <deque>
#include <string>
#include <vector>

#include "clock.h"
#include "database/replies.h"
#include "report.h"

namespace baton {

// Whether the database says that it cannot record the attempt's end now.
inline bool is_set_aside(const std::string& result) { return result.starts_with("set aside"); }

class Outbox {
 public:
  static constexpr std::size_t kMaxBatch = 256;
  static constexpr std::size_t kMaxBytes = 4 * 1024 * 1024;
  static constexpr Milliseconds kFirstDelay{1'000};
  static constexpr Milliseconds kLastDelay{10'000};
  // Of one whose job was locked: nearly always by a report of another executor, which has committed
  // by then.
  static constexpr Milliseconds kFirstMoment{10};

  void add(Report report);
  // One that was found on disk: of an executor before us. Its attempt is not ours to hold.
  void inherit(Report report);
  bool has_inherited() const;
  // The lease has ended: nothing in here is held by us any more. It is still reported, and refused
  // if somebody else holds the step by now.
  void disown();

  bool empty() const { return waiting_.empty() && batch_.empty(); }
  // Nothing but what the database has set aside, and all of that on disk.
  bool is_only_set_aside() const;
  std::size_t size() const { return waiting_.size() + batch_.size(); }
  std::size_t batch_size() const { return batch_.size(); }
  // About what it takes in memory.
  std::size_t bytes() const { return bytes_; }
  bool has_batch() const { return !batch_.empty(); }
  // When the next batch may leave: now or earlier, or kNever.
  TimePoint ready_at() const;

  // Chooses a batch of what is ready; has_batch() must be false before.
  void begin_batch(TimePoint now);
  // Whether something in the batch, or in one like it, was refused before: it may take down what is
  // sent with it.
  bool is_doubtful() const {
    return has_batch() && (limit_ < kMaxBatch || batch_.front().refusals > 0);
  }
  // The batch as p_reports; empty when there is none.
  std::string text(TimePoint now) const;

  // The database has answered: these are done, whatever the result was, but for those that it could
  // not look at yet. What was not answered (that would be a bug of the schema) is sent again.
  struct Answered {
    Report report;
    std::string result;
  };
  // One that is set aside stays: the database cannot record it now, and it is sent again, slowly.
  std::vector<Answered> confirm(const std::vector<ReportResult>& results, TimePoint now);

  enum class Cause { kTransient, kPermanent };
  // Returns the reports that are put aside now. The refusal took the database some time: what waits
  // alone takes a third of it at most, whatever their number.
  std::vector<Report> refuse(Cause cause, Milliseconds took, TimePoint now);

  // The batch's answer will never come, nor is it of interest: its reports wait again.
  void put_back();

  // The database says that the attempt is not ours any more: nothing to report. Reports of the batch
  // under way stay; their answer comes.
  void drop(const std::string& token);

  // Appends the tokens of all reports of attempts that are ours to hold, also of those put aside: they
  // must not be handed back and run again.
  void append_tokens(std::vector<std::string>& tokens) const;

  // What is not on disk yet although its attempt ended at `until` or before, and when the next one will
  // have waited for `patience`.
  std::vector<const Report*> unspooled(TimePoint until) const;
  TimePoint unspooled_at(Milliseconds patience) const;
  void note_spooled(const std::string& token);
  // Those that are on disk are left there, for another time. Returns how many. has_batch() must be
  // false before.
  std::size_t leave_spooled();

 private:
  struct Entry {
    Report report;
    TimePoint not_before;
    int refusals = 0;
    int passes = 0;             // how often its job was locked
    bool is_reduced = false;    // refused for good as it was: sent without what the script said
    bool is_spooled = false;    // on disk
    bool is_set_aside = false;  // by the database, at its last answer
    bool is_inherited = false;  // of an executor before us, or of one that we were
  };

  TimePoint due(const Entry& entry) const {
    return entry.refusals > 0 ? std::max(entry.not_before, alone_at_) : entry.not_before;
  }
  void add(Entry entry);
  void note_gone(const Entry& entry);
  void put_back_locked(Entry entry, TimePoint now);
  std::vector<Report> put_back_alone(Entry entry, Cause cause, TimePoint now);
  std::array<const std::deque<Entry>*, 3> all() const { return {&batch_, &waiting_, &aside_}; }

  std::deque<Entry> waiting_;
  std::deque<Entry> batch_;
  std::deque<Entry> aside_;
  std::size_t limit_ = kMaxBatch;
  std::size_t bytes_ = 0;
  TimePoint alone_at_{};  // when one that was refused may go again
};

}  // namespace baton
