#include "shell/store/sealer.h"

#include <algorithm>
#include <chrono>

#include "shell/store/merkle.h"
#include "shell/store/record.h"

namespace shuxin::store {
namespace {

std::int64_t clock_now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

}  // namespace

Seal read_seal_row(const sqlite::Cursor& cursor, std::string_view zone) {
  Seal seal;
  seal.zone = zone;
  seal.number = cursor.integer(0);
  seal.first = cursor.integer(1);
  seal.last = cursor.integer(2);
  seal.root = to_hash(cursor.bytes(3));
  seal.previous = to_hash(cursor.bytes(4));
  seal.made_at.milliseconds = cursor.integer(5);
  seal.signature = {std::string(cursor.bytes(6)), std::string(cursor.bytes(7)), std::string(cursor.bytes(8))};
  return seal;
}

Hash seal_mac(const KeyStore& keys, std::int64_t zone_number, const Seal& seal) {
  return keys.mac(joined({"ledger_seals", std::to_string(zone_number), body_of(seal), seal.signature.key,
                          seal.signature.algorithm, seal.signature.bytes}));
}

Result<void> insert_seal(sqlite::Connection& connection, const KeyStore& keys, std::int64_t zone_number,
                         const Seal& seal) {
  const Hash mac = seal_mac(keys, zone_number, seal);
  SHUXIN_TRY(auto insert,
             connection.prepare("insert into ledger_seals (zone, number, first, last, root, previous, "
                                "made_at, key, algorithm, signature, mac) values (?, ?, ?, ?, ?, ?, "
                                "?, ?, ?, ?, ?)"));
  insert.bind(zone_number).bind(seal.number).bind(seal.first).bind(seal.last).bind_blob(view(seal.root));
  insert.bind_blob(view(seal.previous)).bind(seal.made_at.milliseconds).bind(seal.signature.key);
  insert.bind(seal.signature.algorithm).bind_blob(seal.signature.bytes).bind_blob(view(mac));
  return insert.run();
}

Result<std::optional<Seal>> last_seal(sqlite::Connection& connection, std::int64_t zone_number,
                                      std::string_view zone) {
  static const std::string sql = "select " + std::string(seal_columns) +
                                 " from ledger_seals where zone = ? order by number desc limit 1";
  SHUXIN_TRY(auto cursor, connection.prepare(sql));
  cursor.bind(zone_number);
  SHUXIN_TRY(const bool row, cursor.step());
  return row ? std::optional(read_seal_row(cursor, zone)) : std::nullopt;
}

Result<InclusionProof> prove(Reader& reader, std::int64_t position) {
  static const std::string sql = "select " + std::string(seal_columns) +
                                 " from ledger_seals where zone = ? and first <= ? and last >= ?";
  SHUXIN_TRY(const auto zone, reader.zone_number());
  SHUXIN_TRY(const std::int64_t end, reader.last_position());
  if (!zone || position < 1 || position > end)
    return base::fail("store.no-event", {std::to_string(position)});
  InclusionProof proof;
  proof.position = position;
  {
    SHUXIN_TRY(auto cursor, reader.connection().prepare(sql));
    cursor.bind(*zone).bind(position).bind(position);
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row) return base::fail("store.not-sealed", {std::to_string(position)});
    proof.seal = read_seal_row(cursor, reader.zone());
  }
  SHUXIN_TRY(auto cursor, reader.connection().prepare("select hash from ledger_events where place >= ? and "
                                                      "place <= ? order by place"));
  cursor.bind(place_of(*zone, proof.seal.first)).bind(place_of(*zone, proof.seal.last));
  std::vector<Hash> events;
  for (;;) {
    SHUXIN_TRY(const bool row, cursor.step());
    if (!row) break;
    events.push_back(to_hash(cursor.bytes(0)));
  }
  const auto index = static_cast<std::size_t>(position - proof.seal.first);
  if (events.size() != static_cast<std::size_t>(proof.seal.last - proof.seal.first + 1))
    return base::fail("store.corrupt", {"ledger_events"});
  proof.event = events[index];
  proof.path = merkle_path(events, index);
  return proof;
}

