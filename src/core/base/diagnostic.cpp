#include "core/base/diagnostic.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace shuxin::base {

bool has_errors(const Diagnostics& diagnostics) {
  return std::ranges::any_of(diagnostics,
                             [](const Diagnostic& found) { return found.severity == Severity::Error; });
}

void sort_by_place(Diagnostics& diagnostics) {
  // A multimap keeps the order of equals; the library's stable sort warns under clang.
  std::multimap<Place, Diagnostic> sorted;
  for (Diagnostic& diagnostic : diagnostics) {
    Place place = diagnostic.place;
    sorted.emplace(std::move(place), std::move(diagnostic));
  }
  diagnostics.clear();
  for (auto& [place, diagnostic] : sorted) diagnostics.push_back(std::move(diagnostic));
}

std::string to_string(const Diagnostic& diagnostic, Language language) {
  const bool zh = language == Language::Chinese;
  const bool error = diagnostic.severity == Severity::Error;
  std::string out;
  if (!diagnostic.place.file.empty()) out += diagnostic.place.file + ":";
  if (diagnostic.place.line > 0) out += fmt::format("{}:{}:", diagnostic.place.line, diagnostic.place.column);
  if (!out.empty()) out += " ";
  out += fmt::format("{}[{}]: {}", zh ? (error ? "错误" : "警告") : (error ? "error" : "warning"),
                     diagnostic.message.code, word(diagnostic.message, language));
  if (diagnostic.help)
    out += fmt::format("\n  {}: {}", zh ? "帮助" : "help", word(*diagnostic.help, language));
  return out;
}

}  // namespace shuxin::base
