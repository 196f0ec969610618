// Codes of administrative areas (GB/T 2260) as a table of facts: in force, former, and statistical ones.
#pragma once

#include <expected>
#include <map>
#include <string>
#include <string_view>

#include "core/base/diagnostic.h"
#include "core/base/text.h"

namespace shuxin::base {

struct Area {
  enum class Status {
    InForce,
    Former,      ///< merged or renamed; old registrations keep it
    Statistical  ///< used by the statistics bureau, no GB/T 2260 code
  };

  std::string code;  ///< six digits
  Text name;
  Status status = Status::InForce;
  std::string successor;  ///< the code that followed a former one
};

/// Immutable; safe to share between threads.
class AreaCodes {
 public:
  /// Reads the columns code, name_zh, name_en, status (in-force, former, statistical), successor. Any bytes
  /// may be given; all faults are told, with their lines: those of read_csv, and area-code.code,
  /// area-code.name, area-code.status, area-code.twice, area-code.successor.
  [[nodiscard]] static std::expected<AreaCodes, Diagnostics> read(std::string_view csv,
                                                                  const std::string& file);

  /// Null if the table does not hold the code, which is no fault of the code: the table may be partial.
  [[nodiscard]] const Area* find(std::string_view code) const;
  [[nodiscard]] std::size_t size() const { return areas_.size(); }

 private:
  std::map<std::string, Area, std::less<>> areas_;
};

}  // namespace shuxin::base
