// One language, two engines: a program over columns answers as the row engine does, row by row.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <random>
#include <rapidcheck/gtest.h>

#include "core/columns/program.h"

namespace shuxin::columns {
namespace {

using base::Decimal;
using rules::Value;

/// Random expressions and data. All chance comes from the seed that RapidCheck gives.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : random_(seed) {}

  std::size_t below(std::size_t count) { return random_() % count; }
  bool one_in(std::size_t count) { return below(count) == 0; }
  template <typename T>
  const T& pick(const std::vector<T>& from) {
    return from[below(from.size())];
  }
  std::int64_t integer() { return static_cast<std::int64_t>(random_()); }

 private:
  std::mt19937_64 random_;
};

/// Texts of expressions of a kind, with names of the columns of `random_table`.
class Expressions {
 public:
  Expressions(Chance& chance, std::vector<std::pair<std::string, char>> formulas)
      : chance_(chance), formulas_(std::move(formulas)) {}

  std::string any(int depth) {
    switch (chance_.below(8)) {
      case 0:
        return text(depth);
      case 1:
        return date(depth);
      case 2:
      case 3:
        return truth(depth);
      case 4:
        return other(depth);
      default:
        return number(depth);
    }
  }

  std::string of(char kind, int depth) {
    return kind == 'n' ? number(depth) : kind == 'b' ? truth(depth) : kind == 't' ? text(depth) : date(depth);
  }

  std::string number(int depth) {
    if (depth <= 0 || chance_.one_in(6)) return number_leaf();
    const auto sub = [&] { return number(depth - 1); };
    switch (chance_.below(20)) {
      case 0:
      case 1:
        return fmt::format("({} + {})", sub(), sub());
      case 2:
        return fmt::format("({} - {})", sub(), sub());
      case 3:
      case 4:
        return fmt::format("({} * {})", sub(), sub());
      case 5:
      case 6:
      case 7:
        return fmt::format("({} / {})", sub(), sub());
      case 8:
        return fmt::format("-({})", sub());
      case 9:
      case 10:
      case 11:
        return rounded(depth);
      case 12:
        return fmt::format("abs({})", sub());
      case 13:
        return fmt::format("min({}, {}, {})", sub(), sub(), number_leaf());
      case 14:
        return fmt::format("max({}, {})", sub(), sub());
      case 15:
        return chance_.one_in(2) ? fmt::format("sum({}, {}, {})", sub(), sub(), sub())
                                 : fmt::format("sum([{}, {}])", sub(), sub());
      case 16:
      case 17:
        return fmt::format("(if {} then {} else {})", truth(depth - 1), sub(), sub());
      case 18:
        return fmt::format("modulo({}, {})", sub(), sub());
      default:
        return fmt::format("string length({})", text(depth - 1));
    }
  }

  std::string rounded(int depth) {
    static const std::vector<std::string> ways{"decimal",    "round half up", "round half down", "round up",
                                               "round down", "floor",         "ceiling"};
    const std::string way = chance_.pick(ways);
    const std::string inner = chance_.one_in(2) ? quotient(depth) : number(depth - 1);
    if ((way == "floor" || way == "ceiling") && chance_.one_in(3)) return fmt::format("{}({})", way, inner);
    return fmt::format("{}({}, {})", way, inner,
                       chance_.one_in(12) ? number_leaf() : std::to_string(chance_.below(6)));
  }

  /// What schemes are made of: capped quotients times weights.
  std::string quotient(int depth) {
    std::string made = fmt::format("{} / {}", number_leaf(), number_leaf());
    for (std::size_t i = chance_.below(3); i > 0; --i)
      made += fmt::format(" {} {}", chance_.one_in(2) ? "/" : "*", number_leaf());
    if (chance_.one_in(2)) made = fmt::format("max({}, {})", made, number_constant());
    if (chance_.one_in(2)) made = fmt::format("min({}, {})", number_constant(), made);
    if (chance_.one_in(4))
      made = fmt::format("if {} then {} else {}", truth(depth - 1), made, number(depth - 1));
    return made;
  }

