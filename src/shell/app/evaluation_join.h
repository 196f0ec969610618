// One table of firms out of those that several departments hand in (部门数据归集).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/base/json.h"
#include "shell/app/evaluation_data.h"
#include "shell/documents/sheet_map.h"

namespace shuxin::app {

struct JoinedTables {
  /// A datum that two tables tell differently. A number or date then stands in the table as both (`40 ≠ 38`),
  /// which nobody can read: the firm is not graded until one of them is mended. Of texts the first stands.
  struct Disagreement {
    std::string uscc;
    std::string field;
    std::vector<std::pair<std::string, std::string>> said;  ///< table, value
  };
  /// A firm that the first table does not have; it is taken all the same.
  struct Addition {
    std::string uscc;
    std::string table;
  };
  /// A cell that could not be read, where it stands in its department's table.
  struct Unread {
    std::string table;
    documents::UnreadCell cell;
  };
  /// A firm of the first table of which another says nothing.
  struct Absence {
    std::string uscc;
    std::string table;
  };
  std::string csv;  ///< plain headers, the units of the scheme
  std::size_t firms = 0;
  std::vector<Disagreement> disagreements;
  std::vector<Addition> additions;
  std::vector<Absence> absences;
  std::vector<Unread> unread;
  std::vector<base::Message> notes;  ///< rows that are no firms, and columns that no field wanted
};

/// Joins by credit code, and by parcel where a table names parcels. The first table says which rows there
/// are; a table without parcels tells of the firm as a whole, which stands in its first row. Errors: those of
/// documents::map_table, with the table's name before.
[[nodiscard]] base::Result<JoinedTables> join_tables(
    const catalog::Scheme& scheme, const std::vector<std::pair<std::string, documents::Workbook>>& tables);

/// All that was found, a message a line.
[[nodiscard]] std::vector<base::Message> words_of(const JoinedTables& joined);
/// {firms, disagreements: [{uscc, field, said: [{table, value}]}], additions: [{uscc, table}], absences:
/// [{uscc, table}], unread: [{table, sheet, cell, field, value, reason: {zh, en}}], notes: [{zh, en}]}
[[nodiscard]] base::Json to_json(const JoinedTables& joined);

}  // namespace shuxin::app
