// The time zones of the system, as FEEL asks for them.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "core/rules/zone.h"

namespace shuxin::cli {

/// Reads zones from the tz database when they are first named, and keeps them. Thread-safe.
class SystemZones final : public rules::ZoneSource {
 public:
  explicit SystemZones(std::string folder = "/usr/share/zoneinfo") : folder_(std::move(folder)) {}
  [[nodiscard]] rules::Ref<rules::Zone> find(std::string_view name) const override;

 private:
  std::string folder_;
  mutable std::mutex guard_;
  mutable std::map<std::string, rules::Ref<rules::Zone>, std::less<>> known_;
};

/// The moment that the system's clock shows, in the zone of the system's setting (UTC if that cannot be
/// read).
[[nodiscard]] rules::DateTime system_now(const rules::ZoneSource& zones);

}  // namespace shuxin::cli
