#include "fill.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <fmt/format.h>

#include "core/casework/state.h"
#include "shell/app/case_view.h"
#include "shell/views/stored_step.h"

namespace shuxin::bench {
namespace {

using base::Json;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t cases_a_unit = 250;
constexpr std::int64_t minute = 60'000;

// The steps of a case as they were stored, and the words in them that differ from case to case.
struct Sample {
  std::vector<store::NewEvent> steps;
  std::string number;
  std::string project;
  std::vector<std::string> codes;
  std::vector<std::int64_t> lapses;  ///< when it falls due after each step; 0: not at all
};

Sample take(Zone& zone, const std::string& number) {
  Sample sample;
  sample.number = number;
  casework::CaseState state;
  const auto reads = must(zone.store().snapshot(zone.service().zone()));
  must(reads->read_stream("case/" + number, 1, [&](const store::Event& event) -> base::Result<bool> {
    store::NewEvent step;
    step.type = event.type;
    step.schema = event.schema;
    step.payload = event.payload;
    step.personal = event.personal;
    step.effective_at = event.effective_at;
    step.recorded_at = event.recorded_at;
    const casework::Step read = must(views::to_step(event));
    for (const casework::Event& one : read.events)
      if (const auto* issued = std::get_if<casework::DocumentIssued>(&one))
        sample.codes.push_back(issued->code);
    casework::evolve(state, read);
    const auto due = casework::next_lapse(state, zone.catalogue().calendar);
    sample.lapses.push_back(due && !state.final ? due->milliseconds : 0);
    sample.steps.push_back(std::move(step));
    return true;
  }));
  sample.project = std::string(state.form.find_string("project_code").value_or(""));
  return sample;
}

void replace_all(std::string& text, const std::string& from, const std::string& with) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + with.size()))
    text.replace(at, from.size(), with);
}

store::NewEvent renamed(const Sample& sample, std::size_t step, std::int64_t index, const std::string& number,
                        std::int64_t earlier) {
  store::NewEvent event = sample.steps[step];
  replace_all(event.payload, sample.number, number);
  replace_all(event.payload, sample.project, fmt::format("2203-320692-89-01-{:06}", index % 1'000'000));
  for (std::size_t i = 0; i < sample.codes.size(); ++i)
    replace_all(event.payload, sample.codes[i],
                fmt::format("{:016X}", (static_cast<std::uint64_t>(index) * 8 + i) * 0x9E37'79B9'7F4A'7C15u));
  for (const store::NewEvent& other : sample.steps)
    replace_all(event.payload, std::to_string(other.effective_at.milliseconds),
                std::to_string(other.effective_at.milliseconds - earlier));
  event.effective_at.milliseconds -= earlier;
  event.recorded_at.milliseconds -= earlier;
  return event;
}

std::string withdrawn(Zone& zone) {
  const auto give = [&](casework::Command command) {
    return must(zone.service().run({std::move(command), actor_of(0), moment(), "", std::nullopt, ""}));
  };
  const std::string number(
      *give(command_of(0, "", zone.form(zone.next_approval()))).body.find_string("number"));
  give(casework::Act{number, "withdraw", Json::Object{}, {}});
  return number;
}

}  // namespace

void fill(Zone& zone, std::int64_t cases) {
  const auto number_of = [](std::int64_t i) { return fmt::format("B{:010}", i); };
  const auto is_there = [&](std::int64_t i) {
    return must(must(zone.store().snapshot(zone.service().zone()))->head("case/" + number_of(i))).version > 0;
  };
  std::int64_t first = 0;
  while (first < cases && is_there(first)) first += cases_a_unit;
  if (first >= cases) return;
  Client client(zone);
  for (int i = 0; i < commands_of_an_approval; ++i) client.next();
  const Sample granted = take(zone, client.number());
  const Sample gone = take(zone, withdrawn(zone));
  const auto begun = Clock::now();
  for (std::int64_t at = first; at < cases; at += cases_a_unit) {
    store::Unit unit;
    unit.zone = zone.service().zone();
    unit.decide = [&](store::Transaction& transaction) -> base::Result<store::Answer> {
      for (std::int64_t i = at; i < std::min(at + cases_a_unit, cases); ++i) {
        const bool is_gone = i % 10 < 8;
        const Sample& sample = is_gone ? gone : granted;
        // Of those under way some wait to be accepted, some for one, two or three reviews, some for the
        // decision.
        const std::size_t steps =
            i % 10 == 9 ? 1 + static_cast<std::size_t>(i / 10 % 5) : sample.steps.size();
        const std::string number = number_of(i);
        const std::int64_t earlier = (cases - i) * minute / 2;
        for (std::size_t step = 0; step < steps; ++step) {
          SHUXIN_TRY([[maybe_unused]] const auto placed,
                     transaction.append("case/" + number, static_cast<std::int64_t>(step),
                                        {renamed(sample, step, i, number, earlier)}));
        }
        if (const std::int64_t lapse = sample.lapses[steps - 1]; lapse > 0) {
          const std::int64_t due = lapse - earlier % (30 * 24 * 60 * minute);
          SHUXIN_TRY([[maybe_unused]] const auto kept,
                     transaction.execute(
                         "insert into due (zone, number, next_lapse, urgent_at) values (?, ?, ?, ?)",
                         {std::string_view(zone.service().zone()), std::string_view(number), due, due}));
        }
      }
      return store::Answer{};
    };
    must(zone.store().run(std::move(unit)));
    if (at % 50'000 == 0 && at > 0)
      fmt::print(stderr, "{} cases, {:.0f} s\n", at,
                 std::chrono::duration<double>(Clock::now() - begun).count());
  }
}

ReadingTimes read_lists(Zone& zone, int readings) {
  const std::array<app::RoleIn, 5> desks{{{"intake", "approval-bureau"},
                                          {"quality-review", "construction-bureau"},
                                          {"safety-review", "construction-bureau"},
                                          {"planning-review", "natural-resources"},
                                          {"decide", "approval-bureau"}}};
  ReadingTimes times;
  const auto timed = [](std::vector<double>& into, const auto& read) {
    const auto begin = Clock::now();
    auto rows = must(read());
    into.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    return std::move(rows.next);
  };
  for (int i = 0; i < readings; ++i) {
    app::Identity officer;
    officer.account = "reader";
    officer.kind = app::AccountKind::Officer;
    officer.roles = {desks[static_cast<std::size_t>(i) % desks.size()]};
    std::vector<std::string> after;
    for (int page = 0; page < 3; ++page)
      after = timed(times.work_list,
                    [&] { return app::CaseView(zone.service(), officer, moment()).show_tasks(50, after); });
    after.clear();
    for (int page = 0; page < 2; ++page)
      after = timed(times.desk_cases, [&] {
        return app::CaseView(zone.service(), officer, moment()).show_desk_cases("", "", 50, after);
      });
  }
  std::ranges::sort(times.work_list);
  std::ranges::sort(times.desk_cases);
  return times;
}

}  // namespace shuxin::bench
