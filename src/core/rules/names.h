// The names that a reader of FEEL knows at a place in a text: the longest one that fits is meant.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/rules/lexer.h"
#include "core/rules/type.h"

namespace shuxin::rules {

/// Names by their parts, with scopes inside each other.
class NameTable {
 public:
  struct Match {
    std::string_view name;   ///< as it was declared; valid until its scope is left
    std::size_t tokens = 0;  ///< 0: no name fits
  };

  void add(std::string_view name);
  /// Adds the names of all entries that a type knows, at any depth.
  void add_members(const Type& type, int depth = 0);

  [[nodiscard]] std::size_t mark() const { return log_.size(); }
  /// Forgets what was added since the mark.
  void leave(std::size_t mark);

  /// The longest name that the tokens begin with.
  [[nodiscard]] Match match(std::span<const Token> tokens) const;

 private:
  struct Known {
    std::string name;
    std::vector<std::string> parts;
  };
  std::unordered_map<std::string, std::vector<Known>> by_first_;
  std::vector<std::string> log_;
};

}  // namespace shuxin::rules
