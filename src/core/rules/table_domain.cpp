#include "core/rules/table_domain.h"

#include <algorithm>

#include "core/rules/ast.h"
#include "core/rules/table_index.h"

namespace shuxin::rules::dmn {
namespace {

bool is_scalar(Kind kind) {
  return kind >= Kind::Boolean && kind <= Kind::DaysTime;
}

bool is_before(const Value& a, const Value& b) {
  if (a.kind() == Kind::Boolean) return !a.as_boolean() && b.as_boolean();
  const auto order = compare(a, b);
  return order && *order < 0;
}

/// The constant values of a shape.
template <typename See>
void each_constant(const TestShape& shape, const See& see) {
  for (const SimpleTest& test : shape.tests) {
    if (test.form == SimpleTest::Form::Equal) see(test.value);
    if (test.form != SimpleTest::Form::Interval) continue;
    if (!test.interval.low.is_null()) see(test.interval.low);
    if (!test.interval.high.is_null()) see(test.interval.high);
  }
}

bool has_stretches(const TestShape& shape) {
  return std::ranges::any_of(shape.tests, [](const SimpleTest& test) {
    return test.form == SimpleTest::Form::Interval && test.interval.form != Range::Form::Unequal;
  });
}

Kind kind_of(const Type& type) {
  static_assert(static_cast<int>(Type::Kind::Boolean) == static_cast<int>(Kind::Boolean) + 1 &&
                static_cast<int>(Type::Kind::Function) == static_cast<int>(Kind::Function) + 1);
  if (type.kind() == Type::Kind::Any) return Kind::Null;
  return static_cast<Kind>(static_cast<int>(type.kind()) - 1);
}

}  // namespace

// --- cutting

class Domain::Cutter {
 public:
  Cutter(const Table& table, std::size_t column)
      : table_(table), column_(column), input_(table.inputs()[column]), evaluation_(Environment{}) {}

  std::variant<Domain, Unanalysed> cut(std::size_t most_words) {
    if (auto refused = gather()) return *std::move(refused);
    if (auto refused = settle_kind()) return *std::move(refused);
    std::ranges::sort(domain_.bounds_, is_before);
    const auto twice = std::ranges::unique(
        domain_.bounds_, [](const Value& a, const Value& b) { return !is_before(a, b) && !is_before(b, a); });
    domain_.bounds_.erase(twice.begin(), twice.end());
    make_segments();
    std::erase_if(domain_.segments_, [&](const Segment& segment) { return !allows(segment.sample); });
    domain_.null_ = !input_.allowed || passes(*input_.allowed, Value());
    if (domain_.size() * (table_.rules().size() / 64 + 1) > most_words)
      return Unanalysed{table_.at(), {"table.all-too-large", {}}};
    fill();
    return std::move(domain_);
  }

 private:
  /// All shapes of the column; the constants among them become bounds once the kind is known.
  std::optional<Unanalysed> gather() {
    for (const Table::Line& rule : table_.rules()) {
      const Table::Cell& cell = rule.inputs[column_];
      if (cell.any) continue;
      const TestShape* shape = cell.tests ? cell.tests->shape() : nullptr;
      if (shape == nullptr)
        return Unanalysed{cell.at, {"table.cell-not-simple", {cell.tests ? cell.tests->text() : ""}}};
      shapes_.push_back(shape);
    }
    if (input_.allowed) shapes_.push_back(input_.allowed->shape());
    constrain(input_.type);
    // What a variable is declared as holds of it; of other expressions types are only inferred.
    if (input_.expression && (std::holds_alternative<ast::Name>(input_.expression->syntax().form) ||
                              std::holds_alternative<ast::Path>(input_.expression->syntax().form)))
      constrain(input_.expression->type());
    if (std::ranges::find(shapes_, nullptr) != shapes_.end())
      return Unanalysed{input_.at, {"table.values-not-simple", {input_.label}}};
    return std::nullopt;
  }

