#include "shell/http/conditions.h"

#include <array>
#include <charconv>
#include <fmt/format.h>

namespace shuxin::http {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string to_base64url(std::string_view bytes) {
  std::string out;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (held += 8; held >= 6; held -= 6) out += alphabet[bits >> (held - 6) & 63];
  }
  if (held > 0) out += alphabet[bits << (6 - held) & 63];
  return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const std::size_t value = alphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    held += 6;
    if (held >= 8) {
      held -= 8;
      out += static_cast<char>(bits >> held & 255);
    }
  }
  if ((bits & ((1U << held) - 1)) != 0 || held >= 6) return std::nullopt;
  return out;
}

template <typename Number>
std::optional<Number> to_number(std::string_view digits) {
  Number value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string version_tag(std::uint64_t version) {
  return fmt::format("\"v{}\"", version);
}

std::expected<std::uint64_t, Problem> required_version(const Request& request) {
  const auto header = request.headers.find("If-Match");
  if (!header) return std::unexpected(problem(428, "http.if-match-missing"));
  const std::string_view tag = trim(*header);
  if (tag.starts_with("\"v") && tag.ends_with('"') && tag.size() > 3) {
    if (const auto version = to_number<std::uint64_t>(tag.substr(2, tag.size() - 3))) return *version;
  }
  return std::unexpected(problem(400, "http.if-match-malformed"));
}

bool is_unchanged(const Request& request, std::string_view tag) {
  const auto header = request.headers.find("If-None-Match");
  if (!header) return false;
  std::string_view rest = *header;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    std::string_view one = trim(rest.substr(0, comma));
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == "*" || one == tag) return true;
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return false;
}

std::string to_cursor(const std::vector<std::string>& keys) {
  std::string plain;
  for (const std::string& key : keys) plain += fmt::format("{}:{}", key.size(), key);
  return to_base64url(plain);
}

std::optional<std::vector<std::string>> parse_cursor(std::string_view text, std::size_t keys) {
  const auto plain = from_base64url(text);
  if (!plain) return std::nullopt;
  std::string_view rest = *plain;
  std::vector<std::string> out;
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto length = to_number<std::size_t>(rest.substr(0, colon));
    if (!length || *length > rest.size() - colon - 1) return std::nullopt;
    out.emplace_back(rest.substr(colon + 1, *length));
    rest.remove_prefix(colon + 1 + *length);
  }
  if (out.size() != keys) return std::nullopt;
  return out;
}

std::expected<Page, Problem> read_page(const Request& request, std::size_t keys) {
  constexpr std::size_t largest = 200;
  Page page;
  if (const auto text = request.find_query("limit")) {
    const auto limit = to_number<std::size_t>(*text);
    if (!limit || *limit == 0 || *limit > largest) {
      return std::unexpected(problem(400, "http.page-limit", {std::to_string(largest)}));
    }
    page.limit = *limit;
  }
  if (const auto text = request.find_query("cursor")) {
    auto after = parse_cursor(*text, keys);
    if (!after) return std::unexpected(problem(400, "http.cursor"));
    page.after = *std::move(after);
  }
  return page;
}

}  // namespace shuxin::http
