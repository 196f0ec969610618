// Literals, names, contexts, functions, and the expressions that begin with a keyword. For the parser only.
#pragma once

#include "core/rules/parser_ranges.h"

namespace shuxin::rules::detail {

using ast::Child;

class PrimaryReader : public RangeReader {
 protected:
  using RangeReader::RangeReader;

  Child number(bool negative = false) {
    const std::size_t begin = at_;
    const Token& token = here();
    const auto value = base::Decimal::parse(token.text);
    ++at_;
    if (!value) {
      --at_;
      fault("feel.number-out-of-range", {std::string(token.text)});
      return nothing();
    }
    return make(begin, ast::Literal{Value::number(negative ? -*value : *value)});
  }

  Child primary() {
    const std::size_t begin = at_;
    switch (here().form) {
      case Token::Form::Number:
        return number();
      case Token::Form::String: {
        ++at_;
        return make(begin, ast::Literal{Value::string(tokens_.all[begin].value)});
      }
      case Token::Form::Word:
        return word();
      case Token::Form::Sign:
        break;
      case Token::Form::End:
        unexpected();
        return nothing();
    }
    if (is("@") && tokens_.all[at_ + 1].form == Token::Form::String) {
      at_ += 2;
      return make(begin, ast::AtLiteral{tokens_.all[begin + 1].value});
    }
    if (is("(")) return parenthesis();
    if (is("[")) return list_or_range();
    if (is("]")) return range_from(begin);
    if (is("{")) return context();
    if (match_name().tokens > 0) return name();
    unexpected();
    return nothing();
  }

  Child word() {
    const std::size_t begin = at_;
    if (match_name().tokens > 1) return name();
    const std::string_view text = here().text;
    if (text == "null" || text == "true" || text == "false") {
      ++at_;
      return make(begin, ast::Literal{text == "null" ? Value() : Value::boolean(text == "true")});
    }
    if (text == "if") return conditional();
    if (text == "for") return iteration();
    if (text == "some" || text == "every") return quantified();
    if (text == "function" && is("(", 1)) return function();
    if (is_keyword(text)) {
      unexpected();
      return nothing();
    }
    return name();
  }

  Child conditional() {
    const std::size_t begin = at_++;
    Child condition = expression();
    expect_word("then");
    Child then = expression();
    expect_word("else");
    Child otherwise = expression();
    return make(begin, ast::If{std::move(condition), std::move(then), std::move(otherwise)});
  }

  std::vector<ast::Iterator> iterators() {
    constexpr std::string_view stops[] = {"in"};
    std::vector<ast::Iterator> made;
    do {
      ast::Iterator iterator;
      iterator.name = declared(stops);
      expect_word("in");
      iterator.domain = expression();
      if (take("..")) iterator.high = expression();
      names_.add(iterator.name);
      made.push_back(std::move(iterator));
    } while (faults_.empty() && take(","));
    return made;
  }

  Child iteration() {
    const std::size_t begin = at_++;
    const std::size_t mark = names_.mark();
    ast::For form;
    form.iterators = iterators();
    expect_word("return");
    names_.add("partial");
    form.body = expression();
    names_.leave(mark);
    return make(begin, std::move(form));
  }

  Child quantified() {
    const std::size_t begin = at_;
    ast::Quantified form;
    form.every = here().text == "every";
    ++at_;
    const std::size_t mark = names_.mark();
    form.iterators = iterators();
    expect_word("satisfies");
    form.condition = expression();
    names_.leave(mark);
    return make(begin, std::move(form));
  }

  Child function() {
    constexpr std::string_view stops[] = {",", ":", ")"};
    const std::size_t begin = at_;
    at_ += 2;
    ast::FunctionLiteral form;
    const std::size_t mark = names_.mark();
    if (!is(")")) {
      do {
        ast::Parameter parameter;
        parameter.name = declared(stops);
        bool known = true;
        if (take(":")) parameter.type = type(known);
        if (!known) fault("feel.unknown-type", {written(begin)});
        form.parameters.push_back(std::move(parameter));
      } while (faults_.empty() && take(","));
    }
    expect(")");
    for (const ast::Parameter& parameter : form.parameters) names_.add(parameter.name);
    form.external = take_word("external");
    form.body = expression();
    names_.leave(mark);
    return make(begin, std::move(form));
  }

  Child context() {
    constexpr std::string_view stops[] = {":", "}", "{", ","};
    const std::size_t begin = at_++;
    const std::size_t mark = names_.mark();
    ast::ContextLiteral form;
    if (!is("}")) {
      do {
        ast::ContextEntry entry;
        const bool quoted = here().form == Token::Form::String;
        entry.name = quoted ? tokens_.all[at_++].value : declared(stops);
        expect(":");
        // A function may call itself by the name of its entry.
        const std::size_t before = names_.mark();
        if (is_word("function")) names_.add(entry.name);
        entry.value = expression();
        names_.leave(before);
        names_.add(entry.name);
        members_.add(entry.name);
        form.entries.push_back(std::move(entry));
      } while (faults_.empty() && take(","));
    }
    expect("}");
    names_.leave(mark);
    return make(begin, std::move(form));
  }

  std::vector<ast::Argument> arguments() {
    constexpr std::string_view stops[] = {":"};
    std::vector<ast::Argument> made;
    ++at_;
    const bool named = argument_is_named();
    if (!is(")")) {
      do {
        ast::Argument argument;
        if (named) {
          if (!argument_is_named()) unexpected();
          argument.name = declared(stops);
          expect(":");
        }
        argument.value = expression();
        made.push_back(std::move(argument));
      } while (faults_.empty() && take(","));
    }
    expect(")");
    return made;
  }

  [[nodiscard]] bool argument_is_named() const {
    for (std::size_t i = at_; i < tokens_.all.size(); ++i) {
      const Token& token = tokens_.all[i];
      if (token.form == Token::Form::String || token.form == Token::Form::End) return false;
      if (token.form != Token::Form::Sign) continue;
      if (token.text == ":") return i > at_;
      if (token.text != "-" && token.text != "+" && token.text != "*" && token.text != "/" &&
          token.text != "'" && token.text != ".")
        return false;
    }
    return false;
  }
};

}  // namespace shuxin::rules::detail
