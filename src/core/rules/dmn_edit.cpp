#include "core/rules/dmn_edit.h"

#include <algorithm>

#include "core/rules/dmn_reader.h"
#include "core/rules/dmn_xml.h"

namespace shuxin::rules::dmn {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char byte : text) {
    switch (byte) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '\r':
        out += "&#13;";
        break;
      default:
        out += byte;
    }
  }
  return out;
}

bool is_space(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/// Walks over well-formed XML by its angle brackets alone.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  /// Behind the tag (or comment, CDATA section, instruction) that begins at `at`.
  [[nodiscard]] std::size_t behind_markup(std::size_t at) const {
    if (text_.substr(at).starts_with("<!--")) return behind("-->", at + 4);
    if (text_.substr(at).starts_with("<![CDATA[")) return behind("]]>", at + 9);
    if (text_.substr(at).starts_with("<?")) return behind("?>", at + 2);
    char quote = 0;
    for (std::size_t i = at; i < text_.size(); ++i) {
      if (quote != 0) {
        if (text_[i] == quote) quote = 0;
      } else if (text_[i] == '"' || text_[i] == '\'') {
        quote = text_[i];
      } else if (text_[i] == '>') {
        return i + 1;
      }
    }
    return text_.size();
  }

  /// Behind the whole element that begins at `at`; `body_end` is where its end tag begins (its own end if it
  /// is empty and has none).
  [[nodiscard]] std::size_t behind_element(std::size_t at, std::size_t& body_end) const {
    int depth = 0;
    for (std::size_t i = at; i < text_.size();) {
      if (text_[i] != '<') {
        ++i;
        continue;
      }
      const std::size_t end = behind_markup(i);
      const bool is_tag = i + 1 < text_.size() && text_[i + 1] != '!' && text_[i + 1] != '?';
      if (is_tag && text_[i + 1] == '/') {
        if (--depth == 0) {
          body_end = i;
          return end;
        }
      } else if (is_tag && text_[end - 2] == '/') {
        if (depth == 0) {
          body_end = end;
          return end;
        }
      } else if (is_tag) {
        ++depth;
      }
      i = end;
    }
    body_end = text_.size();
    return text_.size();
  }

 private:
  [[nodiscard]] std::size_t behind(std::string_view mark, std::size_t from) const {
    const auto found = text_.find(mark, from);
    return found == std::string_view::npos ? text_.size() : found + mark.size();
  }

  std::string_view text_;
};

}  // namespace

/// Finds the tables of a parsed document in its text.
class EditableDocument::Locator {
 public:
  Locator(EditableDocument& document, std::size_t skipped)
      : document_(document), scanner_(document.bytes_), skipped_(skipped) {}

  void visit(pugi::xml_node root, std::string_view name_space) {
    name_space_ = name_space;
    // Depth first without recursion: documents may be nested as deep as they like.
    for (pugi::xml_node node = root; node;) {
      if (node.type() == pugi::node_element && local_name(node.name()) == "decisionTable" && is_ours(node))
        add_table(node);
      if (node.first_child()) {
        node = node.first_child();
        continue;
      }
      while (node && node != root && !node.next_sibling()) node = node.parent();
      node = node == root ? pugi::xml_node() : node.next_sibling();
    }
  }

 private:
  bool is_ours(pugi::xml_node node) const { return name_space_of(node) == name_space_; }

  Span span(pugi::xml_node node, std::size_t& body_end) const {
    const auto begin = static_cast<std::size_t>(node.offset_debug()) - 1 + skipped_;
    return {begin, scanner_.behind_element(begin, body_end)};
  }

  void add_table(pugi::xml_node node) {
    TableInfo info{.id = node.attribute("id").value()};
    for (pugi::xml_node owner = node.parent(); owner; owner = owner.parent()) {
      const std::string_view kind = local_name(owner.name());
      if (kind != "decision" && kind != "businessKnowledgeModel") continue;
      info.owner_id = owner.attribute("id").value();
      info.owner_name = normalise_name(owner.attribute("name").value());
      break;
    }
    TableSpans spans;
    spans.whole = span(node, spans.body_end);
    const std::string_view name = node.name();
    spans.prefix = name.substr(0, name.size() - local_name(name).size());
    for (const pugi::xml_node child : node.children()) {
      const std::string_view kind = local_name(child.name());
      if (child.type() != pugi::node_element || !is_ours(child)) continue;
      if (kind == "input") ++info.inputs;
      if (kind == "output") ++info.outputs;
      if (kind != "rule") continue;
      info.rule_ids.emplace_back(child.attribute("id").value());
      spans.rules.push_back(rule(child));
    }
    document_.tables_.push_back(std::move(info));
    document_.spans_.push_back(std::move(spans));
  }

