// Steps of arithmetic. Integers at one scale as long as their bounds prove that they fit 64 bits: then the
// decimal engine, which has 34 digits, does not round either, and both are exact. Else decimals, row by row.
#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "core/columns/plan.h"

namespace shuxin::columns {

using base::Decimal;
using base::Rounding;

namespace {

constexpr int most_places = 18;

/// Sets shape, scale and bounds.
template <typename Made>
Made integer_step(Made step, int scale, Wide low, Wide high, bool sure) {
  step.shape = Shape::Integer;
  step.scale = scale;
  step.low = low;
  step.high = high;
  step.sure = sure;
  return step;
}

/// One loop over two integer operands.
class IntegerPair : public Step {
 public:
  IntegerPair(const Step* a, const Step* b) : a_(a), b_(b) {}
  void compute(Work& work, Buffer& buffer) const override {
    const View& a = work.get(*a_);
    const View& b = work.get(*b_);
    buffer.integers.resize(Work::chunk_rows);
    run(a.integers, b.integers, buffer.integers.data(), work.count());
    buffer.view.integers = buffer.integers.data();
    buffer.view.known = known_in_both(work, buffer, a, b);
  }

 private:
  virtual void run(const std::int64_t* a, const std::int64_t* b, std::int64_t* out,
                   std::size_t count) const = 0;
  const Step* a_;
  const Step* b_;
};

class SumStep final : public IntegerPair {
 public:
  SumStep(const Step* a, Wide by_a, const Step* b, Wide by_b)
      : IntegerPair(a, b), by_a_(static_cast<std::int64_t>(by_a)), by_b_(static_cast<std::int64_t>(by_b)) {}

 private:
  void run(const std::int64_t* a, const std::int64_t* b, std::int64_t* out,
           std::size_t count) const override {
    kernels().sum(a, by_a_, b, by_b_, out, count);
  }
  std::int64_t by_a_;
  std::int64_t by_b_;
};

class LoopStep final : public IntegerPair {
 public:
  using Loop = void (*)(const std::int64_t*, const std::int64_t*, std::int64_t*, std::size_t);
  LoopStep(const Step* a, const Step* b, Loop loop) : IntegerPair(a, b), loop_(loop) {}

 private:
  void run(const std::int64_t* a, const std::int64_t* b, std::int64_t* out,
           std::size_t count) const override {
    loop_(a, b, out, count);
  }
  Loop loop_;
};

class ScaledStep final : public Step {
 public:
  ScaledStep(const Step* a, Wide by) : a_(a), by_(static_cast<std::int64_t>(by)) {}
  void compute(Work& work, Buffer& buffer) const override {
    const View& a = work.get(*a_);
    buffer.integers.resize(Work::chunk_rows);
    kernels().scaled(a.integers, by_, buffer.integers.data(), work.count());
    buffer.view.integers = buffer.integers.data();
    buffer.view.known = a.known;
  }

 private:
  const Step* a_;
  std::int64_t by_;
};

class AbsoluteStep final : public Step {
 public:
  explicit AbsoluteStep(const Step* a) : a_(a) {}
  void compute(Work& work, Buffer& buffer) const override {
    const View& a = work.get(*a_);
    buffer.integers.resize(Work::chunk_rows);
    for (std::size_t i = 0; i < work.count(); ++i)
      buffer.integers[i] = a.integers[i] < 0
                               ? static_cast<std::int64_t>(-static_cast<std::uint64_t>(a.integers[i]))
                               : a.integers[i];
    buffer.view.integers = buffer.integers.data();
    buffer.view.known = a.known;
  }

 private:
  const Step* a_;
};

/// Drops digits of integers, exactly.
class RoundStep final : public Step {
 public:
  RoundStep(const Step* a, Wide divisor, Rounding mode)
      : a_(a), divisor_(static_cast<std::int64_t>(divisor)), mode_(mode) {}
  void compute(Work& work, Buffer& buffer) const override {
    const View& a = work.get(*a_);
    buffer.integers.resize(Work::chunk_rows);
    for (std::size_t i = 0; i < work.count(); ++i) buffer.integers[i] = round(a.integers[i]);
    buffer.view.integers = buffer.integers.data();
    buffer.view.known = a.known;
  }

