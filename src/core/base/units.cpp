#include "core/base/units.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "core/base/utf8.h"

namespace shuxin::base {
namespace {

struct Named {
  std::string_view name;
  Unit unit;
};

// A mu is a fifteenth of a hectare: 2000/3 square metres.
constexpr auto units = std::to_array<Named>({
    {"元", {Dimension::Money, 1}},
    {"人民币元", {Dimension::Money, 1}},
    {"yuan", {Dimension::Money, 1}},
    {"千元", {Dimension::Money, 1000}},
    {"万", {Dimension::Money, 10'000}},
    {"万元", {Dimension::Money, 10'000}},
    {"人民币万元", {Dimension::Money, 10'000}},
    {"10,000yuan", {Dimension::Money, 10'000}},
    {"百万元", {Dimension::Money, 1'000'000}},
    {"millionyuan", {Dimension::Money, 1'000'000}},
    {"亿元", {Dimension::Money, 100'000'000}},
    {"亿", {Dimension::Money, 100'000'000}},
    {"100millionyuan", {Dimension::Money, 100'000'000}},
    {"亩", {Dimension::Land, 2000, 3}},
    {"mu", {Dimension::Land, 2000, 3}},
    {"平方米", {Dimension::Land, 1}},
    {"㎡", {Dimension::Land, 1}},
    {"m2", {Dimension::Land, 1}},
    {"m²", {Dimension::Land, 1}},
    {"平米", {Dimension::Land, 1}},
    {"squaremetres", {Dimension::Land, 1}},
    {"万平方米", {Dimension::Land, 10'000}},
    {"公顷", {Dimension::Land, 10'000}},
    {"ha", {Dimension::Land, 10'000}},
    {"hm2", {Dimension::Land, 10'000}},
    {"hm²", {Dimension::Land, 10'000}},
    {"平方公里", {Dimension::Land, 1'000'000}},
    {"平方千米", {Dimension::Land, 1'000'000}},
    {"km2", {Dimension::Land, 1'000'000}},
    {"吨", {Dimension::Mass, 1'000'000}},
    {"t", {Dimension::Mass, 1'000'000}},
    {"千克", {Dimension::Mass, 1'000}},
    {"公斤", {Dimension::Mass, 1'000}},
    {"kg", {Dimension::Mass, 1'000}},
    {"克", {Dimension::Mass, 1}},
    {"万吨", {Dimension::Mass, 10'000'000'000}},
    {"吨标准煤", {Dimension::Energy, 1'000'000}},
    {"吨标煤", {Dimension::Energy, 1'000'000}},
    {"tce", {Dimension::Energy, 1'000'000}},
    {"千克标准煤", {Dimension::Energy, 1'000}},
    {"千克标煤", {Dimension::Energy, 1'000}},
    {"kgce", {Dimension::Energy, 1'000}},
    {"万吨标准煤", {Dimension::Energy, 10'000'000'000}},
    {"万吨标煤", {Dimension::Energy, 10'000'000'000}},
    {"千瓦时", {Dimension::Electricity, 1'000}},
    {"度", {Dimension::Electricity, 1'000}},
    {"kwh", {Dimension::Electricity, 1'000}},
    {"kw·h", {Dimension::Electricity, 1'000}},
    {"万千瓦时", {Dimension::Electricity, 10'000'000}},
    {"万度", {Dimension::Electricity, 10'000'000}},
    {"万kwh", {Dimension::Electricity, 10'000'000}},
    {"兆瓦时", {Dimension::Electricity, 1'000'000}},
    {"mwh", {Dimension::Electricity, 1'000'000}},
    {"亿千瓦时", {Dimension::Electricity, 100'000'000'000}},
    {"人", {Dimension::People, 1}},
    {"people", {Dimension::People, 1}},
    {"万人", {Dimension::People, 10'000}},
    {"个", {Dimension::Count, 1}},
    {"家", {Dimension::Count, 1}},
    {"户", {Dimension::Count, 1}},
    {"项", {Dimension::Count, 1}},
    {"件", {Dimension::Count, 1}},
    {"%", {Dimension::Share, 1, 100}},
    {"百分比", {Dimension::Share, 1, 100}},
    {"‰", {Dimension::Share, 1, 1000}},
    {"工作分钟", {Dimension::Time, 1}},
    {"半天", {Dimension::Time, 240}},
    {"工作日", {Dimension::Time, 480}},
});

// Full width to half width, without spaces, small letters.
std::string folded(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const Utf8Character front = front_character(text);
    text.remove_prefix(front.bytes);
    char32_t point = front.point;
    if (point >= 0xFF01 && point <= 0xFF5E) point -= 0xFEE0;
    if (point <= 0x20 || point == 0xA0 || point == 0x3000) continue;
    if (point >= 'A' && point <= 'Z') point += 'a' - 'A';
    append_character(out, point);
  }
  return out;
}

}  // namespace

std::optional<Unit> find_unit(std::string_view text) {
  if (text.size() > 60) return std::nullopt;
  const std::string name = folded(text);
  const auto found = std::ranges::find(units, std::string_view(name), &Named::name);
  return found == units.end() ? std::nullopt : std::optional(found->unit);
}

std::optional<Decimal> convert(Decimal amount, const Unit& from, const Unit& to) {
  if (from.dimension != to.dimension) return std::nullopt;
  // Each part fits 37 bits, so their products fit 128; the greatest common divisor makes the factor small.
  __int128 up = static_cast<__int128>(from.numerator) * to.denominator;
  __int128 down = static_cast<__int128>(from.denominator) * to.numerator;
  for (__int128 a = up, b = down;;) {
    if (b == 0) {
      up /= a;
      down /= a;
      break;
    }
    a = std::exchange(b, a % b);
  }
  const auto more = multiply(amount, Decimal::of_wide(up, 0));
  return more ? divide(*more, Decimal::of_wide(down, 0)) : std::nullopt;
}

}  // namespace shuxin::base