  RuleSpans rule(pugi::xml_node node) const {
    RuleSpans out;
    std::size_t body_end = 0;
    out.whole = span(node, body_end);
    for (const std::string_view wanted : {"inputEntry", "outputEntry"}) {
      for (const pugi::xml_node entry : node.children()) {
        if (entry.type() != pugi::node_element || local_name(entry.name()) != wanted || !is_ours(entry))
          continue;
        out.entries.push_back(span(entry, body_end));
        std::string text;
        for (const pugi::xml_node child : entry.children()) {
          if (local_name(child.name()) != "text") continue;
          for (const pugi::xml_node part : child.children())
            if (part.type() == pugi::node_pcdata || part.type() == pugi::node_cdata) text += part.value();
        }
        out.texts.push_back(std::move(text));
      }
    }
    return out;
  }

  EditableDocument& document_;
  Scanner scanner_;
  std::size_t skipped_;
  std::string_view name_space_;
};

base::Result<EditableDocument> EditableDocument::read(std::string bytes) {
  EditableDocument document(std::move(bytes));
  if (auto located = document.locate(); !located) return std::unexpected(located.error());
  return document;
}

base::Result<void> EditableDocument::locate() {
  tables_.clear();
  spans_.clear();
  auto checked = dmn::read({}, bytes_);
  if (!checked.model) return std::unexpected(base::Error{checked.diagnostics.at(0).message});
  const std::string_view text = bytes_;
  const std::size_t skipped = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  pugi::xml_document document;
  if (const auto parsed = document.load_buffer(text.data() + skipped, text.size() - skipped,
                                               pugi::parse_default, pugi::encoding_utf8);
      !parsed)
    return base::fail("dmn.malformed-xml", {parsed.description()});
  const pugi::xml_node root = document.document_element();
  Locator(*this, skipped).visit(root, name_space_of(root));
  return {};
}

base::Result<void> EditableDocument::replace(Span span, std::string_view text) {
  std::string before = bytes_;
  bytes_.replace(span.begin, span.end - span.begin, text);
  auto located = locate();
  if (!located) {
    bytes_ = std::move(before);
    (void)locate();
  }
  return located;
}

base::Result<void> EditableDocument::check_rule(std::size_t table, std::size_t rule) const {
  if (table >= spans_.size() || rule >= spans_[table].rules.size())
    return base::fail("edit.no-such-place", {std::to_string(table), std::to_string(rule)});
  return {};
}

base::Result<std::string> EditableDocument::cell(std::size_t table, std::size_t rule,
                                                 std::size_t column) const {
  if (auto checked = check_rule(table, rule); !checked) return std::unexpected(checked.error());
  const auto& texts = spans_[table].rules[rule].texts;
  if (column >= texts.size())
    return base::fail("edit.no-such-place", {std::to_string(table), std::to_string(rule)});
  return texts[column];
}

base::Result<void> EditableDocument::set_cell(std::size_t table, std::size_t rule, std::size_t column,
                                              std::string_view text) {
  SHUXIN_TRY(const std::string now, cell(table, rule, column));
  if (now == text) return {};
  const Span entry = spans_[table].rules[rule].entries[column];
  const std::string& prefix = spans_[table].prefix;
  const std::string content = "<" + prefix + "text>" + escaped(text) + "</" + prefix + "text>";
  const Scanner scanner(bytes_);
  const std::size_t tag_end = scanner.behind_markup(entry.begin);
  // The text element within the entry, whatever stands before it.
  for (std::size_t i = tag_end; i < entry.end;) {
    if (bytes_[i] != '<') {
      ++i;
      continue;
    }
    std::size_t body_end = 0;
    const std::size_t end = bytes_[i + 1] == '!' || bytes_[i + 1] == '?' || bytes_[i + 1] == '/'
                                ? scanner.behind_markup(i)
                                : scanner.behind_element(i, body_end);
    const std::size_t name_end = bytes_.find_first_of(" \t\r\n/>", i + 1);
    if (local_name(std::string_view(bytes_).substr(i + 1, name_end - i - 1)) == "text") {
      if (body_end == end) return replace({i, end}, content);
      return replace({scanner.behind_markup(i), body_end}, escaped(text));
    }
    i = end;
  }
  if (bytes_[tag_end - 2] == '/') {
    const std::size_t name_end = bytes_.find_first_of(" \t\r\n/>", entry.begin + 1);
    const std::string name = bytes_.substr(entry.begin + 1, name_end - entry.begin - 1);
    return replace({tag_end - 2, tag_end}, ">" + content + "</" + name + ">");
  }
  return replace({tag_end, tag_end}, content);
}

