// Lists of cases: what is mine, what waits at my desks, what my bodies have.
#include <algorithm>
#include <charconv>
#include <functional>

#include "shell/app/case_view.h"
#include "shell/app/reach.h"

namespace shuxin::app {
namespace {

using base::Json;
using casework::CaseState;

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

namespace {

struct Task {
  std::string number, step, role, organisation;
  std::int64_t urgent = 0;
};

// A task without anything that falls due comes last: its place in the order is the end of time.
constexpr std::int64_t never = 253'402'300'799'000;
// Up to so many tasks of the desks are looked at and sorted.
constexpr std::int64_t few_tasks = 500;

// The work list of some desks, in the order of (urgency, number, step), from a place in it on.
class TaskQuery {
 public:
  TaskQuery(store::Reads& reads, const std::string& zone, const std::vector<RoleIn>& roles, std::size_t most,
            const std::vector<std::string>& after)
      : reads_(reads), zone_(zone), roles_(roles), most_(static_cast<std::int64_t>(most)), after_(after) {
    for (std::size_t i = 0; i < roles.size(); ++i) {
      desks_ += std::string(i == 0 ? "" : " or ") + "(t.organisation = ? and t.role = ?)";
      desks_of_case_ += std::string(i == 0 ? "" : " or ") + "(t.organisation || '' = ? and t.role = ?)";
    }
    if (after.size() == 3) std::from_chars(after[0].data(), after[0].data() + after[0].size(), after_urgent_);
  }

  // Few tasks are sorted. Of many, those are met first in the order of what falls due next, and only if these
  // run out the rest is sorted too.
  base::Result<std::vector<Task>> run() {
    SHUXIN_TRY(const bool few, are_few());
    if (few) return sorted();
    SHUXIN_TRY(std::vector<Task> tasks, by_urgency());
    if (static_cast<std::int64_t>(tasks.size()) == most_) return tasks;
    return sorted();
  }

 private:
  base::Result<bool> are_few() {
    std::int64_t count = 0;
    std::vector<store::Value> values{zone_};
    add_desks(values);
    values.emplace_back(few_tasks + 1);
    const auto read =
        reads_.query("select count(*) from (select t.number from tasks t where t.zone = ? and (" + desks_ +
                         ") limit ?) some_tasks",
                     values, [&](store::Row row) {
                       count = store::integer(row[0]);
                       return true;
                     });
    if (!read) return std::unexpected(read.error());
    return count <= few_tasks;
  }

  base::Result<std::vector<Task>> sorted() {
    const std::string urgent = "coalesce(d.urgent_at, " + std::to_string(never) + ")";
    std::vector<store::Value> values{zone_};
    add_desks(values);
    add_place(values);
    values.emplace_back(most_);
    return read(
        "select t.number, t.step, t.role, t.organisation, " + urgent +
            " from tasks t left join due d on d.zone = t.zone and d.number = t.number where t.zone = ? "
            "and (" +
            desks_ + ")" + place(urgent, "t.number") + " order by 5, t.number, t.step limit ?",
        values);
  }

  base::Result<std::vector<Task>> by_urgency() {
    std::vector<store::Value> values{zone_, after_urgent_};
    add_desks(values);
    add_place(values);
    values.emplace_back(most_);
    return read(
        "select t.number, t.step, t.role, t.organisation, d.urgent_at from due d cross join tasks t "
        "where d.zone = ? and d.urgent_at >= ? and t.zone = d.zone and t.number = d.number and (" +
            desks_of_case_ + ")" + place("d.urgent_at", "d.number") +
            " order by d.urgent_at, d.number, t.step limit ?",
        values);
  }

