// An evaluation over columns answers as FEEL's interpreter does that computes the same scheme row by row: to
// the last digit, over random schemes and data.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <rapidcheck/gtest.h>

#include "core/evaluation/test_firms.h"

namespace shuxin::evaluation {
namespace {

using rules::Value;

/// All chance comes from the seed that RapidCheck gives.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : random_(seed) {}
  std::size_t below(std::size_t count) { return random_() % count; }
  bool one_in(std::size_t count) { return below(count) == 0; }
  template <typename T>
  const T& pick(const std::vector<T>& from) {
    return from[below(from.size())];
  }

 private:
  std::mt19937_64 random_;
};

/// Rounding as the scheme writes it, and as FEEL does.
struct Round {
  std::string written = "none";
  std::string function;
  int digits = 0;

  [[nodiscard]] std::string of(const std::string& formula) const {
    return function.empty() ? "(" + formula + ")" : fmt::format("{}({}, {})", function, formula, digits);
  }
};

struct RandomIndicator {
  std::string formula;
  bool lower = false;
  std::string weight;
  std::string baseline;  ///< a number
  std::string mean;      ///< of which it is so many times; empty: none
  std::string cap;       ///< points
  std::string missing;
};

/// A scheme, told once for the evaluation and used once more by the rows below.
struct RandomScheme {
  Round value, score, base, total;
  std::string scope;
  bool by_scale = false;  ///< two groups
  std::string bonus;
  std::string bonus_cap;
  std::vector<RandomIndicator> indicators;
  std::vector<std::string> shares = {"10", "45", "80"};

  explicit RandomScheme(Chance& chance) {
    const auto round = [&](int fewest) {
      static const std::vector<std::pair<std::string, std::string>> modes = {{"half-up", "round half up"},
                                                                             {"half-even", "decimal"}};
      if (fewest == 0 && chance.one_in(3)) return Round{};
      const auto& [written, function] = chance.pick(modes);
      const int digits = fewest + static_cast<int>(chance.below(4));
      return Round{fmt::format("{} {}", digits, written), function, digits};
    };
    value = round(0), score = round(0), base = round(1), total = round(1);
    if (chance.one_in(3)) scope = "land >= 3 or tax > 500";
    by_scale = chance.one_in(2);
    bonus = chance.pick<std::string>({"bonus", "bonus * 0.3 + 1", "if rnd > 10 then 2.5 else bonus"});
    if (chance.one_in(2)) bonus_cap = "4.5";
    const std::size_t count = 1 + chance.below(4);
    for (std::size_t i = 0; i < count; ++i) {
      RandomIndicator one;
      one.formula = formula(chance);
      one.lower = chance.one_in(4);
      one.weight = chance.pick<std::string>({"40", "12.5", "7", "0.3"});
      one.baseline = chance.pick<std::string>({"20", "0.6", "3", "0.07", "700"});
      if (chance.one_in(3)) one.mean = chance.pick<std::string>({"sum-over-sum", "mean-of-ratios"});
      if (chance.one_in(2)) one.cap = chance.pick<std::string>({"15", "1.5", "60"});
      one.missing = chance.pick<std::string>({"unknown", "zero", "mean-of-scored"});
      indicators.push_back(one);
    }
  }

  [[nodiscard]] std::string text() const {
    const auto named = [](const std::string& name) {
      return fmt::format("name: {{zh: {0}, en: {0}}}", name);
    };
    std::string all = "evaluation: scheme\n" + named("s") + "\neffective: {from: 2024-01-01}\ncodes: own\n";
    all += "derived:\n  land: {" + named("land") +
           ", unit: 亩, formula: land_mu + leased_in_mu - leased_out_mu}\n";
    if (!scope.empty()) all += "scope: " + scope + "\n";
    all += fmt::format("rounding: {{value: {}, score: {}, base: {}, total: {}}}\nindicators:\n",
                       value.written, score.written, base.written, total.written);
    for (std::size_t i = 0; i < indicators.size(); ++i) {
      const RandomIndicator& one = indicators[i];
      all += fmt::format("  I{}:\n    {}\n    formula: {}\n    unit: u\n    model: {}\n", i, named("i"),
                         one.formula, one.lower ? "lower" : "ratio");
      all += one.mean.empty()
                 ? "    baseline: " + one.baseline + "\n"
                 : fmt::format("    baseline: {{times: {}, mean: {}}}\n", one.baseline, one.mean);
      all += fmt::format("    weight: {}\n    cap: {}\n    floor: 0\n    missing: {}\n", one.weight,
                         one.cap.empty() ? "none" : one.cap, one.missing);
    }
    all += "groups:\n";
    if (by_scale) all += "  above: {" + named("a") + ", when: 'scale = \"above\"'}\n";
    all += "  all: {" + named("b") + "}\nbonus:\n";
    if (!bonus_cap.empty()) all += "  cap: " + bonus_cap + "\n";
    all += "  items:\n    extra: {" + named("e") + ", formula: " + bonus + "}\nclasses:\n  list:\n";
    for (std::size_t i = 0; i < shares.size(); ++i)
      all += fmt::format("    {}: {{{}, first: {} %}}\n", static_cast<char>('A' + i), named("c"), shares[i]);
    return all + "    Z: {" + named("z") + "}\n";
  }

