#include "shell/cli/system_zones.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/rules/temporal.h"

namespace shuxin::cli {
namespace {

/// A name that stays inside the folder.
bool is_zone_name(std::string_view name) {
  if (name.empty() || name.size() > 64 || name.front() == '/' || name.find("..") != std::string_view::npos)
    return false;
  return std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '_' || c == '-' || c == '+';
  });
}

}  // namespace

rules::Ref<rules::Zone> SystemZones::find(std::string_view name) const {
  if (!is_zone_name(name)) return {};
  const std::lock_guard lock(guard_);
  if (const auto found = known_.find(name); found != known_.end()) return found->second;
  rules::Ref<rules::Zone> zone;
  const std::filesystem::path path = std::filesystem::path(folder_) / name;
  std::error_code ignored;
  if (std::filesystem::is_regular_file(path, ignored)) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    if (auto parsed = rules::Zone::parse(std::string(name), bytes)) zone = *std::move(parsed);
  }
  known_.emplace(name, zone);
  return zone;
}

rules::DateTime system_now(const rules::ZoneSource& zones) {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  const auto nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(since).count();
  rules::Time like;
  like.tie = rules::Tie::Offset;
  std::string name;
  if (const char* set = std::getenv("TZ"); set != nullptr && *set != '\0') {
    name = set;
  } else if (std::ifstream file("/etc/timezone"); file) {
    std::getline(file, name);
  }
  if (auto zone = zones.find(name)) {
    like.tie = rules::Tie::Zone;
    like.zone = std::move(zone);
  }
  return *rules::from_instant(nanoseconds, like);
}

}  // namespace shuxin::cli
