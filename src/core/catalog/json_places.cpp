#include "core/catalog/json_places.h"

namespace shuxin::catalog {
namespace {

// Walks over JSON that is known to be right, and only looks where it is.
class Walk {
 public:
  Walk(const std::string& file, std::string_view text, Places& places)
      : text_(text), places_(places), here_{file, 1, 1} {}

  void value(const std::string& pointer) {
    skip_space();
    if (looks_at('{')) return members(pointer);
    if (looks_at('[')) return items(pointer);
    if (looks_at('"')) {
      (void)quoted();
      return;
    }
    while (at_ < text_.size() && text_.find_first_of(",]} \t\r\n", at_) != at_) step();
  }

 private:
  [[nodiscard]] bool looks_at(char c) const { return at_ < text_.size() && text_[at_] == c; }

  // People count characters, not bytes.
  void step() {
    const char c = text_[at_++];
    if (c == '\n') {
      ++here_.line;
      here_.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
      ++here_.column;
    }
  }

  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
      step();
  }

  std::string quoted() {
    step();
    const std::size_t from = at_;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\') step();
      if (at_ < text_.size()) step();
    }
    std::string inner(text_.substr(from, at_ - from));
    if (at_ < text_.size()) step();
    return inner;
  }

  void members(const std::string& pointer) {
    step();
    for (skip_space(); at_ < text_.size() && !looks_at('}'); skip_space()) {
      if (looks_at(',')) {
        step();
        continue;
      }
      const Place place = here_;
      const std::string below = pointer + "/" + quoted();
      places_.add(below, place);
      skip_space();
      if (looks_at(':')) step();
      value(below);
    }
    if (at_ < text_.size()) step();
  }

  void items(const std::string& pointer) {
    step();
    std::size_t count = 0;
    for (skip_space(); at_ < text_.size() && !looks_at(']'); skip_space()) {
      if (looks_at(',')) {
        step();
        continue;
      }
      const std::string below = pointer + "/" + std::to_string(count++);
      places_.add(below, here_);
      value(below);
    }
    if (at_ < text_.size()) step();
  }

  std::string_view text_;
  Places& places_;
  Place here_;
  std::size_t at_ = 0;
};

}  // namespace

Places places_of_json(const std::string& file, std::string_view text) {
  Places places;
  Walk(file, text, places).value("");
  return places;
}

void add_places(Source& source, const YAML::Node& node, const std::string& pointer, Places& places) {
  if (node.IsMap()) {
    for (const auto& member : node) {
      if (!member.first.IsScalar()) continue;
      const std::string below = pointer + "/" + member.first.Scalar();
      places.add(below, source.place(member.first));
      add_places(source, member.second, below, places);
    }
  } else if (node.IsSequence()) {
    for (std::size_t i = 0; i < node.size(); ++i) {
      const std::string below = pointer + "/" + std::to_string(i);
      places.add(below, source.place(node[i]));
      add_places(source, node[i], below, places);
    }
  }
}

}  // namespace shuxin::catalog
