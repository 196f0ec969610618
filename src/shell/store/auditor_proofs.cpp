// The audit of what proves the rest: seals, anchors, checksums, and the list of tables itself.
#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "shell/store/auditor.h"
#include "shell/store/merkle.h"
#include "shell/store/row_checks.h"
#include "shell/store/schema.h"
#include "shell/store/sealer.h"

namespace shuxin::store {
namespace {

constexpr std::int64_t progress_step = 65'536;

}  // namespace

Result<void> Auditor::check_macs() {
  SHUXIN_TRY(auto cursor, shadow_->connection().prepare(
                              "select place, hash, mac, stream, version from ledger_events order by place"));
  for (std::int64_t seen = 1;; ++seen) {
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row || full()) return {};
    if (seen % progress_step == 0) SHUXIN_DO(progress("checksums"));
    const std::int64_t place = cursor.integer(0);
    if (event_mac(keys_, place, cursor.bytes(1)) == cursor.bytes(2)) continue;
    find("audit.event-not-ours", {std::string(cursor.bytes(3)), std::to_string(cursor.integer(4))},
         {.stream = std::string(cursor.bytes(3)),
          .version = cursor.integer(4),
          .position = position_of(place),
          .table = "ledger_events",
          .row = std::to_string(place)});
  }
}

Result<Hash> Auditor::root_of(const Zone& zone, const Seal& seal) {
  SHUXIN_TRY(auto cursor, shadow_->connection().prepare("select hash from ledger_events where place >= ? and "
                                                        "place <= ? order by place"));
  cursor.bind(place_of(zone.number, seal.first)).bind(place_of(zone.number, seal.last));
  MerkleRoot root;
  for (;;) {
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row) break;
    root.add(to_hash(cursor.bytes(0)));
  }
  return root.root();
}

void Auditor::check_signature(const Seal& seal, const Finding& place) {
  if (!options_.verify_seal) return;
  const auto proven = options_.verify_seal(body_of(seal), seal.signature);
  if (!proven || !*proven) find("audit.seal-signature", {seal.zone, std::to_string(seal.number)}, place);
}

Result<void> Auditor::check_seals(const Zone& zone) {
  static const std::string sql =
      "select " + std::string(seal_columns) + ", mac from ledger_seals where zone = ? order by number";
  SHUXIN_TRY(auto cursor, shadow_->connection().prepare(sql));
  cursor.bind(zone.number);
  report_.signatures_proven = static_cast<bool>(options_.verify_seal);
  std::int64_t expected = 1;
  std::int64_t sealed = 0;
  Hash previous{};
  const auto place_of_seal = [&](std::int64_t number) {
    return Finding{.zone = zone.name,
                   .table = "ledger_seals",
                   .row = fmt::format("zone={}, number={}", zone.number, number)};
  };
  const auto missing_before = [&](std::int64_t end) {
    for (; expected < end && !full(); ++expected)
      find("audit.row-removed", {"ledger_seals"}, place_of_seal(expected));
  };
  for (;;) {
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row || full()) break;
    const Seal seal = read_seal_row(cursor, zone.name);
    Finding place = place_of_seal(seal.number);
    ++report_.seals;
    SHUXIN_DO(progress("seals"));
    // A seal that was put beside the others has a number that none of them left open.
    const bool follows = seal.number == expected;
    if (seal.number > expected && seal.number <= zone.seals) missing_before(seal.number);
    const bool ours = view(seal_mac(keys_, zone.number, seal)) == cursor.bytes(9);
    if (seal.number < expected || seal.number > zone.seals)
      find("audit.row-inserted", {"ledger_seals"}, place);
    else if (!ours)
      find("audit.row-changed", {"ledger_seals"}, place);
    check_signature(seal, place);
    if (follows && ours && (seal.previous != previous || seal.first != sealed + 1))
      find("audit.seal-chain", {zone.name, std::to_string(seal.number)}, place);
    if (ours) {
      SHUXIN_TRY(const Hash root, root_of(zone, seal));
      if (root != seal.root) {
        place.position = seal.first;
        find("audit.seal-differs",
             {zone.name, std::to_string(seal.number), std::to_string(seal.first), std::to_string(seal.last)},
             place);
      }
    }
    expected = seal.number + 1;
    sealed = seal.last;
    previous = hash_of(seal);
  }
  missing_before(zone.seals + 1);
  report_.unsealed += std::max<std::int64_t>(zone.last - sealed, 0);
  return {};
}

void Auditor::check_anchor(const Zone* zone, const Seal* stored, const Seal& kept) {
  ++report_.anchors;
  Finding place{.zone = kept.zone,
                .position = kept.first,
                .table = "ledger_seals",
                .row = fmt::format("zone={}, number={}", zone != nullptr ? zone->number : 0, kept.number)};
  const std::vector<std::string> name = {kept.zone, std::to_string(kept.number), std::to_string(kept.last)};
  if (options_.verify_seal) {
    const auto proven = options_.verify_seal(body_of(kept), kept.signature);
    if (!proven || !*proven) {
      find("audit.anchor-signature", name, place);
      return;
    }
  }
  if (zone == nullptr || stored == nullptr) {
    find("audit.anchor-ahead", name, place);
  } else if (body_of(*stored) != body_of(kept)) {
    find("audit.anchor-differs", name, place);
  }
}

