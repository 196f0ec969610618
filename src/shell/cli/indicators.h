// `shuxin indicators`: the zone's figures, on any day, with the records that they are made of.
#pragma once

#include "shell/cli/command.h"

namespace shuxin::cli {

/// Prints figures as a table, as JSON, or writes them as CSV, XLSX or PDF. Refuted if a figure is not what
/// its source reports; CannotRun for wrong words, unknown figures, and a catalogue or store that cannot be
/// read.
[[nodiscard]] Exit run_indicators(const Arguments& arguments, base::Language language);

}  // namespace shuxin::cli
