// Diagnostics: what a reader or checker of definitions says about a place in a file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/message.h"

namespace shuxin::base {

/// A place in a text; line and column count from 1 (column in characters), 0 if unknown.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;

  auto operator<=>(const Place&) const = default;
};

enum class Severity { Error, Warning };

/// One fault: `file:line:column: error[code]: message`, with an optional line of help.
struct Diagnostic {
  Severity severity = Severity::Error;
  Place place;
  Message message;
  std::optional<Message> help;

  bool operator==(const Diagnostic&) const = default;
};

using Diagnostics = std::vector<Diagnostic>;

[[nodiscard]] bool has_errors(const Diagnostics& diagnostics);

/// By file, line and column; those of one place stay in their order.
void sort_by_place(Diagnostics& diagnostics);

/// The line (two with help) that a person sees.
[[nodiscard]] std::string to_string(const Diagnostic& diagnostic, Language language);

}  // namespace shuxin::base
