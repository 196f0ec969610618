#include "decide_alone.h"

#include <chrono>
#include <fmt/format.h>

#include "core/base/check.h"

namespace shuxin::bench {
namespace {

using Clock = std::chrono::steady_clock;

class Counted : public casework::Supplies {
 public:
  std::int64_t number(const std::string&, int) override { return 1; }
  std::string code() override { return "0123456789ABCDEF"; }
};

// A command with what its decision stands on.
struct Prepared {
  casework::Streams streams;
  casework::Command command;
  casework::Actor actor;
};

}  // namespace

double decisions(Zone& zone, double seconds) {
  Counted supplies;
  const base::Instant now = moment();
  const auto reads = must(zone.store().snapshot(zone.service().zone()));
  app::StoredRegisters registers(*reads, zone.catalogue(), zone.service().zone());
  std::vector<Prepared> commands;
  casework::Streams streams;
  std::string number;
  const auto decide = [&](const Prepared& one) {
    return casework::decide(one.streams, one.command, one.actor,
                            {zone.catalogue(), registers, supplies, now});
  };
  for (int step = 0; step < commands_of_an_approval; ++step) {
    Prepared one{streams, command_of(step, number, zone.form(999'999)), actor_of(step)};
    casework::Decision decision = decide(one);
    auto* decided = std::get_if<casework::Decided>(&decision);
    base::check(decided != nullptr, "an approval's commands stand");
    number = decided->number;
    streams = std::move(decided->after);
    commands.push_back(std::move(one));
  }
  const auto begin = Clock::now();
  const auto end = begin + std::chrono::duration<double>(seconds);
  std::int64_t done = 0;
  while (Clock::now() < end)
    for (const Prepared& one : commands) {
      base::check(std::holds_alternative<casework::Decided>(decide(one)), "the decision stands");
      ++done;
    }
  return static_cast<double>(done) / std::chrono::duration<double>(Clock::now() - begin).count();
}

}  // namespace shuxin::bench
