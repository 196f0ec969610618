#include "core/base/decimal.h"

#include <array>
#include <cmath>

// Intel's decimal library with arguments by value and explicit rounding and flags: libbidgcc000.
#define DECIMAL_CALL_BY_REFERENCE 0
#define DECIMAL_GLOBAL_ROUNDING 0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
#include <bid_conf.h>
#include <bid_functions.h>

namespace shuxin::base {

using Wide = __int128;
using UnsignedWide = unsigned __int128;

/// Takes the two forms of a Decimal apart and puts them together.
struct DecimalForm {
  static constexpr int bias = 6176;
  static constexpr int max_small_scale = 18;

  static bool is_small(Decimal x) { return (x.high_ & Decimal::small_mark) == Decimal::small_mark; }
  static std::int64_t coefficient(Decimal x) { return static_cast<std::int64_t>(x.low_); }
  static int scale(Decimal x) { return static_cast<int>(x.high_ & 0xFF); }

  static Decimal small(std::int64_t coefficient, int scale) {
    return {static_cast<std::uint64_t>(coefficient), Decimal::small_mark | static_cast<std::uint64_t>(scale)};
  }

  static BID_UINT128 bits(Decimal x) {
    BID_UINT128 made;
    if (is_small(x)) {
      const std::int64_t c = coefficient(x);
      const std::uint64_t exponent = static_cast<std::uint64_t>(bias - scale(x));
      made.w[BID_LOW_128W] = c < 0 ? 0 - static_cast<std::uint64_t>(c) : static_cast<std::uint64_t>(c);
      made.w[BID_HIGH_128W] = (c < 0 ? 1ULL << 63 : 0) | exponent << 49;
    } else {
      made.w[BID_LOW_128W] = x.low_;
      made.w[BID_HIGH_128W] = x.high_;
    }
    return made;
  }

  struct Parts {
    bool negative;
    UnsignedWide coefficient;
    int exponent;
  };
  static Parts parts(Decimal x) {
    const BID_UINT128 b = bits(x);
    const std::uint64_t high = b.w[BID_HIGH_128W];
    return {(high >> 63) != 0, static_cast<UnsignedWide>(high & ((1ULL << 49) - 1)) << 64 | b.w[BID_LOW_128W],
            static_cast<int>(high >> 49 & 0x3FFF) - bias};
  }

