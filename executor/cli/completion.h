#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace baton {

// A script for bash, or for zsh by its own emulation, that completes commands, options and those
// values that are known beforehand. Made from the options themselves, so that it is never behind.
std::string completion_script(const CLI::App& app, const std::string& shell);

}  // namespace baton