 private:
  [[nodiscard]] std::int64_t round(std::int64_t x) const {
    const std::int64_t quotient = x / divisor_;
    const std::int64_t rest = x % divisor_;
    if (rest == 0) return quotient;
    const std::int64_t away = quotient + (x < 0 ? -1 : 1);
    const std::int64_t size = rest < 0 ? -rest : rest;
    const std::int64_t left = divisor_ - size;
    switch (mode_) {
      case Rounding::HalfEven:
        return size > left || (size == left && quotient % 2 != 0) ? away : quotient;
      case Rounding::HalfUp:
        return size >= left ? away : quotient;
      case Rounding::HalfDown:
        return size > left ? away : quotient;
      case Rounding::Up:
        return away;
      case Rounding::Down:
        return quotient;
      case Rounding::Ceiling:
        return x < 0 ? quotient : away;
      case Rounding::Floor:
        return x < 0 ? away : quotient;
    }
    return quotient;
  }
  const Step* a_;
  std::int64_t divisor_;
  Rounding mode_;
};

/// A function of one or two decimals that may be empty.
template <typename Function>
class DecimalStep final : public Step {
 public:
  DecimalStep(const Step* a, const Step* b, Function function) : a_(a), b_(b), function_(function) {
    shape = Shape::Decimal;
  }
  void compute(Work& work, Buffer& buffer) const override {
    const View& a = work.get(*a_);
    const View& b = work.get(*b_);
    buffer.decimals.resize(Work::chunk_rows);
    buffer.known.resize(Work::chunk_rows);
    bool all = true;
    for (std::size_t i = 0; i < work.count(); ++i) {
      std::optional<Decimal> result;
      if (a.is_known(i) && b.is_known(i)) result = function_(decimal_of(*a_, a, i), decimal_of(*b_, b, i));
      buffer.known[i] = result ? 1 : 0;
      buffer.decimals[i] = result.value_or(Decimal());
      all = all && result;
    }
    buffer.view.decimals = buffer.decimals.data();
    buffer.view.known = all ? nullptr : buffer.known.data();
  }
  std::optional<Decimal> decimal_at(Work& work, std::size_t i) const override {
    const auto a = a_->decimal_at(work, i);
    const auto b = a ? b_->decimal_at(work, i) : std::nullopt;
    return b ? function_(*a, *b) : std::nullopt;
  }

