// `shuxin export`, `shuxin import` and `shuxin backup`: a zone as a file, and copies of a serving store.
#pragma once

#include "shell/cli/command.h"

namespace shuxin::cli {

/// Writes a zone into a file, beside a serving process or without one. Keys only with --with-keys, sealed
/// under a passphrase (from --passphrase-file, SHUXIN_PASSPHRASE, or asked for).
[[nodiscard]] Exit run_export(const Arguments& arguments, base::Language language);
/// Makes a new store of such a file, or nothing. Refuted: the file is not whole or not true.
[[nodiscard]] Exit run_import(const Arguments& arguments, base::Language language);
/// Copies a store, and its keys elsewhere if asked, beside a serving process.
[[nodiscard]] Exit run_backup(const Arguments& arguments, base::Language language);

}  // namespace shuxin::cli
