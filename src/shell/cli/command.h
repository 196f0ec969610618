// A subcommand of the program: `shuxin NAME …`. Each lives in a file of its own here; commands.cpp lists
// them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/text.h"

namespace CLI {
class App;
}

namespace shuxin::cli {

/// What a subcommand answers to the shell (the house's convention for every command).
enum class Exit : int {
  Fine = 0,      ///< done; `feel` and `decide` also for false and null
  Refuted = 1,   ///< check found faults, audit differs, verify invalid
  CannotRun = 2  ///< wrong words, or input that cannot be read at all
};

using Arguments = std::vector<std::string>;

struct Command {
  std::string_view name;
  base::Text summary;                             ///< one line for `shuxin --help`
  Exit (*run)(const Arguments&, base::Language);  ///< arguments without the program and the name
};

/// All subcommands, in the order in which the help lists them.
[[nodiscard]] const std::vector<Command>& commands();

/// Reads a subcommand's words; false: it is to end with `exit` now.
[[nodiscard]] bool parse(CLI::App& words, const Arguments& arguments, Exit& exit);

/// Finds the subcommand and runs it; `--lang zh|en` may stand anywhere and is taken out first.
/// Without words, or with --help: the list of commands. Never throws.
[[nodiscard]] int run(int argc, char** argv);

}  // namespace shuxin::cli
