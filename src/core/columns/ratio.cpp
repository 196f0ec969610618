// Quotients that are rounded or compared without making decimals of them.
//
// Let q = N p / (D r) be exact, N and D integers of the row, p and r constants. The decimal engine comes to v
// by k multiplications and divisions, each wrong by at most half a unit of the 34th digit, so |v - q| < |q| k
// 10^-33. Rounding to s digits changes at points t = j / (2 × 10^s). If q differs from t, then
//   |q - t| = |2 × 10^s N p - j D r| / (2 × 10^s |D| r) >= 1 / (2 × 10^s |D| r),
// and v is on the same side of t if |q| k 10^-33 is less, that is if 2 × 10^s |N p| k < 10^33: a condition on
// the bounds of N alone. If q is t, it has few digits, and one division gives it exactly (k = 1); with more
// operations the decimals themselves are asked for that row. Comparing with c = j / 10^s is the same with
// 10^s for 2 × 10^s.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <numeric>

#include "core/columns/plan.h"

namespace shuxin::columns {

using base::Decimal;
using base::Rounding;

namespace {

constexpr Wide unbounded = Wide(1) << 62;

Wide size_of(Wide x) {
  return x < 0 ? -x : x;
}
Wide bound_of(const Step* step) {
  return std::max(size_of(step->low), size_of(step->high));
}
double as_double(Wide x) {
  return static_cast<double>(x);
}

/// Constants of a ratio in lowest terms; nullptr where they grow beyond what the proofs can use.
std::shared_ptr<const Ratio> reduced(Ratio ratio) {
  Wide a = size_of(ratio.by);
  Wide b = ratio.over;
  while (b != 0) a = std::exchange(b, a % b);
  if (a > 1) ratio.by /= a, ratio.over /= a;
  if (size_of(ratio.by) > power_of_ten(30) || ratio.over > power_of_ten(30)) return nullptr;
  return std::make_shared<const Ratio>(ratio);
}

/// Multiplies by coefficient × 10^-scale, or divides by it.
bool fold(Ratio& ratio, Wide coefficient, int scale, bool divide) {
  if (coefficient == 0) return false;
  Wide& with_coefficient = divide ? ratio.over : ratio.by;
  Wide& with_scale = divide ? ratio.by : ratio.over;
  const Wide most = power_of_ten(18);
  if (size_of(with_coefficient) > most || size_of(with_scale) > most || size_of(coefficient) > most)
    return false;
  with_coefficient *= size_of(coefficient);
  with_scale *= power_of_ten(scale);
  if (coefficient < 0) ratio.by = -ratio.by;
  return true;
}

/// Whether 2 × 10^s |N p| k < 10^33 for all rows (with `halves`; else without the 2), and all of it fits.
bool is_proven(const Ratio& ratio, int scale, bool halves) {
  const double reach = as_double(bound_of(ratio.numerator)) * as_double(size_of(ratio.by)) *
                       std::pow(10.0, scale) * (halves ? 2 : 1) * ratio.roundings;
  const double divisor =
      (ratio.denominator != nullptr ? as_double(bound_of(ratio.denominator)) : 1) * as_double(ratio.over);
  return reach < 0.99e33 && divisor < 1e37;
}

struct Operands {
  const View* numerators;
  const View* denominators;  ///< nullptr: 1
  const std::uint8_t* known;
};

Operands operands_of(const Ratio& ratio, Work& work, Buffer& buffer) {
  const View& numerators = work.get(*ratio.numerator);
  if (ratio.denominator == nullptr) return {&numerators, nullptr, numerators.known};
  const View& denominators = work.get(*ratio.denominator);
  return {&numerators, &denominators, known_in_both(work, buffer, numerators, denominators)};
}

/// Makes `known` the buffer's own, so that rows can be taken out of it.
std::uint8_t* own_known(Work& work, Buffer& buffer) {
  if (buffer.view.known == buffer.known.data() && !buffer.known.empty()) return buffer.known.data();
  const std::uint8_t* from = buffer.view.known;
  buffer.known.resize(Work::chunk_rows);
  if (from != nullptr)
    std::copy_n(from, work.count(), buffer.known.begin());
  else
    std::fill_n(buffer.known.begin(), work.count(), 1);
  buffer.view.known = buffer.known.data();
  return buffer.known.data();
}

/// The next of the few rows that a kernel was not sure of; `count` if there is none.
std::size_t next_doubtful(const std::uint8_t* doubtful, std::size_t from, std::size_t count) {
  const void* found = std::memchr(doubtful + from, 1, count - from);
  return found == nullptr ? count
                          : static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - doubtful);
}

Direction direction_of(Rounding mode) {
  switch (mode) {
    case Rounding::HalfEven:
    case Rounding::HalfUp:
    case Rounding::HalfDown:
      return Direction::Nearest;
    case Rounding::Up:
      return Direction::FromZero;
    case Rounding::Down:
      return Direction::ToZero;
    case Rounding::Ceiling:
      return Direction::Ceiling;
    case Rounding::Floor:
      return Direction::Floor;
  }
  return Direction::Nearest;
}

class RoundedRatioStep final : public Step {
 public:
  explicit RoundedRatioStep(RoundedRatio rounded) : rounded_(std::move(rounded)) {}