Sealer::Sealer(std::unique_ptr<sqlite::Connection> connection, Writer& writer, Committer& committer,
               const Sealing& sealing)
    : connection_(std::move(connection)), writer_(writer), committer_(committer), sealing_(sealing) {
  if (sealing_.sign) thread_ = std::thread([this] { loop(); });
}

Sealer::~Sealer() {
  stop();
}

void Sealer::stop() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Sealer::note(std::string_view zone, std::int64_t position) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    std::int64_t& reached = reached_.emplace(zone, 0).first->second;
    reached = std::max(reached, position);
    const auto sealed = sealed_.find(zone);
    wake = !due_ && position - (sealed == sealed_.end() ? 0 : sealed->second) >= sealing_.every_events;
    due_ = due_ || wake;
  }
  if (wake) wake_.notify_one();
}

void Sealer::loop() {
  std::unique_lock lock(mutex_);
  // What an earlier process left unsealed is sealed with the first that comes.
  while (!ending_) {
    wake_.wait_for(lock, sealing_.every, [&] { return ending_ || due_; });
    if (ending_) return;
    due_ = false;
    if (reached_ == sealed_) continue;
    lock.unlock();
    const auto sealed = seal();  // a key or a disk that does not answer now may do so the next time
    lock.lock();
    if (!sealed) wake_.wait_for(lock, sealing_.every, [&] { return ending_; });
  }
}

Result<std::int64_t> Sealer::seal() {
  if (!sealing_.sign) return base::fail("store.no-sealing");
  const std::lock_guard one_at_a_time(sealing_now_);
  std::vector<Zone> zones;
  {
    SHUXIN_TRY(auto cursor, connection_->prepare("select number, name, last from ledger_zones"));
    for (;;) {
      SHUXIN_TRY(const bool row, cursor.step());
      if (!row) break;
      zones.emplace_back(cursor.integer(0), std::string(cursor.bytes(1)), cursor.integer(2));
    }
  }
  std::int64_t made = 0;
  for (const Zone& zone : zones) {
    SHUXIN_TRY(const std::int64_t of_zone, seal_zone(zone));
    made += of_zone;
    const std::lock_guard lock(mutex_);
    sealed_[zone.name] = zone.last;
    std::int64_t& reached = reached_[zone.name];
    reached = std::max(reached, zone.last);
  }
  return made;
}

Result<std::int64_t> Sealer::seal_zone(const Zone& zone) {
  SHUXIN_TRY(auto before, last_seal(*connection_, zone.number, zone.name));
  std::int64_t made = 0;
  while ((before ? before->last : 0) < zone.last) {
    SHUXIN_TRY(Seal seal, next_seal(zone, before));
    Result<void> written;
    committer_.exclusively([&] { written = writer_.write_seal(seal); });
    SHUXIN_DO(std::move(written));
    before = std::move(seal);
    ++made;
    ++made_;
  }
  return made;
}

Result<Seal> Sealer::next_seal(const Zone& zone, const std::optional<Seal>& before) {
  Seal seal;
  seal.zone = zone.name;
  seal.number = before ? before->number + 1 : 1;
  seal.first = before ? before->last + 1 : 1;
  seal.last = std::min(zone.last, seal.first + most_under_one_seal - 1);
  if (before) seal.previous = hash_of(*before);
  // A clock that was set back does not put a seal before the one it follows.
  seal.made_at.milliseconds = std::max(clock_now(), before ? before->made_at.milliseconds : 0);
  MerkleRoot root;
  {
    SHUXIN_TRY(auto cursor, connection_->prepare("select hash from ledger_events where place >= ? and "
                                                 "place <= ? order by place"));
    cursor.bind(place_of(zone.number, seal.first)).bind(place_of(zone.number, seal.last));
    for (;;) {
      SHUXIN_TRY(const bool row, cursor.step());
      if (!row) break;
      root.add(to_hash(cursor.bytes(0)));
    }
  }
  // Nothing is sealed over a hole: the audit says what is missing.
  if (root.size() != seal.last - seal.first + 1) return base::fail("store.corrupt", {"ledger_events"});
  seal.root = root.root();
  SHUXIN_TRY(seal.signature, sealing_.sign(body_of(seal)));
  return seal;
}

}  // namespace shuxin::store
