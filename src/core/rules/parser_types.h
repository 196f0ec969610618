// Types as FEEL writes them (grammar rules 52 to 54). For the parser only.
#pragma once

#include "core/rules/parser_tokens.h"

namespace shuxin::rules::detail {

using ast::Child;

class TypeReader : public TokenReader {
 protected:
  using TokenReader::TokenReader;

  Type type(bool& known) {
    if (++depth_ > deepest) fault("feel.limit-text-nesting", {std::to_string(deepest)});
    Type made = faults_.empty() ? type_inside(known) : Type();
    --depth_;
    return made;
  }

  Type type_inside(bool& known) {
    const std::size_t begin = at_;
    if (is("<", 1)) {
      if (take_word("list")) return Type::list(element(known));
      if (take_word("range")) return Type::range(element(known));
      if (take_word("context")) return context_type(known);
      if (take_word("function")) return function_type(known);
    }
    const NameTable::Match match = longer(types_.match(rest()), own_names().types.match(rest()));
    std::string name;
    if (match.tokens > 0) {
      name = match.name;
      at_ += match.tokens;
    } else {
      if (here().form != Token::Form::Word) {
        unexpected();
        return {};
      }
      ++at_;
      while (is(".") && tokens_.all[at_ + 1].form == Token::Form::Word) at_ += 2;
      name = written(begin);
    }
    for (const Variable& own : scope_.types)
      if (own.name == name) return own.type;
    const auto found = Type::find(name);
    if (!found) known = false;
    return found.value_or(Type());
  }

  Type element(bool& known) {
    expect("<");
    Type made = type(known);
    expect(">");
    return made;
  }

  Type context_type(bool& known) {
    constexpr std::string_view stops[] = {":", ">", ","};
    std::vector<Type::Member> members;
    expect("<");
    if (!is(">")) {
      do {
        std::string name = here().form == Token::Form::String ? tokens_.all[at_++].value : declared(stops);
        expect(":");
        Type of_member = type(known);
        members.emplace_back(std::move(name), std::move(of_member));
      } while (faults_.empty() && take(","));
    }
    expect(">");
    return Type::context(std::move(members));
  }

  Type function_type(bool& known) {
    std::vector<Type::Member> parameters;
    expect("<");
    if (!is(">")) {
      do {
        parameters.emplace_back("", type(known));
      } while (faults_.empty() && take(","));
    }
    expect(">");
    expect("->");
    Type result = type(known);
    return Type::function(std::move(parameters), std::move(result));
  }
};

}  // namespace shuxin::rules::detail
