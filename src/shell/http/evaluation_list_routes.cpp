// Routes of a run's list: what it says to people, what firms see of it, what was changed, and the final list.
#include <algorithm>

#include "shell/app/evaluation_sheet.h"
#include "shell/http/answers.h"
#include "shell/http/evaluation_answers.h"
#include "shell/http/evaluation_routes.h"
#include "shell/http/json_body.h"
#include "shell/http/route_list.h"

namespace shuxin::http {
namespace {

using base::Json;

constexpr std::size_t most_own_results = 10;
constexpr std::int64_t most_firms_at_once = 100;

class EvaluationListRoutes {
 public:
  EvaluationListRoutes(app::Evaluations& evaluations, app::Accounts& accounts, app::EvaluationRounds& rounds)
      : evaluations_(evaluations), accounts_(accounts), rounds_(rounds) {}

  Response against(const Request& request) {
    const auto run = find(request);
    if (!run) return failed_evaluation(run.error(), request);
    const auto body = read_json(request, {text("table").longest(64)});
    if (!body) return to_response(body.error(), request.language);
    const auto found = evaluations_.against(**run, std::string(*body->find_string("table")));
    if (!found) return failed_evaluation(found.error(), request);
    Json::Array differences;
    for (const evaluation::Difference& one : *found) differences.push_back(evaluation::to_json(one));
    return json_answer(Json::object({{"adds_up", found->empty()}, {"differences", std::move(differences)}}));
  }

