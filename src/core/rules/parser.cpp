#include "core/rules/parser.h"

#include <algorithm>
#include <optional>

#include "core/rules/builtins.h"
#include "core/rules/names.h"

namespace shuxin::rules {
namespace {

using ast::Child;

constexpr int deepest = 150;      // levels of brackets and keywords inside each other in a text
constexpr int most_levels = 600;  // levels of the tree, which long chains of operators make deep too

bool is_keyword(std::string_view word) {
  constexpr std::string_view keywords[] = {"for",   "return",    "if",       "then", "else", "some",
                                           "every", "satisfies", "in",       "and",  "or",   "between",
                                           "of",    "instance",  "function", "null", "true", "false"};
  return std::ranges::find(keywords, word) != std::end(keywords);
}

/// The names that the language itself brings along.
struct OwnNames {
  NameTable functions;
  NameTable properties;
  NameTable types;

  OwnNames() {
    for (const std::string_view name : builtin_names()) functions.add(name);
    for (const char* name : {"time offset", "start included", "end included"}) properties.add(name);
    for (const char* name : {"date and time", "days and time duration", "years and months duration"})
      types.add(name);
  }
};

const OwnNames& own_names() {
  static const OwnNames names;
  return names;
}

/// The longer of two matches; the first if they are as long.
NameTable::Match longer(NameTable::Match first, NameTable::Match second) {
  return second.tokens > first.tokens ? second : first;
}

class Parser {
 public:
  Parser(std::string_view text, const Scope& scope) : scope_(scope), text_(text), tokens_(tokenize(text)) {
    faults_ = std::move(tokens_.faults);
    for (const Variable& variable : scope.variables) {
      names_.add(variable.name);
      members_.add_members(variable.type);
    }
    for (const auto& [name, type] : scope.types) types_.add(name);
    for (const char* name : {"date and time", "days and time duration", "years and months duration"})
      types_.add(name);
  }

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
  // --- tokens

  [[nodiscard]] const Token& here() const { return tokens_.all[at_]; }
  [[nodiscard]] bool at_end() const { return here().form == Token::Form::End; }
  [[nodiscard]] bool is(std::string_view sign, std::size_t ahead = 0) const {
    return at_ + ahead < tokens_.all.size() && tokens_.all[at_ + ahead].form == Token::Form::Sign &&
           tokens_.all[at_ + ahead].text == sign;
  }
  [[nodiscard]] bool is_word(std::string_view word, std::size_t ahead = 0) const {
    return at_ + ahead < tokens_.all.size() && tokens_.all[at_ + ahead].form == Token::Form::Word &&
           tokens_.all[at_ + ahead].text == word;
  }
  bool take(std::string_view sign) {
    if (!is(sign)) return false;
    ++at_;
    return true;
  }
  bool take_word(std::string_view word) {
    if (!is_word(word)) return false;
    ++at_;
    return true;
  }
  [[nodiscard]] NameTable::Match match_name() const {
    return longer(names_.match(rest()), own_names().functions.match(rest()));
  }
  [[nodiscard]] NameTable::Match match_member() const {
    return longer(members_.match(rest()), own_names().properties.match(rest()));
  }
  [[nodiscard]] std::span<const Token> rest() const { return std::span(tokens_.all).subspan(at_); }

  void fault(std::string code, std::vector<std::string> arguments) {
    if (faults_.empty()) faults_.push_back({{std::move(code), std::move(arguments)}, here().where});
  }
  void unexpected() {
    if (at_end()) {
      fault("feel.unexpected-end", {});
    } else {
      fault("feel.unexpected", {std::string(here().text)});
    }
  }
  void expect(std::string_view sign) {
    if (take(sign)) return;
    fault("feel.expected", {std::string(sign), at_end() ? "…" : std::string(here().text)});
  }
  void expect_word(std::string_view word) {
    if (take_word(word)) return;
    fault("feel.expected", {std::string(word), at_end() ? "…" : std::string(here().text)});
  }
  Parsed failed() {
    Parsed parsed;
    parsed.faults = std::move(faults_);
    return parsed;
  }

