#include "shell/http/evaluation_routes.h"

#include <algorithm>
#include <charconv>

#include "core/evaluation/laboratory_json.h"
#include "core/evaluation/scheme_json.h"
#include "shell/http/answers.h"
#include "shell/http/conditions.h"
#include "shell/http/evaluation_answers.h"
#include "shell/http/json_body.h"
#include "shell/http/route_list.h"

namespace shuxin::http {
namespace {

using base::Json;

constexpr std::uint64_t largest_table = 20 << 20;
constexpr std::uint64_t largest_settings = 256 << 10;
constexpr std::uint64_t largest_run = 2 << 20;
constexpr std::size_t most_shifts = 2000;

Response not_found(const Request& request) {
  return to_response(problem(404, "http.not-found"), request.language);
}

std::optional<std::int64_t> position_of(const Page& page) {
  if (page.after.empty()) return std::nullopt;
  return Json(Json::Number{page.after[0]}).if_integer();
}

// One page of what lies in the order of the ledger, the newest first.
template <typename Item>
Json page_json(const std::vector<Item>& items, std::size_t limit, AccountNames& names,
               Json (*to_json)(const Item&, AccountNames&)) {
  Json::Array all;
  for (const Item& item : items) all.push_back(to_json(item, names));
  Json body = Json::object({{"items", std::move(all)}});
  if (items.size() == limit) body.set("next", to_cursor({std::to_string(items.back().position)}));
  return body;
}

// A table as it arrives; looked at when it is whole.
class TableSink : public UploadSink {
 public:
  TableSink(app::Evaluations& evaluations, app::Accounts& accounts, const Request& request)
      : evaluations_(evaluations),
        accounts_(accounts),
        account_(request.identity().account),
        name_(request.find_query("name").value_or("")),
        at_(request.at) {
    asked_.language = request.language;
  }
  std::expected<void, Problem> write(std::string_view bytes) override {
    bytes_ += bytes;
    return {};
  }
  Response finish() override {
    const auto table = evaluations_.add_table(account_, name_, bytes_, at_);
    if (!table) return failed_evaluation(table.error(), asked_);
    AccountNames names(accounts_);
    return json_answer(table_json(*table, names), 201);
  }

 private:
  app::Evaluations& evaluations_;
  app::Accounts& accounts_;
  std::string account_;
  std::string name_;
  base::Instant at_;
  Request asked_;
  std::string bytes_;
};

class EvaluationRoutes {
 public:
  EvaluationRoutes(app::Evaluations& evaluations, app::Accounts& accounts)
      : evaluations_(evaluations), accounts_(accounts) {}

  Response schemes(const Request&) {
    Json::Array items;
    for (const catalog::Scheme& scheme : evaluations_.catalogue().schemes)
      items.push_back(evaluation::describe(scheme));
    return json_answer(Json::object({{"items", std::move(items)}}));
  }
  Response scheme(const Request& request) {
    const catalog::Scheme* scheme = evaluations_.catalogue().find_scheme(request.path_parameter("id"));
    return scheme ? json_answer(evaluation::describe(*scheme)) : not_found(request);
  }

  Response tables(const Request& request) {
    const auto page = read_page(request, 1);
    if (!page) return to_response(page.error(), request.language);
    const auto found = evaluations_.tables(page->limit, position_of(*page), request.at);
    if (!found) return failed_evaluation(found.error(), request);
    AccountNames names(accounts_);
    return json_answer(page_json(*found, page->limit, names, &table_json));
  }
  std::expected<std::unique_ptr<UploadSink>, Problem> add_table(const Request& request) {
    return std::make_unique<TableSink>(evaluations_, accounts_, request);
  }
  Response remove_table(const Request& request) {
    const auto removed =
        evaluations_.remove_table(request.identity().account, request.path_parameter("table"), request.at);
    return removed ? no_content() : failed_evaluation(removed.error(), request);
  }

