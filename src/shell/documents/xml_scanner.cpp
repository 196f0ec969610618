#include "shell/documents/xml_scanner.h"

#include <charconv>

#include "core/base/utf8.h"

namespace shuxin::documents {
namespace {

using base::Result;

std::unexpected<base::Error> fault(std::string what) {
  return base::fail("sheet.xml", {std::move(what)});
}

constexpr std::string_view blanks = " \t\r\n";

std::string_view local_part(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

Result<void> append_entity(std::string_view entity, std::string& out) {
  if (entity == "lt") return out += '<', Result<void>{};
  if (entity == "gt") return out += '>', Result<void>{};
  if (entity == "amp") return out += '&', Result<void>{};
  if (entity == "apos") return out += '\'', Result<void>{};
  if (entity == "quot") return out += '"', Result<void>{};
  if (!entity.starts_with('#')) return fault("&" + std::string(entity) + ";");
  const bool hex = entity.starts_with("#x");
  const std::string_view digits = entity.substr(hex ? 2 : 1);
  std::uint32_t point = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), point, hex ? 16 : 10);
  if (digits.empty() || read.ec != std::errc{} || read.ptr != digits.data() + digits.size())
    return fault("&" + std::string(entity) + ";");
  base::append_character(out, static_cast<char32_t>(point));
  return {};
}

Result<void> append_resolved(std::string_view raw, std::string& out) {
  while (true) {
    const std::size_t ampersand = raw.find('&');
    out += raw.substr(0, ampersand);
    if (ampersand == std::string_view::npos) return {};
    raw.remove_prefix(ampersand + 1);
    const std::size_t end = raw.substr(0, 12).find(';');
    if (end == std::string_view::npos) return fault("&");
    if (const auto added = append_entity(raw.substr(0, end), out); !added) return added;
    raw.remove_prefix(end + 1);
  }
}

}  // namespace

Result<bool> XmlScanner::more() {
  if (ended_) return false;
  if (at_ > 0) {
    buffer_.erase(0, at_);
    at_ = 0;
  }
  if (buffer_.size() > longest_token) return fault("token > 1 MB");
  constexpr std::size_t piece = 1 << 16;
  const std::size_t had = buffer_.size();
  buffer_.resize(had + piece);
  auto got = source_(std::span(buffer_).subspan(had));
  if (!got) return std::unexpected(std::move(got).error());
  buffer_.resize(had + *got);
  ended_ = *got == 0;
  return !ended_;
}

Result<std::size_t> XmlScanner::find(std::string_view mark, std::size_t from) {
  std::size_t offset = from;
  while (true) {
    const std::size_t found = buffer_.find(mark, at_ + offset);
    if (found != std::string::npos) return found - at_;
    const std::size_t have = buffer_.size() - at_;
    offset = std::max(from, have < mark.size() ? 0 : have - mark.size() + 1);
    SHUXIN_TRY(const bool got, more());
    if (!got) return fault("unexpected end");
  }
}

Result<std::size_t> XmlScanner::find_tag_end() {
  char quote = 0;
  for (std::size_t offset = 1;; ++offset) {
    if (at_ + offset >= buffer_.size()) {
      SHUXIN_TRY(const bool got, more());
      if (!got) return fault("unexpected end");
    }
    const char c = buffer_[at_ + offset];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      return offset;
    } else if (c == '<') {
      return fault("<");
    }
  }
}

Result<void> XmlScanner::skip(std::string_view mark, std::size_t from) {
  SHUXIN_TRY(const std::size_t end, find(mark, from));
  at_ += end + mark.size();
  return {};
}

Result<XmlScanner::Token> XmlScanner::next() {
  if (close_pending_) {
    close_pending_ = false;
    open_.pop_back();
    return Token::Close;
  }
  while (true) {
    if (at_ >= buffer_.size()) {
      SHUXIN_TRY(const bool got, more());
      if (got) continue;
      if (!open_.empty()) return fault("unexpected end");
      return Token::End;
    }
    if (buffer_[at_] != '<') {
      std::size_t end = buffer_.find('<', at_);
      // A piece may not end inside an entity: read on to the tag.
      while (end == std::string::npos) {
        SHUXIN_TRY(const bool got, more());
        end = got ? buffer_.find('<', at_) : buffer_.size();
      }
      text_.clear();
      SHUXIN_DO(append_resolved(std::string_view(buffer_).substr(at_, end - at_), text_));
      at_ = end;
      return Token::Text;
    }
    while (buffer_.size() - at_ < 9) {
      SHUXIN_TRY(const bool got, more());
      if (!got) break;
    }
    const std::string_view ahead = std::string_view(buffer_).substr(at_);
    if (ahead.starts_with("<!--")) {
      SHUXIN_DO(skip("-->", 4));
    } else if (ahead.starts_with("<?")) {
      SHUXIN_DO(skip("?>", 2));
    } else if (ahead.starts_with("<![CDATA[")) {
      SHUXIN_TRY(const std::size_t end, find("]]>", 9));
      text_.assign(buffer_, at_ + 9, end - 9);
      at_ += end + 3;
      return Token::Text;
    } else if (ahead.starts_with("<!")) {
      return fault("<!DOCTYPE");
    } else {
      return tag();
    }
  }
}

Result<XmlScanner::Token> XmlScanner::tag() {
  SHUXIN_TRY(const std::size_t end, find_tag_end());
  std::string_view inside = std::string_view(buffer_).substr(at_ + 1, end - 1);
  const bool closing = inside.starts_with('/');
  if (closing) inside.remove_prefix(1);
  const bool empty = !closing && inside.ends_with('/');
  if (empty) inside.remove_suffix(1);
  const std::size_t name_end = std::min(inside.find_first_of(blanks), inside.size());
  name_ = local_part(inside.substr(0, name_end));
  if (name_.empty()) return fault("<>");
  attributes_ = inside.substr(name_end);
  at_ += end + 1;
  if (closing) {
    if (open_.empty() || open_.back() != name_) return fault("</" + name_ + ">");
    open_.pop_back();
    return Token::Close;
  }
  if (open_.size() >= deepest) return fault("depth > 64");
  open_.push_back(name_);
  close_pending_ = empty;
  return Token::Open;
}

Result<std::optional<std::string>> XmlScanner::attribute(std::string_view local) const {
  std::string_view rest = attributes_;
  while (true) {
    rest.remove_prefix(std::min(rest.find_first_not_of(blanks), rest.size()));
    if (rest.empty()) return std::nullopt;
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos) return fault("attribute");
    std::string_view name = rest.substr(0, equals);
    name = name.substr(0, name.find_last_not_of(blanks) + 1);
    rest.remove_prefix(equals + 1);
    rest.remove_prefix(std::min(rest.find_first_not_of(blanks), rest.size()));
    if (rest.empty() || (rest[0] != '"' && rest[0] != '\'')) return fault("attribute");
    const std::size_t end = rest.find(rest[0], 1);
    if (end == std::string_view::npos) return fault("attribute");
    const std::string_view value = rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
    // Declarations of prefixes are no attributes: xmlns:r is not the attribute r.
    if (name.starts_with("xmlns") || local_part(name) != local) continue;
    std::string out;
    SHUXIN_DO(append_resolved(value, out));
    return out;
  }
}

}  // namespace shuxin::documents
