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

struct Literal {  ///< number, string, boolean, null
  Value value;
};
struct AtLiteral {  ///< @"…"
  std::string text;
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
  bool known = true;  ///< false if there is no type of that name
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
struct RangeLiteral {  ///< [low..high]; `< high`, `>= low` (one end empty); (!= low) (no high)
  Range::Form form = Range::Form::Ends;
  Child low;
  Child high;
  bool low_closed = false;
  bool high_closed = false;
};
struct EqualTest {  ///< `= value` or, negated, `!= value` as a unary test
  Child value;
  bool negated = false;
};
struct NotTests {  ///< not(test, …)
  std::vector<Child> tests;
};
struct AnyTest {};  ///< `-`

struct Expression {
  Position where;
  int levels = 1;  ///< of expressions inside each other
  std::variant<Literal, AtLiteral, Name, Path, Filter, Call, Negation, Binary, Between, In, InstanceOf, If,
               For, Quantified, FunctionLiteral, ContextLiteral, ListLiteral, RangeLiteral, EqualTest,
               NotTests, AnyTest>
      form;
};

/// Calls `visit` with each direct part of an expression.
template <typename Visit>
void for_each_part(const Expression& expression, Visit visit) {
  const auto one = [&](const Child& child) {
    if (child) visit(*child);
  };
  const auto each = [&](const auto& children) {
    for (const Child& child : children) one(child);
  };
  const auto iterators = [&](const std::vector<Iterator>& all) {
    for (const Iterator& iterator : all) {
      one(iterator.domain);
      one(iterator.high);
    }
  };
  struct Visitor {
    decltype(one)& one_;
    decltype(each)& each_;
    decltype(iterators)& iterators_;
    void operator()(const Literal&) {}
    void operator()(const AtLiteral&) {}
    void operator()(const Name&) {}
    void operator()(const AnyTest&) {}
    void operator()(const Path& form) { one_(form.base); }
    void operator()(const Filter& form) { one_(form.base), one_(form.condition); }
    void operator()(const Call& form) {
      one_(form.callee);
      for (const Argument& argument : form.arguments) one_(argument.value);
    }
    void operator()(const Negation& form) { one_(form.operand); }
    void operator()(const Binary& form) { one_(form.left), one_(form.right); }
    void operator()(const Between& form) { one_(form.value), one_(form.low), one_(form.high); }
    void operator()(const In& form) { one_(form.value), each_(form.tests); }
    void operator()(const InstanceOf& form) { one_(form.value); }
    void operator()(const If& form) { one_(form.condition), one_(form.then), one_(form.otherwise); }
    void operator()(const For& form) { iterators_(form.iterators), one_(form.body); }
    void operator()(const Quantified& form) { iterators_(form.iterators), one_(form.condition); }
    void operator()(const FunctionLiteral& form) { one_(form.body); }
    void operator()(const ContextLiteral& form) {
      for (const ContextEntry& entry : form.entries) one_(entry.value);
    }
    void operator()(const ListLiteral& form) { each_(form.items); }
    void operator()(const RangeLiteral& form) { one_(form.low), one_(form.high); }
    void operator()(const EqualTest& form) { one_(form.value); }
    void operator()(const NotTests& form) { each_(form.tests); }
  };
  std::visit(Visitor{one, each, iterators}, expression.form);
}

}  // namespace shuxin::rules::ast
