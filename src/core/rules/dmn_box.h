// Compiled boxed expressions (DMN 1.5, clauses 7.3 and 10.2): FEEL expressions and tables in their structure.
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "core/base/diagnostic.h"
#include "core/rules/dmn_model.h"
#include "core/rules/dmn_types.h"
#include "core/rules/feel.h"
#include "core/rules/table.h"

namespace shuxin::rules::dmn {

struct Box;
using BoxPtr = std::unique_ptr<const Box>;

/// Says null and why: what could not be compiled, or has no value by nature.
struct BrokenBox {
  base::Message message;
};
struct ContextBox {
  struct Entry {
    std::string name;  ///< empty for the result
    BoxPtr value;
  };
  std::vector<Entry> entries;
  bool has_result = false;  ///< the last entry has no name: it is the value of the whole
};
struct ListBox {
  std::vector<BoxPtr> items;
};
struct RelationBox {
  std::vector<std::string> columns;
  std::vector<std::vector<BoxPtr>> rows;
};
struct FunctionBox {
  std::string name;  ///< of the entry that it is the value of, by which it may call itself; may be empty
  std::vector<Function::Parameter> parameters;
  Type result;
  std::shared_ptr<const Box> body;
};
struct InvocationBox {
  BoxPtr function;
  std::vector<std::pair<std::string, BoxPtr>> arguments;
};
struct TableBox {
  Table table;
};
struct ConditionalBox {
  BoxPtr condition;
  BoxPtr then;
  BoxPtr otherwise;
};
struct IteratorBox {
  IteratorKind kind;
  BoxPtr in;
  rules::Expression items;  ///< over the value of `in` alone: the list of what is iterated
  BoxPtr result;
};
/// The match is FEEL: the filter is FEEL's own, over the frame with the value of `in` added.
struct FeelFilterBox {
  BoxPtr in;
  rules::Expression filter;
};
/// The match is another boxed expression: `item` is added to the frame.
struct FilterBox {
  BoxPtr in;
  rules::Expression items;
  BoxPtr match;
};

/// A compiled boxed expression; immutable, may be shared between threads.
struct Box {
  Position at;
  Type type;             ///< as declared, else as inferred
  bool checked = false;  ///< whether the value is coerced to the type (it is declared)
  std::variant<BrokenBox, rules::Expression, ContextBox, ListBox, RelationBox, FunctionBox, InvocationBox,
               TableBox, ConditionalBox, IteratorBox, FeelFilterBox, FilterBox>
      is;
};

/// What compiling needs to know of where an expression stands.
struct BoxScope {
  const std::string& file;
  Scope names;  ///< grows and shrinks as compiling goes through contexts and functions
  const TypeNames& types;
  base::Diagnostics& diagnostics;
};

/// Compiles; never null. `name` is that of the variable whose value it is (functions may call themselves).
[[nodiscard]] BoxPtr compile_box(const Boxed* source, Position at, BoxScope& scope,
                                 const std::string& name = {});
/// Compiles a function (a boxed one, or the logic of a business knowledge model).
[[nodiscard]] BoxPtr compile_function(const FunctionDefinition& source, Position at, BoxScope& scope,
                                      const std::string& name);

/// The values of the variables in force; locals are pushed and popped.
using Frame = std::vector<Value>;

/// The value of a box. `frame` has a value for each variable of the scope that it was compiled in; it is the
/// same again afterwards.
[[nodiscard]] Value evaluate_box(const Box& box, Frame& frame, Evaluation& evaluation);

}  // namespace shuxin::rules::dmn
