#include "core/rules/resolution.h"

#include <algorithm>

#include "core/rules/builtins.h"
#include "core/rules/inference.h"

namespace shuxin::rules {
namespace {

/// Levenshtein's distance, in bytes.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row[b.size()];
}

}  // namespace

std::optional<Built> Resolver::find_in(Unit& unit, std::string_view name, std::size_t below, Position where) {
  for (std::size_t i = below; i-- > 0;) {
    Binding& binding = unit.bindings[i];
    if (binding.is_item) {
      if (calling_ && binding.type.find_member(name) == nullptr && find_builtin(name) != nullptr) continue;
      if (name == "item" || binding.type.find_member(name) != nullptr || could_have_member(binding.type)) {
        const Type* member = binding.type.find_member(name);
        auto outer = name == "item" ? Built{make_local(binding.local), binding.type}
                                    : find_below(unit, name, i, where);
        return Built{make_item_member(binding.local, std::string(name), std::move(outer.node)),
                     name == "item"      ? binding.type
                     : member != nullptr ? *member
                                         : Type()};
      }
      continue;
    }
    if (binding.name != name) continue;
    if (binding.used != nullptr) *binding.used = true;
    return Built{make_local(binding.local), binding.type};
  }
  if (unit.outer == nullptr) return find_outside(name);
  for (std::size_t i = 0; i < unit.captured_names.size(); ++i)
    if (unit.captured_names[i].first == name) return Built{make_captured(i), unit.captured_names[i].second};
  auto outer = find(*unit.outer, name, where);
  if (!outer) return std::nullopt;
  outer->node->where = where;
  unit.captured.push_back(std::move(outer->node));
  unit.captured_names.emplace_back(std::string(name), outer->type);
  return Built{make_captured(unit.captured.size() - 1), outer->type};
}

std::optional<Built> Resolver::find_outside(std::string_view name) {
  if (name == "?" && tested_ != nullptr) return Built{make_tested(), *tested_};
  for (std::size_t i = scope_.variables.size(); i-- > 0;) {
    if (scope_.variables[i].name != name) continue;
    inputs_.insert(i);
    return Built{make_input(i, std::string(name)), scope_.variables[i].type};
  }
  return std::nullopt;
}

Built Resolver::find_below(Unit& unit, std::string_view name, std::size_t below, Position where) {
  if (auto found = find_in(unit, name, below, where)) {
    found->node->where = where;
    return std::move(*found);
  }
  if (const Function* builtin = find_builtin(name))
    return {make_constant(Value::function(Ref<Function>(builtin))), Type::Kind::Function};
  NodePtr node = make_null("feel.unknown-name", {std::string(name)});
  node->where = where;
  return {std::move(node), Type::Kind::Any};
}

bool Resolver::is_bound(Unit& unit, std::string_view name, Position where) {
  calling_ = true;
  const bool bound = find(unit, name, where).has_value();
  calling_ = false;
  return bound;
}

std::optional<std::size_t> Resolver::input_of(const Unit& unit, std::string_view name) const {
  if (unit.outer != nullptr) return std::nullopt;
  for (const Binding& binding : unit.bindings)
    if (binding.is_item || binding.name == name) return std::nullopt;
  for (std::size_t i = scope_.variables.size(); i-- > 0;)
    if (scope_.variables[i].name == name) return i;
  return std::nullopt;
}

std::string_view Resolver::nearest(std::string_view name) const {
  std::string_view best;
  std::size_t least = std::max<std::size_t>(1, name.size() / 3) + 1;
  const auto consider = [&](std::string_view other) {
    if (name.size() > 100 || other.size() > 100) return;
    if (const std::size_t far = distance(name, other); far < least) least = far, best = other;
  };
  for (const Variable& variable : scope_.variables) consider(variable.name);
  for (const std::string_view builtin : builtin_names()) consider(builtin);
  return best;
}

}  // namespace shuxin::rules
