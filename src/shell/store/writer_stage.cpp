// What the writer does with a group that is decided while another is being written.
#include <utility>

#include "shell/store/record.h"
#include "shell/store/schema.h"
#include "shell/store/writer.h"

namespace shuxin::store {

Result<void> Writer::put(Planned planned) {
  if (!planning_) return carry_out(planned);
  planned_.push_back(std::move(planned));
  return {};
}

Result<void> Writer::carry_out(const Planned& planned) {
  if (const auto* row = std::get_if<PlannedRow>(&planned)) {
    SHUXIN_TRY([[maybe_unused]] const auto changed,
               row->zone->reader.execute(row->sql, row->parameters.values()));
    return {};
  }
  const auto& [state, event, personal, marks, answer, mac] = std::get<PlannedEvent>(planned);
  {
    SHUXIN_TRY(auto cursor, connection_->prepare(insert_event_sql));
    bind_event(cursor, std::get<PlannedEvent>(planned).record(), state->number, mac);
    SHUXIN_DO(cursor.run());
  }
  SHUXIN_DO(derive(*connection_, state->number, event));
  WritesBy writes(state->reader);
  for (const Projection& projection : options_.projections) SHUXIN_DO(projection.apply(event, writes));
  return {};
}

void Writer::drop_planned(std::size_t mark) {
  while (planned_.size() > mark) planned_.pop_back();
}

Result<void> Writer::settle() {
  if (!planning_) return {};
  // An error that fails the group: nothing is to be decided on what was not written.
  if (!before_->await_landing()) return base::fail("store.io", {"the group before has failed"});
  planning_ = false;
  SHUXIN_DO(connection_->run("begin immediate"));
  for (const Planned& one : planned_)
    if (const auto done = carry_out(one); !done) return base::fail("store.io", {done.error().code()});
  drop_planned();
  return {};
}

Writer::Staged Writer::give_up() {
  planning_ = false;
  drop_planned();
  is_void_ = true;
  return Staged::Void;
}

Writer::Staged Writer::stage(std::vector<Pending>& group, Flying& flying) {
  begin_group();
  before_ = &flying;
  if (!aside_->run("begin")) return give_up();
  planning_ = true;
  const bool decided = stage_units(group);
  (void)aside_->run("rollback");
  if (!decided) return give_up();
  if (!planning_) {  // a unit had to see more
    if (!commit(take_reached())) return give_up();
    ++groups;
    units += static_cast<std::int64_t>(group.size());
    events += new_events_;
    return Staged::Whole;
  }
  planning_ = false;
  flight_ = {std::exchange(planned_, {}), take_reached(), static_cast<std::int64_t>(group.size()),
             new_events_};
  return Staged::Ready;
}

// Until the group before is out of the way.
bool Writer::stage_units(std::vector<Pending>& group) {
  for (std::size_t decided = 0;;) {
    const auto ran = run_units(std::span(group).subspan(decided), Care::Bold);
    if (!ran || *ran != Ran::Fine) return false;
    if (!planning_) return true;
    decided = group.size();
    switch (before_->await_more(group)) {
      case Flying::Next::More:
        break;
      case Flying::Next::Landed:
        return true;
      case Flying::Next::Failed:
        return false;
    }
  }
}

bool Writer::finish() {
  const auto write = [&]() -> Result<void> {
    if (broken_) return std::unexpected(*broken_);
    SHUXIN_DO(connection_->run("begin immediate"));
    for (const Planned& one : flight_.planned) SHUXIN_DO(carry_out(one));
    return commit(flight_.reached);
  };
  const auto written = write();
  if (written) {
    ++groups;
    units += flight_.units;
    events += flight_.events;
  } else {
    is_void_ = true;
  }
  flight_ = {};
  return written.has_value();
}

}  // namespace shuxin::store
