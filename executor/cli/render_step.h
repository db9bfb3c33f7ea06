// Private to render_*.cpp: one step of the picture.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/render_job.h"
#include "cli/timestamp.h"

namespace baton {

// Shared by all steps of a picture.
struct StepColumns {
  int label = 0;
  int key = 0;  // 0: the labels are the keys
  int duration = 0;
  bool key_only = false;  // keys stand in the place of labels
};

StepColumns step_columns(const Terminal& terminal, const nlohmann::json& steps);

// The line of a step, and below it lines with its error, action, outputs. `branch` and `rest` are the pieces of
// tree before the first and the other lines.
std::vector<std::string> render_step(const Terminal& terminal, const nlohmann::json& step,
                                     const nlohmann::json& steps, TimePoint now,
                                     const StepColumns& widths, const RenderOptions& options,
                                     const std::string& branch, const std::string& rest);

// A field as text for people (harmless); empty where it is null or missing.
std::string text_of(const nlohmann::json& object, const char* field);
// As baton._is_done() says it: what failed, or was skipped for a failure, is not done.
bool is_done(const nlohmann::json& step);
int number_of(const nlohmann::json& object, const char* field);
// What the script itself said, for those who mend it, unless the sentence for people holds it already.
std::string detail_of(const nlohmann::json& step);

}  // namespace baton
