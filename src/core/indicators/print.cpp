#include "core/indicators/print.h"

#include <array>

#include "core/base/quantities.h"

namespace shuxin::indicators {
namespace {

using base::Decimal;

Text joined(const Indicator& indicator, const std::string& number, const std::string& zh_before,
            const std::string& zh_after, const std::string& zh_last, const std::string& en_before,
            const std::string& en_after) {
  // English has no word for 亿元.
  std::string english = number + (indicator.unit_text.en == "%" ? "%" : " " + indicator.unit_text.en);
  const auto amount = Decimal::parse(number);
  if (indicator.unit && indicator.unit->dimension == base::Dimension::Money && amount) {
    const auto in = indicator.unit->numerator == 100'000'000 ? base::MoneyUnit::HundredMillionYuan
                    : indicator.unit->numerator == 10'000    ? base::MoneyUnit::TenThousandYuan
                                                             : base::MoneyUnit::Yuan;
    if (const auto money = base::Money::of(*amount, in, indicator.round)) english = money->describe().en;
  }
  return {zh_before + number + zh_after + indicator.unit_text.zh + zh_last, en_before + english + en_after};
}

Text ordinal(Decimal place) {
  static constexpr auto numerals =
      std::to_array<const char*>({"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"});
  const std::string digits = place.to_string();
  const auto number = place.to_integer();
  const bool small = number && *number >= 1 && *number <= 10;
  return {"第" + (small ? numerals[static_cast<std::size_t>(*number - 1)] : digits), "no. " + digits};
}

}  // namespace

std::string fixed(Decimal number, int decimals) {
  const Decimal rounded = number.rounded(decimals, base::Rounding::HalfUp).value_or(number);
  std::string text = rounded.to_string();
  if (decimals <= 0) return text;
  std::size_t point = text.find('.');
  if (point == std::string::npos) {
    point = text.size();
    text += '.';
  }
  while (text.size() - point - 1 < static_cast<std::size_t>(decimals)) text += '0';
  return text;
}

Text print_figure(const Indicator& indicator, Decimal rounded) {
  if (indicator.print == PrintRule::Ordinal) return ordinal(rounded);
  const auto exact = [&] { return print_amount(indicator, rounded); };
  if (indicator.print == PrintRule::Exact || rounded < indicator.step) return exact();
  const auto steps = divide(rounded, indicator.step);
  const auto whole = steps ? steps->rounded(0, base::Rounding::Floor) : std::nullopt;
  const auto floor = whole ? multiply(*whole, indicator.step) : std::nullopt;
  if (!floor) return exact();
  const bool more = rounded > *floor;
  const std::string number = floor->to_string();
  switch (indicator.print) {
    case PrintRule::More:
      return more ? joined(indicator, number, "", "余", "", "more than ", "") : exact();
    case PrintRule::Over:
      return more ? joined(indicator, number, "超", "", "", "over ", "") : exact();
    case PrintRule::AtLeast:
      return joined(indicator, number, "", "", "以上", "", " or more");
    case PrintRule::Exact:
    case PrintRule::Ordinal:
      break;
  }
  return exact();
}

Text print_amount(const Indicator& indicator, Decimal rounded) {
  if (indicator.print == PrintRule::Ordinal) return ordinal(rounded);
  return joined(indicator, fixed(rounded, indicator.round), "", "", "", "", "");
}

Text print_percent(Decimal percent, int decimals) {
  const std::string text = fixed(percent, decimals) + "%";
  return {text, text};
}

}  // namespace shuxin::indicators
