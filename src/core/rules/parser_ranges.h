// Lists, ranges, parentheses and unary tests (grammar rules 7, 14 to 18, 33). For the parser only.
#pragma once

#include "core/rules/parser_types.h"

namespace shuxin::rules::detail {

using ast::Child;

class RangeReader : public TypeReader {
 public:
  virtual ~RangeReader() = default;

 protected:
  using TypeReader::TypeReader;

  [[nodiscard]] virtual Child expression() = 0;
  [[nodiscard]] virtual Child additive() = 0;

  std::optional<ast::Operator> comparison_operator() const {
    constexpr std::pair<std::string_view, ast::Operator> operators[] = {
        {"=", ast::Operator::Equal},   {"!=", ast::Operator::NotEqual},
        {"<", ast::Operator::Less},    {"<=", ast::Operator::LessEqual},
        {">", ast::Operator::Greater}, {">=", ast::Operator::GreaterEqual}};
    for (const auto& [sign, op] : operators)
      if (is(sign)) return op;
    return std::nullopt;
  }

  Child list_or_range() {
    const std::size_t begin = at_++;
    ast::ListLiteral list;
    if (take("]")) return make(begin, std::move(list));
    // `[< 3, > 7]`: an item may be a comparison without its parentheses.
    const auto item = [&] {
      const std::size_t start = at_;
      const auto op = comparison_operator();
      return op ? comparison_range(start, *op) : expression();
    };
    const bool compares = comparison_operator().has_value();
    Child first = item();
    if (!compares && take("..")) return range_to(begin, std::move(first), true);
    list.items.push_back(std::move(first));
    while (faults_.empty() && take(",")) list.items.push_back(item());
    expect("]");
    return make(begin, std::move(list));
  }

  /// `]low..high]`
  Child range_from(std::size_t begin) {
    ++at_;
    Child low = expression();
    expect("..");
    return range_to(begin, std::move(low), false);
  }

  /// After `..`: the high end and the bracket that closes the range.
  Child range_to(std::size_t begin, Child low, bool low_closed) {
    ast::RangeLiteral range;
    range.low = std::move(low);
    range.low_closed = low_closed;
    ++range_ends_;
    range.high = expression();
    --range_ends_;
    range.high_closed = is("]");
    if (is("]") || is(")") || is("[")) {
      ++at_;
    } else {
      fault("feel.expected", {"]", at_end() ? "…" : std::string(here().text)});
    }
    return make(begin, std::move(range));
  }

  Child parenthesis() {
    const std::size_t begin = at_++;
    if (const auto op = comparison_operator()) {
      Child made = comparison_range(begin, *op);
      expect(")");
      return made;
    }
    const int outside = std::exchange(range_ends_, 0);
    Child inner = expression();
    range_ends_ = outside;
    if (take("..")) return range_to(begin, std::move(inner), false);
    expect(")");
    return inner;
  }

  /// A comparison as a value: `< high`, `>= low`, `= x`, `!= x`.
  Child comparison_range(std::size_t begin, ast::Operator op) {
    ++at_;
    Child end = additive();
    ast::RangeLiteral range;
    range.form = Range::Form::Comparison;
    const bool closed = op == ast::Operator::LessEqual || op == ast::Operator::GreaterEqual;
    if (op == ast::Operator::Less || op == ast::Operator::LessEqual) {
      range.high = std::move(end);
      range.high_closed = closed;
    } else {
      range.low = std::move(end);
      range.low_closed = closed;
    }
    if (op == ast::Operator::NotEqual) range.form = Range::Form::Unequal;
    if (op == ast::Operator::Equal) {
      range.form = Range::Form::Ends;
      range.low_closed = range.high_closed = true;  // without a high end: [low..low]
    }
    return make(begin, std::move(range));
  }

  /// One positive unary test: a comparison, or an expression (`level` reads it).
  template <typename Level>
  Child test(Level level) {
    const std::size_t begin = at_;
    const auto op = comparison_operator();
    if (!op) return level();
    if (*op == ast::Operator::Equal || *op == ast::Operator::NotEqual) {
      ++at_;
      return make(begin, ast::EqualTest{additive(), *op == ast::Operator::NotEqual});
    }
    return comparison_range(begin, *op);
  }

  std::vector<Child> tests() {
    std::vector<Child> made;
    do {
      made.push_back(test([this] { return expression(); }));
    } while (faults_.empty() && take(","));
    return made;
  }

  /// What stands after `in`: one test, or several in parentheses.
  std::vector<Child> in_tests() {
    std::vector<Child> made;
    const auto several = [&] {
      made.clear();
      ++at_;
      made = tests();
      if (!take(")")) return false;
      // `x in (a) + 1` and the like are one expression that begins with a parenthesis.
      return !is("+") && !is("-") && !is("*") && !is("/") && !is("**") && !is(".") && !is("[") && !is("(") &&
             !is("..");
    };
    if (is("(") && attempt(several)) return made;
    made.clear();
    made.push_back(test([this] { return additive(); }));
    return made;
  }
};

}  // namespace shuxin::rules::detail
