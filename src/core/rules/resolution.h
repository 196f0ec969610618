// Names while compiling: which slot, local variable, captured value or built-in a name means where it stands.
#pragma once

#include <optional>
#include <set>
#include <string_view>

#include "core/rules/node.h"

namespace shuxin::rules {

/// A compiled part with what is known of its type.
struct Built {
  NodePtr node;
  Type type;
};

/// A name in force inside a body: a local variable, or the item of a filter with all its entries.
struct Binding {
  std::string name;
  std::size_t local;
  Type type;
  bool is_item = false;
  bool* used = nullptr;
};

/// What is being compiled into one frame: the whole expression, or the body of a function literal.
struct Unit {
  Unit* outer = nullptr;
  std::vector<Binding> bindings;
  std::size_t locals = 0;
  std::vector<NodePtr> captured;  ///< nodes of the outer unit
  std::vector<std::pair<std::string, Type>> captured_names;

  std::size_t new_local() { return locals++; }
};

/// Resolves the names of one expression. Scope and tested type must outlive it.
class Resolver {
 public:
  Resolver(const Scope& scope, const Type* tested) : scope_(scope), tested_(tested) {}

  /// The nearest meaning of a name; empty for one that is neither bound nor an input (built-ins are not
  /// looked at).
  std::optional<Built> find(Unit& unit, std::string_view name, Position where) {
    return find_in(unit, name, unit.bindings.size(), where);
  }

  /// As `find`; else the built-in function of that name, else a null that says that the name is unknown.
  Built find_or_unknown(Unit& unit, std::string_view name, Position where) {
    return find_below(unit, name, unit.bindings.size(), where);
  }

  /// Whether a name that is called means something else than a built-in function.
  bool is_bound(Unit& unit, std::string_view name, Position where);

  /// The slot, if the name means an input and nothing nearer.
  std::optional<std::size_t> input_of(const Unit& unit, std::string_view name) const;

  /// The known name that is closest in spelling, for a hint; empty if none is near.
  std::string_view nearest(std::string_view name) const;

  /// Inputs that were referred to.
  const std::set<std::size_t>& inputs() const { return inputs_; }

 private:
  std::optional<Built> find_in(Unit& unit, std::string_view name, std::size_t below, Position where);
  std::optional<Built> find_outside(std::string_view name);
  Built find_below(Unit& unit, std::string_view name, std::size_t below, Position where);

  const Scope& scope_;
  const Type* tested_;
  std::set<std::size_t> inputs_;
  bool calling_ = false;
};

}  // namespace shuxin::rules
