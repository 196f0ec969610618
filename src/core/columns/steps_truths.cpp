// Steps of truth: comparisons, three-valued logic, choices.
#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>

#include "core/columns/plan.h"

namespace shuxin::columns {

using base::Decimal;
using rules::Value;

namespace {

/// The truths where the left side is less, equal, greater.
struct Outcomes {
  std::uint8_t truths[3];
};
Outcomes outcomes_of(Comparison op) {
  switch (op) {
    case Comparison::Equal:
      return {{is_false, is_true, is_false}};
    case Comparison::NotEqual:
      return {{is_true, is_false, is_true}};
    case Comparison::Less:
      return {{is_true, is_false, is_false}};
    case Comparison::LessEqual:
      return {{is_true, is_true, is_false}};
    case Comparison::Greater:
      return {{is_false, is_false, is_true}};
    case Comparison::GreaterEqual:
      return {{is_false, is_true, is_true}};
  }
  return {{is_unknown, is_unknown, is_unknown}};
}
bool is_equality(Comparison op) {
  return op == Comparison::Equal || op == Comparison::NotEqual;
}

class TruthStep : public Step {
 public:
  TruthStep() { shape = Shape::Truth; }
};

/// What comparing does where a side is unknown: equality knows null, order does not.
void set_unknown(Comparison op, std::size_t count, const View& a, const View& b, std::uint8_t* out) {
  if (a.known == nullptr && b.known == nullptr) return;
  const Outcomes outcomes = outcomes_of(op);
  const bool equality = is_equality(op);
  for (std::size_t i = 0; i < count; ++i) {
    const bool x = a.is_known(i);
    const bool y = b.is_known(i);
    if (x && y) continue;
    out[i] = !equality ? is_unknown : outcomes.truths[x == y ? 1 : 0];
  }
}

class CompareIntegers final : public TruthStep {
 public:
  CompareIntegers(Comparison op, const Step* a, Wide by_a, const Step* b, Wide by_b)
      : op_(op),
        a_(a),
        b_(b),
        by_a_(static_cast<std::int64_t>(by_a)),
        by_b_(static_cast<std::int64_t>(by_b)) {}
  void compute(Work& work, Buffer& buffer) const override {
    const View& a = work.get(*a_);
    const View& b = work.get(*b_);
    buffer.truths.resize(Work::chunk_rows);
    const Outcomes outcomes = outcomes_of(op_);
    kernels().compare(a.integers, by_a_, b.integers, by_b_, outcomes.truths, buffer.truths.data(),
                      work.count());
    set_unknown(op_, work.count(), a, b, buffer.truths.data());
    buffer.view.truths = buffer.truths.data();
  }

 private:
  Comparison op_;
  const Step* a_;
  const Step* b_;
  std::int64_t by_a_;
  std::int64_t by_b_;
};

class CompareDecimals final : public TruthStep {
 public:
  CompareDecimals(Comparison op, const Step* a, const Step* b) : op_(op), a_(a), b_(b) {}
  void compute(Work& work, Buffer& buffer) const override {
    const View& a = work.get(*a_);
    const View& b = work.get(*b_);
    buffer.truths.resize(Work::chunk_rows);
    const Outcomes outcomes = outcomes_of(op_);
    for (std::size_t i = 0; i < work.count(); ++i) {
      if (!a.is_known(i) || !b.is_known(i)) continue;
      const auto order = decimal_of(*a_, a, i) <=> decimal_of(*b_, b, i);
      buffer.truths[i] = outcomes.truths[order < 0 ? 0 : order > 0 ? 2 : 1];
    }
    set_unknown(op_, work.count(), a, b, buffer.truths.data());
    buffer.view.truths = buffer.truths.data();
  }

 private:
  Comparison op_;
  const Step* a_;
  const Step* b_;
};

/// Equality of texts, by the places of both texts in one list.
class CompareCodes final : public TruthStep {
 public:
  CompareCodes(Comparison op, const Step* a, const Step* b, std::vector<std::uint32_t> b_as_a)
      : op_(op), a_(a), b_(b), b_as_a_(std::move(b_as_a)) {}
  void compute(Work& work, Buffer& buffer) const override {
    const View& a = work.get(*a_);
    const View& b = work.get(*b_);
    buffer.truths.resize(Work::chunk_rows);
    const Outcomes outcomes = outcomes_of(op_);
    for (std::size_t i = 0; i < work.count(); ++i)
      buffer.truths[i] = outcomes.truths[a.codes[i] == b_as_a_[b.codes[i]] ? 1 : 0];
    set_unknown(op_, work.count(), a, b, buffer.truths.data());
    buffer.view.truths = buffer.truths.data();
  }

