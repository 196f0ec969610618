// What all readers of FEEL share: tokens, faults, and the names that are known at a place. For the parser
// only.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "core/rules/builtins.h"
#include "core/rules/names.h"
#include "core/rules/parser.h"

namespace shuxin::rules::detail {

using ast::Child;

inline constexpr int deepest = 150;      // levels of brackets and keywords inside each other in a text
inline constexpr int most_levels = 600;  // levels of the tree, which long chains of operators make deep too

inline bool is_keyword(std::string_view word) {
  constexpr std::string_view keywords[] = {"for",   "return",    "if",       "then", "else", "some",
                                           "every", "satisfies", "in",       "and",  "or",   "between",
                                           "of",    "instance",  "function", "null", "true", "false"};
  return std::ranges::find(keywords, word) != std::end(keywords);
}

/// The names that the language itself brings along.
struct OwnNames {
  NameTable functions;
  NameTable properties;
  NameTable types;

  OwnNames() {
    for (const std::string_view name : builtin_names()) functions.add(name);
    for (const char* name : {"time offset", "start included", "end included"}) properties.add(name);
    for (const char* name : {"date and time", "days and time duration", "years and months duration"})
      types.add(name);
  }
};

inline const OwnNames& own_names() {
  static const OwnNames names;
  return names;
}

/// The longer of two matches; the first if they are as long.
inline NameTable::Match longer(NameTable::Match first, NameTable::Match second) {
  return second.tokens > first.tokens ? second : first;
}

class TokenReader {
 public:
  TokenReader(std::string_view text, const Scope& scope)
      : scope_(scope), text_(text), tokens_(tokenize(text)) {
    faults_ = std::move(tokens_.faults);
    for (const Variable& variable : scope.variables) {
      names_.add(variable.name);
      members_.add_members(variable.type);
    }
    for (const auto& [name, type] : scope.types) types_.add(name);
  }

 protected:
  // --- tokens

  [[nodiscard]] const Token& here() const { return tokens_.all[at_]; }
  [[nodiscard]] bool at_end() const { return here().form == Token::Form::End; }
  [[nodiscard]] bool is(std::string_view sign, std::size_t ahead = 0) const {
    return at_ + ahead < tokens_.all.size() && tokens_.all[at_ + ahead].form == Token::Form::Sign &&
           tokens_.all[at_ + ahead].text == sign;
  }
  [[nodiscard]] bool is_word(std::string_view word, std::size_t ahead = 0) const {
    return at_ + ahead < tokens_.all.size() && tokens_.all[at_ + ahead].form == Token::Form::Word &&
           tokens_.all[at_ + ahead].text == word;
  }
  bool take(std::string_view sign) {
    if (!is(sign)) return false;
    ++at_;
    return true;
  }
  bool take_word(std::string_view word) {
    if (!is_word(word)) return false;
    ++at_;
    return true;
  }
  [[nodiscard]] NameTable::Match match_name() const {
    return longer(names_.match(rest()), own_names().functions.match(rest()));
  }
  [[nodiscard]] NameTable::Match match_member() const {
    return longer(members_.match(rest()), own_names().properties.match(rest()));
  }
  [[nodiscard]] std::span<const Token> rest() const { return std::span(tokens_.all).subspan(at_); }

  void fault(std::string code, std::vector<std::string> arguments) {
    if (faults_.empty()) faults_.push_back({{std::move(code), std::move(arguments)}, here().where});
  }
  void unexpected() {
    if (at_end()) {
      fault("feel.unexpected-end", {});
    } else {
      fault("feel.unexpected", {std::string(here().text)});
    }
  }
  void expect(std::string_view sign) {
    if (take(sign)) return;
    fault("feel.expected", {std::string(sign), at_end() ? "…" : std::string(here().text)});
  }
  void expect_word(std::string_view word) {
    if (take_word(word)) return;
    fault("feel.expected", {std::string(word), at_end() ? "…" : std::string(here().text)});
  }
  Parsed failed() {
    Parsed parsed;
    parsed.faults = std::move(faults_);
    return parsed;
  }

  template <typename Form>
  Child make(std::size_t begin, Form form) {
    auto made = std::make_unique<ast::Expression>();
    made->where = tokens_.all[begin].where;
    made->form = std::move(form);
    ast::for_each_part(
        *made, [&](const ast::Expression& part) { made->levels = std::max(made->levels, part.levels + 1); });
    if (made->levels > most_levels) fault("feel.limit-text-nesting", {std::to_string(most_levels)});
    return made;
  }
  Child nothing() { return make(at_, ast::Literal{}); }

  /// Tries one way of reading; if it fails, the tokens and the faults are as before.
  template <typename Read>
  bool attempt(Read read) {
    const std::size_t begin = at_;
    const std::size_t mark = names_.mark();
    const std::size_t members = members_.mark();
    if (read() && faults_.empty()) return true;
    faults_.clear();
    at_ = begin;
    names_.leave(mark);
    members_.leave(members);
    return false;
  }

  // --- names

  /// The text that the tokens from `begin` to here were written with, white space collapsed.
  std::string written(std::size_t begin) const {
    std::string made;
    std::size_t end = 0;
    for (std::size_t i = begin; i < at_; ++i) {
      const Token& token = tokens_.all[i];
      if (i > begin && token.offset > end) made += ' ';
      made += token.text;
      end = token.offset + token.text.size();
    }
    return made;
  }

  /// A name that nothing knows: words and numbers that follow each other.
  std::string unknown_name() {
    const std::size_t begin = at_++;
    while ((here().form == Token::Form::Word && !is_keyword(here().text)) ||
           (here().form == Token::Form::Number && here().text.find('.') == std::string_view::npos))
      ++at_;
    return written(begin);
  }

  std::string member() {
    const NameTable::Match known = match_member();
    if (known.tokens > 1) {
      at_ += known.tokens;
      return std::string(known.name);
    }
    if (here().form != Token::Form::Word) {
      unexpected();
      return {};
    }
    if (known.tokens == 1) {
      ++at_;
      return std::string(known.name);
    }
    return unknown_name();
  }

  Child name() {
    const std::size_t begin = at_;
    NameTable::Match known = match_name();
    if (filters_ > 0) known = longer(known, match_member());
    if (known.tokens > 0) {
      std::string name(known.name);
      at_ += known.tokens;
      return make(begin, ast::Name{std::move(name)});
    }
    std::string unknown = unknown_name();
    return make(begin, ast::Name{std::move(unknown)});
  }

  /// A name that is declared here: everything before one of the stops.
  std::string declared(std::span<const std::string_view> stops) {
    const std::size_t begin = at_;
    while (!at_end() && here().form != Token::Form::String &&
           std::ranges::find(stops, here().text) == stops.end())
      ++at_;
    if (at_ == begin) unexpected();
    return written(begin);
  }

  const Scope& scope_;
  std::string_view text_;
  Tokens tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
  int filters_ = 0;     // filters that we are inside of
  int range_ends_ = 0;  // high ends of ranges that we are inside of
  NameTable names_;
  NameTable members_;
  NameTable types_;
  std::vector<SyntaxFault> faults_;
};

}  // namespace shuxin::rules::detail
