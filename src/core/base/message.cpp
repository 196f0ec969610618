#include "core/base/message.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_map>

namespace shuxin::base {
namespace {

struct Entry {
  std::string_view code;
  std::string_view zh;
  std::string_view en;
};

constexpr auto entries = std::to_array<Entry>({
#define MESSAGE(code, zh, en) {code, zh, en},
#include "core/base/messages.def"
#undef MESSAGE
});

const std::unordered_map<std::string_view, const Entry*>& index_of_entries() {
  static const auto index = [] {
    std::unordered_map<std::string_view, const Entry*> built;
    for (const Entry& entry : entries) built.emplace(entry.code, &entry);
    return built;
  }();
  return index;
}

std::string fill(std::string_view pattern, const std::vector<std::string>& arguments) {
  std::string out;
  for (std::size_t at = 0; at < pattern.size();) {
    if (pattern[at] == '{') {
      const std::size_t end = pattern.find('}', at);
      std::size_t place = 0;
      if (end != std::string_view::npos &&
          std::from_chars(pattern.data() + at + 1, pattern.data() + end, place).ptr == pattern.data() + end &&
          place < arguments.size()) {
        out += arguments[place];
        at = end + 1;
        continue;
      }
    }
    out += pattern[at++];
  }
  return out;
}

}  // namespace

std::optional<std::string_view> find_pattern(std::string_view code, Language language) {
  const auto found = index_of_entries().find(code);
  if (found == index_of_entries().end()) return std::nullopt;
  return language == Language::Chinese ? found->second->zh : found->second->en;
}

std::string word(const Message& message, Language language) {
  if (const auto pattern = find_pattern(message.code, language)) return fill(*pattern, message.arguments);
  std::string out = message.code;
  for (const std::string& argument : message.arguments) out += " " + argument;
  return out;
}

std::vector<std::string_view> message_codes() {
  std::vector<std::string_view> codes;
  for (const Entry& entry : entries) codes.push_back(entry.code);
  return codes;
}

}  // namespace shuxin::base
