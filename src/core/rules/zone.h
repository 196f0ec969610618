// Time zones: offsets from UTC by place and time, read from the TZif files of the tz database (RFC 8536).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/rules/value.h"

namespace shuxin::rules {

/// One zone: what has been (transitions) and what will be (the rule of the file's footer). Immutable.
class Zone : public Shared {
 public:
  /// Reads the bytes of a TZif file, version 2 or later. Any bytes may be given. Error: zone.malformed.
  [[nodiscard]] static base::Result<Ref<Zone>> parse(std::string name, std::string_view bytes);

  [[nodiscard]] const std::string& name() const { return name_; }
  /// Seconds east of UTC at an instant (seconds since 1970-01-01T00:00:00Z).
  [[nodiscard]] std::int32_t offset_at(std::int64_t utc_seconds) const;
  /// Seconds east of UTC where clocks show the local time (seconds since 1970-01-01T00:00:00 local). A time
  /// that happens twice takes the earlier offset; one that is skipped takes the offset before the gap.
  [[nodiscard]] std::int32_t offset_at_local(std::int64_t local_seconds) const;

 private:
  struct Change {   ///< a switch as POSIX TZ writes it: the day and the local time of it
    char form = 0;  ///< 'M', 'J', 'N' (a day counted from 0), or 0 for none
    int month = 0, week = 0, day = 0;
    std::int32_t seconds = 7200;
  };
  struct Rule {
    std::int32_t standard = 0;
    std::int32_t summer = 0;
    bool has_summer = false;
    Change begins;
    Change ends;
  };
  struct Reader;
  [[nodiscard]] std::int32_t offset_by_rule(std::int64_t utc_seconds) const;

  std::string name_;
  std::vector<std::int64_t> transitions_;
  std::vector<std::int32_t> offsets_;  // offsets_[i] before transitions_[i]; one more than transitions_
  Rule rule_;
  bool has_rule_ = false;
};

/// Where zones come from; the shell reads them from the system, tests make them up. Must be thread-safe.
class ZoneSource {
 public:
  virtual ~ZoneSource() = default;
  /// By its tz name, `Asia/Shanghai`; empty if there is no such zone. Any text may be given.
  [[nodiscard]] virtual Ref<Zone> find(std::string_view name) const = 0;
};

}  // namespace shuxin::rules
