#include "core/rules/parser.h"

#include "core/rules/parser_primary.h"

namespace shuxin::rules {
namespace {

using namespace detail;

/// The whole grammar: operators by how tightly they bind, over what primary expressions and tests are.
class Parser final : public PrimaryReader {
 public:
  using PrimaryReader::PrimaryReader;

  Parsed expression_only() {
    Parsed parsed;
    if (!faults_.empty()) return failed();
    parsed.expression = expression();
    if (faults_.empty() && !at_end()) unexpected();
    if (!faults_.empty()) return failed();
    return parsed;
  }

  Parsed tests_only(const Type& tested) {
    names_.add("?");
    members_.add_members(tested);
    Parsed parsed;
    if (!faults_.empty()) return failed();
    const std::size_t begin = at_;
    if (is("-") && tokens_.all[at_ + 1].form == Token::Form::End) {
      ++at_;
      parsed.tests.push_back(make(begin, ast::AnyTest{}));
    } else if (is_word("not") && is("(", 1)) {
      at_ += 2;
      ast::NotTests negated{tests()};
      expect(")");
      if (faults_.empty() && at_end()) {
        parsed.tests.push_back(make(begin, std::move(negated)));
        return parsed;
      }
      faults_.clear();
      at_ = begin;
    }
    if (parsed.tests.empty()) parsed.tests = tests();
    if (faults_.empty() && !at_end()) unexpected();
    if (!faults_.empty()) return failed();
    return parsed;
  }

  base::Result<Type> type_only() {
    bool known = true;
    const Type made = type(known);
    if (faults_.empty() && !at_end()) unexpected();
    if (!faults_.empty()) return std::unexpected(base::Error{faults_.front().message});
    if (!known) return base::fail("feel.unknown-type", {std::string(text_)});
    return made;
  }

 private:
  // --- levels of binding, loosest first

  Child expression() override {
    if (depth_ >= deepest) {
      fault("feel.limit-text-nesting", {std::to_string(deepest)});
      return nothing();
    }
    if (!faults_.empty()) return nothing();
    ++depth_;
    Child made = disjunction();
    --depth_;
    return made;
  }

  template <typename Next>
  Child logical(std::string_view word, ast::Operator op, Next next) {
    const std::size_t begin = at_;
    Child left = next();
    while (faults_.empty() && take_word(word)) left = make(begin, ast::Binary{op, std::move(left), next()});
    return left;
  }
  Child disjunction() {
    return logical("or", ast::Operator::Or, [this] { return conjunction(); });
  }
  Child conjunction() {
    return logical("and", ast::Operator::And, [this] { return comparison(); });
  }

  Child comparison() {
    const std::size_t begin = at_;
    Child left = additive();
    while (faults_.empty()) {
      if (const auto op = comparison_operator()) {
        ++at_;
        left = make(begin, ast::Binary{*op, std::move(left), additive()});
      } else if (take_word("between")) {
        Child low = additive();
        expect_word("and");
        left = make(begin, ast::Between{std::move(left), std::move(low), additive()});
      } else if (take_word("in")) {
        left = make(begin, ast::In{std::move(left), in_tests()});
      } else {
        break;
      }
    }
    return left;
  }

  Child additive() override {
    const std::size_t begin = at_;
    Child left = multiplicative();
    while (faults_.empty() && (is("+") || is("-"))) {
      const auto op = is("+") ? ast::Operator::Add : ast::Operator::Subtract;
      ++at_;
      left = make(begin, ast::Binary{op, std::move(left), multiplicative()});
    }
    return left;
  }

  Child multiplicative() {
    const std::size_t begin = at_;
    Child left = exponentiation();
    while (faults_.empty() && (is("*") || is("/"))) {
      const auto op = is("*") ? ast::Operator::Multiply : ast::Operator::Divide;
      ++at_;
      left = make(begin, ast::Binary{op, std::move(left), exponentiation()});
    }
    return left;
  }

  Child exponentiation() {
    const std::size_t begin = at_;
    Child left = negation();
    while (faults_.empty() && take("**"))
      left = make(begin, ast::Binary{ast::Operator::Power, std::move(left), negation()});
    return left;
  }

  Child negation() {
    const std::size_t begin = at_;
    if (!take("-")) return instance();
    if (here().form == Token::Form::Number)
      return instance(true);  // rule 37: the sign belongs to the literal
    if (++depth_ > deepest) fault("feel.limit-text-nesting", {std::to_string(deepest)});
    Child made = faults_.empty() ? make(begin, ast::Negation{negation()}) : nothing();
    --depth_;
    return made;
  }

  Child instance(bool negative = false) {
    const std::size_t begin = at_;
    Child left = postfix(negative);
    while (faults_.empty() && is_word("instance") && is_word("of", 1)) {
      at_ += 2;
      ast::InstanceOf form{std::move(left), {}, true};
      form.type = type(form.known);
      left = make(begin, std::move(form));
    }
    return left;
  }

  Child postfix(bool negative = false) {
    const std::size_t begin = at_;
    Child left = negative ? number(true) : primary();
    while (faults_.empty()) {
      if (is(".")) {
        ++at_;
        left = make(begin, ast::Path{std::move(left), member()});
      } else if (is("(")) {
        left = make(begin, ast::Call{std::move(left), arguments()});
      } else if (is("[")) {
        if (!filter(begin, left)) break;
      } else {
        break;
      }
    }
    return left;
  }

  /// `base[condition]`; false where the bracket closes a range (`[1..5[`) and is no filter.
  bool filter(std::size_t begin, Child& left) {
    Child condition;
    const auto read = [&] {
      ++at_;
      ++filters_;
      const std::size_t mark = names_.mark();
      names_.add("item");
      condition = expression();
      names_.leave(mark);
      --filters_;
      expect("]");
      return true;
    };
    if (range_ends_ > 0) {
      if (!attempt(read)) return false;
    } else {
      read();
    }
    left = make(begin, ast::Filter{std::move(left), std::move(condition)});
    return true;
  }
};

}  // namespace

Parsed parse_text(std::string_view text, const Scope& scope) {
  return Parser(text, scope).expression_only();
}

Parsed parse_tests(std::string_view text, const Scope& scope, const Type& tested) {
  return Parser(text, scope).tests_only(tested);
}

base::Result<Type> parse_type(std::string_view text, const Scope& scope) {
  return Parser(text, scope).type_only();
}

}  // namespace shuxin::rules