 private:
  static std::string formula(Chance& chance) {
    std::vector<std::string> fields = {"tax", "sales", "value_added", "land", "energy_tce", "staff", "rnd"};
    const auto field = [&] { return chance.pick(fields); };
    switch (chance.below(6)) {
      case 0:
        return fmt::format("{} / {}", field(), field());
      case 1:
        return fmt::format("({} + {} * 1.17) / {} * 100", field(), field(), field());
      case 5:
        // Many of these quotients are halves of what they are rounded to.
        return fmt::format("round half up({} / {}, {}) / {}", field(), chance.one_in(2) ? "16" : "land_mu",
                           chance.below(3), field());
      case 2:
        return fmt::format("if {} > 100 then {} / {} else {} * 0.35", field(), field(), field(), field());
      case 3:
        return fmt::format("round half up(max({}, {}) / {} / 3, 3) - min(1, {})", field(), field(), field(),
                           field());
      default:
        return fmt::format("{} / ({} / 7) / 0.9", field(), field());
    }
  }
};

const std::vector<std::string> heads = {"uscc",          "scale", "land_mu", "leased_in_mu",
                                        "leased_out_mu", "tax",   "sales",   "value_added",
                                        "energy_tce",    "staff", "rnd",     "bonus"};

using Cells = std::vector<std::vector<std::string>>;

Cells random_cells(Chance& chance) {
  const std::vector<std::string> numbers = {"0",     "1", "3.5", "100", "120.07", "999999.99",
                                            "0.003", "7", "20",  "64",  ""};
  Cells rows(1 + chance.below(40));
  for (std::size_t row = 0; row < rows.size(); ++row) {
    rows[row] = {fmt::format("F{}", row), chance.pick<std::string>({"above", "below", ""}),
                 chance.pick<std::string>({"2", "10", "33.3", "7"}),
                 chance.pick<std::string>({"", "0", "1.5"}), chance.pick<std::string>({"", "0", "1.5"})};
    while (rows[row].size() < heads.size())
      rows[row].push_back(chance.one_in(3) ? std::to_string(chance.below(100'000)) : chance.pick(numbers));
  }
  return rows;
}

/// FEEL's interpreter over one row: names and their values.
class Row {
 public:
  void set(const std::string& name, Value value) { values_[name] = std::move(value); }
  [[nodiscard]] Value get(const std::string& name) const { return values_.at(name); }
  Value operator()(const std::string& formula) const {
    rules::Scope scope;
    std::vector<Value> inputs;
    for (const auto& [name, value] : values_) {
      scope.variables.push_back({name, rules::Type::any()});
      inputs.push_back(value);
    }
    const auto compiled = rules::compile(formula, scope);
    rules::Evaluation evaluation{rules::Environment{}};
    return compiled.value->evaluate(inputs, evaluation);
  }
  void compute(const std::string& name, const std::string& formula) { set(name, (*this)(formula)); }

 private:
  std::map<std::string, Value> values_;
};

/// The known numbers of a name, in the order of the rows.
Value list_of(const std::vector<Row*>& rows, const std::string& name) {
  std::vector<Value> known;
  for (const Row* row : rows)
    if (const Value value = row->get(name); value.kind() == rules::Kind::Number) known.push_back(value);
  return Value::list(std::move(known));
}

/// Scores, totals, ranks and classes of one group.
void evaluate_group(const RandomScheme& scheme, const std::vector<Row*>& rows) {
  std::string sum = "0";
  for (std::size_t i = 0; i < scheme.indicators.size(); ++i) {
    const RandomIndicator& one = scheme.indicators[i];
    const std::string score = fmt::format("score {}", i);
    sum += " + " + score;
    Row shared;
    for (Row* row : rows) row->compute("exact", one.formula);
    shared.set("values", list_of(rows, "exact"));
    if (one.mean == "mean-of-ratios") {
      shared.compute("average", "mean(values)");
    } else if (one.mean == "sum-over-sum") {
      // The formula over the sums of its inputs, of the firms whose value is known.
      std::vector<Row*> counted;
      for (Row* row : rows)
        if (!row->get("exact").is_null()) counted.push_back(row);
      Row sums;
      for (const char* field :
           {"tax", "sales", "value_added", "land", "land_mu", "energy_tce", "staff", "rnd"}) {
        sums.set("list", list_of(counted, field));
        sums.compute(field, "if count(list) = 0 then 0 else sum(list)");
      }
      shared.set("average", counted.empty() ? Value() : sums(one.formula));
    }
    shared.compute("baseline", one.mean.empty()
                                   ? one.baseline
                                   : "if average > 0 then " + one.baseline + " * average else null");
    for (Row* row : rows) {
      row->set("baseline", shared.get("baseline"));
      row->compute("value", scheme.value.of("exact"));
      row->compute("points", fmt::format("{} * {} / baseline", one.lower ? "(baseline * 2 - value)" : "value",
                                         one.weight));
      if (!one.cap.empty()) row->compute("points", fmt::format("min(points, {})", one.cap));
      row->compute("points", scheme.score.of("max(points, 0)"));
      row->set(score, row->get("points"));
    }
    if (one.missing == "unknown") continue;
    shared.set("scored", list_of(rows, score));
    shared.compute("given", one.missing == "zero" ? "0" : "mean(scored)");
    for (Row* row : rows) {
      if (!row->get(score).is_null() || !row->get("value").is_null()) continue;
      row->set("given", shared.get("given"));
      row->compute(score, scheme.score.of("given"));
    }
  }
  for (Row* row : rows) {
    row->compute("base", scheme.base.of(sum));
    row->compute("extra", scheme.bonus_cap.empty()
                              ? scheme.bonus
                              : fmt::format("min({}, {})", scheme.bonus, scheme.bonus_cap));
    row->compute("total", scheme.total.of("base + extra - 0"));
  }
  const Value totals = list_of(rows, "total");
  for (Row* row : rows) {
    if (row->get("total").is_null()) continue;
    row->set("totals", totals);
    row->compute("rank", "count(totals[item > total]) + 1");
    std::string choice;
    for (std::size_t i = 0; i < scheme.shares.size(); ++i)
      choice += fmt::format("if rank <= {} * count(totals) / 100 then \"{}\" else ", scheme.shares[i],
                            static_cast<char>('A' + i));
    row->compute("class", choice + "\"Z\"");
  }
}

/// `code scores total rank class` of each firm.
std::string by_rows(const RandomScheme& scheme, const Cells& cells) {
  std::vector<Row> rows(cells.size());
  std::vector<Row*> above, others;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    Row& row = rows[i];
    for (std::size_t column = 0; column < heads.size(); ++column) {
      const std::string& cell = cells[i][column];
      const bool blank_is_zero = heads[column].starts_with("leased") || heads[column] == "bonus";
      row.set(heads[column], cell.empty()  ? blank_is_zero ? Value::number(0) : Value()
                              : column <= 1 ? Value::string(cell)
                                           : Value::number(*Decimal::parse(cell)));
    }
    row.compute("land", "land_mu + leased_in_mu - leased_out_mu");
    if (!scheme.scope.empty() && !row(scheme.scope).is_true()) continue;
    const bool is_above = scheme.by_scale && row("scale = \"above\"").is_true();
    (is_above ? above : others).push_back(&row);
    for (const char* name : {"total", "rank", "class"}) row.set(name, Value());
  }
  evaluate_group(scheme, above);
  evaluate_group(scheme, others);
  std::string all;
  for (const Row& row : rows) {
    const bool evaluated =
        std::ranges::find(above, &row) != above.end() || std::ranges::find(others, &row) != others.end();
    const auto say = [&](const std::string& name) {
      const Value value = evaluated ? row.get(name) : Value();
      all += value.is_null() ? " -"
                             : " " + (value.kind() == rules::Kind::String ? std::string(value.as_string())
                                                                          : value.as_number().to_string());
    };
    all += rules::to_text(row.get("uscc"));
    for (std::size_t i = 0; i < scheme.indicators.size(); ++i) say(fmt::format("score {}", i));
    for (const char* name : {"total", "rank", "class"}) say(name);
    all += "\n";
  }
  return all;
}

std::string by_columns(const RandomScheme& random, const Cells& cells) {
  std::string csv;
  for (std::size_t i = 0; i < heads.size(); ++i) csv += (i > 0 ? "," : "") + heads[i];
  for (const auto& row : cells) {
    csv += "\n";
    for (std::size_t i = 0; i < heads.size(); ++i) csv += (i > 0 ? "," : "") + row[i];
  }
  const Scheme scheme = scheme_of(random.text());
  const Prepared prepared = prepared_of(scheme, csv + "\n");
  const Outcome outcome = evaluate(scheme, prepared);
  std::string all;
  for (const Firm& firm : prepared.firms) {
    const Result& result = outcome.results[firm.subject];
    all += firm.uscc;
    for (std::size_t i = 0; i < scheme.indicators.size(); ++i)
      all += " " + digits(outcome.score(firm.subject, i).points);
    all += " " + digits(result.total) + " " + (result.rank ? std::to_string(*result.rank) : "-") + " " +
           (result.assigned_class.empty() ? "-" : result.assigned_class) + "\n";
  }
  return all;
}

RC_GTEST_PROP(SameAsRows, OverRandomSchemesAndFirms, ()) {
  Chance chance(*rc::gen::arbitrary<std::uint64_t>());
  const RandomScheme scheme(chance);
  const Cells cells = random_cells(chance);
  const std::string expected = by_rows(scheme, cells);
  const std::string made = by_columns(scheme, cells);
  if (made != expected) RC_LOG() << scheme.text();
  RC_ASSERT(made == expected);
}

}  // namespace
}  // namespace shuxin::evaluation