  Response run(const Request& request) {
    const auto body = read_json(
        request, {text("table").longest(64), any("settings").optional(),
                  list("shifts", {text("uscc").longest(64), text("from").longest(64), text("to").longest(64),
                                  text("reason"), text("power"), text("decided_on").longest(32)})
                      .at_most(most_shifts)
                      .optional(),
                  text("table_of_shifts").longest(64).optional()});
    if (!body) return to_response(body.error(), request.language);
    const auto member = [&](const char* name) {
      const Json* found = body->find(name);
      return found ? *found : Json();
    };
    const auto run =
        evaluations_.run({request.identity().account, request.path_parameter("id"),
                          std::string(*body->find_string("table")), member("settings"), member("shifts"),
                          std::string(body->find_string("table_of_shifts").value_or(""))},
                         request.at);
    if (!run) return failed_evaluation(run.error(), request);
    return answer(**run, request, 201);
  }
  Response runs(const Request& request) {
    const auto page = read_page(request, 1);
    if (!page) return to_response(page.error(), request.language);
    const auto found = evaluations_.runs(std::string(request.find_query("scheme").value_or("")), page->limit,
                                         position_of(*page));
    if (!found) return failed_evaluation(found.error(), request);
    AccountNames names(accounts_);
    return json_answer(page_json(*found, page->limit, names, &entry_json));
  }
  Response show_run(const Request& request) {
    const auto run = find(request);
    return run ? answer(**run, request, 200) : failed_evaluation(run.error(), request);
  }
  Response remove_run(const Request& request) {
    const auto removed =
        evaluations_.remove_run(request.identity().account, request.path_parameter("run"), request.at);
    return removed ? no_content() : failed_evaluation(removed.error(), request);
  }
  Response firm(const Request& request) {
    const auto run = find(request);
    if (!run) return failed_evaluation(run.error(), request);
    const auto& firms = (*run)->table.prepared.firms;
    const auto firm = std::ranges::find(firms, request.path_parameter("uscc"), &evaluation::Firm::uscc);
    if (firm == firms.end()) return not_found(request);
    return json_answer(firm_details_json(**run, static_cast<std::size_t>(firm - firms.begin()),
                                         evaluations_.industries_of((*run)->table.scheme)));
  }
  Response what_if(const Request& request) {
    const auto run = find(request);
    if (!run) return failed_evaluation(run.error(), request);
    const auto body = read_json(request, {any("settings")});
    if (!body) return to_response(body.error(), request.language);
    const auto changed = evaluations_.what_if(**run, *body->find("settings"));
    if (!changed) return failed_evaluation(changed.error(), request);
    const evaluation::Evaluated before = (*run)->table.evaluated_as_given();
    const evaluation::Evaluated after = changed->evaluated();
    return json_answer(evaluation::to_json(evaluation::compare(before, after), before, after));
  }
  Response join(const Request& request) {
    const auto body = read_json(request, {text("scheme").longest(64), texts("tables").longest(64).at_most(20),
                                          text("name").longest(200).optional()});
    if (!body) return to_response(body.error(), request.language);
    std::vector<std::string> tables;
    for (const Json& id : *body->find("tables")->if_array()) tables.push_back(*id.if_string());
    const auto joined =
        evaluations_.join(request.identity().account, std::string(*body->find_string("scheme")), tables,
                          std::string(body->find_string("name").value_or("joined.csv")), request.at);
    if (!joined) return failed_evaluation(joined.error(), request);
    AccountNames names(accounts_);
    Json answer = app::to_json(joined->found);
    answer.set("table", table_json(joined->table, names));
    return json_answer(answer, 201);
  }

 private:
  [[nodiscard]] base::Result<std::shared_ptr<const app::EvaluationRun>> find(const Request& request) {
    return evaluations_.find_run(request.path_parameter("run"));
  }
  Response answer(const app::EvaluationRun& run, const Request& request, int status) {
    AccountNames names(accounts_);
    return json_answer(run_json(run, request, names), status);
  }

  app::Evaluations& evaluations_;
  app::Accounts& accounts_;
};

}  // namespace

std::vector<Route> evaluation_routes(app::Evaluations& evaluations, app::Accounts& accounts,
                                     app::EvaluationRounds& rounds) {
  using Routes = EvaluationRoutes;
  RouteList<Routes> routes(std::make_shared<Routes>(evaluations, accounts));
  const auto add = [&](Method method, const char* pattern, Response (Routes::*handle)(const Request&),
                       std::uint64_t largest_body = largest_settings) {
    routes.add(method, pattern, Access::Officers, handle, largest_body);
  };
  add(Method::Get, "/api/v1/evaluations", &Routes::schemes);
  add(Method::Get, "/api/v1/evaluations/{id}", &Routes::scheme);
  add(Method::Post, "/api/v1/evaluations/{id}/runs", &Routes::run, largest_run);
  add(Method::Get, "/api/v1/evaluation-tables", &Routes::tables);
  routes.add_upload("/api/v1/evaluation-tables", largest_table, &Routes::add_table);
  add(Method::Post, "/api/v1/evaluation-tables/join", &Routes::join);
  add(Method::Delete, "/api/v1/evaluation-tables/{table}", &Routes::remove_table);
  add(Method::Get, "/api/v1/evaluation-runs", &Routes::runs);
  add(Method::Get, "/api/v1/evaluation-runs/{run}", &Routes::show_run);
  add(Method::Delete, "/api/v1/evaluation-runs/{run}", &Routes::remove_run);
  add(Method::Get, "/api/v1/evaluation-runs/{run}/firms/{uscc}", &Routes::firm);
  add(Method::Post, "/api/v1/evaluation-runs/{run}/what-if", &Routes::what_if);
  std::vector<Route> all = routes.take();
  for (Route& route : all) route.access = Access::Officers;
  std::ranges::move(evaluation_list_routes(evaluations, accounts, rounds), std::back_inserter(all));
  return all;
}

}  // namespace shuxin::http