  void compute(Work& work, Buffer& buffer) const override {
    const Ratio& ratio = *rounded_.ratio;
    const Operands in = operands_of(ratio, work, buffer);
    buffer.integers.resize(Work::chunk_rows);
    buffer.truths.resize(Work::chunk_rows);
    buffer.view.integers = buffer.integers.data();
    buffer.view.known = in.known;
    const RoundedQuotients quotients{in.numerators->integers,
                                     in.denominators != nullptr ? in.denominators->integers : nullptr,
                                     factor_,
                                     as_double(rounded_.low),
                                     as_double(rounded_.high),
                                     direction_of(rounded_.mode),
                                     buffer.integers.data(),
                                     buffer.truths.data(),
                                     work.count()};
    if (!kernels().round(quotients)) return;
    for (std::size_t i = next_doubtful(buffer.truths.data(), 0, work.count()); i < work.count();
         i = next_doubtful(buffer.truths.data(), i + 1, work.count())) {
      if (!buffer.view.is_known(i)) continue;
      const std::int64_t divisor = in.denominators != nullptr ? in.denominators->integers[i] : 1;
      if (divisor == 0) {
        buffer.integers[i] = 0;
        own_known(work, buffer)[i] = 0;
      } else {
        buffer.integers[i] = exact(work, i, in.numerators->integers[i], divisor);
      }
    }
  }

  double factor_ = 0;

 private:
  [[nodiscard]] std::int64_t exact(Work& work, std::size_t i, std::int64_t numerator,
                                   std::int64_t denominator) const {
    const Ratio& ratio = *rounded_.ratio;
    Wide above = Wide(numerator) * ratio.by * power_of_ten(rounded_.scale);
    Wide below = Wide(denominator) * ratio.over;
    if (below < 0) above = -above, below = -below;
    const Wide quotient = above / below;
    const Wide rest = size_of(above % below);
    const bool half = rest == below - rest;
    // Where the rounding changes, decimals that have rounded before may stand a little beside.
    if (ratio.roundings > 1 && (half || rest == 0)) {
      const auto value = rounded_.step->decimal_at(work, i);
      const auto rounded = value ? value->rounded(rounded_.scale, rounded_.mode) : std::nullopt;
      const auto coefficient = rounded ? rounded->coefficient_at(rounded_.scale) : std::nullopt;
      if (coefficient) return clamped(Wide(*coefficient));
    }
    const Wide away = quotient + (above < 0 ? -1 : 1);
    return clamped(rest == 0                                                ? quotient
                   : goes_away(above<0, rest> below - rest, half, quotient) ? away
                                                                            : quotient);
  }
  [[nodiscard]] bool goes_away(bool negative, bool more_than_half, bool half, Wide quotient) const {
    switch (rounded_.mode) {
      case Rounding::HalfEven:
        return more_than_half || (half && quotient % 2 != 0);
      case Rounding::HalfUp:
        return more_than_half || half;
      case Rounding::HalfDown:
        return more_than_half;
      case Rounding::Up:
        return true;
      case Rounding::Down:
        return false;
      case Rounding::Ceiling:
        return !negative;
      case Rounding::Floor:
        return negative;
    }
    return false;
  }
  [[nodiscard]] std::int64_t clamped(Wide x) const {
    return static_cast<std::int64_t>(std::clamp(x, rounded_.low, rounded_.high));
  }

