// The work that the rules are measured by: FEEL expressions and decision tables, the same for us and the
// peer.
#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"

namespace shuxin::bench {

/// An expression over named arguments; each row of arguments is FEEL.
struct Micro {
  std::string name;
  std::string expression;
  std::vector<std::string> parameters;
  std::vector<std::vector<std::string>> rows;
};

/// A table of number, string and boolean columns: cells are unary tests, the output is the rule's number.
struct TableWork {
  std::string name;
  std::string hit_policy;
  std::vector<std::string> columns;
  std::vector<std::string> types;
  std::vector<std::vector<std::string>> rules;
  std::vector<std::vector<std::string>> rows;  ///< of inputs, in FEEL

  [[nodiscard]] std::string to_dmn() const;
};

[[nodiscard]] std::vector<Micro> micro_work();
[[nodiscard]] std::vector<TableWork> table_work();
/// All of it, for the peer.
[[nodiscard]] base::Json to_json(const std::vector<Micro>& micros, const std::vector<TableWork>& tables);

}  // namespace shuxin::bench