  /// Empty for infinities and for what is no number; small where it can be.
  static std::optional<Decimal> from(BID_UINT128 b) {
    const std::uint64_t high = b.w[BID_HIGH_128W];
    if ((high & 0x7800'0000'0000'0000) == 0x7800'0000'0000'0000) return std::nullopt;
    const Decimal x(b.w[BID_LOW_128W], high);
    Parts p = parts(x);
    if (p.coefficient == 0) return Decimal();
    if (p.coefficient > INT64_MAX && p.exponent > -40) {
      while (p.coefficient % 10 == 0 && p.exponent < 0) p.coefficient /= 10, ++p.exponent;
    }
    if (p.coefficient > INT64_MAX) return x;
    while (p.exponent < -max_small_scale && p.coefficient % 10 == 0) p.coefficient /= 10, ++p.exponent;
    while (p.exponent > 0 && p.coefficient <= INT64_MAX / 10) p.coefficient *= 10, --p.exponent;
    if (p.exponent > 0 || p.exponent < -max_small_scale) return x;
    const auto c = static_cast<std::int64_t>(p.coefficient);
    return small(p.negative ? -c : c, -p.exponent);
  }
};

namespace {

using Form = DecimalForm;

constexpr auto powers = [] {
  std::array<std::int64_t, 19> table{};
  table[0] = 1;
  for (std::size_t i = 1; i < table.size(); ++i) table[i] = table[i - 1] * 10;
  return table;
}();

constexpr unsigned to_nearest_even = 0;
constexpr unsigned to_zero = 3;

/// Both coefficients at the larger of the two scales; always fits for small numbers.
struct Aligned {
  Wide a;
  Wide b;
  int scale;
};
Aligned align(Decimal a, Decimal b) {
  const int sa = Form::scale(a);
  const int sb = Form::scale(b);
  const int scale = sa > sb ? sa : sb;
  return {static_cast<Wide>(Form::coefficient(a)) * powers[static_cast<std::size_t>(scale - sa)],
          static_cast<Wide>(Form::coefficient(b)) * powers[static_cast<std::size_t>(scale - sb)], scale};
}

bool fits(Wide x) {
  return x <= INT64_MAX && x >= -INT64_MAX;
}

/// Divides and rounds; `divisor` is above zero.
Wide divide_rounded(Wide x, Wide divisor, Rounding mode) {
  const Wide quotient = x / divisor;
  const Wide rest = x % divisor;
  if (rest == 0) return quotient;
  const Wide away = quotient + (x < 0 ? -1 : 1);
  const Wide magnitude = rest < 0 ? -rest : rest;
  const Wide left = divisor - magnitude;
  switch (mode) {
    case Rounding::HalfEven:
      return magnitude > left || (magnitude == left && quotient % 2 != 0) ? away : quotient;
    case Rounding::HalfUp:
      return magnitude >= left ? away : quotient;
    case Rounding::HalfDown:
      return magnitude > left ? away : quotient;
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

BID_UINT128 power_of_ten(int exponent) {
  BID_UINT128 made;
  made.w[BID_LOW_128W] = 1;
  made.w[BID_HIGH_128W] = static_cast<std::uint64_t>(exponent + Form::bias) << 49;
  return made;
}

/// Repeated squaring: exact as long as 34 digits are.
BID_UINT128 raise(BID_UINT128 base, std::uint64_t exponent) {
  unsigned flags = 0;
  BID_UINT128 result = power_of_ten(0);
  while (true) {
    if (exponent & 1) result = bid128_mul(result, base, to_nearest_even, &flags);
    exponent >>= 1;
    if (exponent == 0) return result;
    base = bid128_mul(base, base, to_nearest_even, &flags);
  }
}

}  // namespace

Decimal Decimal::of(std::int64_t coefficient, int scale) {
  if (scale >= 0 && scale <= Form::max_small_scale && coefficient != INT64_MIN)
    return Form::small(coefficient, scale);
  return of_wide(coefficient, scale);
}

Decimal Decimal::of_wide(__int128 coefficient, int scale) {
  if (fits(coefficient) && scale >= 0 && scale <= Form::max_small_scale)
    return Form::small(static_cast<std::int64_t>(coefficient), scale);
  const bool negative = coefficient < 0;
  UnsignedWide rest =
      negative ? 0 - static_cast<UnsignedWide>(coefficient) : static_cast<UnsignedWide>(coefficient);
  unsigned flags = 0;
  const BID_UINT128 high =
      bid128_from_uint64(static_cast<std::uint64_t>(rest / 10'000'000'000'000'000'000ULL));
  const BID_UINT128 low =
      bid128_from_uint64(static_cast<std::uint64_t>(rest % 10'000'000'000'000'000'000ULL));
  BID_UINT128 sum = bid128_fma(high, power_of_ten(19), low, to_nearest_even, &flags);
  sum = bid128_scalbn(sum, -scale, to_nearest_even, &flags);
  if (negative) sum = bid128_negate(sum);
  return Form::from(sum).value_or(Decimal());
}

std::optional<Decimal> Decimal::parse(std::string_view text) {
  std::size_t at = 0;
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) ++at;
  std::int64_t coefficient = 0;
  std::size_t digits = 0;
  int scale = 0;
  bool point = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '.' && !point) {
      point = true;
    } else if (c >= '0' && c <= '9') {
      if (digits < 18) coefficient = coefficient * 10 + (c - '0');
      if (digits > 0 || c != '0' || point) ++digits;
      if (point) ++scale;
    } else {
      break;
    }
  }
  const std::size_t mantissa = at;
  const std::size_t seen =
      mantissa - (negative || (!text.empty() && text[0] == '+') ? 1 : 0) - (point ? 1 : 0);
  if (seen == 0 || text[mantissa - 1] == '.') return std::nullopt;
  if (at == text.size() && digits <= 18 && scale <= Form::max_small_scale)
    return Form::small(negative ? -coefficient : coefficient, scale);

