#include "core/rules/wanted_inputs.h"

#include <algorithm>

#include "core/rules/ast.h"
#include "core/rules/dmn_fit.h"
#include "core/rules/wanted_measure.h"
#include "core/rules/wanted_types.h"

namespace shuxin::rules::dmn {
namespace {

using base::Message;

constexpr std::size_t most_tests = 20'000'000;

/// The name and path that an expression is, if it is no more.
bool read_path(const ast::Expression& expression, std::vector<std::string>& into) {
  if (const auto* name = std::get_if<ast::Name>(&expression.form)) {
    into.push_back(name->name);
    return true;
  }
  const auto* path = std::get_if<ast::Path>(&expression.form);
  if (path == nullptr || !read_path(*path->base, into)) return false;
  into.push_back(path->member);
  return true;
}

// --- reading a table

class Reader {
 public:
  Reader(const Model& model, NodeIndex decision, Run& given, Evaluation& evaluation)
      : model_(model),
        decision_(decision),
        table_(*model.find_table(decision)),
        given_(given),
        evaluation_(evaluation) {}

  std::expected<std::vector<TestedInput>, Message> read() {
    for (std::size_t column = 0; column < table_.inputs().size(); ++column)
      if (auto fault = add_column(column)) return std::unexpected(*std::move(fault));
    for (const TestedInput& a : inputs_)
      for (const TestedInput& b : inputs_)
        if (&a != &b && b.name.starts_with(a.name + "."))
          return std::unexpected(Message{"explain.want-overlap", {a.name, b.name}});
    for (TestedInput& input : inputs_)
      if (auto fault = cut(input)) return std::unexpected(*std::move(fault));
    return std::move(inputs_);
  }

 private:
  std::optional<Message> add_column(std::size_t column) {
    const Table::Input& source = table_.inputs()[column];
    const Message computed{"explain.want-computed", {source.label}};
    std::vector<std::string> path;
    if (!source.expression || !read_path(source.expression->syntax(), path)) return computed;
    TestedInput input;
    bool found = false;
    for (const NodeIndex needed : model_.requirements(decision_)) {
      const Node& node = model_.nodes()[needed];
      if (node.kind != NodeKind::InputData || node.variable != path.front()) continue;
      input.node = needed;
      found = true;
    }
    if (!found) return computed;
    for (const std::string& part : path) input.name += (input.name.empty() ? "" : ".") + part;
    input.path.assign(path.begin() + 1, path.end());
    if (!locate(input)) return computed;
    const auto known = std::ranges::find(inputs_, input.name, &TestedInput::name);
    if (known == inputs_.end()) {
      input.columns.push_back(column);
      inputs_.push_back(std::move(input));
    } else {
      known->columns.push_back(column);
    }
    return std::nullopt;
  }

  /// Finds the present value; false if the path leads through anything but contexts.
  bool locate(TestedInput& input) {
    input.present = given_.evaluate(input.node);
    const Type* type = &model_.nodes()[input.node].type;
    for (const std::string& member : input.path) {
      const Type* next =
          type != nullptr && type->kind() == Type::Kind::Context ? type->find_member(member) : nullptr;
      if (input.present.kind() == Kind::Context) {
        const Value* found = input.present.as_context().find(member);
        input.present = found == nullptr ? Value() : Value(*found);
      } else if (!input.present.is_null() || next == nullptr) {
        return false;
      }
      type = next;
    }
    return true;
  }

  /// Tests of the types of the input and of its columns; false if some are no intervals and sets.
  bool types_tests(const TestedInput& input, std::vector<UnaryTests>& into) const {
    const Node& node = model_.nodes()[input.node];
    const Definitions* file = file_of(model_, node);
    if (file != nullptr)
      for (const InputData& data : file->inputs)
        if (data.name == node.name &&
            !gather_allowed(model_, *file, data.variable.type.name, input.path, into))
          return false;
    const Node& decision = model_.nodes()[decision_];
    file = file_of(model_, decision);
    if (file == nullptr) return true;
    for (const Decision& source : file->decisions) {
      if (source.name != decision.name || !source.expression) continue;
      const auto* table = std::get_if<DecisionTable>(&source.expression->is);
      if (table == nullptr) return false;
      for (const std::size_t column : input.columns)
        if (column < table->inputs.size() &&
            !gather_allowed(model_, *file, table->inputs[column].type.name, {}, into))
          return false;
    }
    return true;
  }