  template <typename Form>
  Child make(std::size_t begin, Form form) {
    auto made = std::make_unique<ast::Expression>();
    made->where = tokens_.all[begin].where;
    made->form = std::move(form);
    ast::for_each_part(
        *made, [&](const ast::Expression& part) { made->levels = std::max(made->levels, part.levels + 1); });
    if (made->levels > most_levels) fault("feel.limit-text-nesting", {std::to_string(most_levels)});
    return made;
  }
  Child nothing() { return make(at_, ast::Literal{}); }

  /// Tries one way of reading; if it fails, the tokens and the faults are as before.
  template <typename Read>
  bool attempt(Read read) {
    const std::size_t begin = at_;
    const std::size_t mark = names_.mark();
    const std::size_t members = members_.mark();
    if (read() && faults_.empty()) return true;
    faults_.clear();
    at_ = begin;
    names_.leave(mark);
    members_.leave(members);
    return false;
  }

  // --- levels of binding, loosest first

  Child expression() {
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

  std::optional<ast::Operator> comparison_operator() const {
    constexpr std::pair<std::string_view, ast::Operator> operators[] = {
        {"=", ast::Operator::Equal},   {"!=", ast::Operator::NotEqual},
        {"<", ast::Operator::Less},    {"<=", ast::Operator::LessEqual},
        {">", ast::Operator::Greater}, {">=", ast::Operator::GreaterEqual}};
    for (const auto& [sign, op] : operators)
      if (is(sign)) return op;
    return std::nullopt;
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

  Child additive() {
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

  // --- names

  /// The text that the tokens from `begin` to here were written with, white space collapsed.
  std::string written(std::size_t begin) const {
    std::string made;
    std::size_t end = 0;
    for (std::size_t i = begin; i < at_; ++i) {
      const Token& token = tokens_.all[i];
      if (i > begin && token.offset > end) made += ' ';
      made += token.text;
      end = token.offset + token.text.size();
    }
    return made;
  }

  /// A name that nothing knows: words and numbers that follow each other.
  std::string unknown_name() {
    const std::size_t begin = at_++;
    while ((here().form == Token::Form::Word && !is_keyword(here().text)) ||
           (here().form == Token::Form::Number && here().text.find('.') == std::string_view::npos))
      ++at_;
    return written(begin);
  }

  std::string member() {
    const NameTable::Match known = match_member();
    if (known.tokens > 1) {
      at_ += known.tokens;
      return std::string(known.name);
    }
    if (here().form != Token::Form::Word) {
      unexpected();
      return {};
    }
    if (known.tokens == 1) {
      ++at_;
      return std::string(known.name);
    }
    return unknown_name();
  }

  Child name() {
    const std::size_t begin = at_;
    NameTable::Match known = match_name();
    if (filters_ > 0) known = longer(known, match_member());
    if (known.tokens > 0) {
      std::string name(known.name);
      at_ += known.tokens;
      return make(begin, ast::Name{std::move(name)});
    }
    std::string unknown = unknown_name();
    return make(begin, ast::Name{std::move(unknown)});
  }

  /// A name that is declared here: everything before one of the stops.
  std::string declared(std::span<const std::string_view> stops) {
    const std::size_t begin = at_;
    while (!at_end() && here().form != Token::Form::String &&
           std::ranges::find(stops, here().text) == stops.end())
      ++at_;
    if (at_ == begin) unexpected();
    return written(begin);
  }

  // --- primary expressions

  Child number(bool negative = false) {
    const std::size_t begin = at_;
    const Token& token = here();
    const auto value = base::Decimal::parse(token.text);
    ++at_;
    if (!value) {
      --at_;
      fault("feel.number-out-of-range", {std::string(token.text)});
      return nothing();
    }
    return make(begin, ast::Literal{Value::number(negative ? -*value : *value)});
  }

  Child primary() {
    const std::size_t begin = at_;
    switch (here().form) {
      case Token::Form::Number:
        return number();
      case Token::Form::String: {
        ++at_;
        return make(begin, ast::Literal{Value::string(tokens_.all[begin].value)});
      }
      case Token::Form::Word:
        return word();
      case Token::Form::Sign:
        break;
      case Token::Form::End:
        unexpected();
        return nothing();
    }
    if (is("@") && tokens_.all[at_ + 1].form == Token::Form::String) {
      at_ += 2;
      return make(begin, ast::AtLiteral{tokens_.all[begin + 1].value});
    }
    if (is("(")) return parenthesis();
    if (is("[")) return list_or_range();
    if (is("]")) return range_from(begin);
    if (is("{")) return context();
    if (match_name().tokens > 0) return name();
    unexpected();
    return nothing();
  }

  Child word() {
    const std::size_t begin = at_;
    if (match_name().tokens > 1) return name();
    const std::string_view text = here().text;
    if (text == "null" || text == "true" || text == "false") {
      ++at_;
      return make(begin, ast::Literal{text == "null" ? Value() : Value::boolean(text == "true")});
    }
    if (text == "if") return conditional();
    if (text == "for") return iteration();
    if (text == "some" || text == "every") return quantified();
    if (text == "function" && is("(", 1)) return function();
    if (is_keyword(text)) {
      unexpected();
      return nothing();
    }
    return name();
  }

  Child conditional() {
    const std::size_t begin = at_++;
    Child condition = expression();
    expect_word("then");
    Child then = expression();
    expect_word("else");
    Child otherwise = expression();
    return make(begin, ast::If{std::move(condition), std::move(then), std::move(otherwise)});
  }

  std::vector<ast::Iterator> iterators() {
    constexpr std::string_view stops[] = {"in"};
    std::vector<ast::Iterator> made;
    do {
      ast::Iterator iterator;
      iterator.name = declared(stops);
      expect_word("in");
      iterator.domain = expression();
      if (take("..")) iterator.high = expression();
      names_.add(iterator.name);
      made.push_back(std::move(iterator));
    } while (faults_.empty() && take(","));
    return made;
  }

  Child iteration() {
    const std::size_t begin = at_++;
    const std::size_t mark = names_.mark();
    ast::For form;
    form.iterators = iterators();
    expect_word("return");
    names_.add("partial");
    form.body = expression();
    names_.leave(mark);
    return make(begin, std::move(form));
  }

  Child quantified() {
    const std::size_t begin = at_;
    ast::Quantified form;
    form.every = here().text == "every";
    ++at_;
    const std::size_t mark = names_.mark();
    form.iterators = iterators();
    expect_word("satisfies");
    form.condition = expression();
    names_.leave(mark);
    return make(begin, std::move(form));
  }

  Child function() {
    constexpr std::string_view stops[] = {",", ":", ")"};
    const std::size_t begin = at_;
    at_ += 2;
    ast::FunctionLiteral form;
    const std::size_t mark = names_.mark();
    if (!is(")")) {
      do {
        ast::Parameter parameter;
        parameter.name = declared(stops);
        bool known = true;
        if (take(":")) parameter.type = type(known);
        if (!known) fault("feel.unknown-type", {written(begin)});
        form.parameters.push_back(std::move(parameter));
      } while (faults_.empty() && take(","));
    }
    expect(")");
    for (const ast::Parameter& parameter : form.parameters) names_.add(parameter.name);
    form.external = take_word("external");
    form.body = expression();
    names_.leave(mark);
    return make(begin, std::move(form));
  }

  Child context() {
    constexpr std::string_view stops[] = {":", "}", "{", ","};
    const std::size_t begin = at_++;
    const std::size_t mark = names_.mark();
    ast::ContextLiteral form;
    if (!is("}")) {
      do {
        ast::ContextEntry entry;
        const bool quoted = here().form == Token::Form::String;
        entry.name = quoted ? tokens_.all[at_++].value : declared(stops);
        expect(":");
        // A function may call itself by the name of its entry.
        const std::size_t before = names_.mark();
        if (is_word("function")) names_.add(entry.name);
        entry.value = expression();
        names_.leave(before);
        names_.add(entry.name);
        members_.add(entry.name);
        form.entries.push_back(std::move(entry));
      } while (faults_.empty() && take(","));
    }
    expect("}");
    names_.leave(mark);
    return make(begin, std::move(form));
  }

  std::vector<ast::Argument> arguments() {
    constexpr std::string_view stops[] = {":"};
    std::vector<ast::Argument> made;
    ++at_;
    const bool named = argument_is_named();
    if (!is(")")) {
      do {
        ast::Argument argument;
        if (named) {
          if (!argument_is_named()) unexpected();
          argument.name = declared(stops);
          expect(":");
        }
        argument.value = expression();
        made.push_back(std::move(argument));
      } while (faults_.empty() && take(","));
    }
    expect(")");
    return made;
  }

  [[nodiscard]] bool argument_is_named() const {
    for (std::size_t i = at_; i < tokens_.all.size(); ++i) {
      const Token& token = tokens_.all[i];
      if (token.form == Token::Form::String || token.form == Token::Form::End) return false;
      if (token.form != Token::Form::Sign) continue;
      if (token.text == ":") return i > at_;
      if (token.text != "-" && token.text != "+" && token.text != "*" && token.text != "/" &&
          token.text != "'" && token.text != ".")
        return false;
    }
    return false;
  }

  // --- lists, ranges, parentheses and tests

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

  // --- types

  Type type(bool& known) {
    if (++depth_ > deepest) fault("feel.limit-text-nesting", {std::to_string(deepest)});
    Type made = faults_.empty() ? type_inside(known) : Type();
    --depth_;
    return made;
  }

  Type type_inside(bool& known) {
    const std::size_t begin = at_;
    if (is("<", 1)) {
      if (take_word("list")) return Type::list(element(known));
      if (take_word("range")) return Type::range(element(known));
      if (take_word("context")) return context_type(known);
      if (take_word("function")) return function_type(known);
    }
    const NameTable::Match match = longer(types_.match(rest()), own_names().types.match(rest()));
    std::string name;
    if (match.tokens > 0) {
      name = match.name;
      at_ += match.tokens;
    } else {
      if (here().form != Token::Form::Word) {
        unexpected();
        return {};
      }
      ++at_;
      while (is(".") && tokens_.all[at_ + 1].form == Token::Form::Word) at_ += 2;
      name = written(begin);
    }
    for (const Variable& own : scope_.types)
      if (own.name == name) return own.type;
    const auto found = Type::find(name);
    if (!found) known = false;
    return found.value_or(Type());
  }

  Type element(bool& known) {
    expect("<");
    Type made = type(known);
    expect(">");
    return made;
  }

  Type context_type(bool& known) {
    constexpr std::string_view stops[] = {":", ">", ","};
    std::vector<Type::Member> members;
    expect("<");
    if (!is(">")) {
      do {
        std::string name = here().form == Token::Form::String ? tokens_.all[at_++].value : declared(stops);
        expect(":");
        Type of_member = type(known);
        members.emplace_back(std::move(name), std::move(of_member));
      } while (faults_.empty() && take(","));
    }
    expect(">");
    return Type::context(std::move(members));
  }

  Type function_type(bool& known) {
    std::vector<Type::Member> parameters;
    expect("<");
    if (!is(">")) {
      do {
        parameters.emplace_back("", type(known));
      } while (faults_.empty() && take(","));
    }
    expect(">");
    expect("->");
    Type result = type(known);
    return Type::function(std::move(parameters), std::move(result));
  }

  const Scope& scope_;
  std::string_view text_;
  Tokens tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
  int filters_ = 0;     // filters that we are inside of
  int range_ends_ = 0;  // high ends of ranges that we are inside of
  NameTable names_;
  NameTable members_;
  NameTable types_;
  std::vector<SyntaxFault> faults_;
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
