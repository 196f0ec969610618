// What is kept of evaluations: tables of firms as they were handed in, runs over them, and final lists.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "shell/store/store.h"

namespace shuxin::app {

/// A table of firms, a workbook or a CSV file, its bytes kept in the store.
struct KeptTable {
  std::string id;
  std::string account;  ///< who handed it in; empty: the demonstration's own
  std::string name;     ///< of the file
  std::string sha256;   ///< of the bytes
  std::int64_t bytes = 0;
  std::string file;  ///< the store's id of the bytes
  base::Instant at;
  std::int64_t position = 0;  ///< in the ledger: what lists are sorted by
};

/// A list that was made final: it is kept for good and never made twice.
struct KeptFinalList {
  std::string file;
  std::string hash;  ///< the list's own, of all that it says
  std::string key;   ///< that signed it
  std::string account;
  base::Instant at;
};

/// One scheme run over one table: what it was computed from, so that it can be computed anew, and the hash of
/// what came out.
struct KeptRun {
  std::string id;
  std::string account;
  std::string scheme;         ///< id
  std::string scheme_source;  ///< the scheme's file as it stood
  base::Json settings;        ///< {path: value}
  base::Json shifts;          ///< as evaluation::to_json gives them
  std::string table;          ///< id
  std::string table_name;
  std::string table_sha256;
  std::string file;     ///< of the table's bytes
  std::string results;  ///< SHA-256 of the firms' results as JSON
  base::Json classes;   ///< {class: firms}
  std::int64_t firms = 0;
  base::Instant at;
  std::int64_t position = 0;
  std::optional<KeptFinalList> final_list;
  std::optional<base::Instant> published_at;  ///< since when its firms see their own results
};

/// Thread-safe. Each table and run is a stream of the ledger, its bytes a file under a key of its own:
/// removing destroys the key, so that no copy of the ledger can be read for them, and the audit stays clean.
class EvaluationRecords {
 public:
  /// What store::open must be given for this to work.
  [[nodiscard]] static store::Projection projection();

  EvaluationRecords(store::Store& store, std::string zone) : store_(store), zone_(std::move(zone)) {}

  /// Durable on return. With an id, the table of that id is replaced: runs keep the bytes that they had.
  [[nodiscard]] base::Result<KeptTable> add_table(const std::string& account, const std::string& name,
                                                  std::string_view bytes, base::Instant now,
                                                  const std::string& id = "");
  /// Newest first, handed in before that position.
  [[nodiscard]] base::Result<std::vector<KeptTable>> tables(std::size_t limit,
                                                            std::optional<std::int64_t> before = {});
  [[nodiscard]] base::Result<std::optional<KeptTable>> find_table(const std::string& id);
  /// Errors: store.no-file, store.erased, store.file-corrupt.
  [[nodiscard]] base::Result<std::string> read(const KeptTable& table);
  /// Destroys the bytes. Runs over them stay in the list and can no longer be computed.
  [[nodiscard]] base::Result<void> remove_table(const std::string& id, const std::string& by,
                                                base::Instant now);
  /// Removes what was handed in before that instant, except the demonstration's own.
  [[nodiscard]] base::Result<void> remove_tables_before(base::Instant handed_in, base::Instant now);

  /// `position`, and `final_list` are not taken from the run given.
  [[nodiscard]] base::Result<void> add_run(const KeptRun& run, base::Instant now);
  /// From now on each firm sees its own results. Publishing again changes nothing.
  [[nodiscard]] base::Result<void> publish_run(const std::string& id, const std::string& by,
                                               base::Instant now);
  /// Those that firms see, published or made final, newest first.
  [[nodiscard]] base::Result<std::vector<KeptRun>> published_runs(std::size_t limit);
  /// Newest first; all schemes if `scheme` is empty. Without their sources.
  [[nodiscard]] base::Result<std::vector<KeptRun>> runs(const std::string& scheme, std::size_t limit,
                                                        std::optional<std::int64_t> before = {});
  [[nodiscard]] base::Result<std::optional<KeptRun>> find_run(const std::string& id);
  /// The bytes of its table. Errors: evaluation.table-removed, store.file-corrupt.
  [[nodiscard]] base::Result<std::string> read_table(const KeptRun& run);
  [[nodiscard]] base::Result<void> remove_run(const std::string& id, const std::string& by,
                                              base::Instant now);

  /// Error: evaluation.final-list-exists.
  [[nodiscard]] base::Result<void> add_final_list(const std::string& run, const std::string& hash,
                                                  const std::string& key, std::string_view bytes,
                                                  const std::string& account, base::Instant now);
  [[nodiscard]] base::Result<std::string> read_final_list(const KeptRun& run);

 private:
  struct StoredFile {
    std::string file;
    std::int64_t bytes = 0;
  };
  base::Result<StoredFile> keep(const std::string& stream, const std::string& subject, std::string_view bytes,
                                base::Instant now);
  base::Result<std::string> read_file(const std::string& stream, const std::string& file);
  base::Result<store::Outcome> append(const std::string& stream, store::NewEvent event);
  base::Result<std::vector<KeptTable>> query_tables(std::string_view condition,
                                                    std::vector<store::Value> values);
  base::Result<std::vector<KeptRun>> query_runs(std::string_view condition, std::vector<store::Value> values);

  store::Store& store_;
  const std::string zone_;
};

}  // namespace shuxin::app
