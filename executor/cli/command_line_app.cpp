#include <cstdlib>
#include <memory>

#include <fmt/format.h>

#include "cli/command_line_app.h"
#include "cli/completion.h"
#include "cli/config_file.h"
#include "cli/duration.h"
#include "listen_address.h"

namespace baton {
namespace {

constexpr const char* kEverywhere =
    "For every command: -d,--database CONNINFO; --actor NAME; --config FILE; -h,--help. See `baton "
    "--help`.";

constexpr const char* kProgramFooter =
    R"(Connection: libpq's own. --database takes a connection string (host=/run/postgresql dbname=app) or a
URI (postgresql://user@host/app, also several hosts with target_session_attrs=read-write); what it
leaves out comes from PG* variables, the service file and ~/.pgpass, where passwords belong.

Configuration: flags, then BATON_* variables (BATON_DATABASE, BATON_SLOTS, ...), then the file, whose
sections are named after commands:
    database = "service=app"
    [executor]
    commands = ["/srv/app/steps"]
    slots = 8

Exit status: 0 done, 1 and 2 see the command, 64 usage, 65 refused input, 66 no such file or job,
69 database unavailable, 70 internal error, 75 timeout passed, 77 permission, 78 configuration.)";

}  // namespace

CLI::Option* add_duration(CLI::App& app, const std::string& names, std::string& text,
                          const std::string& description) {
  CLI::Option* option = app.add_option(names, text, description);
  option->type_name("DURATION")->check([](const std::string& given) -> std::string {
    if (parse_duration(given)) return "";
    return fmt::format("\"{}\" is not a length of time such as 30s, 5min or 2h", given);
  });
  return option;
}

CLI::Option* add_choice(CLI::App& app, const std::string& names, std::string& text,
                        const std::string& description, const std::vector<std::string>& choices) {
  CLI::Option* option = app.add_option(names, text, description);
  option->type_name(fmt::format("{}", fmt::join(choices, "|")))
      ->check(CLI::IsMember(choices).description(""));
  return option;
}

CommandLine::CommandLine() {
  app_.set_help_flag("-h,--help", "Show this help")->configurable(false);
  app_.add_flag("--version", raw_.version, "Show the version of the program and of its schema")
      ->configurable(false);
  app_.add_option("-d,--database", raw_.connection, "Connection string or URI of the database")
      ->envname("BATON_DATABASE")
      ->type_name("CONNINFO");
  app_.add_option("--actor", raw_.actor,
                  "Name in the records of what this command changes, beside the login; default: "
                  "baton.actor of the session, else the user of this process")
      ->envname("BATON_ACTOR")
      ->type_name("NAME");
  const char* config = std::getenv("BATON_CONFIG");
  const bool given = config != nullptr && *config != '\0';
  app_.set_config("--config", given ? config : "", "Configuration file (BATON_CONFIG)", given)
      ->type_name("FILE");
  app_.config_formatter(std::make_shared<ConfigFile>(app_));
  app_.footer(kProgramFooter);
  // What is left over is judged by check_leftovers(), which names the nearest known word.
  app_.fallthrough();
  app_.allow_extras();

  add_schema_commands();
  add_executor();
  add_jobs();
  add_archive();
  add_doctor();
  add_dev();
  add_webhook();
  add_completion();
}

CLI::App* CommandLine::command(CLI::App& parent, const std::string& name,
                               const std::string& description, const std::string& footer,
                               std::function<Command()> result) {
  CLI::App* app = parent.add_subcommand(name, description);
  app->footer(footer.empty() ? kEverywhere : footer + "\n" + kEverywhere);
  app->allow_extras(false);
  if (result) results_.emplace_back(app, std::move(result));
  return app;
}

void CommandLine::add_schema_commands() {
  CLI::App* migrate =
      command(app_, "migrate", "Install the schema into the database, or upgrade it",
              "Installs what `psql -f sql/install.sql` would, in one transaction, and sets up "
              "pg_cron where\n"
              "it is available. Does nothing where the schema is already that of this program. "
              "Needs a role\n"
              "that may create roles and schemas.",
              [this]() -> Command { return migrate_; });
  migrate->add_flag("--dry-run", migrate_.dry_run,
                    "Do all of it, say what it did, and roll it back");
  migrate->add_flag("--json", migrate_.json, "One JSON document");

  CLI::App* apply =
      command(app_, "apply", "Validate and define job types from JSON files",
              "All files or none: they are defined in one transaction. A definition that equals "
              "the current\n"
              "version makes no new one. Exit status 65 when a definition is refused.",
              [this] {
                apply_.colour = colour();
                return apply_;
              });
  apply
      ->add_option("files", apply_.files,
                   "Files that hold a definition, or an array of them; - is standard input")
      ->required()
      ->type_name("FILE");
  apply
      ->add_option("--commands", apply_.commands,
                   "Warn of steps whose program is in none of these directories; repeatable")
      ->envname("BATON_COMMANDS")
      ->type_name("DIR")
      ->delimiter(':');
  apply->add_flag("--dry-run", apply_.dry_run, "Show what would change, and change nothing");
  apply->add_flag("--json", apply_.json,
                  "One JSON document, with the definitions before and after");
  add_colour(*apply);
}

void CommandLine::add_executor() {
  CLI::App* executor =
      command(app_, "executor", "Run an executor: claim ready steps and run their commands",
              "SIGTERM or SIGINT drains: nothing new is claimed, what runs may finish within "
              "--drain-limit and\n"
              "is then stopped and handed back. A second signal stops at once.",
              [this] { return executor_result(executor_); });
  add_executor_options(*executor, executor_);
  executor
      ->add_option("--sql-connection", executor_.sql_connection,
                   "Where SQL steps run; default: --database as user baton_sql")
      ->envname("BATON_SQL_CONNECTION")
      ->type_name("CONNINFO");
  executor
      ->add_option("--name", executor_.name, "Shown in logs and views; default: the host's name")
      ->envname("BATON_NAME");
}

void CommandLine::add_executor_options(CLI::App& app, ExecutorOptions& options) {
  app.add_option(
         "--commands", options.commands,
         "Directory of the programs that may run; repeatable, the first that has a name wins")
      ->envname("BATON_COMMANDS")
      ->type_name("DIR")
      ->delimiter(':');
  app.add_option("--secrets-dir", options.secrets_dir, "Directory with one file per secret")
      ->envname("BATON_SECRETS_DIR")
      ->type_name("DIR");
  app.add_option("--queues", options.queues, "Queues to serve")
      ->capture_default_str()
      ->envname("BATON_QUEUES")
      ->delimiter(',');
  app.add_option("--slots", options.slots, "How many steps may run at once; default: the cores")
      ->envname("BATON_SLOTS")
      ->check(CLI::Range(1, 10000));
  app.add_option("--run-dir,--run-directory", options.run_directory,
                 "Where steps get their private working directories; default: below $TMPDIR")
      ->envname("BATON_RUN_DIR")
      ->type_name("DIR");
  app.add_option(
         "--spool-dir", options.spool_directory,
         "Where results wait for a database that is away; on a disk that outlives a restart of "
         "the machine. Default: spool below $STATE_DIRECTORY (systemd), else below --run-dir")
      ->envname("BATON_SPOOL_DIR")
      ->type_name("DIR");
  app.add_flag("--poll-only", options.poll_only,
               "Never LISTEN, prepare nothing: find work by polling alone (for poolers)")
      ->envname("BATON_POLL_ONLY");
  app.add_option(
         "--metrics", options.metrics,
         "Serve /metrics for Prometheus, /healthz and /readyz on this address; without a port on "
         "9187, port 0: any")
      ->envname("BATON_METRICS")
      ->type_name("HOST:PORT")
      ->check([](const std::string& given) -> std::string {
        if (given.empty() || parse_listen_address(given)) return "";
        return fmt::format("\"{}\" is not an address such as 127.0.0.1:9187 or [::1]:9187", given);
      });
  add_duration(app, "--drain-limit", raw_.drain_limit, "How long a drain waits for what runs")
      ->capture_default_str()
      ->envname("BATON_DRAIN_LIMIT");
  add_choice(app, "--log-format", raw_.log_format, "How log lines are written", {"text", "json"})
      ->capture_default_str()
      ->envname("BATON_LOG_FORMAT");
}

void CommandLine::add_webhook() {
  CLI::App* webhook =
      command(app_, "webhook", "Send a notification to a webhook: the command of a step",
              "Reads the step's document on standard input and POSTs parameters.payload (or "
              "parameters.notification)\n"
              "to $WEBHOOK_URL, signed with $WEBHOOK_SECRET: Baton-Signature: "
              "t=TIME,v1=HEX, the\n"
              "HMAC-SHA256 of \"TIME.BODY\". The answer decides what the step reports in "
              "$BATON_EVENTS. Every executor\n"
              "knows it as command \"baton-webhook\".",
              [this] {
                webhook_.timeout = *parse_duration(raw_.webhook_timeout);
                return webhook_;
              });
  add_duration(*webhook, "--timeout", raw_.webhook_timeout, "How long it waits for the answer")
      ->capture_default_str();
}

void CommandLine::add_completion() {
  CLI::App* completion =
      command(app_, "completion", "Print a script that completes commands and options in a shell",
              "    source <(baton completion bash)        # in ~/.bashrc; zsh: in ~/.zshrc",
              [this]() -> Command { return Text{completion_script(app_, raw_.shell)}; });
  add_choice(*completion, "shell", raw_.shell, "The shell", {"bash", "zsh"})->required();
}

void CommandLine::add_doctor() {
  CLI::App* doctor =
      command(app_, "doctor", "Name every reason why jobs may not run, each with its fix",
              "Exit status: 0 all is well, 1 there are warnings, 2 there are problems; 69, 77 "
              "and 78 when the\n"
              "database cannot be asked at all.",
              [this] {
                doctor_.colour = colour();
                return doctor_;
              });
  doctor->add_option("--commands", doctor_.commands, "Also check these command directories")
      ->envname("BATON_COMMANDS")
      ->type_name("DIR")
      ->delimiter(':');
  doctor->add_option("--secrets-dir", doctor_.secrets_dir, "Also check this directory of secrets")
      ->envname("BATON_SECRETS_DIR")
      ->type_name("DIR");
  doctor
      ->add_option("--spool-dir", doctor_.spool_directory, "Also check the disk of this directory")
      ->envname("BATON_SPOOL_DIR")
      ->type_name("DIR");
  doctor->add_flag("--json", doctor_.json, "One JSON array of checks");
  add_colour(*doctor);
}

void CommandLine::add_dev() {
  CLI::App* dev = command(
      app_, "dev", "Run a private PostgreSQL with the schema and an executor, until Ctrl-C",
      "The server has its own data directory and Unix socket, durable settings, and "
      "pg_cron where that\n"
      "is installed. As root it runs as user postgres. The data stays in --dir; without "
      "--dir it is\n"
      "temporary and removed at the end.\n"
      "It hands out login dev, a member of baton_app, baton_author and baton_operator that "
      "may make\n"
      "schemas. For more rights, write user=postgres in place of user=dev: the superuser, on "
      "the\n"
      "socket only.",
      [this] {
        dev_.executor = executor_result(dev_.executor);
        dev_.cron = !raw_.no_cron;
        return dev_;
      });
  dev->add_option("--dir", dev_.directory, "Where the data is kept across runs")->type_name("DIR");
  add_executor_options(*dev, dev_.executor);
  dev->add_option("--apply", dev_.apply, "Define the job types of this file first; repeatable")
      ->type_name("FILE");
  dev->add_option("--ready-file", dev_.ready_file,
                  "Written, with the connection string, once all is up")
      ->type_name("PATH");
  dev->add_option("--port", dev_.port, "Also listen on this port of 127.0.0.1")
      ->capture_default_str()
      ->type_name("PORT|none");
  dev->add_option("--postgres-bin", dev_.postgres_bin,
                  "Where initdb and postgres are; default: the newest found")
      ->envname("BATON_POSTGRES_BIN")
      ->type_name("DIR");
  dev->add_flag("--no-cron", raw_.no_cron, "Leave pg_cron out");
}

void CommandLine::add_colour(CLI::App& app) {
  add_choice(app, "--color", raw_.colour, "auto: on a terminal, unless NO_COLOR is set",
             {"auto", "always", "never"})
      ->capture_default_str();
}

Colour CommandLine::colour() const {
  if (raw_.colour == "always") return Colour::kAlways;
  return raw_.colour == "never" ? Colour::kNever : Colour::kAuto;
}

ExecutorOptions CommandLine::executor_result(ExecutorOptions options) const {
  options.drain_limit = *parse_duration(raw_.drain_limit);
  options.log_format = raw_.log_format == "json" ? LogFormat::kJson : LogFormat::kText;
  return options;
}

}  // namespace baton
