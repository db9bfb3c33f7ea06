// Small pieces: durations, timestamps, widths, error texts, log lines.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/byte_size.h"
#include "cli/connect.h"
#include "cli/disk_check.h"
#include "cli/duration.h"
#include "cli/log_printer.h"
#include "cli/render_health.h"
#include "cli/terminal.h"
#include "cli/timestamp.h"
#include "database/error_text.h"
#include "database/exact_json.h"

namespace baton {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(Duration, ReadsNumbersWithUnits) {
  EXPECT_EQ(parse_duration("30"), milliseconds(30'000));
  EXPECT_EQ(parse_duration("1.5 min"), milliseconds(90'000));
  EXPECT_EQ(parse_duration("250ms"), milliseconds(250));
  EXPECT_EQ(parse_duration("2h"), milliseconds(7'200'000));
  for (const char* bad : {"", "soon", "5 parsecs", "-1s", "nan", "inf", "1e300", "99999 d"})
    EXPECT_EQ(parse_duration(bad), std::nullopt) << bad;
}

TEST(Duration, IsShownInItsTwoLargestUnits) {
  EXPECT_EQ(format_duration(milliseconds(3)), "3 ms");
  EXPECT_EQ(format_duration(milliseconds(1234)), "1.2 s");
  EXPECT_EQ(format_duration(milliseconds(59'999)), "59 s");
  EXPECT_EQ(format_duration(milliseconds(125'000)), "2 min 05 s");
  EXPECT_EQ(format_duration(milliseconds(11'220'000)), "3 h 07 min");
  EXPECT_EQ(format_duration(milliseconds(180'000'000)), "2 d 2 h");
}

TEST(Moment, IsALengthOfTimeAgoOrADate) {
  const auto at = [](const char* text) { return parse_timestamp(nlohmann::json(text)); };
  EXPECT_EQ(parse_moment("2026-03-01T14:30:05Z"), at("2026-03-01T14:30:05+00:00"));
  EXPECT_EQ(parse_moment("2026-03-01 14:30+01:30"), at("2026-03-01T13:00:00+00:00"));
  EXPECT_EQ(parse_moment("2026-03-01 14:30-0200"), at("2026-03-01T16:30:00+00:00"));
  const auto ago = parse_moment("2h");
  ASSERT_TRUE(ago);
  EXPECT_NEAR(std::chrono::duration<double>(std::chrono::system_clock::now() - *ago).count(), 7200,
              60);
  // A day has 23 to 25 hours, and today has begun.
  const auto today = parse_moment("today");
  const auto yesterday = parse_moment("yesterday");
  ASSERT_TRUE(today && yesterday);
  EXPECT_EQ(time_of_day(*today), "00:00:00");
  EXPECT_EQ(time_of_day(*yesterday), "00:00:00");
  EXPECT_LE(*today, std::chrono::system_clock::now());
  EXPECT_NEAR(std::chrono::duration<double>(*today - *yesterday).count(), 24 * 3600, 3600);
  ASSERT_TRUE(parse_moment("2026-03-01"));
  EXPECT_EQ(time_of_day(*parse_moment("2026-03-01")), "00:00:00");
  EXPECT_EQ(time_of_day(*parse_moment("2026-07-01 09:30")), "09:30:00");
  for (const char* bad : {"", "2026", "20260301", "tomorrow", "2026-06-31", "2026-13-01", "1:30",
                          "2026-03-01 25:00", "2026-03-01 14:30 CET", "2026-03-01T14:30:00Zulu"})
    EXPECT_EQ(parse_moment(bad), std::nullopt) << bad;
}

TEST(Timestamp, ReadsFractionAndZone) {
  const auto utc = parse_timestamp("2026-03-01T09:30:00.25+00:00");
  ASSERT_TRUE(utc);
  EXPECT_EQ(utc->time_since_epoch(), milliseconds(1'772'357'400'250));
  EXPECT_EQ(parse_timestamp("2026-03-01T10:30:00.25+01:00"), utc);
  EXPECT_EQ(parse_timestamp("2026-03-01T04:00:00.250-05:30"), utc);
  EXPECT_EQ(parse_timestamp("infinity"), std::nullopt);
  EXPECT_EQ(parse_timestamp(nullptr), std::nullopt);
}

TEST(Terminal, CountsColumnsNotBytes) {
  EXPECT_EQ(columns("abc"), 3);
  EXPECT_EQ(columns("✔ é"), 3);
  EXPECT_EQ(columns("菜单"), 4);
  EXPECT_EQ(columns("\033[31mred\033[0m"), 3);
}

TEST(Terminal, CutsAtCharacters) {
  EXPECT_EQ(fitted(Terminal{.utf8 = true}, "Karotten für alle", 12), "Karotten fü…");
  EXPECT_EQ(fitted(Terminal{}, "Karotten fuer alle", 12), "Karotten...");
  EXPECT_EQ(fitted(Terminal{}, "short", 12), "short");
}

TEST(Terminal, WrapsAtSpacesAndCutsOnlyTheLastLine) {
  using Lines = std::vector<std::string>;
  const Terminal terminal{.utf8 = true};
  EXPECT_EQ(wrapped(terminal, "Karotten für alle Leute", 12, 4),
            (Lines{"Karotten für", "alle Leute"}));
  EXPECT_EQ(wrapped(terminal, "Karotten für alle Leute", 12, 1), (Lines{"Karotten fü…"}));
  EXPECT_EQ(wrapped(terminal, "one two three four", 7, 2), (Lines{"one two", "three…"}));
  EXPECT_EQ(wrapped(terminal, "Donaudampfschiff fährt", 12, 4),
            (Lines{"Donaudampfsc", "hiff fährt"}));
  EXPECT_EQ(wrapped(terminal, "short", 12, 4), (Lines{"short"}));
  EXPECT_EQ(wrapped(terminal, "", 12, 4), (Lines{""}));
}

TEST(Terminal, ShowsWhatSteersATerminalInForeignText) {
  EXPECT_EQ(harmless("a\033[2Jb\nc\td\x7f"), R"(a\u001b[2Jb c d\u007f)");
  EXPECT_EQ(harmless("\033]52;c;AAAA\a"), R"(\u001b]52;c;AAAA\u0007)") << "writes the clipboard";
  EXPECT_EQ(harmless("\xc2\x9b"
                     "31m"),
            R"(\u009b31m)")
      << "the same in one character";
  EXPECT_EQ(harmless("a\u202e"
                     "cod.exe\u2066\u200f"),
            R"(a\u202ecod.exe\u2066\u200f)");
  EXPECT_EQ(harmless("a\u200b\ufeff\u2028"
                     "b"),
            R"(a\u200b\ufeff\u2028b)")
      << "cannot be seen";
  EXPECT_EQ(harmless("\U000E0041"), R"(\udb40\udc41)") << "a tag";
  EXPECT_EQ(harmless("é \u05e9\u05dc \U0001F468\u200D\U0001F469"),
            "é \u05e9\u05dc \U0001F468\u200D\U0001F469");
  EXPECT_EQ(harmless_lines("a\r\n\tb\033"), "a\\u000d\n\tb\\u001b");
}

TEST(Terminal, EscapedJsonMeansTheSame) {
  const nlohmann::json value = {"\u202e\x7f\u009b\U000E0041", "\033\n"};
  const std::string shown = harmless_lines(value.dump(2));
  EXPECT_EQ(nlohmann::json::parse(shown), value);
  EXPECT_EQ(shown.find("\u202e"), std::string::npos);
}

TEST(ExactJson, NumbersKeepTheirDigits) {
  const std::string text =
      R"({"a":[1234567890123456789012345,0.10,1.0,1,-0.5,1)" + std::string(400, '0') +
      R"(],"b":18446744073709551615,"c":"0.10","d":"\u0001x","e":{"f":-9223372036854775809}})";
  EXPECT_EQ(print_exact(parse_exact(text)), text);
  EXPECT_EQ(parse_exact(R"({"a":5,"b":1.5})"), nlohmann::json::parse(R"({"a":5,"b":1.5})"))
      << "what a double holds stays a number";
  EXPECT_EQ(parse_exact(print_exact(parse_exact(text), 2)), parse_exact(text));
  EXPECT_THROW(parse_exact("{\"a\":1"), nlohmann::json::parse_error);
  EXPECT_THROW(parse_exact("\"abc\\"), nlohmann::json::parse_error);
  EXPECT_THROW(parse_exact("{\"a\":00.10}"), nlohmann::json::parse_error);
}

TEST(ErrorText, IsTakenApart) {
  const DatabaseError error = parse_error_text(
      "ERROR:  step \"a\" is not known\nDETAIL:  Known: b.\nHINT:  Say b\nor c.\nCONTEXT:  "
      "PL/pgSQL\n",
      "BT004");
  EXPECT_EQ(error.sqlstate, "BT004");
  EXPECT_EQ(error.message, "step \"a\" is not known (Known: b.)");
  EXPECT_EQ(error.hint, "Say b or c.");
}

TEST(ErrorText, OfAVerboseMessageHasItsSqlstate) {
  const DatabaseError error =
      parse_error_text("ERROR:  42501: permission denied\nLOCATION:  f, x.c:1\n", "");
  EXPECT_EQ(error.sqlstate, "42501");
  EXPECT_EQ(error.message, "permission denied");
}

TEST(ErrorText, AMessageWithColonsStaysWhole) {
  EXPECT_EQ(parse_error_text("ERROR:  a:  b", "").message, "a:  b");
}

TEST(FailureFrom, NeverShowsAPieceOfAConnectionString) {
  using Kind = DatabaseFailure::Kind;
  for (const char* message :
       {"missing \"=\" after \"hunter2\" in connection info string",
        "invalid URI query parameter: \"hunter2\"", "invalid connection option \"hunter2\"",
        "invalid integer value \"hunter2\" for connection option \"port\""}) {
    const Failure failure =
        failure_from(DatabaseFailure(Kind::kConnectionString, {"", message, ""}));
    EXPECT_EQ(failure.status(), kConfiguration);
    EXPECT_THAT(std::string(failure.what()) + failure.fix(), Not(HasSubstr("hunter2"))) << message;
  }
}

TEST(FailureFrom, NamesTheOptionThatWasMeant) {
  const DatabaseFailure failure(DatabaseFailure::Kind::kConnectionString,
                                {"", "invalid connection option \"hots\"", ""});
  EXPECT_THAT(failure_from(failure).fix(), HasSubstr("\"host\""));
}

OutputPiece piece(std::int64_t id, std::string step, int attempt, std::string stream,
                  std::int64_t start, std::string content) {
  const auto end = start + static_cast<std::int64_t>(content.size());
  return {id, std::move(step), attempt, std::move(stream), start, end, std::move(content)};
}

TEST(LogPrinter, JoinsPiecesToLines) {
  LogPrinter printer(Terminal{}, {});
  EXPECT_THAT(printer.add({piece(1, "a", 1, "stdout", 0, "one\ntw")}), ElementsAre("one"));
  EXPECT_THAT(printer.add({piece(2, "a", 1, "stdout", 6, "o\nthree")}), ElementsAre("two"));
  EXPECT_THAT(printer.finish(), ElementsAre("three"));
}

TEST(LogPrinter, DoesNotMixStreamsWithinALine) {
  LogPrinter printer(Terminal{}, {.name_steps = true});
  EXPECT_THAT(
      printer.add({piece(1, "a", 1, "stdout", 0, "he"), piece(2, "b", 1, "stdout", 0, "x\n"),
                   piece(3, "a", 1, "stdout", 2, "llo\n")}),
      ElementsAre("b | x", "a | hello"));
}

TEST(LogPrinter, SaysWhatTheCapsLeftOut) {
  LogPrinter printer(Terminal{}, {});
  EXPECT_THAT(printer.add({piece(1, "a", 1, "stdout", 0, "head"),
                           piece(2, "a", 1, "stdout", 104, "tail\n")}),
              ElementsAre("head", "-- 100 bytes of stdout were not kept", "tail"));
}

TEST(LogPrinter, ShowsNothingTwiceAndNoEarlierAttempt) {
  LogPrinter printer(Terminal{}, {});
  const OutputPiece second = piece(7, "a", 2, "stdout", 0, "x\n");
  EXPECT_THAT(printer.add({second}), ElementsAre("-- a, attempt 2", "x"));
  EXPECT_THAT(printer.add({second, piece(3, "a", 1, "stdout", 0, "old\n")}), IsEmpty());
}

TEST(LogPrinter, ShowsEscapeSequencesAlsoInAPipe) {
  for (const bool is_terminal : {true, false}) {
    LogPrinter printer(Terminal{.is_terminal = is_terminal}, {});
    EXPECT_THAT(printer.add({piece(1, "a", 1, "stdout", 0, "\033[2J\tx\r\n")}),
                ElementsAre("\\u001b[2J\tx"));
  }
}

TEST(LogPrinter, GivesTheBytesWhereTheyAreAskedFor) {
  LogPrinter printer(Terminal{}, {.raw = true});
  EXPECT_THAT(printer.add({piece(1, "a", 1, "stdout", 0, "\033[2J\tx\r\n")}),
              ElementsAre("\033[2J\tx\r"));
}

TEST(Health, ExitStatusIsThatOfTheWorst) {
  const Check good{"tick", "ok", "Fine.", ""};
  const Check bad{"pg_cron", "warning", "Late.", "Look."};
  const Check worse{"executors", "problem", "None.", "Start one."};
  EXPECT_EQ(health_status({good}), 0);
  EXPECT_EQ(health_status({good, bad}), 1);
  EXPECT_EQ(health_status({bad, worse, good}), 2);
}

TEST(Health, ShowsEachFixBelowItsFinding) {
  EXPECT_THAT(render_health(Terminal{}, {{"executors", "problem", "None.", "Start one."},
                                         {"tick", "ok", "Fine.", ""}}),
              ElementsAre("x executors  None.", "             -> Start one.", "+ tick       Fine.",
                          "", "1 problem."));
}

TEST(ByteSize, HasThreeDigitsAtLeast) {
  EXPECT_EQ(byte_size(512), "512 B");
  EXPECT_EQ(byte_size(49'200), "49.2 kB");
  EXPECT_EQ(byte_size(731'000'000), "731 MB");
  EXPECT_EQ(byte_size(5e15), "5000 TB");
}

TEST(Disk, IsJudgedByWhatIsShorterBytesOrFiles) {
  const auto status = [](const DiskSpace& space) {
    return judge_disk("/x", space, "Make room.").status;
  };
  EXPECT_EQ(status({1000, 100, 1000, 100}), "ok");
  EXPECT_EQ(status({1000, 99, 1000, 1000}), "warning");
  EXPECT_EQ(status({1000, 1000, 1000, 99}), "warning");
  EXPECT_EQ(status({1000, 19, 1000, 1000}), "problem");
  EXPECT_EQ(status({1000, 500, 0, 0}), "ok");
  const Check full = judge_disk("/x", {2'000'000'000, 0, 100, 50}, "Make room.");
  EXPECT_EQ(full.message, "On the disk of /x 0 B of 2.0 GB are free (0 %).");
  EXPECT_EQ(full.fix, "Make room.");
  EXPECT_EQ(judge_disk("/x", {1000, 1000, 100, 5}, "").message,
            "On the disk of /x 5 of 100 files are left (5 %).");
}

TEST(Disk, OfADirectoryThatIsNotThereIsNotKnown) {
  EXPECT_TRUE(disk_space("/").has_value());
  EXPECT_FALSE(disk_space("/nonexistent").has_value());
}

}  // namespace
}  // namespace baton
