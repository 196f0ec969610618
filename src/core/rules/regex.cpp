#include "core/rules/regex.h"

#include <re2/re2.h>
#include <span>
#include <unicode/regex.h>

#include "core/rules/regex_translate.h"
#include "core/rules/utf8.h"

namespace shuxin::rules {
namespace {

constexpr std::size_t most_groups = 100;
constexpr std::size_t longest_pattern = 10'000;

/// A replacement taken apart once: literal pieces and numbers of groups.
struct Replacement {
  struct Piece {
    std::string text;
    int group = -1;
  };
  std::vector<Piece> pieces;
};

base::Result<Replacement> read_replacement(std::string_view text, int groups, bool literal) {
  Replacement made;
  std::string piece;
  const auto flush = [&] {
    if (!piece.empty()) made.pieces.push_back({std::exchange(piece, {}), -1});
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (literal || (c != '\\' && c != '$')) {
      piece += c;
    } else if (c == '\\') {
      if (at + 1 >= text.size() || (text[at + 1] != '\\' && text[at + 1] != '$'))
        return base::fail("feel.regex-replacement", {std::string(text)});
      piece += text[++at];
    } else {
      if (at + 1 >= text.size() || text[at + 1] < '0' || text[at + 1] > '9')
        return base::fail("feel.regex-replacement", {std::string(text)});
      int group = text[++at] - '0';
      while (at + 1 < text.size() && text[at + 1] >= '0' && text[at + 1] <= '9' &&
             group * 10 + (text[at + 1] - '0') <= groups)
        group = group * 10 + (text[++at] - '0');
      flush();
      made.pieces.push_back({{}, group});
    }
  }
  flush();
  return made;
}

class Re2Regex final : public Regex {
 public:
  Re2Regex(const std::string& pattern, const RE2::Options& options, int groups, bool literal)
      : regex_(pattern, options), groups_(groups), literal_(literal) {}
  [[nodiscard]] bool ok() const { return regex_.ok(); }
  [[nodiscard]] const std::string& error() const { return regex_.error(); }

  base::Result<bool> found_in(std::string_view text) const override {
    return regex_.Match(piece(text), 0, text.size(), RE2::UNANCHORED, nullptr, 0);
  }

  base::Result<std::string> replaced(std::string_view text, std::string_view replacement,
                                     std::size_t most_bytes) const override {
    SHUXIN_TRY(const auto pieces, read_replacement(replacement, groups_, literal_));
    std::string made;
    const auto each = [&](std::string_view before, std::span<const re2::StringPiece> groups) {
      made += before;
      for (const Replacement::Piece& part : pieces.pieces) {
        if (part.group < 0) {
          made += part.text;
        } else if (static_cast<std::size_t>(part.group) < groups.size() &&
                   groups[static_cast<std::size_t>(part.group)].data() != nullptr) {
          made.append(groups[static_cast<std::size_t>(part.group)].data(),
                      groups[static_cast<std::size_t>(part.group)].size());
        }
      }
      return made.size() <= most_bytes;
    };
    SHUXIN_TRY(const std::string_view rest, go_through(text, each));
    if (made.size() + rest.size() > most_bytes)
      return base::fail("feel.limit-string", {std::to_string(most_bytes)});
    made += rest;
    return made;
  }

  base::Result<std::vector<std::string>> split(std::string_view text) const override {
    std::vector<std::string> parts;
    const auto each = [&](std::string_view before, std::span<const re2::StringPiece>) {
      parts.emplace_back(before);
      return true;
    };
    SHUXIN_TRY(const std::string_view rest, go_through(text, each));
    parts.emplace_back(rest);
    return parts;
  }

 private:
  static re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

  /// Calls `each` for every match with the text before it; gives the text after the last.
  template <typename Each>
  base::Result<std::string_view> go_through(std::string_view text, const Each& each) const {
    if (regex_.Match("", 0, 0, RE2::ANCHOR_BOTH, nullptr, 0)) return base::fail("feel.regex-empty-match");
    std::vector<re2::StringPiece> groups(static_cast<std::size_t>(groups_) + 1);
    std::size_t at = 0;
    while (at <= text.size() && regex_.Match(piece(text), at, text.size(), RE2::UNANCHORED, groups.data(),
                                             static_cast<int>(groups.size()))) {
      const auto begin = static_cast<std::size_t>(groups[0].data() - text.data());
      if (groups[0].empty()) return base::fail("feel.regex-empty-match");
      if (!each(text.substr(at, begin - at), std::span<const re2::StringPiece>(groups)))
        return base::fail("feel.limit-string", {"…"});
      at = begin + groups[0].size();
    }
    return text.substr(at);
  }

  RE2 regex_;
  int groups_;
  bool literal_;
};

/// Only for back-references: an engine that tries one way after another, within a bound.
class IcuRegex final : public Regex {
 public:
  IcuRegex(std::unique_ptr<icu::RegexPattern> pattern, int groups, bool literal)
      : pattern_(std::move(pattern)), groups_(groups), literal_(literal) {}

