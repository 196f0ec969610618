#include "shell/app/case_store.h"

#include <algorithm>

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

void StateCache::keep(std::string_view stream, const store::Head& head, Shared<casework::CaseState> state) {
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
    entries.entries.push_back({std::string(store::text(row[0])), store::integer(row[1]), *std::move(fields)});
    return true;
  };
  // An entry written before its field had a blind index is still found by the plain value.
  std::string sought = key.key;
  const std::vector<std::string> blind = blind_fields(*kind);
  if (std::ranges::find(blind, key.by) != blind.end()) {
    SHUXIN_TRY(sought, reads.blind_index(kind->id, key.by, key.key));
  }
  const auto read =
      key.by == kind->key
          ? reads.query(
                "select key, version, fields from register_entries "
                "where zone = ? and kind = ? and key = ? and ended = 0",
                {zone, key.register_kind, key.key}, take)
          : reads.query(
                // From the keys to the entries: in any other order all entries of the register are read. The
                // plus keeps the planner from taking the index that is sorted already, and reads them all for
                // it.
                "select e.key, e.version, e.fields from register_keys k cross join register_entries e "
                "where k.zone = ? and k.kind = ? and k.field = ? and k.value in (?, ?) and e.zone = k.zone "
                "and e.kind = k.kind and e.key = k.key and e.ended = 0 order by +k.key limit 1000",
                {zone, key.register_kind, key.by, key.key, sought}, take);
  if (!read) return std::unexpected(read.error());
  if (problem) return std::unexpected(*problem);
  return entries;
}

const casework::FactEntries& StoredRegisters::find(const casework::FactKey& key) {
  const auto [place, is_new] = found_.try_emplace(key);
  if (!is_new) return place->second;
  auto entries = find_entries(reads_, catalogue_, zone_, key);
  if (entries)
    place->second = *std::move(entries);
  else if (!problem_)
    problem_ = std::move(entries).error();
  return place->second;
}

base::Result<void> StoredRegisters::done() const {
  if (problem_) return std::unexpected(*problem_);
  return {};
}

}  // namespace shuxin::app
