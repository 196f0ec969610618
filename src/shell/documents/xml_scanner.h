// A pull reader of XML: one token after the other from a stream, never a whole tree. Private to the room.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace shuxin::documents {

/// Reads UTF-8 XML in bounded memory, whatever the length of the stream. Document types are refused, so that
/// no entity can grow. Names come without their prefix. Every failure is sheet.xml with what is wrong.
class XmlScanner {
 public:
  /// Fills the span from its beginning; 0 at the end.
  using Source = std::function<base::Result<std::size_t>(std::span<char>)>;
  enum class Token { Open, Close, Text, End };

  explicit XmlScanner(Source source) : source_(std::move(source)) {}

  /// `<a/>` is Open and then Close. Text between two tags may come in pieces.
  [[nodiscard]] base::Result<Token> next();
  /// Of Open and Close; valid until the next call.
  [[nodiscard]] std::string_view name() const { return name_; }
  /// Of Open: the attribute of that local name, entities resolved.
  [[nodiscard]] base::Result<std::optional<std::string>> attribute(std::string_view local) const;
  [[nodiscard]] const std::string& text() const { return text_; }
  /// How many elements are open, the one just opened included.
  [[nodiscard]] std::size_t depth() const { return open_.size(); }

  static constexpr std::size_t longest_token = 1 << 20;
  static constexpr std::size_t deepest = 64;

 private:
  base::Result<bool> more();  // false at the end of the stream
  // The offset of `mark` at or after at_, reading as much as it takes.
  base::Result<std::size_t> find(std::string_view mark, std::size_t from);
  base::Result<std::size_t> find_tag_end();
  base::Result<Token> tag();
  base::Result<void> skip(std::string_view mark, std::size_t from);

  Source source_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::string name_;
  std::string attributes_;
  std::string text_;
  std::vector<std::string> open_;
  bool close_pending_ = false;
  bool ended_ = false;
};

}  // namespace shuxin::documents
