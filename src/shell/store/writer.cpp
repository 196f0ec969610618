#include "shell/store/writer.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "shell/store/record.h"
#include "shell/store/schema.h"
#include "shell/store/sealer.h"
#include "shell/store/unit_transaction.h"

namespace shuxin::store {
namespace {

/// Errors after which the transaction as a whole is lost.
bool fails_the_group(const base::Error& error) {
  return error.code() == "store.disk-full" || error.code() == "store.io" || error.code() == "store.read-only";
}

bool is_damage(const base::Error& error) {
  return error.code() == "store.corrupt" || error.code() == "store.stream-corrupt";
}

}  // namespace

Result<ZoneState*> Writer::zone(const std::string& name) {
  if (const auto found = zones_.find(name); found != zones_.end()) return found->second.get();
  if (name.empty()) return base::fail("store.bad-event", {name});
  SHUXIN_DO(settle());
  auto state = std::make_unique<ZoneState>(Reader(*connection_, keys_, quarantine_, name),
                                           Reader(*aside_, keys_, quarantine_, name));
  SHUXIN_TRY(const auto number, state->reader.zone_number());
  if (number) {
    state->known = true;
    state->number = *number;
    state->aside.set_zone_number(*number);
    SHUXIN_TRY(state->last, state->reader.last_position());
    SHUXIN_TRY(auto cursor, connection_->prepare("select seals, mac from ledger_zones where number = ?"));
    cursor.bind(*number);
    SHUXIN_TRY([[maybe_unused]] const bool row, cursor.step());
    state->seals = cursor.integer(0);
    // Whoever wrote on would prove anew what is not proven.
    if (view(zone_mac(keys_, *number, name, state->last, state->seals)) != cursor.bytes(1))
      return base::fail("store.corrupt", {"ledger_zones"});
  } else {
    SHUXIN_TRY(const auto highest, connection_->integer("select max(number) from ledger_zones"));
    state->number = highest.value_or(0) + 1;
    // Zones that are new in this group and not written yet hold their numbers too.
    for (const auto& [other, held] : zones_) state->number = std::max(state->number, held->number + 1);
  }
  return zones_.emplace(name, std::move(state)).first->second.get();
}

Result<bool> Writer::is_claimed(std::string_view zone_name, std::string_view file) {
  Reader reader(*connection_, keys_, quarantine_, std::string(zone_name));
  SHUXIN_TRY(const auto number, reader.zone_number());
  if (!number) return false;
  SHUXIN_TRY(auto cursor,
             connection_->prepare("select 1 from ledger_claims where zone = ? and file = ? limit 1"));
  cursor.bind(*number).bind(file);
  return cursor.step();
}

Result<std::optional<Outcome>> Writer::find_answer(const Command& command, ZoneState& state) {
  static const std::string sql = "select " + std::string(record_columns) +
                                 " from ledger_events where zone = ? and account = ? and command_key = ?";
  if (!state.known) return std::optional<Outcome>();
  if (planning_) {
    const auto answering = state.answering.find(joined({command.account, command.key}));
    if (answering != state.answering.end()) SHUXIN_DO(settle());
  }
  SHUXIN_TRY(auto cursor, (planning_ ? aside_ : connection_)->prepare(sql));
  cursor.bind(state.number).bind(command.account).bind(command.key);
  SHUXIN_TRY(const bool row, cursor.step());
  if (!row) return std::optional<Outcome>();
  const Record record = read_record(cursor, state.reader.zone());
  if (view(hash_of(record, digest_, buffer_)) != record.hash)
    return base::fail("store.stream-corrupt",
                      {state.reader.zone(), std::string(record.stream), std::to_string(record.version)});
  SHUXIN_TRY(KeptAnswer kept, decode_answer(keys_, state.reader.zone(), command.account, command.key,
                                            record.answer.value_or(std::string_view())));
  if (kept.request != command.request) return base::fail("store.idempotency-conflict", {command.key});
  return Outcome{std::move(kept.bytes), kept.refused, true, record.position,
                 record.position + kept.events - 1};
}

Result<Outcome> Writer::decide(const Unit& unit, ZoneState& state, Undo& undo) {
  const std::size_t mark = planned_.size();
  UnitTransaction transaction(*this, state);
  Result<Answer> answer = base::fail("store.unit-failed", {"no answer"});
  try {
    answer = unit.decide(transaction);
  } catch (const std::exception& problem) {
    answer = base::fail("store.unit-failed", {problem.what()});
  }
  undo.needed = transaction.wrote();
  if (!answer || answer->refused) drop_planned(mark);
  if (!answer) return std::unexpected(std::move(answer).error());
  if (answer->refused) {
    if (undo.needed) {
      undo.refusal = *std::move(answer);
      return Outcome{};
    }
    transaction.drop();
  }
  Result<Outcome> outcome = base::fail("store.unit-failed", {"not written"});
  try {
    outcome = transaction.write(unit.command, *answer, unit.written);
  } catch (const std::exception& problem) {
    outcome = base::fail("store.unit-failed", {problem.what()});
  }
  if (!outcome) drop_planned(mark);
  undo.needed = !outcome && transaction.wrote();
  if (outcome && outcome->first_position > 0)
    new_events_ += outcome->last_position - outcome->first_position + 1;
  return outcome;
}

Result<Outcome> Writer::run_unit(const Unit& unit, Care care, Undo& undo) {
  SHUXIN_TRY(ZoneState* const state, zone(unit.zone));
  if (unit.command) {
    SHUXIN_TRY(auto answered, find_answer(*unit.command, *state));
    if (answered) return *std::move(answered);
  }
  if (care == Care::Bold) return decide(unit, *state, undo);
  SHUXIN_DO(connection_->exec("savepoint unit"));
  const std::size_t mark = checks_.mark();
  auto outcome = decide(unit, *state, undo);
  if (undo.needed && connection_->in_transaction()) {
    SHUXIN_DO(connection_->exec("rollback to unit"));
    checks_.return_to(mark);
    ++undone;
    if (undo.refusal) {
      outcome = UnitTransaction(*this, *state).write(unit.command, *undo.refusal, {});
      if (outcome && outcome->first_position > 0) ++new_events_;
    }
    undo.needed = false;
  }
  if (connection_->in_transaction()) SHUXIN_DO(connection_->exec("release unit"));
  return outcome;
}

Result<Writer::Ran> Writer::run_units(std::span<Pending> group, Care care) {
  for (Pending& pending : group) {
    Undo undo;
    pending.outcome = run_unit(pending.unit, care, undo);
    const bool failed = !pending.outcome && fails_the_group(pending.outcome.error());
    if (failed || (!planning_ && !connection_->in_transaction())) {
      if (pending.outcome) return base::fail("store.io", {"the transaction ended by itself"});
      return std::unexpected(pending.outcome.error());
    }
    if (!pending.outcome && is_damage(pending.outcome.error())) return Ran::MetDamage;
    // Only here are savepoints needed, and this is rare: so the group is tried without them first.
    if (undo.needed) return Ran::WroteInVain;
  }
  return Ran::Fine;
}

Result<Writer::Ran> Writer::run_group(std::span<Pending> group, Care care) {
  begin_group();
  SHUXIN_DO(connection_->run("begin immediate"));
  SHUXIN_TRY(const Ran ran, run_units(group, care));
  if (ran == Ran::Fine) SHUXIN_DO(commit(take_reached()));
  return ran;
}

void Writer::begin_group() {
  new_events_ = 0;
  ++group_;
  const auto is_seen = [&](const auto& one) { return !is_unseen(one.second); };
  for (auto& [name, state] : zones_) {
    std::erase_if(state->answering, is_seen);
    std::erase_if(state->touched, is_seen);
  }
}

std::vector<Writer::Reached> Writer::take_reached() {
  std::vector<Reached> reached;
  for (auto& [name, state] : zones_)
    if (std::exchange(state->moved, false))
      reached.push_back({name, state->number, state->last, state->seals});
  return reached;
}

Result<void> Writer::commit(const std::vector<Reached>& reached) {
  for (const Reached& one : reached) {
    SHUXIN_TRY(auto cursor,
               connection_->prepare("update ledger_zones set last = ?, mac = ? where number = ?"));
    const Hash mac = zone_mac(keys_, one.number, one.zone, one.last, one.seals);
    cursor.bind(one.last).bind_blob(view(mac)).bind(one.number);
    SHUXIN_DO(cursor.run());
  }
  SHUXIN_DO(checks_.flush());
  // A key that only the ledger's commit would follow must not be lost: it goes first.
  SHUXIN_DO(keys_.flush());
  auto committed = connection_->run("commit");
  if (!committed) {
    // After a failed sync nobody knows what the disk holds; only a recovery of the log can tell.
    if (committed.error().code() == "store.io") broken_ = committed.error();
    return committed;
  }
  for (const Reached& one : reached) to_announce_[one.zone] = one.last;
  return {};
}

void Writer::undo_group() {
  if (connection_->in_transaction()) (void)connection_->exec("rollback");
  forget();
  ++undone;
}

void Writer::forget() {
  zones_.clear();
  checks_.return_to(0);
}

Result<void> Writer::write_seal(const Seal& seal) {
  if (broken_) return std::unexpected(*broken_);
  SHUXIN_TRY(ZoneState* const state, zone(seal.zone));
  const auto written = sqlite::in_transaction(*connection_, [&]() -> Result<void> {
    SHUXIN_DO(insert_seal(*connection_, keys_, state->number, seal));
    SHUXIN_TRY(auto update,
               connection_->prepare("update ledger_zones set seals = ?, mac = ? where number = ?"));
    const Hash zone_check = zone_mac(keys_, state->number, seal.zone, state->last, seal.number);
    update.bind(seal.number).bind_blob(view(zone_check)).bind(state->number);
    return update.run();
  });
  if (written) state->seals = seal.number;
  return written;
}

void Writer::process(std::vector<Pending>& group) {
  if (is_void_.exchange(false)) undo_group();
  process_some(group);
}

void Writer::process_some(std::span<Pending> group) {
  if (broken_) {
    for (Pending& pending : group) pending.outcome = std::unexpected(*broken_);
    return;
  }
  auto ran = run_group(group, Care::Bold);
  if (ran && *ran == Ran::WroteInVain) {
    undo_group();
    ran = run_group(group, Care::Careful);
  }
  const bool met_damage = ran ? *ran == Ran::MetDamage : is_damage(ran.error());
  if (met_damage && group.size() > 1) {
    // Who does not touch the damaged page must not suffer from it: each in a transaction of its own.
    undo_group();
    for (Pending& pending : group) process_some({&pending, 1});
    return;
  }
  ++groups;
  if (ran && *ran == Ran::Fine) {
    units += static_cast<std::int64_t>(group.size());
    events += new_events_;
    return;
  }
  undo_group();
  ++failed_groups;
  if (ran) return;  // the outcome tells what damage was met
  for (Pending& pending : group) pending.outcome = std::unexpected(ran.error());
}

void Writer::announce() {
  if (to_announce_.empty()) return;
  const auto reached = std::exchange(to_announce_, {});
  if (on_reached)
    for (const auto& [zone_name, position] : reached) on_reached(zone_name, position);
  if (!options_.on_committed) return;
  for (const auto& [zone_name, position] : reached) options_.on_committed(zone_name, position);
}

}  // namespace shuxin::store