 private:
  Comparison op_;
  const Step* a_;
  const Step* b_;
  std::vector<std::uint32_t> b_as_a_;
};

class CompareTruths final : public TruthStep {
 public:
  CompareTruths(Comparison op, const Step* a, const Step* b) : op_(op), a_(a), b_(b) {}
  void compute(Work& work, Buffer& buffer) const override {
    const View& a = work.get(*a_);
    const View& b = work.get(*b_);
    buffer.truths.resize(Work::chunk_rows);
    const Outcomes outcomes = outcomes_of(op_);
    for (std::size_t i = 0; i < work.count(); ++i)
      buffer.truths[i] = outcomes.truths[a.truths[i] == b.truths[i] ? 1 : 0];
    buffer.view.truths = buffer.truths.data();
  }

 private:
  Comparison op_;
  const Step* a_;
  const Step* b_;
};

/// Whether a row is unknown.
class IsUnknown final : public TruthStep {
 public:
  IsUnknown(const Step* a, bool wanted) : a_(a), wanted_(wanted) {}
  void compute(Work& work, Buffer& buffer) const override {
    const View& a = work.get(*a_);
    buffer.truths.resize(Work::chunk_rows);
    buffer.view.truths = buffer.truths.data();
    if (a_->shape != Shape::Truth && a_->shape != Shape::Other) {
      std::uint8_t* const out = buffer.truths.data();
      if (a.known == nullptr) {
        std::fill_n(out, work.count(), wanted_ ? is_false : is_true);
      } else {
        const std::uint8_t flip = wanted_ ? 1 : 0;
        for (std::size_t i = 0; i < work.count(); ++i) out[i] = a.known[i] ^ flip;
      }
      return;
    }
    for (std::size_t i = 0; i < work.count(); ++i) {
      const bool unknown = a_->shape == Shape::Truth ? a.truths[i] == is_unknown : a.values[i].is_null();
      buffer.truths[i] = unknown == wanted_ ? is_true : is_false;
    }
  }

 private:
  const Step* a_;
  bool wanted_;
};

class LogicStep final : public TruthStep {
 public:
  LogicStep(bool conjunction, const Step* a, const Step* b) : conjunction_(conjunction), a_(a), b_(b) {}
  void compute(Work& work, Buffer& buffer) const override {
    const View& a = work.get(*a_);
    const View& b = work.get(*b_);
    buffer.truths.resize(Work::chunk_rows);
    (conjunction_ ? kernels().both : kernels().either)(a.truths, b.truths, buffer.truths.data(),
                                                       work.count());
    buffer.view.truths = buffer.truths.data();
  }

 private:
  bool conjunction_;
  const Step* a_;
  const Step* b_;
};

/// Each truth by a table of three.
class MappedTruth final : public TruthStep {
 public:
  MappedTruth(const Step* a, std::uint8_t if_false, std::uint8_t if_true, std::uint8_t if_unknown)
      : a_(a), map_{if_false, if_true, if_unknown} {}
  void compute(Work& work, Buffer& buffer) const override {
    const View& a = work.get(*a_);
    buffer.truths.resize(Work::chunk_rows);
    for (std::size_t i = 0; i < work.count(); ++i)
      buffer.truths[i] = a.truths[i] == is_false ? map_[0] : a.truths[i] == is_true ? map_[1] : map_[2];
    buffer.view.truths = buffer.truths.data();
  }

