#include "cli/render_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

const Terminal kNarrow{.width = 20};

json plan(const char* from, const char* to, const char* affected, const char* warnings = "[]") {
  return {{"job_id", 7},
          {"job", {{"from", from}, {"to", to}}},
          {"affected", json::parse(affected)},
          {"warnings", json::parse(warnings)}};
}

TEST(RenderPlan, IsATableThatIsNeverCut) {
  EXPECT_THAT(
      render_plan(
          kNarrow,
          plan("failed", "in_progress",
               R"([{"step": "signup", "from": "failed", "from_reason": "error", "to": "completed",
                                    "to_reason": "manual", "why": "set by hand"},
                                   {"step": "menu", "from": "skipped", "from_reason": "dependency_failed", "to": "ready",
                                    "why": "signup is completed"}])")),
      ElementsAre(
          "job 7: failed -> in progress",  //
          "  step    from                                  to         why",
          "  signup  failed                                completed  set by hand",
          "  menu    skipped: a step that it needs failed  ready      signup is completed"));
}

TEST(RenderPlan, AJobThatStaysAsItIsIsSaidSo) {
  EXPECT_EQ(
      render_plan(kNarrow, plan("in_progress", "in_progress",
                                R"([{"step": "a", "from": "ready", "to": "failed", "why": "x"}])"))
          .front(),
      "job 7 stays in progress");
}

TEST(RenderPlan, WarningsCannotSteerTheTerminal) {
  EXPECT_THAT(render_plan(kNarrow, plan("draft", "draft", "[]", R"([{"message": "a\u001b[2J"}])")),
              ElementsAre("! a\\u001b[2J"));
  EXPECT_THAT(render_plan(kNarrow, plan("draft", "draft", "[]")), IsEmpty());
}

}  // namespace
}  // namespace baton
