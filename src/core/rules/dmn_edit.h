// Editing the tables of a DMN file in its own text: what is not touched stays byte for byte.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace shuxin::rules::dmn {

/// A DMN file as text with its decision tables. Every edit is a splice of the text: ids, diagrams,
/// extensions, comments and white space elsewhere are never read and written anew. Tables, rules and columns
/// count from 0. Errors: dmn.malformed-xml and dmn.not-dmn when read; edit.no-such-place where a table, rule
/// or column does not exist; edit.width where a rule has not as many cells as the table.
class EditableDocument {
 public:
  struct TableInfo {
    std::string owner_id;  ///< of the decision or knowledge model that the table stands in
    std::string owner_name;
    std::string id;  ///< the table's own
    std::size_t inputs = 0;
    std::size_t outputs = 0;
    std::vector<std::string> rule_ids;
  };

  [[nodiscard]] static base::Result<EditableDocument> read(std::string bytes);

  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  [[nodiscard]] const std::vector<TableInfo>& tables() const { return tables_; }

  /// The FEEL text of a cell; columns count through inputs, then outputs.
  [[nodiscard]] base::Result<std::string> cell(std::size_t table, std::size_t rule, std::size_t column) const;
  /// Changes the text of a cell; nothing at all if it is the same.
  [[nodiscard]] base::Result<void> set_cell(std::size_t table, std::size_t rule, std::size_t column,
                                            std::string_view text);
  /// Adds a rule before the one at `at` (the number of rules: at the end), laid out as its neighbours are.
  /// `cells`: inputs, then outputs. Its id is `id`, or a free one if that is empty.
  [[nodiscard]] base::Result<void> insert_rule(std::size_t table, std::size_t at,
                                               std::span<const std::string> cells, std::string id = {});
  [[nodiscard]] base::Result<void> remove_rule(std::size_t table, std::size_t rule);
  /// The rule becomes the one at `to`; its text moves with all that is within it.
  [[nodiscard]] base::Result<void> move_rule(std::size_t table, std::size_t rule, std::size_t to);

 private:
  struct Span {  // of bytes
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  struct RuleSpans {
    Span whole;
    std::vector<Span> entries;  // inputs, then outputs
    std::vector<std::string> texts;
  };
  struct TableSpans {
    Span whole;
    std::size_t body_end = 0;  // where its end tag begins
    std::string prefix;        // of its elements, with the colon
    std::vector<RuleSpans> rules;
  };
  class Locator;

  explicit EditableDocument(std::string bytes) : bytes_(std::move(bytes)) {}
  [[nodiscard]] base::Result<void> locate();
  [[nodiscard]] base::Result<void> replace(Span span, std::string_view text);
  [[nodiscard]] base::Result<void> check_rule(std::size_t table, std::size_t rule) const;
  [[nodiscard]] std::string white_space_before(std::size_t offset) const;
  [[nodiscard]] std::string free_id() const;

  std::string bytes_;
  std::vector<TableInfo> tables_;
  std::vector<TableSpans> spans_;
};

}  // namespace shuxin::rules::dmn
