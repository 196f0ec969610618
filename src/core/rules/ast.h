// The syntax tree of FEEL (DMN 1.5, clause 10.3.1.2): what the parser yields and the compiler reads.
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "core/rules/type.h"
#include "core/rules/value.h"

namespace shuxin::rules::ast {

struct Expression;
using Child = std::unique_ptr<Expression>;

enum class Operator : std::uint8_t {
  Add,
  Subtract,
  Multiply,
  Divide,
  Power,
  Equal,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  And,
  Or
};

struct Literal {  ///< number, string, boolean, null, or @"…"
  Value value;
};
struct Name {  ///< a variable, a built-in function, or `?`
  std::string name;
};
struct Path {  ///< base.member
  Child base;
  std::string member;
};
struct Filter {  ///< base[condition]
  Child base;
  Child condition;
};
struct Argument {
  std::string name;  ///< empty where arguments are positional
  Child value;
};
struct Call {
  Child callee;
  std::vector<Argument> arguments;
};
struct Negation {  ///< -operand
  Child operand;
};
struct Binary {
  Operator op;
  Child left;
  Child right;
};
struct Between {
  Child value;
  Child low;
  Child high;
};
struct In {  ///< value in (test, …)
  Child value;
  std::vector<Child> tests;
};
struct InstanceOf {
  Child value;
  Type type;
};
struct If {
  Child condition;
  Child then;
  Child otherwise;
};
struct Iterator {  ///< name in domain, or name in low..high
  std::string name;
  Child domain;
  Child high;  ///< empty unless the domain is written low..high
};
struct For {
  std::vector<Iterator> iterators;
  Child body;
};
struct Quantified {
  bool every;
  std::vector<Iterator> iterators;
  Child condition;
};
struct Parameter {
  std::string name;
  Type type;
};
struct FunctionLiteral {
  std::vector<Parameter> parameters;
  Child body;
  bool external = false;
};
struct ContextEntry {
  std::string name;
  Child value;
};
struct ContextLiteral {
  std::vector<ContextEntry> entries;
};
struct ListLiteral {
  std::vector<Child> items;
};
struct RangeLiteral {  ///< [low..high]; also `< high`, `>= low` where a value is asked; empty end: unbounded
  Child low;
  Child high;
  bool low_closed = false;
  bool high_closed = false;
};
struct UnequalTest {  ///< `!= value` as a unary test
  Child value;
};
struct NotTests {  ///< not(test, …)
  std::vector<Child> tests;
};
struct AnyTest {};  ///< `-`

struct Expression {
  Position where;
  std::variant<Literal, Name, Path, Filter, Call, Negation, Binary, Between, In, InstanceOf, If, For,
               Quantified, FunctionLiteral, ContextLiteral, ListLiteral, RangeLiteral, UnequalTest, NotTests,
               AnyTest>
      form;
};

}  // namespace shuxin::rules::ast
