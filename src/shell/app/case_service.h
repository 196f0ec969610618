// Commands on cases and packages, from the wish to the durable answer: load, decide, append, project.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/casework/decide.h"
#include "shell/app/case_store.h"
#include "shell/app/event_hub.h"
#include "shell/store/store.h"

namespace shuxin::app {

/// A command with all that the service needs to know about it.
struct Asked {
  casework::Command command;
  casework::Actor actor;
  base::Instant now;
  std::string key;                       ///< idempotency key; empty: none
  std::optional<std::int64_t> expected;  ///< version of the case that the actor has seen
  std::string files_through;             ///< owner by which the actor reaches the files named (a draft)
};

/// What the command came to. `body` is what was answered, now or when it was given first:
/// {"kind": "case"|"package", "number", "version"}, or for a refusal
/// {"code", "arguments", "text": {zh, en}, "basis": [text], "faults": [{"pointer", "text": {zh, en}}]}.
struct Reply {
  bool refused = false;
  bool repeated = false;
  base::Json body;
};

/// Thread-safe.
class CaseService {
 public:
  /// All must outlive the service. `hub` hears of every change: topics case/NO, account/ID, organisation/ID.
  CaseService(store::Store& store, std::shared_ptr<const catalog::Catalogue> catalogue, EventHub& hub);

  /// Answers when the outcome is durable. Errors: case.stale (the case has moved on since `expected`), those
  /// of the store (store.busy, store.idempotency-conflict …).
  [[nodiscard]] base::Result<Reply> run(const Asked& asked);
  /// The same without waiting; `done` is called once, on the writer's thread, unless this fails at once.
  [[nodiscard]] base::Result<void> submit(const Asked& asked, std::function<void(base::Result<Reply>)> done);

  /// So many cases at most are moved by one call of lapse_due, the longest due first.
  static constexpr int lapses_at_once = 200;
  /// Gives cases their lapses that are due by `now`; returns how many cases moved.
  [[nodiscard]] base::Result<int> lapse_due(base::Instant now);
  /// Writes the table of due instants anew for all open cases if it was written by another calendar: a year
  /// has been published since, or office hours have changed. Returns how many cases it counted anew.
  [[nodiscard]] base::Result<int> recompute_due();

  /// Writes entries into a register by import: one stream for each entry. Entries that are the same already
  /// are left alone. An entry counts from the day that its register's `since` names, at the latest from
  /// `now`. Returns how many were written.
  [[nodiscard]] base::Result<int> import_register(const std::string& kind,
                                                  const std::vector<base::Json>& entries,
                                                  const casework::Actor& actor, base::Instant now);

  [[nodiscard]] const catalog::Catalogue& catalogue() const { return *catalogue_; }
  [[nodiscard]] const std::string& zone() const { return catalogue_->zone.id; }
  [[nodiscard]] store::Store& store() { return store_; }
  [[nodiscard]] StateCache& states() { return states_; }
  /// Drops what is remembered of cases and registers: a person's key is gone, and what it opened goes too.
  void forget();

 private:
  class Unit;
  using Topics = std::shared_ptr<std::vector<std::string>>;
  [[nodiscard]] store::Unit make_unit(const Asked& asked, Topics topics);
  [[nodiscard]] base::Result<Reply> reply(base::Result<store::Outcome> outcome,
                                          const std::vector<std::string>& topics);

  store::Store& store_;
  std::shared_ptr<const catalog::Catalogue> catalogue_;
  EventHub& hub_;
  StateCache states_;
  FactCache facts_;                          ///< only within `decide`
  std::atomic<std::int64_t> forgotten_ = 0;  ///< how often `decide` has to forget them
};

}  // namespace shuxin::app
