#include "core/rules/regex_translate.h"

#include <fmt/format.h>
#include <optional>
#include <unicode/uniset.h>

#include "core/rules/utf8.h"

namespace shuxin::rules {
namespace {

constexpr int deepest = 100;

class Translator {
 public:
  Translator(std::string_view pattern, std::string_view flags) : flags_(flags) {
    if (has('x') && !has('q')) without_space_ = strip(pattern);
    text_ = has('x') && !has('q') ? std::string_view(without_space_) : pattern;
  }

  base::Result<TranslatedRegex> run() {
    for (const char flag : flags_)
      if (std::string_view("smixq").find(flag) == std::string_view::npos)
        return base::fail("feel.regex-flags", {std::string(flags_)});
    made_.ignores_case = has('i');
    if (has('q')) {
      made_.literal = true;
      while (at_ < text_.size()) literal(utf8::take(text_, at_));
      return std::move(made_);
    }
    branches();
    if (wrong_.empty() && at_ < text_.size()) fail("unexpected ')'");
    if (!wrong_.empty()) return base::fail("feel.regex-syntax", {std::string(text_), wrong_});
    return std::move(made_);
  }

 private:
  [[nodiscard]] bool has(char flag) const { return flags_.find(flag) != std::string_view::npos; }
  void fail(std::string what) {
    if (wrong_.empty()) wrong_ = std::move(what);
  }
  [[nodiscard]] bool more() const { return wrong_.empty() && at_ < text_.size(); }

