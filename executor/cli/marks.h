#pragma once

#include <string>
#include <string_view>

#include "cli/terminal.h"

namespace baton {

struct Mark {
  std::string_view utf8;
  std::string_view ascii;
  Ink ink = Ink::kPlain;
};

// Of a step or a job with this status.
Mark mark_of(std::string_view status);
extern const Mark kWarningMark;

// The mark in its colour.
std::string shown(const Terminal& terminal, const Mark& mark);

// "in_progress" as people say it.
std::string spoken(std::string_view status);

// What a status_reason means, in a few words; the reason itself where it is not known.
std::string explained(std::string_view reason);

// A bar of so many columns.
std::string progress_bar(const Terminal& terminal, int percent, int width, Ink ink);

}  // namespace baton
