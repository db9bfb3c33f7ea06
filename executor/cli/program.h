#pragma once

namespace baton {

class Launcher;

// `baton ARGUMENTS...` from the command line to the exit status, with errors on stderr. `launcher` is needed
// where starts_scripts() says so, and may be null otherwise. Throws nothing.
int run_program(int argc, const char* const* argv, Launcher* launcher);

}  // namespace baton
