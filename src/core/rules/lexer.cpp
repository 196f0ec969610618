#include "core/rules/lexer.h"

#include "core/rules/utf8.h"

namespace shuxin::rules {
namespace {

/// Grammar rules 28 and 29: what a name may begin with, and go on with.
bool begins_name(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '?';
  return (c >= 0xC0 && c <= 0xD6) || (c >= 0xD8 && c <= 0xF6) || (c >= 0xF8 && c <= 0x2FF) ||
         (c >= 0x370 && c <= 0x37D) || (c >= 0x37F && c <= 0x1FFF) || (c >= 0x200C && c <= 0x200D) ||
         (c >= 0x2070 && c <= 0x218F) || (c >= 0x2C00 && c <= 0x2FEF) || (c >= 0x3001 && c <= 0xD7FF) ||
         (c >= 0xF900 && c <= 0xFDCF) || (c >= 0xFDF0 && c <= 0xFFFC) || (c >= 0x10000 && c <= 0xEFFFF);
}
bool continues_name(char32_t c) {
  return begins_name(c) || (c >= '0' && c <= '9') || c == 0xB7 || (c >= 0x300 && c <= 0x36F) || c == 0x203F ||
         c == 0x2040;
}
/// Grammar rules 61 and 62.
bool is_space(char32_t c) {
  return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 || c == 0x180E ||
         (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000 || c == 0xFEFF;
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Tokens run() {
    while (true) {
      skip_space();
      if (at_ >= text_.size()) break;
      begin();
      const char c = text_[at_];
      if (c == '"') {
        string();
      } else if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
        number();
      } else {
        word_or_sign();
      }
    }
    begin();
    push(Token::Form::End, at_);
    return std::move(tokens_);
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  char32_t advance() {
    const char32_t c = utf8::take(text_, at_);
    if (c == '\n') {
      ++place_.line;
      place_.column = 1;
    } else {
      ++place_.column;
    }
    return c;
  }

  void skip_space() {
    while (at_ < text_.size()) {
      if (text_.substr(at_).starts_with("//")) {
        while (at_ < text_.size() && text_[at_] != '\n') (void)advance();
      } else if (text_.substr(at_).starts_with("/*")) {
        const Position opened = place_;
        while (at_ < text_.size() && !text_.substr(at_).starts_with("*/")) (void)advance();
        if (at_ >= text_.size()) {
          tokens_.faults.push_back({{"feel.open-comment", {}}, opened});
          return;
        }
        (void)advance();
        (void)advance();
      } else {
        std::size_t behind = at_;
        if (!is_space(utf8::take(text_, behind))) return;
        (void)advance();
      }
    }
  }

  void begin() {
    start_ = at_;
    began_ = place_;
  }
  void push(Token::Form form, std::size_t end, std::string value = {}) {
    const std::size_t from = form == Token::Form::String ? start_ + 1 : start_;
    tokens_.all.push_back({form, text_.substr(from, end - from), std::move(value), began_, start_});
  }

  void number() {
    const auto digits = [&] {
      while (at_ < text_.size() && is_digit(text_[at_])) (void)advance();
    };
    digits();
    if (peek(0) == '.' && is_digit(peek(1))) {
      (void)advance();
      digits();
    }
    if (peek(0) == 'e' || peek(0) == 'E') {
      const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
      if (is_digit(peek(1 + sign))) {
        for (std::size_t i = 0; i <= sign; ++i) (void)advance();
        digits();
      }
    }
    push(Token::Form::Number, at_);
  }

  void word_or_sign() {
    std::size_t behind = at_;
    const char32_t first = utf8::take(text_, behind);
    if (begins_name(first)) {
      (void)advance();
      while (at_ < text_.size()) {
        behind = at_;
        if (!continues_name(utf8::take(text_, behind))) break;
        (void)advance();
      }
      push(Token::Form::Word, at_);
      return;
    }
    for (const std::string_view pair : {"..", "**", "<=", ">=", "!=", "->"}) {
      if (!text_.substr(at_).starts_with(pair)) continue;
      (void)advance();
      (void)advance();
      push(Token::Form::Sign, at_);
      return;
    }
    (void)advance();
    push(Token::Form::Sign, at_);
  }

  /// The hexadecimal number of `digits` digits after the escape's letter; empty if there are fewer.
  std::optional<char32_t> hexadecimal(std::size_t digits) {
    char32_t code = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      const char c = peek(i);
      const int digit = is_digit(c)            ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) return std::nullopt;
      code = code * 16 + static_cast<char32_t>(digit);
    }
    for (std::size_t i = 0; i < digits; ++i) (void)advance();
    return code;
  }

  void escape(std::string& value) {
    const char letter = peek(1);
    const auto plain = [&](char c) {
      (void)advance();
      (void)advance();
      value += c;
    };
    switch (letter) {
      case 'n':
        return plain('\n');
      case 'r':
        return plain('\r');
      case 't':
        return plain('\t');
      case '\'':
        return plain('\'');
      case '"':
        return plain('"');
      case '\\':
        return plain('\\');
      case 'u':
      case 'U':
        break;
      default:
        (void)advance();
        value += '\\';
        return;  // any other backslash is itself
    }
    const std::size_t digits = letter == 'u' ? 4 : 6;
    const std::size_t before = at_;
    const Position place = place_;
    (void)advance();
    (void)advance();
    const auto code = hexadecimal(digits);
    if (!code || *code > 0x10FFFF) {
      at_ = before + 1;
      place_ = place;
      ++place_.column;
      value += '\\';
      return;
    }
    char32_t character = *code;
    if (character >= 0xD800 && character <= 0xDBFF && peek(0) == '\\' && peek(1) == 'u') {
      const std::size_t back = at_;
      const Position back_place = place_;
      (void)advance();
      (void)advance();
      const auto low = hexadecimal(4);
      if (low && *low >= 0xDC00 && *low <= 0xDFFF) {
        character = 0x10000 + ((character - 0xD800) << 10) + (*low - 0xDC00);
      } else {
        at_ = back;
        place_ = back_place;
      }
    }
    if (character >= 0xD800 && character <= 0xDFFF) character = 0xFFFD;  // half of a pair is no character
    utf8::append(value, character);
  }

  void string() {
    (void)advance();
    std::string value;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\') {
        escape(value);
      } else {
        utf8::append(value, advance());
      }
    }
    if (at_ >= text_.size()) {
      tokens_.faults.push_back({{"feel.open-string", {}}, began_});
      push(Token::Form::String, at_, std::move(value));
      return;
    }
    push(Token::Form::String, at_, std::move(value));
    (void)advance();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t start_ = 0;
  Position place_{1, 1};
  Position began_{1, 1};
  Tokens tokens_;
};

}  // namespace

Tokens tokenize(std::string_view text) {
  return Lexer(text).run();
}

std::vector<std::string> name_parts(std::string_view name) {
  std::vector<std::string> parts;
  for (const Token& token : tokenize(name).all)
    if (token.form != Token::Form::End) parts.emplace_back(token.text);
  return parts;
}

}  // namespace shuxin::rules