 private:
  const Step* a_;
  const Step* b_;
  Function function_;
};

template <typename Function>
const Step* decimals(Plan& plan, std::string_view name, const Step* a, const Step* b, Function function,
                     std::shared_ptr<const Ratio> ratio = nullptr) {
  DecimalStep<Function> step(a, b, function);
  step.ratio = std::move(ratio);
  return plan.add(fmt::format("decimal {} {} {}", name, a->slot, b->slot), std::move(step));
}

/// The bounds of a product.
std::pair<Wide, Wide> product_bounds(const Step* a, const Step* b) {
  // Each factor fits 64 bits, so the products fit 128.
  const auto [low, high] =
      std::minmax({a->low * b->low, a->low * b->high, a->high * b->low, a->high * b->high});
  return {low, high};
}

bool both_integers(const Step* a, const Step* b) {
  return a->shape == Shape::Integer && b->shape == Shape::Integer;
}

/// a + sign × b in integers, or nullptr.
const Step* integer_sum(Plan& plan, const Step* a, const Step* b, int sign) {
  const int scale = std::max(a->scale, b->scale);
  const Wide by_a = power_of_ten(scale - a->scale);
  const Wide by_b = power_of_ten(scale - b->scale) * sign;
  const Wide b_low = std::min(b->low * by_b, b->high * by_b);
  const Wide b_high = std::max(b->low * by_b, b->high * by_b);
  const Wide low = a->low * by_a + b_low;
  const Wide high = a->high * by_a + b_high;
  if (!fits_64(low) || !fits_64(high)) return nullptr;
  return plan.add(fmt::format("sum {} {} {}", a->slot, sign, b->slot),
                  integer_step(SumStep(a, by_a, b, by_b), scale, low, high, a->sure && b->sure));
}

const Step* integer_product(Plan& plan, const Step* a, const Step* b) {
  const auto [low, high] = product_bounds(a, b);
  const int scale = a->scale + b->scale;
  if (scale > most_places || !fits_64(low) || !fits_64(high)) return nullptr;
  return plan.add(fmt::format("product {} {}", a->slot, b->slot),
                  integer_step(LoopStep(a, b, kernels().product), scale, low, high, a->sure && b->sure));
}

/// a ÷ b for a constant b whose quotients all end: exact, with more digits after the point.
const Step* ending_quotient(Plan& plan, const Step* a, const Step* b) {
  if (!b->constant || b->low == 0) return nullptr;
  const Wide divisor = b->low < 0 ? -b->low : b->low;
  int places = 0;
  while (places <= most_places && power_of_ten(places) % divisor != 0) ++places;
  const int scale = a->scale - b->scale + places;
  const int more = scale < 0 ? -scale : 0;
  if (places > most_places || scale > most_places) return nullptr;
  const Wide by = power_of_ten(places + more) / b->low;
  if (!fits_64(by)) return nullptr;
  const Wide low = std::min(a->low * by, a->high * by);
  const Wide high = std::max(a->low * by, a->high * by);
  if (!fits_64(low) || !fits_64(high)) return nullptr;
  return plan.add(fmt::format("ending quotient {} {}", a->slot, b->slot),
                  integer_step(ScaledStep(a, by), scale + more, low, high, a->sure));
}

}  // namespace

const Step* rescaled(Plan& plan, const Step* a, int scale) {
  if (a->scale == scale) return a;
  const Wide by = power_of_ten(scale - a->scale);
  if (scale > most_places || !fits_64(a->low * by) || !fits_64(a->high * by)) return nullptr;
  if (a->constant) return constant_at(plan, a, scale);
  return plan.add(fmt::format("rescaled {} {}", a->slot, scale),
                  integer_step(ScaledStep(a, by), scale, a->low * by, a->high * by, a->sure));
}

namespace {

const Step* decimal_arithmetic(Plan& plan, Arithmetic op, const Step* a, const Step* b) {
  using Function = std::optional<Decimal> (*)(Decimal, Decimal);
  switch (op) {
    case Arithmetic::Add:
      return decimals(plan, "+", a, b, Function(base::add));
    case Arithmetic::Subtract:
      return decimals(plan, "-", a, b, Function(base::subtract));
    case Arithmetic::Multiply:
      return decimals(plan, "*", a, b, Function(base::multiply), ratio_of(plan, op, a, b));
    case Arithmetic::Divide:
      return decimals(plan, "/", a, b, Function(base::divide), ratio_of(plan, op, a, b));
  }
  return nullptr;
}

}  // namespace

const Step* arithmetic(Plan& plan, Arithmetic op, const Step* a, const Step* b) {
  if (a->shape == Shape::Nothing || b->shape == Shape::Nothing) return nothing(plan);
  if (!a->is_number() || !b->is_number()) return nullptr;
  if (both_integers(a, b)) {
    const Step* exact = op == Arithmetic::Add        ? integer_sum(plan, a, b, 1)
                        : op == Arithmetic::Subtract ? integer_sum(plan, a, b, -1)
                        : op == Arithmetic::Multiply ? integer_product(plan, a, b)
                                                     : ending_quotient(plan, a, b);
    if (exact != nullptr) return exact;
  }
  return decimal_arithmetic(plan, op, a, b);
}

const Step* negated(Plan& plan, const Step* a) {
  if (a->shape == Shape::Nothing) return nothing(plan);
  if (a->shape == Shape::Integer)
    return plan.add(fmt::format("negated {}", a->slot),
                    integer_step(ScaledStep(a, -1), a->scale, -a->high, -a->low, a->sure));
  if (a->shape != Shape::Decimal) return nullptr;
  return decimals(plan, "negated", a, a, [](Decimal x, Decimal) { return std::optional(-x); });
}

const Step* absolute(Plan& plan, const Step* a) {
  if (a->shape == Shape::Nothing) return nothing(plan);
  if (a->shape == Shape::Integer)
    return plan.add(fmt::format("absolute {}", a->slot),
                    integer_step(AbsoluteStep(a), a->scale, 0, std::max(a->high, -a->low), a->sure));
  if (a->shape != Shape::Decimal) return nullptr;
  return decimals(plan, "absolute", a, a, [](Decimal x, Decimal) { return std::optional(x.abs()); });
}

const Step* extreme(Plan& plan, bool smallest, const Step* a, const Step* b) {
  if (a->shape == Shape::Nothing || b->shape == Shape::Nothing) return nothing(plan);
  if (!a->is_number() || !b->is_number()) return nullptr;
  if (both_integers(a, b)) {
    const int scale = std::max(a->scale, b->scale);
    const Step* x = rescaled(plan, a, scale);
    const Step* y = rescaled(plan, b, scale);
    if (x != nullptr && y != nullptr) {
      const Wide low = smallest ? std::min(x->low, y->low) : std::max(x->low, y->low);
      const Wide high = smallest ? std::min(x->high, y->high) : std::max(x->high, y->high);
      return plan.add(fmt::format("{} {} {}", smallest ? "min" : "max", x->slot, y->slot),
                      integer_step(LoopStep(x, y, smallest ? kernels().least : kernels().greatest), scale,
                                   low, high, x->sure && y->sure));
    }
  }
  if (smallest)
    return decimals(plan, "min", a, b, [](Decimal x, Decimal y) { return std::optional(y < x ? y : x); });
  return decimals(plan, "max", a, b, [](Decimal x, Decimal y) { return std::optional(x < y ? y : x); });
}

const Step* rounded(Plan& plan, const Step* a, int scale, Rounding mode) {
  if (a->shape == Shape::Nothing) return nothing(plan);
  if (a->shape == Shape::Integer) {
    if (a->scale <= scale) return a;
    const Wide divisor = power_of_ten(a->scale - scale);
    return plan.add(fmt::format("rounded {} {} {}", a->slot, scale, static_cast<int>(mode)),
                    integer_step(RoundStep(a, divisor, mode), scale, a->low / divisor - 1,
                                 a->high / divisor + 1, a->sure));
  }
  if (a->shape != Shape::Decimal) return nullptr;
  return decimals(plan, fmt::format("rounded {} {}", scale, static_cast<int>(mode)), a, a,
                  [scale, mode](Decimal x, Decimal) { return x.rounded(scale, mode); });
}

}  // namespace shuxin::columns
