// Tokens of FEEL (DMN 1.5, clause 10.3.1.2): the first stage, text to tokens.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/message.h"
#include "core/rules/value.h"

namespace shuxin::rules {

/// A part of the text. Names of several parts (`applicant's age`) are put together by the parser, which knows
/// the names in force.
struct Token {
  enum class Form : std::uint8_t { Word, Number, String, Sign, End };
  Form form = Form::End;
  std::string_view text;  ///< as written; without quotes for strings
  std::string value;      ///< strings only: with escapes resolved
  Position where;
  std::size_t offset = 0;  ///< bytes before it
};

/// What is wrong with a text and where.
struct SyntaxFault {
  base::Message message;
  Position where;
};

struct Tokens {
  std::vector<Token> all;  ///< ends with Form::End
  std::vector<SyntaxFault> faults;
};

/// Takes the text apart; comments and white space are dropped. The tokens point into `text`. Any bytes.
[[nodiscard]] Tokens tokenize(std::string_view text);

/// The texts of a name's tokens, by which names are compared: `a - b` is `a-b`.
[[nodiscard]] std::vector<std::string> name_parts(std::string_view name);

}  // namespace shuxin::rules