  std::optional<Message> cut(TestedInput& input) {
    std::vector<UnaryTests> types;
    if (!types_tests(input, types)) return Message{"explain.want-type", {input.name}};
    std::vector<Value> points;
    bool has_null = false;
    bool has_interval = false;
    const auto gather = [&](const TestShape& shape) {
      for (const SimpleTest& test : shape.tests) {
        if (test.form == SimpleTest::Form::Null) has_null = true;
        if (test.form == SimpleTest::Form::Equal) points.push_back(test.value);
        if (test.form != SimpleTest::Form::Interval) continue;
        if (test.interval.form != Range::Form::Unequal) has_interval = true;
        for (const Value& end : {test.interval.low, test.interval.high})
          if (!end.is_null()) points.push_back(end);
      }
    };
    for (const UnaryTests& tests : types) gather(*tests.shape());
    for (const std::size_t column : input.columns) {
      if (const auto& allowed = table_.inputs()[column].allowed) {
        if (allowed->shape() == nullptr) return Message{"explain.want-test", {input.name, allowed->text()}};
        gather(*allowed->shape());
      }
      for (const Table::Line& rule : table_.rules()) {
        const Table::Cell& cell = rule.inputs[column];
        if (cell.any) continue;
        const TestShape* shape = cell.tests ? cell.tests->shape() : nullptr;
        if (shape == nullptr)
          return Message{"explain.want-test", {input.name, cell.tests ? cell.tests->text() : ""}};
        gather(*shape);
      }
    }
    for (const Value& point : points) {
      if (input.kind == Kind::Null) input.kind = point.kind();
      const bool simple =
          is_measured(point.kind()) || point.kind() == Kind::String || point.kind() == Kind::Boolean;
      if (!simple || point.kind() != input.kind || (has_interval && !is_measured(point.kind())))
        return Message{"explain.want-test", {input.name, to_feel(point)}};
    }
    arrange(input, points, has_null);
    return fill(input, types);
  }

  static void arrange(TestedInput& input, std::vector<Value>& points, bool has_null) {
    std::ranges::sort(points, [](const Value& a, const Value& b) {
      if (a.kind() == Kind::Boolean) return a.as_boolean() < b.as_boolean();
      return compare(a, b) == std::weak_ordering::less;
    });
    points.erase(std::unique(points.begin(), points.end(),
                             [](const Value& a, const Value& b) { return equal(a, b) == Truth::True; }),
                 points.end());
    const bool same_kind = input.present.kind() == input.kind;
    const auto gap = [&](const Value& low, const Value& high) {
      Segment segment;
      segment.is_gap = true;
      segment.low = low;
      segment.high = high;
      const bool below = !same_kind || low.is_null() || measure(input.present) <= measure(low);
      segment.value = between(input.kind, low, high, below);
      if (segment.value.is_null()) return;
      const Value& end = (below && !low.is_null()) || high.is_null() ? low : high;
      segment.distance = distance(input.present, end);
      input.segments.push_back(std::move(segment));
    };
    const bool measured = is_measured(input.kind);
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (measured) gap(i == 0 ? Value() : points[i - 1], points[i]);
      input.segments.push_back({.value = points[i], .distance = distance(input.present, points[i])});
    }
    if (measured && !points.empty()) gap(points.back(), Value());
    if (input.kind == Kind::Boolean) {
      for (const bool truth : {false, true})
        if (std::ranges::none_of(points, [&](const Value& p) { return p.as_boolean() == truth; }))
          input.segments.push_back({.value = Value::boolean(truth), .distance = 1});
    }
    input.ordered = measured ? input.segments.size() : 0;
    if (input.kind == Kind::String) {
      std::string other = "other";
      while (std::ranges::any_of(points, [&](const Value& p) { return p.as_string() == other; }))
        other += "'";
      input.segments.push_back({.value = Value::string(other), .other = true, .distance = 1});
    }
    if (has_null && !input.present.is_null()) input.segments.push_back({.value = Value(), .distance = 1});
    settle(input);
  }

