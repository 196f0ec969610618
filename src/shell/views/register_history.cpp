#include "shell/views/register_history.h"

#include <optional>

#include "shell/views/stored_step.h"

namespace shuxin::views {
namespace {

store::Result<void> apply(const store::Event& event, store::Writes& writes) {
  const StreamName stream = split_stream(event.stream);
  if ((stream.kind != "case" && stream.kind != "register") || event.type != step_type) return {};
  SHUXIN_TRY(const auto content, step_of(event));
  for (const casework::Event& one : content->step.events) {
    const auto* written = std::get_if<casework::RegisterWritten>(&one);
    if (!written) continue;
    const std::string fields = written->ended ? "" : written->fields.to_string();
    SHUXIN_TRY(
        [[maybe_unused]] const auto rows,
        writes.execute("insert into register_history (zone, kind, key, position, effective_at, "
                       "recorded_at, fields, ended) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (zone, "
                       "kind, key, position) do update set fields = excluded.fields, ended = "
                       "excluded.ended",
                       {event.zone, written->register_kind, written->key, event.position,
                        event.effective_at.milliseconds, event.recorded_at.milliseconds, fields,
                        std::int64_t{written->ended ? 1 : 0}}));
  }
  return {};
}

}  // namespace

store::Projection register_history() {
  return {"register_history",
          1,
          {"register_history"},
          {"create table register_history (zone text not null, kind text not null, key text not null, "
           "position integer not null, effective_at integer not null, recorded_at integer not null, "
           "fields text not null, ended integer not null, primary key (zone, kind, key, position))"},
          apply};
}

base::Result<std::vector<HistoricEntry>> entries_at(store::Reads& reads, const std::string& zone,
                                                    std::string_view kind, base::Instant effective,
                                                    base::Instant recorded) {
  struct Version {
    std::string key;
    std::int64_t position;
    std::string fields;
    bool ended;
  };
  // The last row of each key is the one that counts.
  std::vector<Version> latest;
  const auto read = reads.query(
      "select key, position, fields, ended from register_history where zone = ? and kind = ? and "
      "effective_at <= ? and recorded_at <= ? order by key, effective_at, position",
      {zone, kind, effective.milliseconds, recorded.milliseconds}, [&](store::Row row) {
        if (!latest.empty() && latest.back().key == store::text(row[0])) latest.pop_back();
        latest.push_back({std::string(store::text(row[0])), store::integer(row[1]),
                          std::string(store::text(row[2])), store::integer(row[3]) != 0});
        return true;
      });
  if (!read) return std::unexpected(read.error());
  std::vector<HistoricEntry> entries;
  for (Version& one : latest) {
    if (one.ended) continue;
    SHUXIN_TRY(base::Json fields, base::Json::parse(one.fields));
    entries.push_back({std::move(one.key), one.position, std::move(fields)});
  }
  return entries;
}

}  // namespace shuxin::views