  RoundedRatio rounded_;
};

class ComparedRatioStep final : public Step {
 public:
  ComparedRatioStep(const Step* quotient, const Step* right, const std::uint8_t (&truths)[3])
      : quotient_(quotient), right_(right), truths_{truths[0], truths[1], truths[2]} {
    shape = Shape::Truth;
  }

  void compute(Work& work, Buffer& buffer) const override {
    const Ratio& ratio = *quotient_->ratio;
    const Operands in = operands_of(ratio, work, buffer);
    const View& right = work.get(*right_);
    buffer.truths.resize(Work::chunk_rows);
    buffer.codes.resize(Work::chunk_rows / sizeof(std::uint32_t));
    auto* doubtful = reinterpret_cast<std::uint8_t*>(buffer.codes.data());
    const ComparedQuotients quotients{in.numerators->integers,
                                      in.denominators != nullptr ? in.denominators->integers : nullptr,
                                      as_double(ratio.by) / as_double(ratio.over),
                                      right.integers,
                                      as_double(power_of_ten(right_->scale)),
                                      truths_[0],
                                      truths_[2],
                                      buffer.truths.data(),
                                      doubtful,
                                      work.count()};
    const bool any = kernels().compare_quotients(quotients);
    buffer.view = {};
    buffer.view.truths = buffer.truths.data();
    for (std::size_t i = any ? next_doubtful(doubtful, 0, work.count()) : work.count(); i < work.count();
         i = next_doubtful(doubtful, i + 1, work.count())) {
      if ((in.known != nullptr && in.known[i] == 0) || !right.is_known(i)) continue;
      const std::int64_t divisor = in.denominators != nullptr ? in.denominators->integers[i] : 1;
      buffer.truths[i] =
          divisor == 0 ? is_unknown : exact(work, i, in.numerators->integers[i], divisor, right);
    }
    for (std::size_t i = 0; (in.known != nullptr || right.known != nullptr) && i < work.count(); ++i)
      if ((in.known != nullptr && in.known[i] == 0) || !right.is_known(i)) buffer.truths[i] = is_unknown;
  }

 private:
  [[nodiscard]] std::uint8_t exact(Work& work, std::size_t i, std::int64_t numerator,
                                   std::int64_t denominator, const View& right) const {
    const Ratio& ratio = *quotient_->ratio;
    Wide above = Wide(numerator) * ratio.by * power_of_ten(right_->scale);
    Wide below = Wide(denominator) * ratio.over;
    if (below < 0) above = -above, below = -below;
    // above / below against an integer: by the floor, as the product of both might not fit.
    Wide floor = above / below;
    const Wide rest = above % below;
    if (rest < 0) --floor;
    const Wide against = right.integers[i];
    if (floor == against && rest == 0 && ratio.roundings > 1) {
      const auto value = quotient_->decimal_at(work, i);
      if (!value) return is_unknown;
      const auto order = *value <=> Decimal::of(right.integers[i], right_->scale);
      return order < 0 ? truths_[0] : order > 0 ? truths_[2] : truths_[1];
    }
    if (floor < against) return truths_[0];
    return floor == against && rest == 0 ? truths_[1] : truths_[2];
  }