  // The list for people, as it is published or printed.
  Response results(const Request& request) {
    const auto run = find(request);
    if (!run) return failed_evaluation(run.error(), request);
    const bool csv = request.find_query("format").value_or("xlsx") == "csv";
    Response response;
    if (csv) {
      response.body = app::results_csv((*run)->table, request.language);
    } else {
      auto bytes = app::results_xlsx((*run)->table, request.language, request.at);
      if (!bytes) return failed_evaluation(bytes.error(), request);
      response.body = *std::move(bytes);
    }
    response.headers.set("Content-Type",
                         csv ? "text/csv; charset=utf-8"
                             : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    response.headers.set("Content-Disposition",
                         "attachment; filename=\"results-" + (*run)->kept.id + (csv ? ".csv\"" : ".xlsx\""));
    return response;
  }
  Response changes(const Request& request) {
    const auto run = find(request);
    if (!run) return failed_evaluation(run.error(), request);
    const auto before = evaluations_.find_run(std::string(request.find_query("since").value_or("")));
    if (!before) return failed_evaluation(before.error(), request);
    return json_answer(changes_json(**before, **run));
  }
  Response publish(const Request& request) {
    const auto published =
        evaluations_.publish(request.path_parameter("run"), request.identity().account, request.at);
    return published ? no_content() : failed_evaluation(published.error(), request);
  }
  // For firms: whoever has no credit code has no result.
  Response own(const Request& request) {
    const auto account = accounts_.find(request.identity().on_behalf());
    if (!account) return failed_evaluation(account.error(), request);
    Json::Array items;
    if (*account && !(*account)->uscc.empty() && covers(request.identity())) {
      const auto results = evaluations_.results_of((*account)->uscc, most_own_results);
      if (!results) return failed_evaluation(results.error(), request);
      for (const auto& one : *results)
        items.push_back(
            own_result_json(*one.run, one.firm, evaluations_.industries_of(one.run->table.scheme)));
    }
    return json_answer(Json::object({{"items", std::move(items)}}));
  }

  // The round of a year for some firms of the list; who asks goes on from where the answer says.
  Response give(const Request& request) {
    const auto run = find(request);
    if (!run) return failed_evaluation(run.error(), request);
    const auto body = read_json(
        request, {text("action").longest(64), integer("year").between(2000, 2100),
                  integer("from").between(0, 10'000'000), integer("count").between(1, most_firms_at_once)});
    if (!body) return to_response(body.error(), request.language);
    const app::RoundStep step{std::string(*body->find_string("action")), *body->find_integer("year"),
                              static_cast<std::size_t>(*body->find_integer("from")),
                              static_cast<std::size_t>(*body->find_integer("count"))};
    const auto given = rounds_.give(request.identity(), **run, step, request.at);
    return given ? json_answer(*given) : failed_evaluation(given.error(), request);
  }
  Response standing(const Request& request) {
    const auto year = Json(Json::Number{request.path_parameter("year")}).if_integer();
    if (!year) return to_response(problem(404, "http.not-found"), request.language);
    const auto found = rounds_.standing(request.identity(), *year, request.at);
    return found ? json_answer(*found) : failed_evaluation(found.error(), request);
  }

  Response make_final(const Request& request) {
    const auto run = find(request);
    if (!run) return failed_evaluation(run.error(), request);
    const auto list = evaluations_.make_final(**run, request.identity().account, request.at);
    if (!list) return failed_evaluation(list.error(), request);
    AccountNames names(accounts_);
    return json_answer(final_list_json(*list, names), 201);
  }
  Response final_list(const Request& request) {
    const std::string& run = request.path_parameter("run");
    auto list = evaluations_.final_list(run);
    if (!list) return failed_evaluation(list.error(), request);
    Response response;
    response.headers.set("Content-Type", "application/json");
    response.headers.set("Content-Disposition", "attachment; filename=\"final-list-" + run + ".json\"");
    response.body = *std::move(list);
    return response;
  }

 private:
  // A mandate may be for some matters only.
  static bool covers(const app::Identity& identity) {
    if (!identity.acting_for || identity.acting_for->matters.empty()) return true;
    return std::ranges::find(identity.acting_for->matters, app::EvaluationRounds::matter) !=
           identity.acting_for->matters.end();
  }
  [[nodiscard]] base::Result<std::shared_ptr<const app::EvaluationRun>> find(const Request& request) {
    return evaluations_.find_run(request.path_parameter("run"));
  }

  app::Evaluations& evaluations_;
  app::Accounts& accounts_;
  app::EvaluationRounds& rounds_;
};

}  // namespace

std::vector<Route> evaluation_list_routes(app::Evaluations& evaluations, app::Accounts& accounts,
                                          app::EvaluationRounds& rounds) {
  using Routes = EvaluationListRoutes;
  RouteList<Routes> routes(std::make_shared<Routes>(evaluations, accounts, rounds));
  const auto of_run = [&](Method method, const char* what, Response (Routes::*handle)(const Request&)) {
    routes.add(method, std::string("/api/v1/evaluation-runs/{run}/") + what, Access::Officers, handle);
  };
  of_run(Method::Post, "against", &Routes::against);
  of_run(Method::Get, "results", &Routes::results);
  of_run(Method::Get, "changes", &Routes::changes);
  of_run(Method::Post, "publish", &Routes::publish);
  of_run(Method::Get, "final-list", &Routes::final_list);
  of_run(Method::Post, "final-list", &Routes::make_final);
  of_run(Method::Post, "round", &Routes::give);
  routes.add(Method::Get, "/api/v1/evaluation-rounds/{year}", Access::Officers, &Routes::standing);
  std::vector<Route> all = routes.take();
  for (Route& route : all) {
    // Who computes proposes; what firms see, and what is final, is said by those who decide.
    const bool decides = route.pattern.ends_with("/final-list") || route.pattern.ends_with("/publish");
    if (route.method == Method::Post && decides) route.roles = {"decide"};
  }
  RouteList<Routes> of_firms(std::make_shared<Routes>(evaluations, accounts, rounds));
  of_firms.add(Method::Get, "/api/v1/my/evaluations", Access::SignedIn, &Routes::own);
  std::ranges::move(of_firms.take(), std::back_inserter(all));
  return all;
}

}  // namespace shuxin::http