  void add_desks(std::vector<store::Value>& values) const {
    for (const RoleIn& role : roles_) {
      values.emplace_back(role.organisation);
      values.emplace_back(role.role);
    }
  }
  void add_place(std::vector<store::Value>& values) const {
    if (after_.size() != 3) return;
    values.emplace_back(after_urgent_);
    values.emplace_back(after_urgent_);
    values.emplace_back(after_[1]);
    values.emplace_back(after_urgent_);
    values.emplace_back(after_[1]);
    values.emplace_back(after_[2]);
  }
  [[nodiscard]] std::string place(const std::string& urgent, const std::string& number) const {
    if (after_.size() != 3) return {};
    return " and (" + urgent + " > ? or (" + urgent + " = ? and " + number + " > ?) or (" + urgent +
           " = ? and " + number + " = ? and t.step > ?))";
  }

  base::Result<std::vector<Task>> read(const std::string& sql, const std::vector<store::Value>& values) {
    std::vector<Task> tasks;
    const auto done = reads_.query(sql, values, [&](store::Row row) {
      tasks.push_back({std::string(store::text(row[0])), std::string(store::text(row[1])),
                       std::string(store::text(row[2])), std::string(store::text(row[3])),
                       store::integer(row[4])});
      return true;
    });
    if (!done) return std::unexpected(done.error());
    return tasks;
  }

  store::Reads& reads_;
  const std::string& zone_;
  const std::vector<RoleIn>& roles_;
  std::int64_t most_;
  const std::vector<std::string>& after_;
  std::string desks_;
  // The same as no index of desks can answer it: the tasks of one case are few, those of a desk many.
  std::string desks_of_case_;
  std::int64_t after_urgent_ = -1;
};

}  // namespace

base::Result<CaseView::Rows> CaseView::show_tasks(std::size_t limit, const std::vector<std::string>& after) {
  SHUXIN_TRY(store::Reads* const reads, this->reads());
  Rows rows{Json::Array{}, {}};
  if (identity_.roles.empty()) return rows;
  SHUXIN_TRY(std::vector<Task> tasks,
             TaskQuery(*reads, service_.zone(), identity_.roles, limit + 1, after).run());
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
  std::int64_t before = 0;
  if (after.size() == 2) std::from_chars(after[0].data(), after[0].data() + after[0].size(), before);
  const std::string like = "%" + words + "%";
  std::vector<std::pair<std::int64_t, std::string>> found;
  // The latest of each body, each read in the order of an index, are merged: none is read that is older than
  // the page.
  const auto add = [&](const std::string& column, const std::string& body) {
    std::vector<store::Value> values{service_.zone(), body};
    std::string sql = "select number, received_at from cases where zone = ? and " + column + " = ?";
    if (!words.empty()) {
      sql += " and (number = ? or title like ?)";
      values.emplace_back(words);
      values.emplace_back(like);
    }
    if (!state.empty()) {
      sql += " and state = ?";
      values.emplace_back(state);
    }
    if (after.size() == 2) {
      sql += " and received_at <= ? and (received_at < ? or number < ?)";
      values.emplace_back(before);
      values.emplace_back(before);
      values.emplace_back(after[1]);
    }
    sql += " order by received_at desc, number desc limit ?";
    values.emplace_back(static_cast<std::int64_t>(limit + 1));
    return reads->query(sql, values, [&](store::Row row) {
      found.emplace_back(store::integer(row[1]), store::text(row[0]));
      return true;
    });
  };
  for (const std::string& body : organisations) {
    SHUXIN_DO(add("authority", body));
    SHUXIN_DO(add("organisation", body));
  }
  std::ranges::sort(found, std::greater<>());
  found.erase(std::ranges::unique(found).begin(), found.end());
  if (found.size() > limit) {
    found.resize(limit);
    rows.next = {std::to_string(found.back().first), found.back().second};
  }
  for (const auto& [received, number] : found) {
    SHUXIN_TRY(const auto kept, service_.states().load_case(*reads, number));
    const auto& one = *kept;
    rows.items.push_back(summary(one));
  }
  return rows;
}

}  // namespace shuxin::app