  if (at < text.size()) {
    if (text[at] != 'e' && text[at] != 'E') return std::nullopt;
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    if (at == text.size() || text.size() - at > 7) return std::nullopt;
    for (; at < text.size(); ++at)
      if (text[at] < '0' || text[at] > '9') return std::nullopt;
  }
  unsigned flags = 0;
  std::string terminated(text);
  return Form::from(bid128_from_string(terminated.data(), to_nearest_even, &flags));
}

std::string Decimal::to_string() const {
  Form::Parts p = Form::parts(*this);
  if (p.coefficient == 0) return "0";
  while (p.exponent < 0 && p.coefficient % 10 == 0) p.coefficient /= 10, ++p.exponent;
  std::string digits;
  for (UnsignedWide c = p.coefficient; c != 0; c /= 10)
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(c % 10)));
  if (p.exponent >= 0) {
    digits.append(static_cast<std::size_t>(p.exponent), '0');
  } else {
    const auto after = static_cast<std::size_t>(-p.exponent);
    if (digits.size() <= after) digits.insert(0, after + 1 - digits.size(), '0');
    digits.insert(digits.size() - after, 1, '.');
  }
  return p.negative ? "-" + digits : digits;
}

std::optional<std::int64_t> Decimal::to_integer() const {
  if (Form::is_small(*this) && Form::scale(*this) == 0) return Form::coefficient(*this);
  if (!is_integer()) return std::nullopt;
  const auto wide = truncated();
  if (!wide || *wide > INT64_MAX || *wide < INT64_MIN) return std::nullopt;
  return static_cast<std::int64_t>(*wide);
}

std::optional<__int128> Decimal::truncated() const {
  Form::Parts p = Form::parts(*this);
  if (p.coefficient == 0) return 0;
  for (; p.exponent < 0 && p.coefficient != 0; ++p.exponent) p.coefficient /= 10;
  constexpr UnsignedWide most = ~static_cast<UnsignedWide>(0) >> 1;
  for (; p.exponent > 0 && p.coefficient != 0; --p.exponent) {
    if (p.coefficient > most / 10) return std::nullopt;
    p.coefficient *= 10;
  }
  const auto wide = static_cast<Wide>(p.coefficient);
  return p.negative ? -wide : wide;
}

double Decimal::to_double() const {
  if (Form::is_small(*this))
    return static_cast<double>(Form::coefficient(*this)) /
           static_cast<double>(powers[static_cast<std::size_t>(Form::scale(*this))]);
  unsigned flags = 0;
  return bid128_to_binary64(Form::bits(*this), to_nearest_even, &flags);
}

int Decimal::decimal_places() const {
  Form::Parts p = Form::parts(*this);
  if (p.coefficient == 0) return 0;
  while (p.exponent < 0 && p.coefficient % 10 == 0) p.coefficient /= 10, ++p.exponent;
  return p.exponent < 0 ? -p.exponent : 0;
}

std::optional<std::int64_t> Decimal::coefficient_at(int scale) const {
  Form::Parts p = Form::parts(*this);
  if (p.coefficient == 0) return 0;
  p.exponent += scale;
  for (; p.exponent < 0; ++p.exponent) {
    if (p.coefficient % 10 != 0) return std::nullopt;
    p.coefficient /= 10;
  }
  for (; p.exponent > 0 && p.coefficient <= INT64_MAX; --p.exponent) p.coefficient *= 10;
  if (p.coefficient > INT64_MAX) return std::nullopt;
  const auto c = static_cast<std::int64_t>(p.coefficient);
  return p.negative ? -c : c;
}

bool Decimal::is_zero() const {
  return Form::is_small(*this) ? low_ == 0 : bid128_isZero(Form::bits(*this)) != 0;
}

bool Decimal::is_negative() const {
  if (Form::is_small(*this)) return Form::coefficient(*this) < 0;
  return (high_ >> 63) != 0 && !is_zero();
}

bool Decimal::is_integer() const {
  if (Form::is_small(*this))
    return Form::coefficient(*this) % powers[static_cast<std::size_t>(Form::scale(*this))] == 0;
  Form::Parts p = Form::parts(*this);
  while (p.exponent < 0 && p.coefficient != 0 && p.coefficient % 10 == 0) p.coefficient /= 10, ++p.exponent;
  return p.exponent >= 0 || p.coefficient == 0;
}