  void constrain(const Type& type) {
    if (!is_scalar(kind_of(type))) return;
    types_.push_back(type);
    for (const auto& constraint : type.constraints()) shapes_.push_back(constraint->shape());
  }

  std::optional<Unanalysed> settle_kind() {
    Type type = input_.type;
    if (type.is_any() && input_.expression) type = input_.expression->type();
    domain_.kind_ = kind_of(type);
    const bool declared = domain_.kind_ != Kind::Null;
    const bool all_any = std::ranges::all_of(
        table_.rules(), [&](const Table::Line& rule) { return rule.inputs[column_].any; });
    if (declared && !is_scalar(domain_.kind_) && (!all_any || input_.allowed))
      return Unanalysed{input_.at, {"table.input-not-scalar", {input_.label}}};
    bool mixed = false;
    bool zoned = false;
    bool stretches = false;
    for (const TestShape* shape : shapes_) {
      stretches = stretches || has_stretches(*shape);
      each_constant(*shape, [&](const Value& value) {
        if (domain_.kind_ == Kind::Null) domain_.kind_ = value.kind();
        if (value.kind() != domain_.kind_) {
          mixed = true;
          return;
        }
        zoned = zoned || (value.kind() == Kind::Time && value.as_time().tie != Tie::Local) ||
                (value.kind() == Kind::DateTime && value.as_date_time().time.tie != Tie::Local);
        domain_.bounds_.push_back(value);
      });
    }
    // Of a declared kind, a constant of another kind passes nothing; else either kind may come.
    if (mixed && !declared) return Unanalysed{input_.at, {"table.mixed-kinds", {input_.label}}};
    if (zoned) return Unanalysed{input_.at, {"table.zoned-times", {input_.label}}};
    domain_.ordered_ = is_scalar(domain_.kind_) && (domain_.kind_ != Kind::String || stretches);
    return std::nullopt;
  }

  void make_segments() {
    const std::size_t count = domain_.bounds_.size();
    std::size_t order = 0;
    if (domain_.kind_ == Kind::Boolean) {
      for (const bool value : {false, true})
        domain_.segments_.push_back({.sample = Value::boolean(value), .order = order++, .is_point = true});
      return;
    }
    for (std::size_t i = 0; i <= count; ++i) {
      if (domain_.ordered_) add_stretch(i, order);
      if (i < count)
        domain_.segments_.push_back({.sample = domain_.bounds_[i], .order = order++, .is_point = true});
    }
    if (!domain_.ordered_) domain_.segments_.push_back({.sample = another(), .order = order});
  }

  /// The stretch below the i-th bound, unless it holds no value at all.
  void add_stretch(std::size_t i, std::size_t& order) {
    const Value* low = i > 0 ? &domain_.bounds_[i - 1] : nullptr;
    const Value* high = i < domain_.bounds_.size() ? &domain_.bounds_[i] : nullptr;
    auto sample = value_between(domain_.kind_, low, high);
    if (!sample) return;
    Segment stretch{.sample = *std::move(sample), .order = order++};
    if (low != nullptr) stretch.low = i - 1;
    if (high != nullptr) stretch.high = i;
    domain_.segments_.push_back(std::move(stretch));
  }

  /// A value that is none of the constants, of a column that is only compared for equality.
  Value another() const {
    if (domain_.kind_ != Kind::String && domain_.kind_ != Kind::Null) return Value();
    std::string text = "other";
    const auto is_taken = [&](const Value& bound) { return bound.as_string() == text; };
    while (std::ranges::any_of(domain_.bounds_, is_taken)) text += '_';
    return Value::string(text);
  }

  bool allows(const Value& value) {
    return (!input_.allowed || passes(*input_.allowed, value)) &&
           std::ranges::all_of(types_, [&](const Type& type) { return type.allows(value); });
  }

  bool passes(const UnaryTests& tests, const Value& value) {
    evaluation_.reset_steps();
    return tests.evaluate(value, {}, evaluation_) == Truth::True;
  }