 private:
  const Step* a_;
  std::uint8_t map_[3];
};

/// `if`: both sides are of one shape (or unknown altogether).
class ChoiceStep final : public Step {
 public:
  ChoiceStep(const Step* condition, const Step* then, const Step* otherwise,
             std::vector<std::uint32_t> otherwise_codes)
      : condition_(condition), then_(then), otherwise_(otherwise), codes_(std::move(otherwise_codes)) {}
  void compute(Work& work, Buffer& buffer) const override {
    const std::uint8_t* truths = work.get(*condition_).truths;
    const View& a = work.get(*then_);
    const View& b = work.get(*otherwise_);
    const std::size_t count = work.count();
    if (shape == Shape::Truth) {
      buffer.truths.resize(Work::chunk_rows);
      kernels().choose_bytes(truths, a.truths, b.truths, buffer.truths.data(), count);
      buffer.view.truths = buffer.truths.data();
      return;
    }
    if (shape == Shape::Code) {
      buffer.codes.resize(2 * Work::chunk_rows);
      std::uint32_t* const others = buffer.codes.data() + Work::chunk_rows;
      if (otherwise_->constant)
        std::fill_n(others, count, codes_.front());
      else
        for (std::size_t i = 0; i < count; ++i) others[i] = codes_[b.codes[i]];
      kernels().choose_codes(truths, a.codes, others, buffer.codes.data(), count);
      buffer.view.codes = buffer.codes.data();
    } else if (shape == Shape::Decimal) {
      buffer.decimals.resize(Work::chunk_rows);
      for (std::size_t i = 0; i < count; ++i)
        buffer.decimals[i] = truths[i] == is_true ? decimal(*then_, a, i) : decimal(*otherwise_, b, i);
      buffer.view.decimals = buffer.decimals.data();
    } else {
      buffer.integers.resize(Work::chunk_rows);
      kernels().choose(truths, a.integers, b.integers, buffer.integers.data(), count);
      buffer.view.integers = buffer.integers.data();
    }
    buffer.view.known = nullptr;
    if (a.known == nullptr && b.known == nullptr) return;
    if (buffer.known.empty()) buffer.known.assign(2 * Work::chunk_rows, 1);
    const std::uint8_t* const always = buffer.known.data() + Work::chunk_rows;
    kernels().choose_bytes(truths, a.known != nullptr ? a.known : always,
                           b.known != nullptr ? b.known : always, buffer.known.data(), count);
    buffer.view.known = buffer.known.data();
  }