  std::string truth(int depth) {
    if (depth <= 0 || chance_.one_in(8)) return chance_.pick(truth_leaves);
    static const std::vector<std::string> signs{"=", "!=", "<", "<=", ">", ">="};
    const std::string& sign = chance_.pick(signs);
    switch (chance_.below(16)) {
      case 0:
      case 1:
        return fmt::format("({} {} {})", number(depth - 1), sign, number(depth - 1));
      case 2:
        return fmt::format("({} {} {})", quotient(depth - 1), sign, number_leaf());
      case 3:
        return fmt::format("({} {} {})", text(depth - 1), sign, text(depth - 1));
      case 4:
        return fmt::format("({} {} {})", date(depth - 1), sign, date(depth - 1));
      case 5:
        return fmt::format("({} {} {})", any(depth - 1), chance_.one_in(2) ? "=" : "!=", any(depth - 1));
      case 6:
        return fmt::format("({} and {})", truth(depth - 1), truth(depth - 1));
      case 7:
        return fmt::format("({} or {})", truth(depth - 1), truth(depth - 1));
      case 8:
        return fmt::format("not({})", truth(depth - 1));
      case 9:
        return fmt::format("({} between {} and {})", number(depth - 1), number_leaf(), number_leaf());
      case 10:
        return fmt::format("({} in {})", number(depth - 1), number_tests(depth - 1));
      case 11:
        return fmt::format("({} in (\"化工\", \"a\", {}))", text(depth - 1), text(depth - 1));
      case 12:
        return fmt::format("({} in [date(\"2020-01-01\")..{}])", date(depth - 1), date(depth - 1));
      case 13:
        return fmt::format("({} = null)", any(depth - 1));
      case 14:
        return fmt::format("(if {} then {} else {})", truth(depth - 1), truth(depth - 1), truth(depth - 1));
      default:
        return fmt::format("list contains([\"化工\", \"b\", null], {})", text(depth - 1));
    }
  }

  std::string number_tests(int depth) {
    switch (chance_.below(7)) {
      case 0:
        return fmt::format("[{}..{}]", number_leaf(), number_leaf());
      case 1:
        return fmt::format("({}..{}]", number_constant(), number_constant());
      case 2:
        return fmt::format("(< {}, > {})", number_leaf(), number(depth));
      case 3:
        return fmt::format("(1, 2.5, {}, null)", number_constant());
      case 4:
        return fmt::format("([{}, {}], {})", number_constant(), number_constant(), number_leaf());
      case 5:
        return fmt::format("(= {}, != 3)", number_constant());
      default:
        return fmt::format("(>= {})", number(depth));
    }
  }

  std::string text(int depth) {
    static const std::vector<std::string> leaves{"industry", "scale", "\"化工\"", "\"a\"", "name"};
    if (depth <= 0 || chance_.one_in(2)) return leaf('t', leaves);
    switch (chance_.below(4)) {
      case 0:
        return fmt::format("upper case({})", text(depth - 1));
      case 1:
        return fmt::format("({} + {})", text(depth - 1), text(depth - 1));
      default:
        return fmt::format("(if {} then {} else {})", truth(depth - 1), text(depth - 1),
                           chance_.one_in(4) ? "null" : text(depth - 1));
    }
  }

  std::string date(int depth) {
    static const std::vector<std::string> leaves{"founded", "audited", "date(\"2020-06-30\")", "today()"};
    if (depth <= 0 || chance_.one_in(2)) return leaf('d', leaves);
    if (chance_.one_in(2)) return fmt::format("({} + duration(\"P1Y\"))", date(depth - 1));
    return fmt::format("(if {} then {} else {})", truth(depth - 1), date(depth - 1), date(depth - 1));
  }

  std::string other(int depth) {
    switch (chance_.below(6)) {
      case 0:
        return fmt::format("({} - {})", date(depth - 1), date(depth - 1));
      case 1:
        return fmt::format("[{}, {}]", any(depth - 1), any(depth - 1));
      case 2:
        return fmt::format("(if {} then {} else {})", truth(depth - 1), any(depth - 1), any(depth - 1));
      case 3:
        return fmt::format("(for i in [1, 2] return i * {})", number(depth - 1));
      case 4:
        return fmt::format("({} + {})", any(depth - 1), any(depth - 1));
      default:
        return "mixed";
    }
  }

  std::string number_constant() {
    static const std::vector<std::string> constants{
        "0", "1", "2",  "3",     "60",   "20",  "0.6", "-1",    "1.5",
        "7", "8", "10", "0.005", "24.5", "1e9", "30",  "0.125", "123456789012345678901234567890"};
    return chance_.pick(constants);
  }

 private:
  std::string leaf(char kind, const std::vector<std::string>& leaves) {
    for (const auto& [name, of] : formulas_)
      if (of == kind && chance_.one_in(4)) return name;
    return chance_.pick(leaves);
  }
  std::string number_leaf() {
    static const std::vector<std::string> leaves{"tax",  "land", "staff",  "energy", "large", "fine", "wide",
                                                 "zero", "none", "weight", "staff",  "tax",   "land"};
    return chance_.one_in(3) ? number_constant() : leaf('n', leaves);
  }