std::string EditableDocument::white_space_before(std::size_t offset) const {
  std::size_t from = offset;
  while (from > 0 && is_space(bytes_[from - 1])) --from;
  return bytes_.substr(from, offset - from);
}

std::string EditableDocument::free_id() const {
  for (std::size_t number = 1;; ++number) {
    std::string id = "rule_" + std::to_string(number);
    if (bytes_.find('"' + id + '"') == std::string::npos &&
        bytes_.find('\'' + id + '\'') == std::string::npos)
      return id;
  }
}

base::Result<void> EditableDocument::insert_rule(std::size_t table, std::size_t at,
                                                 std::span<const std::string> cells, std::string id) {
  if (table >= spans_.size() || at > spans_[table].rules.size())
    return base::fail("edit.no-such-place", {std::to_string(table), std::to_string(at)});
  const TableInfo& info = tables_[table];
  const TableSpans& spans = spans_[table];
  if (cells.size() != info.inputs + info.outputs)
    return base::fail("edit.width",
                      {std::to_string(cells.size()), std::to_string(info.inputs + info.outputs)});
  if (id.empty()) id = free_id();
  // Laid out as the neighbour is, else indented by two from the table.
  std::string before_rule = "\n" + std::string(2, ' ');
  std::string before_entry = "\n" + std::string(4, ' ');
  std::string before_end = before_rule;
  if (!spans.rules.empty()) {
    const RuleSpans& like = spans.rules[at < spans.rules.size() ? at : at - 1];
    before_rule = white_space_before(like.whole.begin);
    if (!like.entries.empty()) before_entry = white_space_before(like.entries[0].begin);
    before_end = white_space_before(bytes_.rfind('<', like.whole.end - 1));
  } else {
    const std::string table_indent = white_space_before(spans.whole.begin);
    before_rule = table_indent + "  ";
    before_entry = table_indent + "    ";
    before_end = before_rule;
  }
  const std::string& p = spans.prefix;
  std::string rule = "<" + p + "rule id=\"" + escaped(id) + "\">";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string kind = p + (i < info.inputs ? "inputEntry" : "outputEntry");
    rule += before_entry + "<" + kind + " id=\"" + escaped(id) + "_" + std::to_string(i + 1) + "\"><" + p +
            "text>" + escaped(cells[i]) + "</" + p + "text></" + kind + ">";
  }
  rule += before_end + "</" + p + "rule>";
  if (at < spans.rules.size()) {
    const std::size_t place = spans.rules[at].whole.begin;
    return replace({place, place}, rule + before_rule);
  }
  std::size_t place = spans.rules.empty() ? spans.body_end : spans.rules.back().whole.end;
  if (spans.rules.empty()) place -= white_space_before(place).size();
  return replace({place, place}, before_rule + rule);
}

base::Result<void> EditableDocument::remove_rule(std::size_t table, std::size_t rule) {
  if (auto checked = check_rule(table, rule); !checked) return checked;
  const Span whole = spans_[table].rules[rule].whole;
  return replace({whole.begin - white_space_before(whole.begin).size(), whole.end}, "");
}

base::Result<void> EditableDocument::move_rule(std::size_t table, std::size_t rule, std::size_t to) {
  if (auto checked = check_rule(table, rule); !checked) return checked;
  if (auto checked = check_rule(table, to); !checked) return checked;
  if (rule == to) return {};
  // The rules between are shifted by one; the white space and comments between rules stay where they are.
  const auto& rules = spans_[table].rules;
  const std::size_t first = std::min(rule, to);
  const std::size_t last = std::max(rule, to);
  std::vector<std::size_t> order;
  for (std::size_t i = first; i <= last; ++i) order.push_back(i);
  if (rule < to) {
    std::rotate(order.begin(), order.begin() + 1, order.end());
  } else {
    std::rotate(order.begin(), order.end() - 1, order.end());
  }
  std::string text;
  for (std::size_t i = first; i <= last; ++i) {
    const Span moved = rules[order[i - first]].whole;
    text += bytes_.substr(moved.begin, moved.end - moved.begin);
    if (i < last) text += bytes_.substr(rules[i].whole.end, rules[i + 1].whole.begin - rules[i].whole.end);
  }
  return replace({rules[first].whole.begin, rules[last].whole.end}, text);
}

}  // namespace shuxin::rules::dmn
