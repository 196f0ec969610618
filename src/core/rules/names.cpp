#include "core/rules/names.h"

#include <algorithm>

namespace shuxin::rules {

void NameTable::add(std::string_view name) {
  std::vector<std::string> parts = name_parts(name);
  if (parts.empty()) return;
  std::string first = parts.front();
  by_first_[first].push_back({std::string(name), std::move(parts)});
  log_.push_back(std::move(first));
}

void NameTable::add_members(const Type& type, int depth) {
  constexpr int deepest = 12;
  if (depth > deepest) return;
  switch (type.kind()) {
    case Type::Kind::List:
      return add_members(type.element(), depth + 1);
    case Type::Kind::Function:
      return add_members(type.result(), depth + 1);
    case Type::Kind::Context:
      for (const Type::Member& member : type.members()) {
        add(member.first);
        add_members(member.second, depth + 1);
      }
      return;
    case Type::Kind::Any:
    case Type::Kind::Null:
    case Type::Kind::Boolean:
    case Type::Kind::Number:
    case Type::Kind::String:
    case Type::Kind::Date:
    case Type::Kind::Time:
    case Type::Kind::DateTime:
    case Type::Kind::YearsMonths:
    case Type::Kind::DaysTime:
    case Type::Kind::Range:
      return;
  }
}

void NameTable::leave(std::size_t mark) {
  while (log_.size() > mark) {
    const auto found = by_first_.find(log_.back());
    found->second.pop_back();
    if (found->second.empty()) by_first_.erase(found);
    log_.pop_back();
  }
}

NameTable::Match NameTable::match(std::span<const Token> tokens) const {
  Match best;
  if (tokens.empty() || tokens[0].form == Token::Form::String) return best;
  const auto found = by_first_.find(std::string(tokens[0].text));
  if (found == by_first_.end()) return best;
  for (const Known& known : found->second) {
    if (known.parts.size() <= best.tokens || known.parts.size() > tokens.size()) continue;
    const bool fits = std::ranges::equal(
        known.parts, tokens.first(known.parts.size()), [](const auto& part, const Token& token) {
          return token.form != Token::Form::String && token.form != Token::Form::End && part == token.text;
        });
    if (fits) best = {known.name, known.parts.size()};
  }
  return best;
}

}  // namespace shuxin::rules