  void fill() {
    const std::size_t rules = table_.rules().size();
    domain_.cells_.assign(rules, Bits(domain_.size()));
    std::vector<IndexedCell> cells;
    for (const Table::Line& rule : table_.rules()) {
      const Table::Cell& cell = rule.inputs[column_];
      cells.push_back({.any = cell.any, .shape = cell.any ? nullptr : cell.tests->shape()});
    }
    const auto index = ColumnIndex::build(cells);
    for (std::size_t segment = 0; segment < domain_.size(); ++segment) {
      const Value& sample = domain_.sample(segment);
      const std::uint64_t* bits = index && !sample.is_null() ? index->find(sample) : nullptr;
      Bits& passing = domain_.rules_at_.emplace_back(rules);
      for (std::size_t rule = 0; rule < rules; ++rule) {
        const Table::Cell& cell = table_.rules()[rule].inputs[column_];
        const bool settled = bits != nullptr && index->settles(rule);
        const bool in =
            cell.any || (settled ? ((bits[rule / 64] >> (rule % 64)) & 1) != 0 : passes(*cell.tests, sample));
        if (!in) continue;
        passing.set(rule);
        domain_.cells_[rule].set(segment);
      }
    }
  }

  const Table& table_;
  std::size_t column_;
  const Table::Input& input_;
  Evaluation evaluation_;
  Domain domain_;
  std::vector<const TestShape*> shapes_;
  std::vector<Type> types_;
};

std::variant<Domain, Unanalysed> Domain::cut(const Table& table, std::size_t column, std::size_t most_words) {
  return Cutter(table, column).cut(most_words);
}

const Value& Domain::sample(std::size_t segment) const {
  return segment < segments_.size() ? segments_[segment].sample : no_value_;
}

Bits Domain::values() const {
  Bits all(size());
  for (std::size_t i = 0; i < segments_.size(); ++i) all.set(i);
  return all;
}

// --- words

std::string Domain::tests(const Bits& segments) const {
  std::vector<std::size_t> in;
  for (std::size_t i = 0; i < segments_.size(); ++i)
    if (segments.has(i)) in.push_back(i);
  if (in.empty()) return "null";
  if (in.size() == segments_.size()) return "-";
  std::string out;
  const auto add = [&](const std::string& test) { out += (out.empty() ? "" : ", ") + test; };
  if (!ordered_ && segments.has(segments_.size() - 1) && !segments_.back().is_point) {
    for (std::size_t i = 0; i < bounds_.size(); ++i)
      if (std::ranges::none_of(in, [&](std::size_t one) {
            return segments_[one].is_point && equal(segments_[one].sample, bounds_[i]) == Truth::True;
          }))
        add(to_feel(bounds_[i]));
    return "not(" + out + ")";
  }
  for (std::size_t i = 0; i < in.size();) {
    std::size_t last = i;
    while (ordered_ && last + 1 < in.size() && segments_[in[last + 1]].order == segments_[in[last]].order + 1)
      ++last;
    add(run(segments_[in[i]], segments_[in[last]]));
    i = last + 1;
  }
  return out;
}

/// Neighbouring segments as one interval.
std::string Domain::run(const Segment& first, const Segment& last) const {
  if (first.is_point && first.order == last.order) return to_feel(first.sample);
  if (kind_ == Kind::Boolean) return "false, true";
  const Value* low = first.is_point ? &first.sample : first.low ? &bounds_[*first.low] : nullptr;
  const Value* high = last.is_point ? &last.sample : last.high ? &bounds_[*last.high] : nullptr;
  if (low == nullptr && high == nullptr) return "-";
  if (low == nullptr) return (last.is_point ? "<= " : "< ") + to_feel(*high);
  if (high == nullptr) return (first.is_point ? ">= " : "> ") + to_feel(*low);
  return (first.is_point ? "[" : "(") + to_feel(*low) + ".." + to_feel(*high) + (last.is_point ? "]" : ")");
}

}  // namespace shuxin::rules::dmn
