// The second stage of FEEL: tokens to syntax tree, by the grammar of DMN 1.5, clause 10.3.1.2.
#pragma once

#include <string_view>
#include <vector>

#include "core/rules/ast.h"
#include "core/rules/feel.h"
#include "core/rules/lexer.h"

namespace shuxin::rules {

struct Parsed {
  ast::Child expression;          ///< of parse_text; empty if there is a fault
  std::vector<ast::Child> tests;  ///< of parse_tests
  std::vector<SyntaxFault> faults;
};

/// Reads one expression. Names of several parts are recognised by the scope. Any bytes may be given.
[[nodiscard]] Parsed parse_text(std::string_view text, const Scope& scope);
/// Reads unary tests.
[[nodiscard]] Parsed parse_tests(std::string_view text, const Scope& scope, const Type& tested);

}  // namespace shuxin::rules
