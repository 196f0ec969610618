// Raw: the very statements with the very rows that an approval writes, recorded from the store and played
// again on plain SQLite, without any logic.
#pragma once

#include <cstdint>
#include <memory>
#include <sqlite3.h>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "zone.h"

namespace shuxin::bench {

/// A statement as it was run: its text, and what stood in its places.
struct Statement {
  struct Blob {
    std::string bytes;
  };
  using Value = std::variant<std::nullptr_t, std::int64_t, double, std::string, Blob>;
  std::string sql;
  std::vector<Value> values;
};

/// One approval: for each command the statements that wrote its rows, and what in them names the case.
struct Recording {
  std::vector<std::vector<Statement>> commands;
  std::string number;    ///< of the case
  std::string approval;  ///< as keys of commands begin
};

/// The recording as JSON beside a copy of the zone's ledger, for peers in other languages: recording.json and
/// raw.db.
void write_recording(Zone& zone, const Recording& recording, const std::string& folder);

/// Listens to what a store's writer does. Must live before the store is opened.
class Recorder {
 public:
  Recorder();
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  /// Records one approval of that zone.
  [[nodiscard]] Recording record(Zone& zone);
};

class Raw {
 public:
  /// Begins with a copy of the zone's ledger in that folder. `clients` approvals are on their way at a time.
  Raw(Zone& zone, const Recording& recording, std::string folder, int clients);
  ~Raw();
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;

  /// Commands a second in groups of that size; fractions alternate between the sizes below and above.
  double rate(double seconds, double group);

 private:
  /// Where a value names what differs from approval to approval.
  struct Patch {
    enum class What : std::uint8_t { Number, Approval, Code };
    std::size_t value;
    std::size_t offset;
    What what;
    int code = 0;  ///< which of the approval's codes
  };
  struct Prepared {
    sqlite3_stmt* statement = nullptr;
    std::vector<Statement::Value> values;
    std::vector<Patch> patches;
    bool is_event = false;
  };
  void exec(const char* sql);
  sqlite3_stmt* prepare(const std::string& sql);
  Prepared prepare(const Statement& statement, const Recording& recording,
                   const std::vector<std::string>& codes);
  void play(std::vector<Prepared>& command, std::int64_t approval);

  std::string folder_;
  int clients_;
  sqlite3* db_ = nullptr;
  sqlite3_stmt* begin_ = nullptr;
  sqlite3_stmt* zone_ = nullptr;
  sqlite3_stmt* commit_ = nullptr;
  std::vector<std::vector<Prepared>> commands_;
  std::size_t number_size_ = 0;
  std::int64_t next_ = 0;
  std::int64_t place_ = 0;
};

}  // namespace shuxin::bench
