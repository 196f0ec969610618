// Steps that bring values in: columns, constants, and what only the row engine can tell.
#include <algorithm>
#include <fmt/format.h>

#include "core/columns/masks.h"
#include "core/columns/plan.h"

namespace shuxin::columns {

using base::Decimal;
using rules::Value;

const View& Work::get(const Step& step) {
  Buffer& buffer = buffers_[step.slot];
  if (buffer.chunk != chunk_) {
    step.compute(*this, buffer);
    buffer.chunk = chunk_;
  }
  return buffer.view;
}

Value value_of(const Step& step, const View& view, std::size_t i) {
  switch (step.shape) {
    case Shape::Nothing:
      return {};
    case Shape::Integer:
    case Shape::Decimal:
      return view.is_known(i) ? Value::number(decimal_of(step, view, i)) : Value();
    case Shape::Date:
      return view.is_known(i) ? Value::date({view.integers[i]}) : Value();
    case Shape::Truth:
      return view.truths[i] == is_unknown ? Value() : Value::boolean(view.truths[i] == is_true);
    case Shape::Code:
      return view.is_known(i) ? (*step.texts)[view.codes[i]] : Value();
    case Shape::Other:
      return view.values[i];
  }
  return {};
}

Decimal decimal_of(const Step& step, const View& view, std::size_t i) {
  return step.shape == Shape::Integer ? Decimal::of(view.integers[i], step.scale) : view.decimals[i];
}

std::optional<Decimal> Step::decimal_at(Work& work, std::size_t i) const {
  const View& view = work.get(*this);
  return view.is_known(i) ? std::optional(decimal_of(*this, view, i)) : std::nullopt;
}

const std::uint8_t* known_in_both(Work& work, Buffer& buffer, const View& a, const View& b) {
  if (a.known == nullptr) return b.known;
  if (b.known == nullptr || a.known == b.known) return a.known;
  buffer.known.resize(Work::chunk_rows);
  for (std::size_t i = 0; i < work.count(); ++i) buffer.known[i] = a.known[i] & b.known[i];
  return buffer.known.data();
}

Wide power_of_ten(int exponent) {
  Wide power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

namespace {

class NothingStep final : public Step {
 public:
  void compute(Work&, Buffer& buffer) const override {
    // Whoever reads rows without looking at the shape finds zeros that are not known.
    if (!buffer.known.empty()) return;
    buffer.known.assign(Work::chunk_rows, 0);
    buffer.integers.assign(Work::chunk_rows, 0);
    buffer.truths.assign(Work::chunk_rows, is_unknown);
    buffer.codes.assign(Work::chunk_rows, 0);
    buffer.decimals.assign(Work::chunk_rows, {});
    buffer.values.assign(Work::chunk_rows, {});
    buffer.view = {buffer.integers.data(), buffer.decimals.data(), buffer.truths.data(),
                   buffer.codes.data(),    buffer.values.data(),   buffer.known.data()};
  }
};

class ConstantStep final : public Step {
 public:
  void compute(Work&, Buffer& buffer) const override {
    const bool filled = buffer.chunk != SIZE_MAX;
    if (filled) return;
    if (shape == Shape::Integer || shape == Shape::Date) {
      buffer.integers.assign(Work::chunk_rows, static_cast<std::int64_t>(low));
      buffer.view.integers = buffer.integers.data();
    } else if (shape == Shape::Decimal) {
      buffer.decimals.assign(Work::chunk_rows, constant->as_number());
      buffer.view.decimals = buffer.decimals.data();
    } else if (shape == Shape::Truth) {
      buffer.truths.assign(Work::chunk_rows, constant->is_true() ? is_true : is_false);
      buffer.view.truths = buffer.truths.data();
    } else if (shape == Shape::Code) {
      buffer.codes.assign(Work::chunk_rows, 0);
      buffer.view.codes = buffer.codes.data();
    } else {
      buffer.values.assign(Work::chunk_rows, *constant);
      buffer.view.values = buffer.values.data();
    }
  }
};

class LeafStep final : public Step {
 public:
  explicit LeafStep(Column from) : column(std::move(from)) {}
  void compute(Work& work, Buffer& buffer) const override {
    const std::size_t from = work.from();
    if (!sure && shape != Shape::Truth && shape != Shape::Other) {
      buffer.known.resize(Work::chunk_rows);
      const auto bits = column.known_bits();
      // Chunks begin at a word.
      for (std::size_t i = 0; i < work.count(); i += 64)
        bytes_of(bits[(from + i) / 64], buffer.known.data() + i, std::min<std::size_t>(64, work.count() - i));
      buffer.view.known = buffer.known.data();
    }
    switch (shape) {
      case Shape::Nothing:
        return;
      case Shape::Integer:
      case Shape::Date:
        buffer.view.integers = column.integers().data() + from;
        return;
      case Shape::Decimal:
        buffer.view.decimals = column.decimals().data() + from;
        return;
      case Shape::Code:
        buffer.view.codes = column.codes().data() + from;
        return;
      case Shape::Truth:
        buffer.truths.resize(Work::chunk_rows);
        for (std::size_t i = 0; i < work.count(); ++i)
          buffer.truths[i] = sure || column.is_known(from + i) ? column.booleans()[from + i] : is_unknown;
        buffer.view.truths = buffer.truths.data();
        return;
      case Shape::Other:
        buffer.view.values = column.values().data() + from;
        return;
    }
  }

  Column column;
};

/// Takes the rows of a result column by the code of a text; the last row of the results is for unknown texts.
class ByTextStep final : public Step {
 public:
  ByTextStep(const Step* text, Column from) : text_(text), results(std::move(from)) {}
  void compute(Work& work, Buffer& buffer) const override {
    const View& in = work.get(*text_);
    const std::size_t count = work.count();
    if (shape == Shape::Truth && in.known == nullptr) {
      buffer.truths.resize(Work::chunk_rows);
      std::uint8_t* const out = buffer.truths.data();
      const std::uint8_t* const of_codes = truths.data();
      const std::uint32_t* const codes = in.codes;
      for (std::size_t i = 0; i < count; ++i) out[i] = of_codes[codes[i]];
      buffer.view.truths = out;
      return;
    }
    const auto unknown = static_cast<std::uint32_t>(results.size() - 1);
    buffer.codes.resize(Work::chunk_rows);
    std::uint32_t* places = buffer.codes.data();
    for (std::size_t i = 0; i < count; ++i) places[i] = in.is_known(i) ? in.codes[i] : unknown;
    if (shape != Shape::Truth && shape != Shape::Other && !sure) {
      buffer.known.resize(Work::chunk_rows);
      for (std::size_t i = 0; i < count; ++i) buffer.known[i] = results.is_known(places[i]);
      buffer.view.known = buffer.known.data();
    }
    if (shape == Shape::Integer || shape == Shape::Date) {
      buffer.integers.resize(Work::chunk_rows);
      for (std::size_t i = 0; i < count; ++i) buffer.integers[i] = results.integers()[places[i]];
      buffer.view.integers = buffer.integers.data();
    } else if (shape == Shape::Decimal) {
      buffer.decimals.resize(Work::chunk_rows);
      for (std::size_t i = 0; i < count; ++i) buffer.decimals[i] = results.decimals()[places[i]];
      buffer.view.decimals = buffer.decimals.data();
    } else if (shape == Shape::Truth) {
      buffer.truths.resize(Work::chunk_rows);
      for (std::size_t i = 0; i < count; ++i) buffer.truths[i] = truths[places[i]];
      buffer.view.truths = buffer.truths.data();
    } else if (shape == Shape::Code) {
      for (std::size_t i = 0; i < count; ++i) places[i] = results.codes()[places[i]];
      buffer.view.codes = places;
    } else {
      buffer.values.resize(Work::chunk_rows);
      for (std::size_t i = 0; i < count; ++i) buffer.values[i] = results.value(places[i]);
      buffer.view.values = buffer.values.data();
    }
  }

 private:
  const Step* text_;

 public:
  Column results;
  std::vector<std::uint8_t> truths;
};

class ByRowsStep final : public Step {
 public:
  ByRowsStep(rules::Expression expression, std::span<const Step* const> inputs)
      : expression_(std::move(expression)), inputs_(inputs.begin(), inputs.end()) {}
  void compute(Work& work, Buffer& buffer) const override {
    std::vector<const View*> views;
    for (const std::size_t input : expression_.inputs()) views.push_back(&work.get(*inputs_[input]));
    std::vector<Value> row(inputs_.size());
    prepare(buffer);
    for (std::size_t i = 0; i < work.count(); ++i) {
      for (std::size_t k = 0; k < views.size(); ++k) {
        const std::size_t input = expression_.inputs()[k];
        row[input] = value_of(*inputs_[input], *views[k], i);
      }
      work.evaluation().reset_steps();
      if (!put(buffer, i, expression_.evaluate(row, work.evaluation()))) work.surprise();
    }
  }

 private:
  void prepare(Buffer& buffer) const {
    constexpr std::size_t rows = Work::chunk_rows;
    buffer.known.resize(rows);
    if (shape == Shape::Date) buffer.integers.resize(rows);
    if (shape == Shape::Decimal) buffer.decimals.resize(rows);
    if (shape == Shape::Truth) buffer.truths.resize(rows);
    if (shape == Shape::Other) buffer.values.resize(rows);
    buffer.view = {buffer.integers.data(), buffer.decimals.data(), buffer.truths.data(), nullptr,
                   buffer.values.data(),   buffer.known.data()};
  }
  /// False if the value is not of the promised kind.
  bool put(Buffer& buffer, std::size_t i, Value value) const {
    const bool known = !value.is_null();
    buffer.known[i] = known ? 1 : 0;
    if (shape == Shape::Other) {
      buffer.values[i] = std::move(value);
      return true;
    }
    if (shape == Shape::Truth) buffer.truths[i] = is_unknown;
    if (shape == Shape::Date) buffer.integers[i] = 0;
    if (!known) return true;
    if (shape == Shape::Decimal && value.kind() == rules::Kind::Number) {
      buffer.decimals[i] = value.as_number();
      return true;
    }
    if (shape == Shape::Truth && value.kind() == rules::Kind::Boolean) {
      buffer.truths[i] = value.as_boolean() ? is_true : is_false;
      return true;
    }
    if (shape == Shape::Date && value.kind() == rules::Kind::Date) {
      buffer.integers[i] = value.as_date().days;
      return true;
    }
    return false;
  }

  rules::Expression expression_;
  std::vector<const Step*> inputs_;
};

/// The shape of a column, with what is known of its rows.
void describe(Step& step, const Column& column) {
  step.sure = column.unknown_count() == 0;
  if (column.size() > 0 && column.unknown_count() == column.size()) {
    step.shape = Shape::Nothing;
    return;
  }
  switch (column.kind()) {
    case Kind::Text:
      step.shape = Shape::Code;
      step.texts = column.shared_texts();
      return;
    case Kind::Number:
      step.shape = column.is_scaled() ? Shape::Integer : Shape::Decimal;
      step.scale = column.scale();
      step.low = column.bounds().first;
      step.high = column.bounds().second;
      return;
    case Kind::Date:
      step.shape = Shape::Date;
      step.low = column.bounds().first;
      step.high = column.bounds().second;
      return;
    case Kind::Boolean:
      step.shape = Shape::Truth;
      return;
    case Kind::Other:
      step.shape = Shape::Other;
      return;
  }
}

}  // namespace

const Step* nothing(Plan& plan) {
  return plan.add("nothing", NothingStep());
}

const Step* leaf(Plan& plan, const Column& column, const std::string& name) {
  LeafStep step(column);
  describe(step, column);
  if (step.shape == Shape::Nothing) return nothing(plan);
  return plan.add("column " + name, std::move(step));
}

const Step* constant_at(Plan& plan, const Step* a, int scale) {
  ConstantStep step;
  step.constant = a->constant;
  step.sure = true;
  step.shape = Shape::Integer;
  step.scale = scale;
  step.low = step.high = a->low * power_of_ten(scale - a->scale);
  return plan.add(fmt::format("constant {} at {}", a->slot, scale), std::move(step));
}

const Step* constant(Plan& plan, const Value& value) {
  if (value.is_null()) return nothing(plan);
  ConstantStep step;
  step.constant = value;
  step.sure = true;
  step.shape = Shape::Other;
  if (value.kind() == rules::Kind::Number) {
    const Decimal number = value.as_number();
    const int places = number.decimal_places();
    const auto coefficient = places <= 18 ? number.coefficient_at(places) : std::nullopt;
    step.shape = coefficient ? Shape::Integer : Shape::Decimal;
    step.scale = coefficient ? places : 0;
    step.low = step.high = coefficient.value_or(0);
  } else if (value.kind() == rules::Kind::Boolean) {
    step.shape = Shape::Truth;
  } else if (value.kind() == rules::Kind::Date) {
    step.shape = Shape::Date;
    step.low = step.high = value.as_date().days;
  } else if (value.kind() == rules::Kind::String) {
    step.shape = Shape::Code;
    step.texts = std::make_shared<const std::vector<Value>>(1, value);
  }
  return plan.add(fmt::format("constant {} {}", static_cast<int>(value.kind()), rules::to_feel(value)),
                  std::move(step));
}

const Step* by_rows(Plan& plan, const std::string& key, rules::Expression expression,
                    std::span<const Step* const> inputs) {
  const Kind kind = kind_of(expression.type());
  ByRowsStep step(std::move(expression), inputs);
  step.shape = kind == Kind::Number    ? Shape::Decimal
               : kind == Kind::Boolean ? Shape::Truth
               : kind == Kind::Date    ? Shape::Date
                                       : Shape::Other;
  step.low = -Wide(INT64_MAX);
  step.high = INT64_MAX;
  return plan.add(key, std::move(step));
}

const Step* by_texts(Plan& plan, const std::string& key, const rules::Expression& expression,
                     std::span<const Step* const> inputs, std::size_t input,
                     const rules::Environment& environment) {
  const Step* text = inputs[input];
  rules::Evaluation evaluation(environment);
  std::vector<Value> row(inputs.size());
  std::vector<Value> results;
  for (std::size_t code = 0; code <= text->texts->size(); ++code) {
    row[input] = code < text->texts->size() ? (*text->texts)[code] : Value();
    evaluation.reset_steps();
    results.push_back(expression.evaluate(row, evaluation));
  }
  ByTextStep step(text, column_of(results));
  describe(step, step.results);
  if (step.shape == Shape::Nothing) return nothing(plan);
  for (std::size_t i = 0; step.shape == Shape::Truth && i < results.size(); ++i)
    step.truths.push_back(results[i].is_null() ? is_unknown : results[i].as_boolean() ? is_true : is_false);
  return plan.add(key, std::move(step));
}

}  // namespace shuxin::columns
