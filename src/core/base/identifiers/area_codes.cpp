#include "core/base/identifiers/area_codes.h"

#include <optional>
#include <vector>

#include "core/base/csv.h"
#include "core/base/identifiers/characters.h"

namespace shuxin::base {
namespace {

std::optional<Area::Status> status_of(std::string_view word) {
  if (word == "in-force") return Area::Status::InForce;
  if (word == "former") return Area::Status::Former;
  if (word == "statistical") return Area::Status::Statistical;
  return std::nullopt;
}

bool is_area_code(std::string_view text) {
  return text.size() == 6 && all_digits(text) && text[0] != '0';
}

}  // namespace

std::expected<AreaCodes, Diagnostics> AreaCodes::read(std::string_view csv, const std::string& file) {
  CsvTable table = read_csv(csv, file, {"code", "name_zh", "name_en", "status", "successor"});
  Diagnostics faults = std::move(table.faults);
  AreaCodes codes;
  std::vector<std::pair<int, std::string>> successors;
  for (CsvRow& row : table.rows) {
    const auto fault = [&](std::string code, std::string argument) {
      faults.push_back({Severity::Error, {file, row.line, 0}, {std::move(code), {std::move(argument)}}, {}});
    };
    const auto status = status_of(row.fields[3]);
    Area area{
        row.fields[0], {row.fields[1], row.fields[2]}, status.value_or(Area::Status::InForce), row.fields[4]};
    if (!is_area_code(area.code)) fault("area-code.code", area.code);
    if (area.name.zh.empty() || area.name.en.empty()) fault("area-code.name", area.code);
    if (!status) fault("area-code.status", row.fields[3]);
    if (!area.successor.empty()) successors.emplace_back(row.line, area.successor);
    const std::string code = area.code;
    if (!codes.areas_.emplace(code, std::move(area)).second) fault("area-code.twice", code);
  }
  for (auto& [line, successor] : successors)
    if (!codes.find(successor))
      faults.push_back({Severity::Error, {file, line, 0}, {"area-code.successor", {successor}}, {}});
  sort_by_place(faults);
  if (!faults.empty()) return std::unexpected(std::move(faults));
  return codes;
}

const Area* AreaCodes::find(std::string_view code) const {
  const auto found = areas_.find(code);
  return found == areas_.end() ? nullptr : &found->second;
}

}  // namespace shuxin::base