std::uint64_t Decimal::hash() const {
  Form::Parts p = Form::parts(*this);
  if (p.coefficient == 0) return 0x9E37'79B9'7F4A'7C15;
  while (p.coefficient % 10 == 0) p.coefficient /= 10, ++p.exponent;
  std::uint64_t h =
      static_cast<std::uint64_t>(p.coefficient) ^ static_cast<std::uint64_t>(p.coefficient >> 64) * 31;
  h ^= static_cast<std::uint64_t>(p.exponent) << 1 ^ static_cast<std::uint64_t>(p.negative);
  h *= 0x9E37'79B9'7F4A'7C15;
  return h ^ h >> 29;
}

Decimal Decimal::operator-() const {
  if (Form::is_small(*this)) return of_wide(-static_cast<Wide>(Form::coefficient(*this)), Form::scale(*this));
  return Decimal(low_, high_ ^ 1ULL << 63);
}

std::optional<Decimal> add(Decimal a, Decimal b) {
  if (Form::is_small(a) && Form::is_small(b)) [[likely]] {
    std::int64_t sum = 0;
    if (Form::scale(a) == Form::scale(b)) {
      if (!__builtin_add_overflow(Form::coefficient(a), Form::coefficient(b), &sum) && sum != INT64_MIN)
        return Form::small(sum, Form::scale(a));
    } else {
      const Aligned both = align(a, b);
      if (const Wide wide = both.a + both.b; fits(wide))
        return Form::small(static_cast<std::int64_t>(wide), both.scale);
    }
  }
  unsigned flags = 0;
  return Form::from(bid128_add(Form::bits(a), Form::bits(b), to_nearest_even, &flags));
}

std::optional<Decimal> subtract(Decimal a, Decimal b) {
  return add(a, -b);
}

std::optional<Decimal> multiply(Decimal a, Decimal b) {
  if (Form::is_small(a) && Form::is_small(b)) [[likely]] {
    std::int64_t product = 0;
    const int scale = Form::scale(a) + Form::scale(b);
    if (scale <= Form::max_small_scale &&
        !__builtin_mul_overflow(Form::coefficient(a), Form::coefficient(b), &product) && product != INT64_MIN)
      return Form::small(product, scale);
  }
  unsigned flags = 0;
  return Form::from(bid128_mul(Form::bits(a), Form::bits(b), to_nearest_even, &flags));
}

std::optional<Decimal> divide(Decimal a, Decimal b) {
  if (b.is_zero()) return std::nullopt;
  if (Form::is_small(a) && Form::is_small(b)) {
    const std::int64_t whole_divisor = Form::coefficient(b);
    if (Form::scale(a) >= Form::scale(b) && whole_divisor != -1 && Form::coefficient(a) % whole_divisor == 0)
      return Form::small(Form::coefficient(a) / whole_divisor, Form::scale(a) - Form::scale(b));
    // Six more digits make most quotients of daily life exact.
    std::int64_t dividend = 0;
    const std::int64_t divisor = whole_divisor;
    int scale = Form::scale(a) - Form::scale(b) + 6;
    if (!__builtin_mul_overflow(Form::coefficient(a), powers[6], &dividend) && dividend % divisor == 0 &&
        scale >= 0) {
      std::int64_t quotient = dividend / divisor;
      while (scale > 0 && quotient % 10 == 0) quotient /= 10, --scale;
      if (scale <= Form::max_small_scale) return Form::small(quotient, scale);
    }
  }
  unsigned flags = 0;
  return Form::from(bid128_div(Form::bits(a), Form::bits(b), to_nearest_even, &flags));
}

std::optional<Decimal> modulo(Decimal a, Decimal b) {
  if (b.is_zero()) return std::nullopt;
  if (Form::is_small(a) && Form::is_small(b)) {
    const Aligned both = align(a, b);
    Wide rest = both.a % both.b;
    if (rest != 0 && (rest < 0) != (both.b < 0)) rest += both.b;
    return Decimal::of_wide(rest, both.scale);
  }
  unsigned flags = 0;
  const auto rest = Form::from(bid128_fmod(Form::bits(a), Form::bits(b), &flags));
  if (!rest || rest->is_zero() || rest->is_negative() == b.is_negative()) return rest;
  return add(*rest, b);
}

