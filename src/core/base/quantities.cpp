#include "core/base/quantities.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/base/identifiers/characters.h"
#include "core/base/message.h"

namespace shuxin::base {
namespace {

constexpr std::size_t most_digits = 18;
constexpr int most_decimals = 6;

Decimal exact(std::optional<Decimal> value) {
  check(value.has_value(), "amounts are bounded so that their arithmetic is");
  return *value;
}

int shift_of(MoneyUnit unit) {
  switch (unit) {
    case MoneyUnit::Yuan:
      return 0;
    case MoneyUnit::TenThousandYuan:
      return 4;
    case MoneyUnit::HundredMillionYuan:
      return 8;
  }
  return 0;
}

// Thirds of a square metre in one unit.
std::int64_t thirds_of(AreaUnit unit) {
  switch (unit) {
    case AreaUnit::SquareMetre:
      return 3;
    case AreaUnit::Mu:
      return 2'000;
    case AreaUnit::Hectare:
      return 30'000;
    case AreaUnit::SquareKilometre:
      return 3'000'000;
  }
  return 3;
}

Decimal power_of_ten(int exponent) {
  return Decimal::of(1, -exponent);
}

bool within_digits(Decimal amount) {
  return amount.abs() < power_of_ten(static_cast<int>(most_digits)) &&
         amount.rounded(most_digits, Rounding::Down) == amount;
}

// Plain digits with a point before the last `decimals`, and commas between thousands.
std::string write(Decimal amount, int decimals) {
  std::string digits = exact(amount.rounded(decimals, Rounding::HalfUp)).to_string();
  std::size_t point = digits.find('.');
  if (point == std::string::npos) point = digits.size();
  const std::size_t written = digits.size() > point ? digits.size() - point - 1 : 0;
  if (decimals > 0 && written == 0) digits += '.';
  digits.append(static_cast<std::size_t>(decimals) - written, '0');
  const std::size_t first = digits.starts_with('-') ? 1 : 0;
  for (std::size_t at = point; at > first + 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

// A billion is ten 亿, so the last digit moves one further down; a zero there is not written.
std::string write_billions(Decimal yuan, int decimals) {
  const Decimal billions = exact(multiply(yuan, power_of_ten(-9)));
  const bool round = billions.rounded(decimals, Rounding::Down) == billions;
  return write(billions, decimals + (round ? 0 : 1));
}

// Takes the unit off the end of what was written.
MoneyUnit take_unit(std::string& text) {
  struct Word {
    std::string_view word;
    MoneyUnit unit;
  };
  constexpr Word words[] = {{"亿元", MoneyUnit::HundredMillionYuan},
                            {"亿", MoneyUnit::HundredMillionYuan},
                            {"万元", MoneyUnit::TenThousandYuan},
                            {"万", MoneyUnit::TenThousandYuan},
                            {"元", MoneyUnit::Yuan}};
  for (const auto& [word, unit] : words) {
    if (!text.ends_with(word)) continue;
    text.resize(text.size() - word.size());
    return unit;
  }
  return MoneyUnit::Yuan;
}

// Commas are allowed between groups of three digits before the point, and then between all.
bool drop_commas(std::string& number) {
  if (number.find(',') == std::string::npos) return true;
  const std::size_t end = std::min(number.find('.'), number.size());
  const std::size_t first = number.starts_with('-') || number.starts_with('+') ? 1 : 0;
  for (std::size_t at = first; at < number.size(); ++at) {
    const bool wants_comma = at < end && (end - at) % 4 == 0;
    if (wants_comma != (number[at] == ',') || (at == first && number[at] == ',')) return false;
  }
  std::erase(number, ',');
  return true;
}

Text in_both(const char* code, std::string zh, std::string en) {
  return {word({code, {std::move(zh)}}, Language::Chinese), word({code, {std::move(en)}}, Language::English)};
}

}  // namespace

Result<Money> Money::parse(std::string_view text) {
  std::string number = fold_code(text);
  std::erase(number, ' ');
  const MoneyUnit unit = take_unit(number);
  if (!drop_commas(number)) return fail("money.malformed");
  const std::size_t first = number.starts_with('-') || number.starts_with('+') ? 1 : 0;
  const std::size_t point = number.find('.');
  const std::string whole = number.substr(first, point == std::string::npos ? point : point - first);
  const std::string fraction = point == std::string::npos ? "" : number.substr(point + 1);
  const bool sound = !whole.empty() && all_digits(whole) && all_digits(fraction) &&
                     (point == std::string::npos || !fraction.empty());
  if (!sound) return fail("money.malformed");
  if (whole.size() + fraction.size() > most_digits) return fail("money.digits");
  return of(*Decimal::parse(number), unit, static_cast<int>(fraction.size()));
}

Result<Money> Money::of(Decimal amount, MoneyUnit unit, int decimals) {
  if (decimals < 0 || decimals > most_decimals || !within_digits(amount) ||
      amount.rounded(decimals, Rounding::Down) != amount)
    return fail("money.digits");
  return Money(exact(multiply(amount, power_of_ten(shift_of(unit)))), unit, decimals);
}

Decimal Money::in(MoneyUnit unit) const {
  return exact(multiply(yuan_, power_of_ten(-shift_of(unit))));
}

std::optional<std::int64_t> Money::fen() const {
  return exact(multiply(yuan_, 100)).to_integer();
}

Text Money::describe() const {
  const std::string amount = write(in(unit_), decimals_);
  switch (unit_) {
    case MoneyUnit::Yuan:
      return in_both("money.yuan", amount, amount);
    case MoneyUnit::TenThousandYuan:
      return in_both("money.ten-thousand-yuan", amount, write(yuan_, std::max(decimals_ - 4, 0)));
    case MoneyUnit::HundredMillionYuan:
      return in_both("money.hundred-million-yuan", amount, write_billions(yuan_, decimals_));
  }
  return {};
}

Result<LandArea> LandArea::of(Decimal amount, AreaUnit unit) {
  if (amount.is_negative()) return fail("land-area.negative");
  if (!within_digits(amount)) return fail("land-area.digits");
  const auto digits = amount.to_string();
  if (std::ranges::count_if(digits, is_digit) > static_cast<std::ptrdiff_t>(most_digits))
    return fail("land-area.digits");
  return LandArea(exact(multiply(amount, thirds_of(unit))));
}

Decimal LandArea::in(AreaUnit unit, int decimals) const {
  check(decimals >= 0 && decimals <= 12, "an area is shown with 0 to 12 decimals");
  return exact(exact(divide(thirds_, thirds_of(unit))).rounded(decimals, Rounding::HalfUp));
}

Text LandArea::describe(AreaUnit unit, int decimals) const {
  const std::string amount = write(in(unit, decimals), decimals);
  switch (unit) {
    case AreaUnit::SquareMetre:
      return in_both("land-area.square-metres", amount, amount);
    case AreaUnit::Mu:
      return in_both("land-area.mu", amount, amount);
    case AreaUnit::Hectare:
      return in_both("land-area.hectares", amount, amount);
    case AreaUnit::SquareKilometre:
      return in_both("land-area.square-kilometres", amount, amount);
  }
  return {};
}

Result<LandArea> LandArea::plus(const LandArea& other) const {
  const Decimal sum = exact(add(thirds_, other.thirds_));
  if (!(sum < power_of_ten(24))) return fail("land-area.digits");
  return LandArea(sum);
}

}  // namespace shuxin::base
