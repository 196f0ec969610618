#include "shell/store/shadow.h"

#include <algorithm>
#include <fmt/format.h>

#include "shell/store/reader.h"
#include "shell/store/schema.h"

namespace shuxin::store {
namespace {

constexpr std::int64_t progress_step = 4'096;

std::string describe(const Value& value) {
  struct Describer {
    std::string operator()(std::nullptr_t) const { return "null"; }
    std::string operator()(std::int64_t whole) const { return std::to_string(whole); }
    std::string operator()(double number) const { return fmt::format("{}", number); }
    std::string operator()(std::string_view text) const { return fmt::format("'{}'", text); }
    std::string operator()(Blob blob) const {
      std::string out = "x'";
      for (const unsigned char c : blob.bytes) out += fmt::format("{:02x}", c);
      return out + "'";
    }
  };
  return std::visit(Describer{}, value);
}

}  // namespace

Result<std::unique_ptr<Shadow>> Shadow::open(const std::string& path, const std::string& ledger,
                                             KeyStore& keys, Quarantine& quarantine) {
  SHUXIN_TRY(auto connection, sqlite::Connection::open(path, sqlite::Mode::Create));
  // It is computed anew if anything happens to it: nothing here need be durable.
  SHUXIN_DO(
      connection->exec("pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -32768;"));
  const std::string uri = sqlite::read_only_uri(ledger);
  {
    SHUXIN_TRY(auto attach, connection->prepare("attach ? as ledger"));
    attach.bind(uri);
    SHUXIN_DO(attach.run());
  }
  return std::unique_ptr<Shadow>(new Shadow(std::move(connection), keys, quarantine));
}

Result<void> Shadow::make(std::vector<const Projection*> projections, bool derived) {
  projections_ = std::move(projections);
  derived_ = derived;
  if (derived_) SHUXIN_DO(make_derived(*connection_));
  for (const Projection* projection : projections_) {
    for (const std::string& table : projection->tables) connection_->open_table_to_callers(table);
    SHUXIN_DO(define_all(*connection_, projection->create));
  }
  return {};
}

Result<void> Shadow::pin() {
  SHUXIN_TRY(auto cursor, connection_->prepare("select name from ledger.sqlite_schema"));
  pinned_.emplace(std::move(cursor));
  SHUXIN_TRY([[maybe_unused]] const bool row, pinned_->step());
  return {};
}

Result<void> Shadow::catch_up(const std::function<bool(std::int64_t)>& on_progress) {
  std::vector<std::string> zones;
  {
    SHUXIN_TRY(auto cursor, connection_->prepare("select name from ledger_zones order by name"));
    for (;;) {
      SHUXIN_TRY(const bool row, cursor.step());
      if (!row) break;
      zones.emplace_back(cursor.bytes(0));
    }
  }
  std::int64_t count = 0;
  for (const std::string& zone : zones) {
    Reader reader(*connection_, keys_, quarantine_, zone);
    WritesBy writes(reader);
    SHUXIN_TRY(const auto number, reader.zone_number());
    std::int64_t& applied = applied_[zone];
    const auto apply = [&](const Event& event) -> Result<bool> {
      if (derived_) SHUXIN_DO(derive(*connection_, *number, event));
      for (const Projection* projection : projections_) SHUXIN_DO(projection->apply(event, writes));
      applied = event.position;
      if (++count % progress_step == 0 && on_progress && !on_progress(count))
        return base::fail("store.stopped");
      return true;
    };
    SHUXIN_DO(reader.read_zone(applied, std::numeric_limits<std::int64_t>::max(), apply, Personal::Opened));
  }
  return {};
}

Result<std::int64_t> Shadow::compare(const std::string& table,
                                     const std::function<bool(const Difference&)>& on_difference) {
  SHUXIN_TRY(auto columns, connection_->prepare("select group_concat(name, ' ') from pragma_table_info(?)"));
  columns.bind(std::string_view(table));
  SHUXIN_TRY([[maybe_unused]] const bool has_columns, columns.step());
  const std::vector<std::string> names = split_names(columns.bytes(0));
  for (const bool stands : {true, false}) {
    const std::string_view first = stands ? "ledger" : "main";
    const std::string_view second = stands ? "main" : "ledger";
    SHUXIN_TRY(auto cursor, connection_->prepare(fmt::format(
                                "select * from {0}.{2} except select * from {1}.{2}", first, second, table)));
    for (;;) {
      SHUXIN_TRY(const bool row, cursor.step());
      if (!row) break;
      std::string text;
      for (int i = 0; i < cursor.columns(); ++i) {
        const auto place = static_cast<std::size_t>(i);
        text += fmt::format("{}{}={}", i == 0 ? "" : ", ", place < names.size() ? names[place] : "?",
                            describe(cursor.value(i)));
      }
      if (!on_difference({table, stands, std::move(text)})) return 0;
    }
  }
  SHUXIN_TRY(const auto rows, connection_->integer(fmt::format("select count(*) from ledger.{}", table)));
  return rows.value_or(0);
}

}  // namespace shuxin::store
