#include "core/rules/table_outputs.h"

#include <algorithm>

#include "core/rules/dmn_fit.h"

namespace shuxin::rules::dmn {

Outputs::Outputs(const Table& table) : table_(table) {
  for (const Table::Line& rule : table.rules()) {
    auto& row = constants_.emplace_back();
    for (std::size_t column = 0; column < table.outputs().size(); ++column) {
      const Table::Entry& entry = rule.outputs[column];
      const Value* constant = entry.expression ? entry.expression->constant() : nullptr;
      if (!entry.expression) {
        row.emplace_back(Value());
      } else if (constant != nullptr) {
        row.emplace_back(fit(*constant, table.outputs()[column].type));
      } else {
        row.emplace_back(std::nullopt);
      }
    }
  }
}

Sameness Outputs::compare(std::size_t a, std::size_t b) const {
  Sameness found = Sameness::Same;
  for (std::size_t column = 0; column < table_.outputs().size(); ++column) {
    const auto& x = constants_[a][column];
    const auto& y = constants_[b][column];
    if (x && y) {
      if (!identical(*x, *y)) return Sameness::Different;
      continue;
    }
    const auto& left = table_.rules()[a].outputs[column].expression;
    const auto& right = table_.rules()[b].outputs[column].expression;
    if (!left || !right || left->text() != right->text()) found = Sameness::Unknown;
  }
  return found;
}

std::optional<std::vector<std::size_t>> Outputs::by_priority() const {
  std::vector<std::pair<std::vector<std::size_t>, std::size_t>> ranked;
  for (std::size_t rule = 0; rule < constants_.size(); ++rule) {
    std::vector<std::size_t> ranks;
    for (std::size_t column = 0; column < table_.outputs().size(); ++column) {
      const auto& allowed = table_.outputs()[column].allowed;
      const TestShape* shape = allowed ? allowed->shape() : nullptr;
      if (shape == nullptr) {
        ranks.push_back(0);
        continue;
      }
      if (!constants_[rule][column]) return std::nullopt;
      ranks.push_back(rank_of(*shape, *constants_[rule][column]));
    }
    ranked.emplace_back(std::move(ranks), rule);
  }
  std::ranges::sort(ranked);
  std::vector<std::size_t> order;
  for (const auto& [ranks, rule] : ranked) order.push_back(rule);
  return order;
}

std::size_t rank_of(const TestShape& allowed, const Value& value) {
  const auto found = std::ranges::find_if(allowed.tests, [&](const SimpleTest& test) {
    switch (test.form) {
      case SimpleTest::Form::Any:
        return false;
      case SimpleTest::Form::Equal:
        return equal(value, test.value) == Truth::True;
      case SimpleTest::Form::Interval:
        return contains(test.interval, value) == Truth::True;
      case SimpleTest::Form::Null:
        return value.is_null();
    }
    return false;
  });
  return static_cast<std::size_t>(found - allowed.tests.begin());
}

}  // namespace shuxin::rules::dmn
