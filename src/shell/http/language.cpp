#include "shell/http/language.h"

#include <algorithm>

namespace shuxin::http {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t';
}

std::string_view next_part(std::string_view& rest, char separator) {
  const std::size_t end = std::min(rest.find(separator), rest.size());
  std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  while (!part.empty() && is_space(part.front())) part.remove_prefix(1);
  while (!part.empty() && is_space(part.back())) part.remove_suffix(1);
  return part;
}

bool is_language(std::string_view range, std::string_view language) {
  if (range.size() < 2 || (range.size() > 2 && range[2] != '-')) return false;
  return (range[0] | 0x20) == language[0] && (range[1] | 0x20) == language[1];
}

// Thousandths, as a quality value has at most three digits; a malformed one counts as 1.
int quality(std::string_view parameters) {
  while (!parameters.empty()) {
    std::string_view parameter = next_part(parameters, ';');
    if (!parameter.starts_with("q=")) continue;
    parameter.remove_prefix(2);
    if (parameter.starts_with('1')) return 1000;
    if (!parameter.starts_with("0")) return 1000;
    int value = 0;
    for (std::size_t i = 2; i < 5; ++i) {
      const char digit = i < parameter.size() ? parameter[i] : '0';
      if (digit < '0' || digit > '9') return 1000;
      value = value * 10 + (digit - '0');
    }
    return value;
  }
  return 1000;
}

}  // namespace

base::Language choose_language(const Request& request) {
  if (const auto asked = request.find_query("lang")) {
    if (*asked == "zh") return base::Language::Chinese;
    if (*asked == "en") return base::Language::English;
  }
  int chinese = -1;
  int english = -1;
  int others = 0;
  std::string_view rest = request.headers.find("Accept-Language").value_or("");
  while (!rest.empty()) {
    std::string_view parameters = next_part(rest, ',');
    const std::string_view range = next_part(parameters, ';');
    const int weight = quality(parameters);
    if (is_language(range, "zh")) chinese = std::max(chinese, weight);
    if (is_language(range, "en")) english = std::max(english, weight);
    if (range == "*") others = weight;
  }
  if (chinese < 0) chinese = others;
  if (english < 0) english = others;
  return english > chinese ? base::Language::English : base::Language::Chinese;
}

}  // namespace shuxin::http