  /// Finds the segment of the present value, or adds one.
  static void settle(TestedInput& input) {
    for (std::size_t i = 0; i < input.segments.size(); ++i) {
      Segment& segment = input.segments[i];
      const bool within =
          segment.is_gap ? input.present.kind() == input.kind &&
                               (segment.low.is_null() || measure(segment.low) < measure(input.present)) &&
                               (segment.high.is_null() || measure(input.present) < measure(segment.high))
                         : !segment.other && identical(segment.value, input.present);
      const bool equal_number = !segment.is_gap && !segment.other && !input.present.is_null() &&
                                equal(segment.value, input.present) == Truth::True;
      if (!within && !equal_number) continue;
      input.home = i;
      input.home_in_order = i < input.ordered;
      segment.value = input.present;
      return;
    }
    input.home = input.segments.size();
    const bool other = input.kind == Kind::String && input.present.kind() == Kind::String;
    for (std::size_t i = 0; other && i < input.segments.size(); ++i)
      if (input.segments[i].other) input.home = i;
    if (input.home == input.segments.size()) input.segments.emplace_back();
    input.segments[input.home].value = input.present;
  }

  std::optional<Message> fill(TestedInput& input, const std::vector<UnaryTests>& types) {
    const std::size_t rules = table_.rules().size();
    tests_ += input.segments.size() * rules * input.columns.size();
    if (tests_ > most_tests) return Message{"explain.want-large", {}};
    for (std::size_t i = 0; i < input.segments.size(); ++i) {
      Segment& segment = input.segments[i];
      segment.rules.assign(rules / 64 + 1, 0);
      evaluation_.reset_steps();
      // What is not known is within every type.
      segment.allowed = i == input.home || segment.value.is_null() ||
                        std::ranges::all_of(types, [&](const UnaryTests& tests) {
                          return tests.evaluate(segment.value, {}, evaluation_) == Truth::True;
                        });
      for (const std::size_t column : input.columns)
        if (const auto& allowed = table_.inputs()[column].allowed)
          segment.allowed =
              segment.allowed && allowed->evaluate(segment.value, {}, evaluation_) == Truth::True;
      if (!segment.allowed) continue;
      for (std::size_t rule = 0; rule < rules; ++rule)
        if (passes(input, rule, segment.value)) segment.rules[rule / 64] |= std::uint64_t{1} << (rule % 64);
    }
    return std::nullopt;
  }

  bool passes(const TestedInput& input, std::size_t rule, const Value& value) {
    return std::ranges::all_of(input.columns, [&](std::size_t column) {
      const Value fitted = fit(value, table_.inputs()[column].type);
      return table_.passes(rule, column, fitted, {}, evaluation_) == Truth::True;
    });
  }

  const Model& model_;
  NodeIndex decision_;
  const Table& table_;
  Run& given_;
  Evaluation& evaluation_;
  std::vector<TestedInput> inputs_;
  std::size_t tests_ = 0;
};

}  // namespace

Value replace(const Value& base, const Type& type, std::span<const std::string> path, const Value& member) {
  if (path.empty()) return member;
  std::vector<Entry> entries;
  if (base.kind() == Kind::Context) entries = base.as_context().entries;
  if (base.is_null() && type.kind() == Type::Kind::Context)
    for (const auto& [name, of] : type.members()) entries.emplace_back(name, Value());
  const Type* inner = type.kind() == Type::Kind::Context ? type.find_member(path.front()) : nullptr;
  const auto found = std::ranges::find(entries, path.front(), &Entry::first);
  Value made = replace(found == entries.end() ? Value() : found->second,
                       inner == nullptr ? Type::any() : *inner, path.subspan(1), member);
  if (found == entries.end()) {
    entries.emplace_back(path.front(), std::move(made));
  } else {
    found->second = std::move(made);
  }
  return Value::context(std::move(entries));
}

std::expected<std::vector<TestedInput>, base::Message> tested_inputs(const Model& model, NodeIndex decision,
                                                                     Run& given, Evaluation& evaluation) {
  return Reader(model, decision, given, evaluation).read();
}

}  // namespace shuxin::rules::dmn
