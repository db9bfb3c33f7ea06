#include "reserved_variables.h"

#include <re2/re2.h>

namespace baton {

namespace {

// The list of sql/functions/define/_check_environment.sql, where a definition is refused at once:
// ours; the loader's; shells'; interpreters'; then programs that run others.
constexpr const char* kReserved =
    "PG.*|BATON_.*|"
    "LD_.*|GCONV_PATH|GLIBC_TUNABLES|OPENSSL_(CONF|ENGINES|MODULES)|"
    "PATH|SHELL|ENV|IFS|CDPATH|PS4|BASH_.*|BASHOPTS|SHELLOPTS|PROMPT_COMMAND|ZDOTDIR|FPATH|"
    "PERL.*|PYTHON(PATH|HOME|STARTUP|USERBASE|EXECUTABLE|PLATLIBDIR|PYCACHEPREFIX)|"
    "PYTHON(INSPECT|WARNINGS|BREAKPOINT|_PRESITE)|RUBY(OPT|LIB|SHELL)|GEM_(HOME|PATH)|BUNDLE_.*|"
    "NODE_(OPTIONS|PATH|REPL_EXTERNAL_MODULE)|(npm_config|NPM_CONFIG)_.*|BUN_OPTIONS|DENO_.*|"
    "PHPRC|PHP_INI_SCAN_DIR|LUA_.*|TCLLIBPATH|TCL_LIBRARY|GUILE_.*|ERL_.*|ELIXIR_.*|"
    "JULIA_(LOAD_PATH|DEPOT_PATH|PROJECT)|R_(HOME|LIBS.*|PROFILE.*|ENVIRON.*)|"
    "_?JAVA_(TOOL_)?OPTIONS|JDK_JAVA_OPTIONS|JAVA_(OPTS|HOME)|CLASSPATH|"
    "(MAVEN|GRADLE|CATALINA)_OPTS|DOTNET_(STARTUP_HOOKS|ADDITIONAL_DEPS|SHARED_STORE|ROOT)|"
    "(CORECLR|COR)_.*|GIT_.*|SSH_ASKPASS.*|SVN_SSH|CVS_RSH|RSYNC_.*|HGRCPATH|EDITOR|VISUAL|"
    "PAGER|MANPAGER|BROWSER|LESS(OPEN|CLOSE)|TAR_OPTIONS|(GNU)?MAKEFLAGS|MAKEFILES|"
    "AWK(LIB)?PATH|CURL_HOME|(SYSTEM_)?WGETRC|GOFLAGS|RUST(C|C_WRAPPER|FLAGS)|CARGO_.*|ANSIBLE_.*|"
    "GTK_(MODULES|PATH)|GIO_.*|QT_PLUGIN_PATH|LIBGL_DRIVERS_PATH|"
    "(PUPPETEER|PLAYWRIGHT)_.*EXECUTABLE.*|CHROME_(BIN|PATH)";

}  // namespace

bool is_reserved_variable(std::string_view name) {
  static const RE2 reserved(kReserved);
  return RE2::FullMatch(name, reserved);
}

}  // namespace baton
