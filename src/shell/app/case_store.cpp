#include "shell/app/case_store.h"

#include <algorithm>
#include <utility>

#include "shell/views/stored_step.h"

namespace shuxin::app {
namespace {

template <typename State>
base::Result<void> fold(store::Reads& reads, std::string_view stream, State& state,
                        std::vector<casework::Step>* steps) {
  return reads.read_stream(stream, state.version + 1, [&](const store::Event& event) -> base::Result<bool> {
    SHUXIN_TRY(casework::Step step, views::to_step(event));
    casework::evolve(state, step);
    if (steps) steps->push_back(std::move(step));
    return true;
  });
}

}  // namespace

base::Result<CaseHistory> load_history(store::Reads& reads, std::string_view number) {
  CaseHistory history;
  SHUXIN_TRY(const store::Head head, reads.head("case/" + std::string(number)));
  if (head.version == 0) return history;
  if (const auto done = fold(reads, "case/" + std::string(number), history.state, &history.steps); !done)
    return std::unexpected(done.error());
  return history;
}

template <typename State>
void StateCache::put(Kept<State>& kept, std::string stream, const store::Head& head, Shared<State> state) {
  const std::lock_guard lock(mutex_);
  const auto found = kept.find(stream);
  if (found != kept.end()) {
    // A reader of an older snapshot does not displace what the writer goes on with.
    if (found->second.head.version <= head.version) found->second = {head, std::move(state)};
    return;
  }
  if (kept.size() >= most_) kept.erase(kept.begin());
  kept.emplace(std::move(stream), Entry<State>{head, std::move(state)});
}

template <typename State>
base::Result<StateCache::Shared<State>> StateCache::load(store::Reads& reads, std::string stream,
                                                         Kept<State>& kept) {
  SHUXIN_TRY(const store::Head head, reads.head(stream));
  if (head.version == 0) return std::make_shared<const State>();
  {
    const std::lock_guard lock(mutex_);
    const auto found = kept.find(stream);
    if (found != kept.end() && found->second.head == head) return found->second.state;
  }
  auto state = std::make_shared<State>();
  if (const auto done = fold(reads, stream, *state, nullptr); !done) return std::unexpected(done.error());
  put<State>(kept, std::move(stream), head, state);
  return state;
}

base::Result<StateCache::Shared<casework::CaseState>> StateCache::load_case(store::Reads& reads,
                                                                            std::string_view number) {
  return load(reads, "case/" + std::string(number), cases_);
}

base::Result<StateCache::Shared<casework::PackageState>> StateCache::load_package(store::Reads& reads,
                                                                                  std::string_view number) {
  return load(reads, "package/" + std::string(number), packages_);
}

void StateCache::forget() {
  const std::scoped_lock lock(mutex_);
  cases_.clear();
  packages_.clear();
}

void StateCache::keep(std::string_view stream, const store::Head& head, Shared<casework::CaseState> state) {
  if (state->final) {
    const std::lock_guard lock(mutex_);
    cases_.erase(std::string(stream));
    return;
  }
  put(cases_, std::string(stream), head, std::move(state));
}

void StateCache::keep(std::string_view stream, const store::Head& head,
                      Shared<casework::PackageState> state) {
  put(packages_, std::string(stream), head, std::move(state));
}

std::vector<std::string> blind_fields(const catalog::Register& kind) {
  std::vector<std::string> fields;
  for (const std::string& field : kind.also_by)
    if (field != kind.key && std::ranges::find(kind.personal, field) != kind.personal.end())
      fields.push_back(field);
  return fields;
}

base::Result<casework::FactEntries> find_entries(store::Reads& reads, const catalog::Catalogue& catalogue,
                                                 const std::string& zone, const casework::FactKey& key) {
  casework::FactEntries entries;
  const catalog::Register* kind = catalogue.find_register(key.register_kind);
  if (!kind) return entries;
  std::optional<base::Error> problem;
  const auto take = [&](store::Row row) {
    auto fields = base::Json::parse(store::text(row[2]));
    if (!fields) {
      problem = fields.error();
      return false;
    }
    const std::string_view found = store::text(row[0]);
    if (std::ranges::find(entries.entries, found, &casework::FactEntries::Entry::key) ==
        entries.entries.end())
      entries.entries.push_back({std::string(found), store::integer(row[1]), *std::move(fields)});
    return true;
  };
  const auto read = [&](std::string_view sql, store::Parameters parameters) -> base::Result<void> {
    SHUXIN_DO(reads.query_awaited(sql, parameters, take));
    if (problem) return std::unexpected(*problem);
    return {};
  };
  if (key.by == kind->key) {
    SHUXIN_TRY([[maybe_unused]] const bool waited, reads.await(views::touched_entry(kind->id, key.key)));
    SHUXIN_DO(
        read("select key, version, fields from register_entries "
             "where zone = ? and kind = ? and key = ? and ended = 0",
             {zone, key.register_kind, key.key}));
    return entries;
  }
  // One value at a time, from the keys to the entries: a list of values makes SQLite build a table for it and
  // sort, and in any other order all entries of the register are read.
  constexpr std::string_view by_value =
      "select e.key, e.version, e.fields from register_keys k cross join register_entries e "
      "where k.zone = ? and k.kind = ? and k.field = ? and k.value = ? and e.zone = k.zone "
      "and e.kind = k.kind and e.key = k.key and e.ended = 0 order by k.key limit 1000";
  std::vector<std::string> values;
  const std::vector<std::string> blind = blind_fields(*kind);
  if (std::ranges::find(blind, key.by) != blind.end()) {
    SHUXIN_TRY(std::string sought, reads.blind_index(kind->id, key.by, key.key));
    values.push_back(std::move(sought));
  }
  // What stands in the open was written before its field had a blind index.
  values.push_back(key.key);
  const auto read_all = [&]() -> base::Result<void> {
    entries.entries.clear();
    for (const std::string& value : values) {
      SHUXIN_TRY([[maybe_unused]] const bool waited,
                 reads.await(views::touched_value(kind->id, key.by, value)));
      SHUXIN_DO(read(by_value, {zone, key.register_kind, key.by, value}));
    }
    return {};
  };
  SHUXIN_DO(read_all());
  // An entry that is being written may have the value no longer.
  bool waited = false;
  for (std::size_t i = 0; i < entries.entries.size() && !waited; ++i) {
    SHUXIN_TRY(waited, reads.await(views::touched_entry(kind->id, entries.entries[i].key)));
  }
  if (waited) SHUXIN_DO(read_all());
  std::ranges::sort(entries.entries, {}, &casework::FactEntries::Entry::key);
  return entries;
}

void FactCache::begin(std::int64_t count) {
  if (std::exchange(count_, count) == count && kept_.size() < most) return;
  kept_.clear();
  holders_.clear();
}

FactCache::Shared FactCache::find(const casework::FactKey& key) const {
  const auto found = kept_.find(key);
  return found == kept_.end() ? nullptr : found->second;
}

void FactCache::keep(const casework::FactKey& key, Shared entries) {
  for (const casework::FactEntries::Entry& entry : entries->entries)
    holders_.emplace(std::pair(key.register_kind, entry.key), key);
  kept_.insert_or_assign(key, std::move(entries));
}

void FactCache::drop(const casework::FactKey& key) {
  const auto found = kept_.find(key);
  if (found == kept_.end()) return;
  for (const casework::FactEntries::Entry& entry : found->second->entries) {
    auto [at, end] = holders_.equal_range({key.register_kind, entry.key});
    while (at != end) at = at->second == key ? holders_.erase(at) : std::next(at);
  }
  kept_.erase(found);
}

// What found the entry before, and what finds it with what is written now.
void FactCache::forget(const catalog::Register& kind, const casework::RegisterWritten& written) {
  const std::pair entry(written.register_kind, written.key);
  for (auto holder = holders_.find(entry); holder != holders_.end(); holder = holders_.find(entry))
    drop(casework::FactKey(holder->second));
  drop({kind.id, kind.key, written.key});
  for (const std::string& field : kind.also_by) {
    for (const base::Json* fields : {&written.fields, &written.personal}) {
      const base::Json* value = fields->find(field);
      if (!value) continue;
      const base::Json::Array one{*value};
      for (const base::Json& item : value->if_array() ? *value->if_array() : one)
        if (const std::string* text = item.if_string()) drop({kind.id, field, *text});
    }
  }
}

const casework::FactEntries& StoredRegisters::find(const casework::FactKey& key) {
  static const auto none = std::make_shared<const casework::FactEntries>();
  const auto [place, is_new] = found_.try_emplace(key);
  if (!is_new) return *place->second;
  if (cache_) place->second = cache_->find(key);
  if (place->second) return *place->second;
  auto entries = find_entries(reads_, catalogue_, zone_, key);
  if (!entries) {
    if (!problem_) problem_ = std::move(entries).error();
    place->second = none;
    return *none;
  }
  place->second = std::make_shared<const casework::FactEntries>(*std::move(entries));
  if (cache_) cache_->keep(key, place->second);
  return *place->second;
}

base::Result<void> StoredRegisters::done() const {
  if (problem_) return std::unexpected(*problem_);
  return {};
}

}  // namespace shuxin::app
