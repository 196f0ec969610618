#include "shell/app/figures.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "shell/app/demo.h"
#include "shell/views/register_history.h"

namespace shuxin::app {
namespace {

using base::Json;
using indicators::Record;

constexpr std::string_view target_register = "plan_target";

base::Result<std::vector<Record>> packages(store::Reads& reads, const std::string& zone,
                                           const calendar::Calendar& calendar, base::Instant effective) {
  std::vector<Record> all;
  const auto read = reads.query(
      "select number, package, received_at, settled_at, outcome from packages where zone = ? and "
      "received_at <= ? order by number",
      {zone, effective.milliseconds}, [&](store::Row row) {
        Record record{std::string(store::text(row[0])), 0, {}};
        record.fields = Json::object({{"number", record.key},
                                      {"package", std::string(store::text(row[1]))},
                                      {"received_at", base::Instant{store::integer(row[2])}.to_string()}});
        const base::Instant settled{store::integer(row[3])};
        if (settled.milliseconds != 0 && settled <= effective) {
          record.fields.set("settled_at", settled.to_string());
          record.fields.set("settled_on", calendar.legal_day(settled).to_string());
          record.fields.set("outcome", std::string(store::text(row[4])));
        }
        all.push_back(std::move(record));
        return true;
      });
  if (!read) return std::unexpected(read.error());
  return all;
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

FigureService::FigureService(store::Store& store, const catalog::Catalogue& catalogue,
                             const indicators::Definitions& definitions)
    : store_(store), catalogue_(catalogue), definitions_(definitions) {}

base::Result<std::vector<Record>> FigureService::records(store::Reads& reads, std::string_view source,
                                                         base::Instant effective, base::Instant known) const {
  if (source == indicators::packages_source)
    return packages(reads, catalogue_.zone.id, catalogue_.calendar, std::min(effective, known));
  SHUXIN_TRY(auto entries, views::entries_at(reads, catalogue_.zone.id, source, effective, known));
  std::vector<Record> all;
  for (views::HistoricEntry& entry : entries)
    all.push_back({std::move(entry.key), entry.version, std::move(entry.fields)});
  return all;
}

base::Result<indicators::Figures> FigureService::compute(const FiguresAsked& asked, base::Instant now) const {
  const calendar::Calendar& calendar = catalogue_.calendar;
  const base::Date day = asked.as_of.value_or(calendar.legal_day(now));
  const base::Instant effective = calendar.end_of_day(day);
  SHUXIN_TRY(const auto reads, store_.snapshot(catalogue_.zone.id));
  return indicators::compute(definitions_, catalogue_, asked.indicators,
                             {day, asked.year, effective, asked.periods}, [&](std::string_view source) {
                               return records(*reads, source, effective, asked.known_at.value_or(now));
                             });
}

base::Result<std::vector<PlanTarget>> FigureService::targets(const indicators::Figures& figures,
                                                             const FiguresAsked& asked,
                                                             base::Instant now) const {
  std::vector<PlanTarget> targets;
  if (!catalogue_.find_register(target_register)) return targets;
  SHUXIN_TRY(const auto reads, store_.snapshot(catalogue_.zone.id));
  SHUXIN_TRY(auto entries,
             records(*reads, target_register, catalogue_.calendar.end_of_day(figures.asked.as_of),
                     asked.known_at.value_or(now)));
  for (Record& entry : entries) {
    const indicators::Progress progress = indicators::progress_of(entry.fields, figures);
    targets.push_back({std::move(entry.key), std::move(entry.fields), progress});
  }
  return targets;
}

indicators::Sources demo_sources(const std::string& folder, const catalog::Catalogue& catalogue,
                                 base::Date as_of) {
  return [folder, &catalogue, as_of](std::string_view source) -> base::Result<std::vector<Record>> {
    std::vector<Record> all;
    const catalog::Register* kind = catalogue.find_register(source);
    const std::filesystem::path file =
        std::filesystem::path(folder) / "demo" / (std::string(source) + ".csv");
    if (!kind || !std::filesystem::exists(file)) return all;
    DemoEntries read = read_demo_entries(*kind, read_text(file), file.string());
    if (!read.faults.empty())
      return base::fail("demo.faulty", {base::to_string(read.faults.front(), base::Language::Chinese)});
    for (Json& entry : read.entries) {
      const auto since = base::Date::parse(entry.find_string(kind->since).value_or(""));
      if (since && *since > as_of) continue;
      all.push_back({std::string(entry.find_string(kind->key).value_or("")), 1, std::move(entry)});
    }
    std::ranges::sort(all, {}, &Record::key);
    return all;
  };
}

}  // namespace shuxin::app
