// Lists of cases: what is mine, what waits at my desks, what my bodies have.
#include <algorithm>
#include <charconv>

#include "shell/app/case_view.h"
#include "shell/app/reach.h"

namespace shuxin::app {
namespace {

using base::Json;
using casework::CaseState;

std::string places(std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += i == 0 ? "?" : ", ?";
  return all;
}

}  // namespace

base::Result<Json> CaseView::show_mine() {
  SHUXIN_TRY(store::Reads* const reads, this->reads());
  std::vector<std::string> packages;
  std::vector<std::string> cases;
  const auto collect = [](std::vector<std::string>& into) {
    return [&into](store::Row row) {
      into.emplace_back(store::text(row[0]));
      return true;
    };
  };
  if (const auto read = reads->query("select number from packages where zone = ? and applicant = ? "
                                     "order by received_at desc limit 100",
                                     {service_.zone(), identity_.on_behalf()}, collect(packages));
      !read)
    return std::unexpected(read.error());
  if (const auto read = reads->query(
          "select number from cases where zone = ? and package = '' and (applicant = ? or "
          "number in (select number from case_parties where zone = ? and account = ?)) "
          "order by received_at desc limit 100",
          {service_.zone(), identity_.on_behalf(), service_.zone(), identity_.on_behalf()}, collect(cases));
      !read)
    return std::unexpected(read.error());
  Json::Array shown_packages;
  for (const std::string& number : packages) {
    SHUXIN_TRY(Json one, load_package_json(number));
    shown_packages.push_back(std::move(one));
  }
  Json::Array shown_cases;
  for (const std::string& number : cases) {
    SHUXIN_TRY(const auto kept, service_.states().load_case(*reads, number));
    const auto& state = *kept;
    if (reaches(identity_, state, service_.catalogue())) shown_cases.push_back(summary(state));
  }
  return Json::object({{"packages", std::move(shown_packages)}, {"cases", std::move(shown_cases)}});
}

base::Result<Json> CaseView::show_my_obligations() {
  SHUXIN_TRY(store::Reads* const reads, this->reads());
  std::vector<std::string> numbers;
  const auto read = reads->query(
      "select number from cases where zone = ? and applicant = ? order by received_at desc limit 500",
      {service_.zone(), identity_.on_behalf()}, [&](store::Row row) {
        numbers.emplace_back(store::text(row[0]));
        return true;
      });
  if (!read) return std::unexpected(read.error());
  std::vector<Json> found;
  for (const std::string& number : numbers) {
    SHUXIN_TRY(const auto kept, service_.states().load_case(*reads, number));
    const CaseState& state = *kept;
    if (!reaches(identity_, state, service_.catalogue())) continue;
    const Json about = summary(state);
    for (const casework::Obligation& duty : state.obligations) {
      Json one = obligation_json(duty, service_.catalogue().calendar, now_);
      one.set("case", number);
      one.set("matter", *about.find("name"));
      one.set("title", state.opened.title);
      found.push_back(std::move(one));
    }
  }
  const auto rank = [](const Json& one) {
    const bool open = *one.find("open")->if_bool();
    const std::string due(one.find_string("due").value_or("9"));
    return (open ? "0" : "1") + due;
  };
  std::ranges::stable_sort(found, {}, rank);
  return Json::object({{"items", Json::Array(found.begin(), found.end())}});
}

base::Result<CaseView::Rows> CaseView::show_tasks(std::size_t limit, const std::vector<std::string>& after) {
  struct Task {
    std::string number, step, role, organisation;
    std::int64_t urgent = 0;
  };
  SHUXIN_TRY(store::Reads* const reads, this->reads());
  std::vector<store::Value> values{service_.zone()};
  std::string desks;
  for (const RoleIn& role : identity_.roles) {
    desks += desks.empty() ? "" : " or ";
    desks += "(t.organisation = ? and t.role = ?)";
    values.emplace_back(role.organisation);
    values.emplace_back(role.role);
  }
  Rows rows{Json::Array{}, {}};
  if (desks.empty()) return rows;
  // A task without anything that falls due comes last: its place in the order is the end of time.
  constexpr std::int64_t never = 253'402'300'799'000;
  std::int64_t after_urgent = -1;
  if (after.size() == 3) {
    std::from_chars(after[0].data(), after[0].data() + after[0].size(), after_urgent);
    values.emplace_back(after_urgent);
    values.emplace_back(after_urgent);
    values.emplace_back(after[1]);
    values.emplace_back(after_urgent);
    values.emplace_back(after[1]);
    values.emplace_back(after[2]);
  }
  const std::string urgent = "coalesce(d.urgent_at, " + std::to_string(never) + ")";
  values.emplace_back(static_cast<std::int64_t>(limit + 1));
  const std::string sql =
      "select t.number, t.step, t.role, t.organisation, " + urgent +
      " from tasks t left join due d on d.zone = t.zone and d.number = t.number where t.zone = ? and (" +
      desks + ")" +
      (after.size() == 3 ? " and (" + urgent + " > ? or (" + urgent + " = ? and t.number > ?) or (" + urgent +
                               " = ? and t.number = ? and t.step > ?))"
                         : "") +
      " order by 5, t.number, t.step limit ?";
  std::vector<Task> tasks;
  const auto read = reads->query(sql, values, [&](store::Row row) {
    tasks.push_back({std::string(store::text(row[0])), std::string(store::text(row[1])),
                     std::string(store::text(row[2])), std::string(store::text(row[3])),
                     store::integer(row[4])});
    return true;
  });
  if (!read) return std::unexpected(read.error());
  if (tasks.size() > limit) {
    tasks.resize(limit);
    rows.next = {std::to_string(tasks.back().urgent), tasks.back().number, tasks.back().step};
  }
  const catalog::Catalogue& catalogue = service_.catalogue();
  for (const Task& task : tasks) {
    SHUXIN_TRY(const auto kept, service_.states().load_case(*reads, task.number));
    const auto& state = *kept;
    Json one = summary(state);
    const catalog::Matter* matter =
        catalogue.find_matter_version(state.opened.matter, state.opened.matter_from);
    Json what = *one.find("state_name");
    for (const casework::Obligation& duty : state.obligations)
      if (duty.duty.id == task.step) what = to_json(duty.duty.name);
    if (matter)
      for (const catalog::ReviewStep& step : matter->review)
        if (step.id == task.step) what = to_json(step.name);
    Json row = Json::object({{"case", task.number},
                             {"matter", state.opened.matter},
                             {"name", *one.find("name")},
                             {"title", state.opened.title},
                             {"what", std::move(what)},
                             {"role", task.role},
                             {"organisation", task.organisation},
                             {"received_at", state.opened.received_at.to_string()}});
    if (!task.step.empty()) row.set("step", task.step);
    for (const char* member : {"due", "lamp", "package"})
      if (const Json* value = one.find(member)) row.set(member, *value);
    rows.items.push_back(std::move(row));
  }
  return rows;
}

base::Result<CaseView::Rows> CaseView::show_desk_cases(const std::string& words, const std::string& state,
                                                       std::size_t limit,
                                                       const std::vector<std::string>& after) {
  SHUXIN_TRY(store::Reads* const reads, this->reads());
  const std::vector<std::string> organisations = organisations_of(identity_);
  Rows rows{Json::Array{}, {}};
  if (organisations.empty()) return rows;
  std::vector<store::Value> values{service_.zone()};
  const auto add_bodies = [&] {
    for (const std::string& one : organisations) values.emplace_back(one);
  };
  add_bodies();
  add_bodies();
  std::string sql = "select number, received_at from cases where zone = ? and (authority in (" +
                    places(organisations.size()) + ") or organisation in (" + places(organisations.size()) +
                    "))";
  std::string like;
  if (!words.empty()) {
    like = "%" + words + "%";
    sql += " and (number = ? or title like ?)";
    values.emplace_back(words);
    values.emplace_back(like);
  }
  if (!state.empty()) {
    sql += " and state = ?";
    values.emplace_back(state);
  }
  std::int64_t before = 0;
  if (after.size() == 2) {
    std::from_chars(after[0].data(), after[0].data() + after[0].size(), before);
    sql += " and (received_at < ? or (received_at = ? and number < ?))";
    values.emplace_back(before);
    values.emplace_back(before);
    values.emplace_back(after[1]);
  }
  sql += " order by received_at desc, number desc limit ?";
  values.emplace_back(static_cast<std::int64_t>(limit + 1));
  std::vector<std::pair<std::string, std::int64_t>> found;
  const auto read = reads->query(sql, values, [&](store::Row row) {
    found.emplace_back(std::string(store::text(row[0])), store::integer(row[1]));
    return true;
  });
  if (!read) return std::unexpected(read.error());
  if (found.size() > limit) {
    found.resize(limit);
    rows.next = {std::to_string(found.back().second), found.back().first};
  }
  for (const auto& [number, received] : found) {
    SHUXIN_TRY(const auto kept, service_.states().load_case(*reads, number));
    const auto& one = *kept;
    rows.items.push_back(summary(one));
  }
  return rows;
}

}  // namespace shuxin::app