  const std::vector<std::string> truth_leaves{"listed", "exempt", "true", "false", "null"};
  Chance& chance_;
  std::vector<std::pair<std::string, char>> formulas_;
};

Column numbers(Chance& chance, std::size_t rows, std::int64_t most, int scale, std::size_t unknown_one_in) {
  ColumnBuilder builder(Kind::Number);
  for (std::size_t i = 0; i < rows; ++i) {
    if (unknown_one_in > 0 && chance.one_in(unknown_one_in))
      builder.add_unknown(Value::null("columns.empty-cell"));
    else
      builder.add_number(Decimal::of(chance.integer() % most, scale));
  }
  return std::move(builder).finish();
}

Table random_table(Chance& chance) {
  // Some tables span several chunks; most are small, so that many are tried.
  const std::size_t rows = chance.one_in(40) ? 5000 : 1 + chance.below(70);
  Table table;
  table.set("tax", numbers(chance, rows, 1'000'000, 2, 6));
  table.set("land", numbers(chance, rows, 300, static_cast<int>(chance.below(3)), chance.one_in(2) ? 0 : 9));
  table.set("staff", numbers(chance, rows, chance.one_in(2) ? 12 : 100, 0, 0));
  table.set("energy", numbers(chance, rows, 3'000'000'000'000, 3, 8));
  table.set("large", numbers(chance, rows, INT64_MAX, static_cast<int>(chance.below(4)), 0));
  table.set("fine", numbers(chance, rows, 1'000'000'000'000'000'000, 18, 0));
  table.set("zero", numbers(chance, rows, 2, 0, 0));
  table.set("none", numbers(chance, rows, 2, 0, 1));
  ColumnBuilder wide(Kind::Number);
  ColumnBuilder industry(Kind::Text);
  ColumnBuilder scale(Kind::Text);
  ColumnBuilder name(Kind::Text);
  ColumnBuilder listed(Kind::Boolean);
  ColumnBuilder exempt(Kind::Boolean);
  ColumnBuilder founded(Kind::Date);
  ColumnBuilder audited(Kind::Date);
  std::vector<Value> mixed;
  static const std::vector<std::string> words{"化工", "纺织", "a", "b", "A"};
  static const std::vector<std::string> decimals{"1e-20", "12345678901234567890.5", "0.1", "-3e25", "1e6000"};
  for (std::size_t i = 0; i < rows; ++i) {
    wide.add_cell(chance.one_in(8) ? "" : chance.pick(decimals));
    industry.add_cell(chance.one_in(7) ? "" : chance.pick(words));
    scale.add_text(chance.pick(words));
    name.add_text(fmt::format("firm {}", i));
    chance.one_in(5) ? listed.add_unknown() : listed.add_boolean(chance.one_in(2));
    exempt.add_boolean(chance.one_in(3));
    founded.add_date({static_cast<std::int64_t>(18000 + chance.below(1000))});
    chance.one_in(4) ? audited.add_unknown()
                     : audited.add_date({static_cast<std::int64_t>(18000 + chance.below(1000))});
    const Value different[] = {Value::number(2), Value::string("a"), Value(), Value::boolean(true)};
    mixed.push_back(different[chance.below(4)]);
  }
  table.set("wide", std::move(wide).finish());
  table.set("industry", std::move(industry).finish());
  table.set("scale", std::move(scale).finish());
  table.set("name", std::move(name).finish());
  table.set("listed", std::move(listed).finish());
  table.set("exempt", std::move(exempt).finish());
  table.set("founded", std::move(founded).finish());
  table.set("audited", std::move(audited).finish());
  table.set("mixed", column_of(mixed));
  table.set_constant("weight", Value::number(Decimal::of(chance.integer() % 100, 1)));
  return table;
}

rules::Environment environment() {
  rules::Environment made;
  made.now.date = {20000};
  return made;
}

/// As the row engine answers; the first row and formula that differ in words, else empty.
std::string difference(const std::vector<Formula>& formulas, const Table& table, const Table& made) {
  rules::Scope scope = table.scope();
  std::vector<rules::Expression> expressions;
  for (const Formula& formula : formulas) {
    auto compiled = rules::compile(formula.text, scope);
    expressions.push_back(*std::move(compiled.value));
    scope.variables.push_back({formula.name, expressions.back().type()});
  }
  rules::Evaluation evaluation(environment());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    std::vector<Value> values;
    for (const auto& [name, column] : table.columns()) values.push_back(column.value(row));
    values.push_back(*table.find_constant("weight"));
    values.resize(scope.variables.size());
    for (std::size_t i = 0; i < formulas.size(); ++i) {
      evaluation.reset_steps();
      const Value wanted = expressions[i].evaluate(values, evaluation);
      const Value got = made.find(formulas[i].name)->value(row);
      values[table.columns().size() + 1 + i] = wanted;
      if (!rules::identical(wanted, got))
        return fmt::format("{} = {}\nrow {}: {}\nwanted {}, got {}", formulas[i].name, formulas[i].text, row,
                           rules::to_text(table.row(row)), rules::to_text(wanted), rules::to_text(got));
    }
  }
  return {};
}