 private:
  static Decimal decimal(const Step& step, const View& view, std::size_t i) {
    return view.is_known(i) ? decimal_of(step, view, i) : Decimal();
  }
  const Step* condition_;
  const Step* then_;
  const Step* otherwise_;
  std::vector<std::uint32_t> codes_;
};

/// The places of `others` in a list of texts, which may grow by those that it has not.
std::vector<std::uint32_t> merged(std::vector<Value>& texts, std::span<const Value> others) {
  std::unordered_map<std::string_view, std::uint32_t> places;
  std::vector<std::uint32_t> made;
  for (std::size_t i = 0; i < texts.size(); ++i) places.emplace(texts[i].as_string(), i);
  std::vector<const Value*> fresh;
  for (const Value& other : others) {
    const auto next = static_cast<std::uint32_t>(texts.size() + fresh.size());
    const auto [found, is_new] = places.try_emplace(other.as_string(), next);
    if (is_new) fresh.push_back(&other);
    made.push_back(found->second);
  }
  for (const Value* other : fresh) texts.push_back(*other);
  return made;
}

const Step* compare_numbers(Plan& plan, Comparison op, const Step* a, const Step* b) {
  const std::string key = fmt::format("compared {} {} {}", static_cast<int>(op), a->slot, b->slot);
  const Outcomes outcomes = outcomes_of(op);
  const Outcomes turned{{outcomes.truths[2], outcomes.truths[1], outcomes.truths[0]}};
  // Equality has an answer for unknown numbers, which the quotients' kernel does not give.
  if (!is_equality(op)) {
    if (const Step* step = compared_ratio(plan, a, b, outcomes.truths)) return step;
    if (const Step* step = compared_ratio(plan, b, a, turned.truths)) return step;
  }
  if (a->shape == Shape::Integer && b->shape == Shape::Integer) {
    const int scale = std::max(a->scale, b->scale);
    if (a->constant)
      if (const Step* same = rescaled(plan, a, scale)) a = same;
    if (b->constant)
      if (const Step* same = rescaled(plan, b, scale)) b = same;
    const Wide by_a = power_of_ten(scale - a->scale);
    const Wide by_b = power_of_ten(scale - b->scale);
    if (fits_64(a->low * by_a) && fits_64(a->high * by_a) && fits_64(b->low * by_b) &&
        fits_64(b->high * by_b))
      return plan.add(key, CompareIntegers(op, a, by_a, b, by_b));
  }
  return plan.add(key, CompareDecimals(op, a, b));
}

}  // namespace

const Step* compared(Plan& plan, Comparison op, const Step* a, const Step* b) {
  if (a->shape == Shape::Nothing || b->shape == Shape::Nothing) {
    if (!is_equality(op)) return nothing(plan);
    const Step* other = a->shape == Shape::Nothing ? b : a;
    const bool wanted = op == Comparison::Equal;
    return plan.add(fmt::format("unknown {} {}", other->slot, wanted), IsUnknown(other, wanted));
  }
  if (a->is_number() && b->is_number()) return compare_numbers(plan, op, a, b);
  if (a->shape != b->shape) return nullptr;
  const std::string key = fmt::format("compared {} {} {}", static_cast<int>(op), a->slot, b->slot);
  if (a->shape == Shape::Date) return plan.add(key, CompareIntegers(op, a, 1, b, 1));
  if (!is_equality(op)) return nullptr;
  if (a->shape == Shape::Truth) return plan.add(key, CompareTruths(op, a, b));
  if (a->shape != Shape::Code) return nullptr;
  std::vector<Value> texts(*a->texts);
  std::vector<std::uint32_t> b_as_a = merged(texts, *b->texts);
  return plan.add(key, CompareCodes(op, a, b, std::move(b_as_a)));
}

const Step* logic(Plan& plan, bool conjunction, const Step* a, const Step* b) {
  const auto fits = [](const Step* step) {
    return step->shape == Shape::Truth || step->shape == Shape::Nothing;
  };
  if (!fits(a) || !fits(b)) return nullptr;
  return plan.add(fmt::format("{} {} {}", conjunction ? "and" : "or", a->slot, b->slot),
                  LogicStep(conjunction, a, b));
}

const Step* opposite(Plan& plan, const Step* a) {
  if (a->shape == Shape::Nothing) return a;
  if (a->shape != Shape::Truth) return nullptr;
  return plan.add(fmt::format("not {}", a->slot), MappedTruth(a, is_true, is_false, is_unknown));
}

const Step* hits(Plan& plan, const Step* a) {
  if (a->shape != Shape::Truth && a->shape != Shape::Nothing) return nullptr;
  return plan.add(fmt::format("hits {}", a->slot), MappedTruth(a, is_false, is_true, is_false));
}

const Step* chosen(Plan& plan, const Step* condition, const Step* then, const Step* otherwise) {
  // A condition that is no truth is never true.
  if (condition->shape != Shape::Truth) return condition->shape == Shape::Other ? nullptr : otherwise;
  if (then == otherwise) return then;
  const Step* shaped = then->shape == Shape::Nothing ? otherwise : then;
  const bool one_is_nothing = then->shape == Shape::Nothing || otherwise->shape == Shape::Nothing;
  const bool numbers =
      shaped->is_number() && (one_is_nothing || (then->is_number() && otherwise->is_number()));
  if (!numbers && !one_is_nothing && then->shape != otherwise->shape) return nullptr;
  if (shaped->shape == Shape::Other) return nullptr;
  const Step* a = then;
  const Step* b = otherwise;
  Shape shape = shaped->shape;
  int scale = shaped->scale;
  Wide low = shaped->low;
  Wide high = shaped->high;
  if (numbers && !one_is_nothing) {
    scale = std::max(then->scale, otherwise->scale);
    const bool integers = then->shape == Shape::Integer && otherwise->shape == Shape::Integer;
    a = integers ? rescaled(plan, then, scale) : nullptr;
    b = integers ? rescaled(plan, otherwise, scale) : nullptr;
    shape = a != nullptr && b != nullptr ? Shape::Integer : Shape::Decimal;
    if (shape == Shape::Decimal) a = then, b = otherwise;
  }
  if (!one_is_nothing) low = std::min(a->low, b->low), high = std::max(a->high, b->high);
  std::vector<Value> texts;
  std::vector<std::uint32_t> codes;
  if (shape == Shape::Code) {
    if (a->shape == Shape::Code) texts = *a->texts;
    codes = b->shape == Shape::Code ? merged(texts, *b->texts) : std::vector<std::uint32_t>{0};
  }
  ChoiceStep step(condition, a, b, std::move(codes));
  step.shape = shape;
  step.scale = shape == Shape::Integer ? scale : 0;
  step.low = low;
  step.high = high;
  if (shape == Shape::Code) step.texts = std::make_shared<const std::vector<Value>>(std::move(texts));
  return plan.add(fmt::format("if {} {} {}", condition->slot, a->slot, b->slot), std::move(step));
}

}  // namespace shuxin::columns