Result<void> Auditor::check_anchors() {
  {
    SHUXIN_TRY(auto stray,
               shadow_->connection().prepare("select zone, number from ledger_seals where zone not in "
                                             "(select number from ledger_zones)"));
    for (;;) {
      SHUXIN_TRY(const bool row, stray.step());
      if (!row || full()) break;
      find("audit.row-inserted", {"ledger_seals"},
           {.table = "ledger_seals",
            .row = fmt::format("zone={}, number={}", stray.integer(0), stray.integer(1))});
    }
  }
  static const std::string sql =
      "select " + std::string(seal_columns) + " from ledger_seals where zone = ? and number = ?";
  for (const Seal& kept : options_.anchor) {
    const auto zone = std::ranges::find(zones_, kept.zone, &Zone::name);
    std::optional<Seal> stored;
    if (zone != zones_.end()) {
      SHUXIN_TRY(auto cursor, shadow_->connection().prepare(sql));
      cursor.bind(zone->number).bind(kept.number);
      SHUXIN_TRY(const bool row, cursor.step());
      if (row) stored = read_seal_row(cursor, zone->name);
    }
    check_anchor(zone != zones_.end() ? &*zone : nullptr, stored ? &*stored : nullptr, kept);
  }
  return {};
}

Result<void> Auditor::check_sets() {
  std::set<std::string> owners;
  for (const TableSet& set : store_.tables)
    for (const std::string& table : set.tables) {
      owners.insert(table);
      const auto rows =
          RowChecks::audit(shadow_->connection(), keys_, table, [&](const RowChecks::Fault& fault) {
            using Kind = RowChecks::Fault::Kind;
            switch (fault.kind) {
              case Kind::Changed:
                find("audit.row-changed", {table}, {.table = table, .row = fault.row});
                break;
              case Kind::Inserted:
                find("audit.row-inserted", {table}, {.table = table, .row = fault.row});
                break;
              case Kind::Removed:
                find("audit.row-removed", {table}, {.table = table, .row = fault.row});
                break;
              case Kind::SumDiffers:
                find("audit.row-changed", {"ledger_row_sums"}, {.table = "ledger_row_sums", .row = table});
                break;
              case Kind::SumMissing:
                find("audit.row-removed", {"ledger_row_sums"}, {.table = "ledger_row_sums", .row = table});
                break;
            }
            return !full();
          });
      if (!rows) {
        find("audit.table-missing", {table}, {.table = table});
        continue;
      }
      report_.rows += *rows;
      SHUXIN_DO(progress("tables"));
    }
  if (owners.empty()) return {};
  for (const auto& [table, column] : {std::pair{"ledger_row_checks", "owner"}, {"ledger_row_sums", "name"}}) {
    SHUXIN_TRY(auto cursor, shadow_->connection().prepare(
                                fmt::format("select distinct {} from ledger.{}", column, table)));
    for (;;) {
      SHUXIN_TRY(const bool row, cursor.step());
      if (!row) break;
      const std::string owner(cursor.bytes(0));
      if (!owners.contains(owner)) find("audit.row-inserted", {table}, {.table = table, .row = owner});
    }
  }
  return {};
}

/// A trigger or a view would change or hide what the program does; a table of nobody's is not kept by
/// anybody.
Result<void> Auditor::check_schema() {
  std::set<std::string, std::less<>> ours = {"ledger_store",       "ledger_zones",      "ledger_events",
                                             "ledger_projections", "ledger_table_sets", "ledger_seals",
                                             "ledger_claims",      "ledger_row_checks", "ledger_row_sums",
                                             "ledger_numbers",     "sqlite_stat1"};
  const bool knows_all = !store_.projections.empty() && !store_.tables.empty();
  for (const Projection& projection : store_.projections)
    ours.insert(projection.tables.begin(), projection.tables.end());
  for (const TableSet& set : store_.tables) ours.insert(set.tables.begin(), set.tables.end());
  SHUXIN_TRY(auto cursor, shadow_->connection().prepare("select type, name from ledger.sqlite_schema"));
  for (;;) {
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row || full()) return {};
    const std::string_view type = cursor.bytes(0);
    const std::string_view name = cursor.bytes(1);
    const bool foreign =
        type == "trigger" || type == "view" || (type == "table" && knows_all && !ours.contains(name));
    if (foreign)
      find("audit.schema-foreign", {std::string(type), std::string(name)},
           {.table = "sqlite_schema", .row = std::string(name)});
  }
}

void Auditor::say_what_is_outside() {
  if (options_.anchor.empty()) report_.outside.push_back({"audit.outside-no-anchor", {}});
  if (report_.unsealed > 0)
    report_.outside.push_back({"audit.outside-unsealed", {std::to_string(report_.unsealed)}});
  if (!report_.signatures_proven && report_.seals > 0)
    report_.outside.push_back({"audit.outside-signatures", {}});
  if (store_.projections.empty() || !options_.projections)
    report_.outside.push_back({"audit.outside-projections", {}});
  if (store_.tables.empty()) report_.outside.push_back({"audit.outside-table-sets", {}});
  report_.outside.push_back({"audit.outside-unnamed-files", {}});
}

}  // namespace shuxin::store