  base::Result<bool> found_in(std::string_view text) const override {
    UErrorCode status = U_ZERO_ERROR;
    const auto unicode = from(text);
    const auto matcher = begin(unicode, status);
    const bool found = matcher && matcher->find(status);
    if (U_FAILURE(status)) return base::fail("feel.limit-regex");
    return found;
  }

  base::Result<std::string> replaced(std::string_view text, std::string_view replacement,
                                     std::size_t most_bytes) const override {
    SHUXIN_TRY(const auto pieces, read_replacement(replacement, groups_, literal_));
    std::string made;
    const auto each = [&](const std::string& before, icu::RegexMatcher& matcher) {
      made += before;
      for (const Replacement::Piece& part : pieces.pieces) {
        UErrorCode status = U_ZERO_ERROR;
        if (part.group < 0) {
          made += part.text;
        } else if (part.group <= groups_) {
          matcher.group(part.group, status).toUTF8String(made);
        }
      }
      return made.size() <= most_bytes;
    };
    SHUXIN_TRY(const std::string rest, go_through(text, each));
    if (made.size() + rest.size() > most_bytes)
      return base::fail("feel.limit-string", {std::to_string(most_bytes)});
    return made + rest;
  }

  base::Result<std::vector<std::string>> split(std::string_view text) const override {
    std::vector<std::string> parts;
    const auto each = [&](const std::string& before, icu::RegexMatcher&) {
      parts.push_back(before);
      return true;
    };
    SHUXIN_TRY(std::string rest, go_through(text, each));
    parts.push_back(std::move(rest));
    return parts;
  }

 private:
  static icu::UnicodeString from(std::string_view text) {
    return icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  }
  std::unique_ptr<icu::RegexMatcher> begin(const icu::UnicodeString& text, UErrorCode& status) const {
    constexpr std::int32_t most_steps = 2'000;  // units of ICU's engine, about 10,000 state saves each
    constexpr std::int32_t most_stack = 8'000'000;
    std::unique_ptr<icu::RegexMatcher> matcher(pattern_->matcher(text, status));
    if (U_SUCCESS(status)) matcher->setTimeLimit(most_steps, status);
    if (U_SUCCESS(status)) matcher->setStackLimit(most_stack, status);
    return U_SUCCESS(status) ? std::move(matcher) : nullptr;
  }
  template <typename Each>
  base::Result<std::string> go_through(std::string_view text, const Each& each) const {
    UErrorCode status = U_ZERO_ERROR;
    const auto unicode = from(text);
    const auto matcher = begin(unicode, status);
    std::int32_t at = 0;
    while (U_SUCCESS(status) && matcher->find(status)) {
      const std::int32_t start = matcher->start(status);
      const std::int32_t end = matcher->end(status);
      if (U_FAILURE(status)) break;
      if (start == end) return base::fail("feel.regex-empty-match");
      std::string before;
      unicode.tempSubStringBetween(at, start).toUTF8String(before);
      if (!each(before, *matcher)) return base::fail("feel.limit-string", {"…"});
      at = end;
    }
    if (U_FAILURE(status)) return base::fail("feel.limit-regex");
    std::string rest;
    unicode.tempSubStringBetween(at, unicode.length()).toUTF8String(rest);
    return rest;
  }

  std::unique_ptr<icu::RegexPattern> pattern_;
  int groups_;
  bool literal_;
};

}  // namespace

base::Result<std::shared_ptr<const Regex>> Regex::compile(std::string_view pattern, std::string_view flags) {
  if (pattern.size() > longest_pattern) return base::fail("feel.regex-syntax", {"…", "too long"});
  SHUXIN_TRY(const auto translated, translate_regex(pattern, flags));
  if (static_cast<std::size_t>(translated.groups) > most_groups)
    return base::fail("feel.regex-syntax", {std::string(pattern), "too many groups"});
  if (translated.has_back_reference) {
    UErrorCode status = U_ZERO_ERROR;
    UParseError where;
    std::unique_ptr<icu::RegexPattern> compiled(
        icu::RegexPattern::compile(icu::UnicodeString::fromUTF8(translated.pattern),
                                   translated.ignores_case ? UREGEX_CASE_INSENSITIVE : 0, where, status));
    if (U_FAILURE(status))
      return base::fail("feel.regex-syntax", {std::string(pattern), u_errorName(status)});
    return std::make_shared<IcuRegex>(std::move(compiled), translated.groups, translated.literal);
  }
  RE2::Options options;
  options.set_log_errors(false);
  options.set_case_sensitive(!translated.ignores_case);
  auto made = std::make_shared<Re2Regex>(translated.pattern, options, translated.groups, translated.literal);
  if (!made->ok()) return base::fail("feel.regex-syntax", {std::string(pattern), made->error()});
  return made;
}

base::Result<std::shared_ptr<const Regex>> RegexCache::find(std::string_view pattern,
                                                            std::string_view flags) {
  constexpr std::size_t most = 64;
  std::string key(flags);
  key += '/';
  key += pattern;
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  SHUXIN_TRY(auto regex, Regex::compile(pattern, flags));
  if (known_.size() >= most) known_.clear();
  known_.emplace(std::move(key), regex);
  return regex;
}

}  // namespace shuxin::rules
