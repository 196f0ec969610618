// What a group will do to the database, in order: made when it is decided, carried out when it is written.
// Private to the store.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shell/store/record.h"
#include "shell/store/transaction.h"

namespace shuxin::store {

struct ZoneState;

/// Parameters of a statement with their bytes.
class KeptParameters {
 public:
  explicit KeptParameters(const Parameters& parameters);
  [[nodiscard]] const std::vector<Value>& values() const { return values_; }

 private:
  std::vector<Value> values_;
  std::unique_ptr<char[]> bytes_;
};

/// A statement of a unit.
struct PlannedRow {
  ZoneState* zone;
  std::string sql;
  KeptParameters parameters;
};

/// An event with all that only its row holds.
struct PlannedEvent {
  ZoneState* zone;
  Event event;
  std::string personal;               ///< encoded sealed fields
  std::string marks;                  ///< encoded files and numbers
  std::optional<std::string> answer;  ///< encoded; only with a command
  std::string mac;

  /// Borrowed; its hash is the event's.
  [[nodiscard]] Record record() const;
};

using Planned = std::variant<PlannedRow, PlannedEvent>;

}  // namespace shuxin::store
