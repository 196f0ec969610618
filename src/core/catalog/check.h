// What is checked of a catalogue as a whole, once all its files are read. Private to the catalogue.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalog/catalog.h"

namespace shuxin::catalog {

/// Every name that one definition uses of another, versions that overlap, states that cannot be reached or
/// left, circles, promises longer than the law's limit.
void check_references(const Catalogue& catalogue, base::Diagnostics& diagnostics);

/// Codes of standards: those of forms, of schemes, and of the demonstration's entries, wherever a schema says
/// `x-codes: TABLE`. Faults: catalog.unknown-code (with near ones), catalog.unknown-code-table,
/// catalog.code-name.
void check_codes(const Files& files, const Catalogue& catalogue, base::Diagnostics& diagnostics);

/// Compiles every FEEL formula against the names in force where it stands (form, facts, case, …).
void compile_formulas(Catalogue& catalogue, base::Diagnostics& diagnostics);

/// What all checks share: the catalogue, and how a fault is said.
class Check {
 public:
  Check(const Catalogue& catalogue, base::Diagnostics& out) : catalogue_(catalogue), out_(out) {}

  void error(const Place& place, std::string code, std::vector<std::string> arguments = {},
             std::optional<base::Message> help = {});
  void warn(const Place& place, std::string code, std::vector<std::string> arguments = {},
            std::optional<base::Message> help = {});
  /// `id` must be one of the known; else catalog.unknown-KIND, with the one that was probably meant.
  void refer(std::string_view kind, std::string_view id, const std::vector<std::string>& known,
             const Place& place);
  void organisation(std::string_view id, const Place& place);
  void desk(std::string_view id, const Place& place);

  [[nodiscard]] const Catalogue& catalogue() const { return catalogue_; }

 private:
  const Catalogue& catalogue_;
  base::Diagnostics& out_;
};

/// The ids of a list of definitions.
template <typename T>
[[nodiscard]] std::vector<std::string> ids_of(const std::vector<T>& all) {
  std::vector<std::string> ids;
  for (const T& one : all) ids.push_back(one.id);
  return ids;
}

/// The names of a schema's properties.
[[nodiscard]] std::vector<std::string> properties_of(const base::Json& schema);

/// What a JSON pointer leads to in the values that a schema describes; null if there is no such member.
[[nodiscard]] const base::Json* find_in_schema(const base::Json& schema, std::string_view pointer);

/// Reports the members of `all` that stand in a circle of `after`.
template <typename T>
void check_circle(Check& check, const std::vector<T>& all, const Place& place);

void check_procedure(Check& check, const Procedure& procedure);
void check_matter(Check& check, const Matter& matter);
/// The public guide against the rules by which the engine works, and against itself.
void check_implementing_list(Check& check, const Matter& matter);
void check_package(Check& check, const Package& package);
void check_form(Check& check, const Form& form);
/// The keywords, types, formats and references of a JSON Schema; `at` is the pointer by which `places` knows
/// it.
void check_schema(Check& check, const base::Json& schema, const std::string& at, const Places& places,
                  const Place& otherwise);
void check_document(Check& check, const DocumentTemplate& document);

// Removes again and again what depends on nothing left; what remains stands in a circle.
template <typename T>
void check_circle(Check& check, const std::vector<T>& all, const Place& place) {
  std::map<std::string, std::vector<std::string>> waiting;
  for (const T& one : all) waiting[one.id] = one.after;
  const auto free = [&](const auto& entry) {
    return std::ranges::none_of(entry.second,
                                [&](const std::string& before) { return waiting.contains(before); });
  };
  while (std::erase_if(waiting, free) > 0) {
  }
  if (waiting.empty()) return;
  std::string names;
  for (const auto& [id, after] : waiting) names += (names.empty() ? "" : ", ") + id;
  check.error(place, "catalog.cycle", {names});
}

}  // namespace shuxin::catalog
