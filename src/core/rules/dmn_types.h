// The types that a model's item definitions make (DMN 7.3.3), and what its type references mean.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/diagnostic.h"
#include "core/rules/dmn_model.h"
#include "core/rules/feel.h"

namespace shuxin::rules::dmn {

/// The types of one file and of those it imports: FEEL's own, its item definitions by name, imported ones
/// with the name of their import before them (`import.tPerson`).
class TypeNames {
 public:
  /// Another file's types, and the name under which they are imported (empty: without a prefix).
  struct Imported {
    std::string name;
    std::string name_space;
    const TypeNames* types;
  };

  /// Builds the types; faults (unknown types, circles, malformed constraints) go to `diagnostics`.
  TypeNames(const Definitions& definitions, std::vector<Imported> imported, base::Diagnostics& diagnostics);

  /// What a reference means; Any if it is empty, and with a diagnostic if it is unknown.
  [[nodiscard]] Type resolve(const TypeRef& reference, base::Diagnostics& diagnostics) const;
  /// All names for FEEL's `instance of`.
  [[nodiscard]] const std::vector<rules::Variable>& names() const { return names_; }
  /// The allowed values of the type that a reference means, if it is an item definition that has some.
  [[nodiscard]] const FeelText* find_allowed_values(const TypeRef& reference) const;

 private:
  class Builder;
  struct Item {
    const ItemDefinition* source = nullptr;
    Type type;
  };

  [[nodiscard]] const Type* find(const TypeRef& reference) const;

  std::string file_;
  std::map<std::string, Item, std::less<>> items_;
  std::vector<Imported> imported_;
  std::vector<rules::Variable> names_;
  const Definitions* definitions_;
};

}  // namespace shuxin::rules::dmn