  const Step* quotient_;
  const Step* right_;
  std::uint8_t truths_[3];
};

}  // namespace

std::shared_ptr<const Ratio> ratio_of(Plan& plan, Arithmetic op, const Step* a, const Step* b) {
  const bool divide = op == Arithmetic::Divide;
  if (!divide && a->shape == Shape::Integer && b->ratio != nullptr) std::swap(a, b);
  if (b->shape != Shape::Integer || (a->ratio == nullptr && a->shape != Shape::Integer)) return nullptr;
  if (a->ratio == nullptr && !divide) return nullptr;
  Ratio made{a};
  if (a->ratio != nullptr)
    made = *a->ratio;
  else if (!fold(made, 1, a->scale, false))
    return nullptr;
  ++made.roundings;
  if (b->constant) return fold(made, b->low, b->scale, divide) ? reduced(made) : nullptr;
  const Step*& place = divide ? made.denominator : made.numerator;
  if (!fold(made, 1, b->scale, divide)) return nullptr;
  // Scales are in the constants already: only the integers are multiplied, if they fit.
  const Step* product = place == nullptr ? b : arithmetic(plan, Arithmetic::Multiply, place, b);
  if (product->shape != Shape::Integer) return nullptr;
  place = product;
  return reduced(made);
}

std::optional<RoundedRatio> rounded_ratio(const Step* a, int scale, Rounding mode) {
  if (a->ratio == nullptr || !is_proven(*a->ratio, scale, true)) return std::nullopt;
  return RoundedRatio{a->ratio, a, scale, mode, -unbounded, unbounded};
}

const Step* finished(Plan& plan, const RoundedRatio& rounded) {
  const Ratio& ratio = *rounded.ratio;
  Wide least_divisor = 1;
  bool positive = ratio.by > 0 && ratio.numerator->low >= 0;
  if (ratio.denominator != nullptr) {
    const Step* d = ratio.denominator;
    positive = positive && d->low >= 0;
    if (d->low > 0) least_divisor = d->low;
    if (d->high < 0) least_divisor = -d->high;
  }
  const Wide above = bound_of(ratio.numerator) * size_of(ratio.by) * power_of_ten(rounded.scale);
  const Wide most = above / (least_divisor * ratio.over) + 1;
  const Wide low = std::clamp(positive ? Wide(0) : -most, rounded.low, rounded.high);
  const Wide high = std::clamp(most, rounded.low, rounded.high);
  // What may not fit stays with the decimals.
  if ((most >= unbounded && (rounded.low == -unbounded || rounded.high == unbounded)) || !fits_64(low) ||
      !fits_64(high))
    return nullptr;
  RoundedRatioStep step(rounded);
  step.shape = Shape::Integer;
  step.scale = rounded.scale;
  step.low = low;
  step.high = high;
  step.factor_ = as_double(ratio.by) * as_double(power_of_ten(rounded.scale)) / as_double(ratio.over);
  return plan.add(fmt::format("rounded ratio {} {} {} {} {}", rounded.step->slot, rounded.scale,
                              static_cast<int>(rounded.mode), static_cast<std::int64_t>(rounded.low),
                              static_cast<std::int64_t>(rounded.high)),
                  std::move(step));
}

const Step* compared_ratio(Plan& plan, const Step* a, const Step* b, const std::uint8_t (&truths)[3]) {
  if (a->ratio == nullptr || b->shape != Shape::Integer || !is_proven(*a->ratio, b->scale, false))
    return nullptr;
  return plan.add(
      fmt::format("compared ratio {} {} {}{}{}", a->slot, b->slot, truths[0], truths[1], truths[2]),
      ComparedRatioStep(a, b, truths));
}

}  // namespace shuxin::columns
