#include "shell/http/target.h"

#include <algorithm>

#include "core/base/utf8.h"

namespace shuxin::http {
namespace {

constexpr std::size_t most_parameters = 64;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Percent-decodes; empty for a bad percent sign, a control character or bytes that are not UTF-8.
std::optional<std::string> decode(std::string_view raw, bool plus_is_space) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    char c = raw[i];
    if (c == '%') {
      if (i + 2 >= raw.size()) return std::nullopt;
      const int high = hex_value(raw[i + 1]);
      const int low = hex_value(raw[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return std::nullopt;
    out += c;
  }
  if (!base::is_utf8(out)) return std::nullopt;
  return out;
}

std::optional<std::string> decode_segment(std::string_view raw) {
  auto segment = decode(raw, false);
  if (!segment || *segment == "." || *segment == ".." || segment->find_first_of("/\\") != std::string::npos) {
    return std::nullopt;
  }
  return segment;
}

bool read_path(std::string_view raw, Target& target) {
  if (raw == "/") {
    target.path = "/";
    return true;
  }
  for (std::size_t at = 0; at < raw.size();) {
    const std::size_t end = std::min(raw.find('/', at + 1), raw.size());
    auto segment = decode_segment(raw.substr(at + 1, end - at - 1));
    const bool is_last = end == raw.size();
    if (!segment || (segment->empty() && !is_last)) return false;
    target.path += '/';
    target.path += *segment;
    target.segments.push_back(*std::move(segment));
    at = end;
  }
  return true;
}

bool read_query(std::string_view raw, Target& target) {
  while (!raw.empty()) {
    const std::string_view pair = raw.substr(0, raw.find('&'));
    raw.remove_prefix(std::min(raw.size(), pair.size() + 1));
    if (pair.empty()) continue;
    if (target.query.size() == most_parameters) return false;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto name = decode(pair.substr(0, equals), true);
    auto value = decode(pair.substr(std::min(equals + 1, pair.size())), true);
    if (!name || !value) return false;
    target.query.emplace_back(*std::move(name), *std::move(value));
  }
  return true;
}

}  // namespace

std::optional<Target> parse_target(std::string_view raw) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!raw.starts_with(scheme)) continue;
    const std::size_t slash = raw.find('/', scheme.size());
    if (slash == scheme.size() || slash == std::string_view::npos) return std::nullopt;
    raw.remove_prefix(slash);
    break;
  }
  if (!raw.starts_with('/') || raw.find('#') != std::string_view::npos) return std::nullopt;
  const std::size_t question = std::min(raw.find('?'), raw.size());
  Target target;
  if (!read_path(raw.substr(0, question), target)) return std::nullopt;
  if (!read_query(raw.substr(std::min(question + 1, raw.size())), target)) return std::nullopt;
  return target;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          c == '-' || c == '.' || c == '_' || c == '~';
    if (is_plain) {
      out += c;
    } else {
      out += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return out;
}

}  // namespace shuxin::http