  /// Flag x: white space does not count, except in classes.
  static std::string strip(std::string_view pattern) {
    std::string kept;
    int classes = 0;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      const char c = pattern[i];
      const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
      if (space && classes == 0) continue;
      kept += c;
      if (c == '\\' && i + 1 < pattern.size() &&
          (pattern[i + 1] == '[' || pattern[i + 1] == ']' || pattern[i + 1] == '\\')) {
        kept += pattern[++i];
      } else if (c == '[') {
        ++classes;
      } else if (c == ']' && classes > 0) {
        --classes;
      }
    }
    return kept;
  }
  bool take(char wanted) {
    if (!more() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  void literal(char32_t code) {
    made_.pattern += fmt::format("\\x{{{:x}}}", static_cast<std::uint32_t>(code));
  }

  void branches() {
    if (++depth_ > deepest) fail("groups too deep");
    do {
      while (more() && text_[at_] != '|' && text_[at_] != ')') {
        atom();
        quantifier();
      }
      if (!more() || text_[at_] != '|') break;
      ++at_;
      made_.pattern += '|';
    } while (wrong_.empty());
    --depth_;
  }

  void quantifier() {
    if (!more()) return;
    const char c = text_[at_];
    if (c == '?' || c == '*' || c == '+') {
      made_.pattern += c;
      ++at_;
    } else if (c == '{') {
      const std::size_t close = text_.find('}', at_);
      if (close == std::string_view::npos) return fail("open quantifier");
      const std::string_view inside = text_.substr(at_ + 1, close - at_ - 1);
      int commas = 0;
      for (std::size_t i = 0; i < inside.size(); ++i) {
        if (inside[i] == ',') ++commas;
        if (inside[i] != ',' && (inside[i] < '0' || inside[i] > '9')) return fail("malformed quantifier");
      }
      if (inside.empty() || inside.front() == ',' || commas > 1 || inside.size() > 11)
        return fail("malformed quantifier");
      made_.pattern += text_.substr(at_, close - at_ + 1);
      at_ = close + 1;
    } else {
      return;
    }
    if (take('?')) made_.pattern += '?';
    if (more() && (text_[at_] == '?' || text_[at_] == '*' || text_[at_] == '+' || text_[at_] == '{'))
      fail("two quantifiers");
  }

  void atom() {
    const char c = text_[at_];
    switch (c) {
      case '(':
        return group();
      case '[':
        return emit(char_class());
      case '\\':
        return escape();
      case '^':
        ++at_;
        made_.pattern += has('m') ? "(?m:^)" : "(?:^)";
        return;
      case '$':
        ++at_;
        made_.pattern += has('m') ? "(?m:$)" : "(?:\\z)";
        return;
      case '.':
        ++at_;
        made_.pattern += has('s') ? "(?s:.)" : "[^\\x{a}\\x{d}]";
        return;
      case '?':
      case '*':
      case '+':
      case '{':
        return fail("a quantifier with nothing before it");
      case ']':
      case '}':
        return fail(fmt::format("unexpected '{}'", c));
      default:
        return literal(utf8::take(text_, at_));
    }
  }

  void group() {
    ++at_;
    const bool plain = text_.substr(at_).starts_with("?:");
    if (plain) at_ += 2;
    if (!plain && at_ < text_.size() && text_[at_] == '?') return fail("unknown kind of group");
    made_.pattern += plain ? "(?:" : "(";
    if (!plain) ++made_.groups;
    const int number = made_.groups;
    branches();
    if (!take(')')) return fail("open group");
    made_.pattern += ')';
    if (!plain) closed_ = std::max(closed_, number);
  }

  void escape() {
    if (at_ + 1 < text_.size() && text_[at_ + 1] >= '1' && text_[at_ + 1] <= '9') {
      std::size_t digits = at_ + 1;
      int number = 0;
      while (digits < text_.size() && text_[digits] >= '0' && text_[digits] <= '9' &&
             number * 10 + (text_[digits] - '0') <= std::max(made_.groups, 9))
        number = number * 10 + (text_[digits++] - '0');
      if (number > made_.groups) return fail("a back-reference to no group");
      at_ = digits;
      made_.has_back_reference = true;
      made_.pattern += fmt::format("(?:\\{})", number);
      return;
    }
    icu::UnicodeSet set;
    if (const auto single = escaped(set)) {
      literal(static_cast<char32_t>(*single));
    } else {
      emit(set);
    }
  }

  /// After a backslash: one character, or a set.
  std::optional<UChar32> escaped(icu::UnicodeSet& set) {
    ++at_;
    if (at_ >= text_.size()) {
      fail("a backslash at the end");
      return 0;
    }
    const char c = text_[at_++];
    switch (c) {
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case 'd':
        fill(set, "[\\p{Nd}]", false);
        return std::nullopt;
      case 'D':
        fill(set, "[\\p{Nd}]", true);
        return std::nullopt;
      case 's':
        fill(set, "[\\u0020\\u0009\\u000A\\u000D]", false);
        return std::nullopt;
      case 'S':
        fill(set, "[\\u0020\\u0009\\u000A\\u000D]", true);
        return std::nullopt;
      case 'w':
        fill(set, "[\\p{P}\\p{Z}\\p{C}]", true);
        return std::nullopt;
      case 'W':
        fill(set, "[\\p{P}\\p{Z}\\p{C}]", false);
        return std::nullopt;
      case 'i':
        fill(set, name_start, false);
        return std::nullopt;
      case 'I':
        fill(set, name_start, true);
        return std::nullopt;
      case 'c':
        fill(set, name_part, false);
        return std::nullopt;
      case 'C':
        fill(set, name_part, true);
        return std::nullopt;
      case 'p':
      case 'P':
        property(set, c == 'P');
        return std::nullopt;
      default:
        break;
    }
    if (std::string_view("\\|.?*+(){}-[]^$/").find(c) == std::string_view::npos)
      fail(fmt::format("unknown escape \\{}", c));
    return static_cast<UChar32>(static_cast<unsigned char>(c));
  }

  static constexpr const char* name_start =
      "[:A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C-"
      "\\u200D\\u2070-\\u218F"
      "\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\U00010000-\\U000EFFFF]";
  static constexpr const char* name_part =
      "[-.0-9:A-Z_a-z\\u00B7\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u037D\\u037F-\\u1FFF\\u200C-"
      "\\u200D\\u203F-\\u2040"
      "\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\U00010000-\\U000EFFFF]";

  void fill(icu::UnicodeSet& set, const std::string& pattern, bool negated) {
    UErrorCode status = U_ZERO_ERROR;
    set.applyPattern(icu::UnicodeString::fromUTF8(pattern), status);
    if (U_FAILURE(status)) return fail("unknown property");
    if (negated) set.complement();
  }

  void property(icu::UnicodeSet& set, bool negated) {
    if (at_ >= text_.size() || text_[at_] != '{') return fail("a property without braces");
    const std::size_t close = text_.find('}', at_);
    if (close == std::string_view::npos) return fail("open property");
    const std::string name(text_.substr(at_ + 1, close - at_ - 1));
    at_ = close + 1;
    for (const char c : name)
      if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'))
        return fail("unknown property");
    if (name.starts_with("Is")) return fill(set, "[:block=" + name.substr(2) + ":]", negated);
    if (name.empty() || name.size() > 2) return fail("unknown property");
    fill(set, "[:gc=" + name + ":]", negated);
  }

  icu::UnicodeSet char_class() {
    icu::UnicodeSet set;
    if (++depth_ > deepest) fail("classes too deep");
    ++at_;
    const bool negated = at_ < text_.size() && text_[at_] == '^';
    if (negated) ++at_;
    bool empty = true;
    bool subtracted = false;
    icu::UnicodeSet minus;
    while (wrong_.empty() && at_ < text_.size() && (text_[at_] != ']')) {
      if (text_.substr(at_).starts_with("-[") && !empty) {
        ++at_;
        minus = char_class();
        subtracted = true;
        break;
      }
      range_in_class(set);
      empty = false;
    }
    if (at_ >= text_.size() || text_[at_] != ']') {
      fail("open class");
    } else {
      ++at_;
    }
    if (empty) fail("an empty class");
    if (has('i')) set.closeOver(USET_CASE_INSENSITIVE);
    if (negated) set.complement();
    if (subtracted) set.removeAll(minus);
    --depth_;
    return set;
  }

  void range_in_class(icu::UnicodeSet& set) {
    const auto first = one_in_class(set);
    if (!first || !wrong_.empty()) return;
    if (at_ + 1 < text_.size() && text_[at_] == '-' && text_[at_ + 1] != ']' && text_[at_ + 1] != '[') {
      ++at_;
      icu::UnicodeSet ignored;
      const auto last = one_in_class(ignored);
      if (!last || *last < *first) return fail("a range out of order");
      set.add(*first, *last);
      return;
    }
    set.add(*first);
  }

  std::optional<UChar32> one_in_class(icu::UnicodeSet& set) {
    if (text_[at_] == '\\') {
      icu::UnicodeSet part;
      const auto single = escaped(part);
      if (!single) set.addAll(part);
      return single;
    }
    if (text_[at_] == '[') fail("a bracket inside a class");
    return static_cast<UChar32>(utf8::take(text_, at_));
  }

  void emit(const icu::UnicodeSet& set) {
    if (set.isEmpty()) {
      made_.pattern += "[^\\x{0}-\\x{10ffff}]";
      return;
    }
    made_.pattern += '[';
    for (std::int32_t i = 0; i < set.getRangeCount(); ++i)
      made_.pattern +=
          fmt::format("\\x{{{:x}}}-\\x{{{:x}}}", static_cast<std::uint32_t>(set.getRangeStart(i)),
                      static_cast<std::uint32_t>(set.getRangeEnd(i)));
    made_.pattern += ']';
  }

  std::string_view flags_;
  std::string without_space_;
  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  int closed_ = 0;
  std::string wrong_;
  TranslatedRegex made_;
};

}  // namespace

base::Result<TranslatedRegex> translate_regex(std::string_view pattern, std::string_view flags) {
  return Translator(pattern, flags).run();
}

}  // namespace shuxin::rules
