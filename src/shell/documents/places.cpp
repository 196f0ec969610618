#include "shell/documents/places.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <glib.h>

#include "core/base/decimal.h"

namespace shuxin::documents {
namespace {

using base::Json;
using base::Language;

const Json* walk(const Json* at, std::string_view path) {
  while (at && !path.empty()) {
    const auto dot = path.find('.');
    at = at->find(path.substr(0, dot));
    path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
  }
  return at;
}

const Json* find_field(std::string_view path, const Scope& scope) {
  if (scope.item && path == "item") return scope.item;
  if (scope.item)
    if (const auto* found = walk(scope.item, path)) return found;
  return walk(&scope.fields.values, path);
}

bool is_left_out(gunichar character) {
  if (character == '\n') return false;
  const bool turns_direction = (character >= 0x200B && character <= 0x200F) ||
                               (character >= 0x202A && character <= 0x202E) ||
                               (character >= 0x2060 && character <= 0x206F) || character == 0xFEFF;
  return turns_direction || g_unichar_iscntrl(character) || character == 0x2028 || character == 0x2029;
}

/// Only what can be printed in its place; a value that is written from right to left is kept to itself.
std::string printable(std::string_view value) {
  std::string kept;
  bool turns = false;
  for (const char* at = value.data(); at < value.data() + value.size(); at = g_utf8_next_char(at)) {
    const gunichar character = g_utf8_get_char(at);
    if (character == '\t') kept += ' ';
    if (is_left_out(character)) continue;
    if (character == '\n') {
      kept += "\u2028";
      continue;
    }
    const auto script = g_unichar_get_script(character);
    turns |= script == G_UNICODE_SCRIPT_ARABIC || script == G_UNICODE_SCRIPT_HEBREW ||
             script == G_UNICODE_SCRIPT_SYRIAC || script == G_UNICODE_SCRIPT_THAANA ||
             script == G_UNICODE_SCRIPT_NKO;
    kept.append(at, static_cast<std::size_t>(g_utf8_next_char(at) - at));
  }
  return turns ? "\u2068" + kept + "\u2069" : kept;
}

base::Result<std::string> text_of(const Json& value, std::string_view place, Language language) {
  if (const auto* text = value.if_string()) {
    if (!g_utf8_validate(text->data(), static_cast<gssize>(text->size()), nullptr))
      return base::fail("documents.encoding", {std::string(place)});
    return printable(*text);
  }
  if (const auto* number = value.if_number()) return number->digits;
  if (value.if_object()) {
    const auto* side = value.find(language == Language::Chinese ? "zh" : "en");
    if (side && side->if_string()) return text_of(*side, place, language);
  }
  return base::fail("documents.place-type", {std::string(place)});
}

/// So many times ten thousand, written out: 1800.5 becomes 18,005,000. Empty if the text is no number.
std::optional<std::string> ten_thousands(std::string_view text) {
  const auto amount = base::Decimal::parse(text);
  const auto whole = amount ? multiply(*amount, 10'000) : std::nullopt;
  if (!whole) return std::nullopt;
  std::string digits = whole->to_string();
  const std::size_t end = std::min(digits.find('.'), digits.size());
  const std::size_t begin = digits.starts_with('-') ? 1 : 0;
  for (std::size_t at = end; at > begin + 3;) digits.insert(at -= 3, ",");
  return digits;
}

base::Result<std::string> fill_place(std::string_view place, const Scope& scope) {
  const auto colon = place.find(':');
  const auto path = place.substr(0, colon);
  const auto as = colon == std::string_view::npos ? std::string_view{} : place.substr(colon + 1);
  if (!as.empty() && as != "date" && as != "ten-thousands")
    return base::fail("documents.pattern", {std::string(place)});
  if (path == "index" && scope.item) return std::to_string(scope.index);
  if (path == "number") return text_of(Json(scope.fields.number), place, scope.language);
  if (path == "code") return text_of(Json(scope.fields.code), place, scope.language);
  if (path == "issuer") return text_of(Json(scope.fields.issuer.in(scope.language)), place, scope.language);
  if (path == "date") return written_date(scope.fields.date, scope.language);
  const auto* value = find_field(path, scope);
  if (!value || value->is_null()) return base::fail("documents.place-missing", {std::string(place)});
  SHUXIN_TRY(auto text, text_of(*value, place, scope.language));
  if (as.empty()) return text;
  if (as == "ten-thousands") {
    auto written = ten_thousands(text);
    if (!written) return base::fail("documents.place-type", {std::string(place)});
    return *std::move(written);
  }
  const auto date = base::Date::parse(std::string_view(text).substr(0, 10));
  if (!date) return base::fail("documents.place-type", {std::string(place)});
  return written_date(*date, scope.language);
}

}  // namespace

base::Result<std::string> fill(const base::Text& pattern, const Scope& scope) {
  const std::string_view rest = pattern.in(scope.language);
  std::string filled;
  for (std::size_t at = 0; at < rest.size();) {
    if (rest[at] != '{') {
      filled += rest[at++];
    } else if (rest.substr(at, 2) == "{{") {
      filled += '{';
      at += 2;
    } else {
      const auto end = rest.find('}', at);
      if (end == std::string_view::npos) return base::fail("documents.pattern", {std::string(rest)});
      SHUXIN_TRY(const auto value, fill_place(rest.substr(at + 1, end - at - 1), scope));
      filled += value;
      at = end + 1;
    }
  }
  if (!g_utf8_validate(filled.data(), static_cast<gssize>(filled.size()), nullptr))
    return base::fail("documents.encoding", {"template"});
  return filled;
}

bool holds(std::string_view path, const Scope& scope) {
  if (path.empty()) return true;
  const auto* value = find_field(path, scope);
  if (!value || value->is_null()) return false;
  if (const auto* truth = value->if_bool()) return *truth;
  if (const auto* text = value->if_string()) return !text->empty();
  if (const auto* items = value->if_array()) return !items->empty();
  return true;
}

base::Result<const base::Json::Array*> find_items(std::string_view path, const Scope& scope) {
  const auto* value = find_field(path, scope);
  if (!value) return base::fail("documents.place-missing", {std::string(path)});
  if (!value->if_array()) return base::fail("documents.place-type", {std::string(path)});
  return value->if_array();
}

std::string written_date(base::Date date, Language language) {
  const auto [year, month, day] = date.civil();
  if (language == Language::Chinese) return fmt::format("{}年{}月{}日", year, month, day);
  static constexpr std::array months = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
  return fmt::format("{} {} {}", day, months[static_cast<std::size_t>(month - 1)], year);
}

}  // namespace shuxin::documents