std::optional<Decimal> power(Decimal a, Decimal b) {
  constexpr std::int64_t most_squarings = 10'000;
  const auto exponent = b.to_integer();
  if (a.is_zero()) {
    if (b.is_negative()) return std::nullopt;
    return b.is_zero() ? Decimal(1) : Decimal(0);
  }
  unsigned flags = 0;
  if (exponent && *exponent >= 0 && *exponent <= most_squarings)
    return Form::from(raise(Form::bits(a), static_cast<std::uint64_t>(*exponent)));
  if (exponent && *exponent < 0 && *exponent >= -most_squarings) {
    const auto divisor = Form::from(raise(Form::bits(a), static_cast<std::uint64_t>(-*exponent)));
    return divisor ? divide(Decimal(1), *divisor) : std::nullopt;
  }
  return Form::from(bid128_pow(Form::bits(a), Form::bits(b), to_nearest_even, &flags));
}

std::optional<Decimal> Decimal::rounded(std::int64_t scale, Rounding mode) const {
  if (scale > Form::bias || scale < -6111) return std::nullopt;
  if (Form::is_small(*this)) {
    const std::int64_t cut = Form::scale(*this) - scale;
    if (cut <= 0) return *this;
    if (cut <= 18 && scale >= 0) {
      const Wide kept = divide_rounded(Form::coefficient(*this), powers[static_cast<std::size_t>(cut)], mode);
      return of_wide(kept, static_cast<int>(scale));
    }
  }
  const Form::Parts p = Form::parts(*this);
  if (p.coefficient == 0 || -p.exponent <= scale) return *this;
  const bool negative = p.negative;
  unsigned flags = 0;
  const BID_UINT128 self = Form::bits(*this);
  const BID_UINT128 unit = power_of_ten(static_cast<int>(-scale));
  const auto quantized = [&](unsigned rounding) {
    return Form::from(bid128_quantize(self, unit, rounding, &flags));
  };
  constexpr unsigned to_floor = 1;
  constexpr unsigned to_ceiling = 2;
  constexpr unsigned to_nearest_away = 4;
  switch (mode) {
    case Rounding::HalfEven:
      return quantized(to_nearest_even);
    case Rounding::HalfUp:
      return quantized(to_nearest_away);
    case Rounding::Up:
      return quantized(negative ? to_floor : to_ceiling);
    case Rounding::Down:
      return quantized(to_zero);
    case Rounding::Ceiling:
      return quantized(to_ceiling);
    case Rounding::Floor:
      return quantized(to_floor);
    case Rounding::HalfDown:
      break;
  }
  // IEEE 754 has no way to round halves down: a half is where both neighbours are equally far.
  const auto low = quantized(to_zero);
  const auto high = quantized(negative ? to_floor : to_ceiling);
  if (!low || !high) return std::nullopt;
  const auto to_low = subtract(*this, *low);
  const auto to_high = subtract(*high, *this);
  if (!to_low || !to_high) return std::nullopt;
  return to_low->abs() <= to_high->abs() ? low : high;
}

std::optional<Decimal> Decimal::square_root() const {
  if (is_negative()) return std::nullopt;
  unsigned flags = 0;
  return Form::from(bid128_sqrt(Form::bits(*this), to_nearest_even, &flags));
}

std::optional<Decimal> Decimal::exponential() const {
  unsigned flags = 0;
  return Form::from(bid128_exp(Form::bits(*this), to_nearest_even, &flags));
}

std::optional<Decimal> Decimal::logarithm() const {
  if (is_negative() || is_zero()) return std::nullopt;
  unsigned flags = 0;
  return Form::from(bid128_log(Form::bits(*this), to_nearest_even, &flags));
}

std::strong_ordering operator<=>(Decimal a, Decimal b) {
  if (Form::is_small(a) && Form::is_small(b)) [[likely]] {
    if (Form::scale(a) == Form::scale(b)) return Form::coefficient(a) <=> Form::coefficient(b);
    const Aligned both = align(a, b);
    return both.a <=> both.b;
  }
  unsigned flags = 0;
  const BID_UINT128 x = Form::bits(a);
  const BID_UINT128 y = Form::bits(b);
  if (bid128_quiet_less(x, y, &flags)) return std::strong_ordering::less;
  return bid128_quiet_greater(x, y, &flags) ? std::strong_ordering::greater : std::strong_ordering::equal;
}

}  // namespace shuxin::base