RC_GTEST_PROP(SameAnswers, AsTheRowEngineOverRandomFormulasAndData, (std::uint64_t seed)) {
  Chance chance(seed);
  const Table table = random_table(chance);
  std::vector<Formula> formulas;
  std::vector<std::pair<std::string, char>> known;
  for (std::size_t i = 0; i < 8; ++i) {
    const char kind = "nnnbbtdx"[chance.below(8)];
    Expressions expressions(chance, known);
    const int depth = 1 + static_cast<int>(chance.below(4));
    const std::string name = fmt::format("f{}", i);
    formulas.push_back({name, kind == 'x' ? expressions.any(depth) : expressions.of(kind, depth)});
    if (kind != 'x') known.emplace_back(name, kind);
  }
  const auto program = Program::compile(formulas, table.scope());
  for (const auto& diagnostic : program.diagnostics)
    if (diagnostic.severity == base::Severity::Error)
      RC_FAIL(base::to_string(diagnostic, base::Language::English));
  const Table made = program.value->run(table, environment());
  const std::string wrong = difference(formulas, table, made);
  if (!wrong.empty()) RC_FAIL(wrong);
}

/// Halves and whole numbers are where roundings change: small integers meet them all the time.
TEST(SameAnswers, WhereQuotientsFallOnHalves) {
  Table table;
  Cells<std::int64_t> a;
  Cells<std::int64_t> b;
  for (std::int64_t x = -30; x <= 30; ++x)
    for (std::int64_t y = -8; y <= 8; ++y) a.push_back(x), b.push_back(y);
  table.set("a", Column::of_scaled(a, 1));
  table.set("b", Column::of_scaled(b, 0));
  table.set_constant("weight", Value::number(3));
  std::vector<Formula> formulas;
  for (const char* way :
       {"decimal", "round half up", "round half down", "round up", "round down", "floor", "ceiling"})
    for (const char* inner : {"a / b", "a / b / 3 * 6", "a / b * weight", "a / 3 * b / 7 * 21",
                              "min(max(a / b * 2, -1.5), 2.25)"})
      for (int scale = 0; scale < 3; ++scale)
        formulas.push_back(
            {fmt::format("f{}", formulas.size()), fmt::format("{}({}, {})", way, inner, scale)});
  for (const char* sign : {"<", "<=", ">", ">=", "=", "!="})
    for (const char* inner : {"a / b", "a / b / 3 * 6", "a / b / 0.3"})
      formulas.push_back({fmt::format("f{}", formulas.size()), fmt::format("{} {} 0.5", inner, sign)});
  const auto program = Program::compile(formulas, table.scope());
  EXPECT_EQ(difference(formulas, table, program.value->run(table, environment())), "");
}

/// Quotients so near to a bound that a double cannot tell on which side they lie.
TEST(SameAnswers, WhereDoublesCannotTell) {
  constexpr std::int64_t big = 10'000'000'000'000'000;
  Table table;
  Cells<std::int64_t> a;
  Cells<std::int64_t> b;
  for (const std::int64_t sign : {1, -1})
    for (const std::int64_t halves : {1, 2, 3})
      for (std::int64_t off = -2; off <= 2; ++off)
        a.push_back(sign * (big / 2 * halves + off)), b.push_back(big), a.push_back(a.back()),
            b.push_back(-big);
  table.set("a", Column::of_scaled(a, 0));
  table.set("b", Column::of_scaled(b, 0));
  table.set_constant("weight", Value::number(3));
  std::vector<Formula> formulas;
  for (const char* way :
       {"decimal", "round half up", "round half down", "round up", "round down", "floor", "ceiling"})
    formulas.push_back({fmt::format("f{}", formulas.size()), fmt::format("{}(a / b, 0)", way)});
  for (const char* sign : {"<", "<=", ">", ">="})
    for (const char* bound : {"1", "-1", "0.5", "-0.5", "1.5"}) {
      formulas.push_back({fmt::format("f{}", formulas.size()), fmt::format("a / b {} {}", sign, bound)});
      formulas.push_back(
          {fmt::format("f{}", formulas.size()), fmt::format("{} {} a / b / 3 * 3", bound, sign)});
    }
  const auto program = Program::compile(formulas, table.scope());
  EXPECT_EQ(difference(formulas, table, program.value->run(table, environment())), "");
}

}  // namespace
}  // namespace shuxin::columns
