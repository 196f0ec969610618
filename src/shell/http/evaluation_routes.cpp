#include "shell/http/evaluation_routes.h"

#include <algorithm>
#include <charconv>

#include "core/evaluation/explanation.h"
#include "core/evaluation/laboratory_json.h"
#include "core/evaluation/outcome_json.h"
#include "core/evaluation/scheme_json.h"
#include "shell/http/answers.h"
#include "shell/http/json_body.h"
#include "shell/http/route_list.h"

namespace shuxin::http {
namespace {

using app::EvaluationRun;
using base::Json;
using evaluation::Evaluated;

constexpr std::uint64_t largest_table = 20 << 20;
constexpr std::uint64_t largest_settings = 256 << 10;
constexpr std::size_t most_firms = 1000;
constexpr std::size_t firms_on_a_page = 200;

Response failed(const base::Error& error, const Request& request) {
  const bool none = error.code() == "evaluation.no-scheme-here" || error.code() == "evaluation.no-table";
  return to_response(problem(none ? 404 : 422, error), request.language);
}

Response not_found(const Request& request) {
  return to_response(problem(404, "http.not-found"), request.language);
}

Evaluated evaluated(const EvaluationRun& run) {
  return {run.scheme, run.prepared, run.outcome};
}

std::size_t query_number(const Request& request, std::string_view name, std::size_t otherwise) {
  const auto said = request.find_query(name);
  std::size_t value = otherwise;
  if (said) std::from_chars(said->data(), said->data() + said->size(), value);
  return value;
}

// Firms by group and rank; those without a rank last.
std::vector<std::size_t> best_first(const EvaluationRun& run) {
  std::vector<std::size_t> order(run.prepared.firms.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, {}, [&](std::size_t firm) {
    const std::size_t subject = run.prepared.firms[firm].subject;
    const auto rank = run.outcome.results[subject].rank;
    return std::tuple(!rank.has_value(), run.prepared.subjects[subject].group, rank.value_or(0));
  });
  return order;
}

Json effects_json(const EvaluationRun& run) {
  Json::Array all;
  const auto effects = evaluation::policy_effects(evaluated(run));
  constexpr int digits = 4;
  for (std::size_t i = 0; i < effects.size(); ++i) {
    const auto& [sum, unknown] = effects[i];
    all.push_back(Json::object(
        {{"policy", run.scheme.policies[i].id},
         {"name", evaluation::both(run.scheme.policies[i].name)},
         {"amount",
          sum ? Json(Json::Number{sum->rounded(digits, base::Rounding::HalfUp)->to_string()}) : Json()},
         {"unit", "万元"},
         {"unknown_firms", static_cast<std::int64_t>(unknown)}}));
  }
  return all;
}

Json run_json(const EvaluationRun& run, const Request& request) {
  const std::size_t offset = query_number(request, "offset", 0);
  const std::size_t limit = std::min(query_number(request, "limit", firms_on_a_page), most_firms);
  const std::string wanted(request.find_query("class").value_or(""));
  const std::string search(request.find_query("q").value_or(""));
  Json::Array firms;
  std::size_t matching = 0;
  for (const std::size_t firm : best_first(run)) {
    const evaluation::Firm& one = run.prepared.firms[firm];
    if (!wanted.empty() && run.outcome.results[one.subject].assigned_class != wanted) continue;
    if (!search.empty() && one.name.find(search) == std::string::npos &&
        one.uscc.find(search) == std::string::npos)
      continue;
    if (matching >= offset && firms.size() < limit)
      firms.push_back(evaluation::firm_json(run.scheme, run.prepared, run.outcome, firm));
    ++matching;
  }
  const Json whole =
      evaluation::summary_json(run.scheme, run.firms.data, run.prepared, run.outcome, run.faults);
  Json answer = Json::object({{"run", run.id},
                              {"table", run.data_name},
                              {"scheme", *whole.find("scheme")},
                              {"settings", evaluation::to_json(run.settings)},
                              {"definition", evaluation::describe(run.scheme)},
                              {"groups", *whole.find("groups")},
                              {"firms", std::move(firms)},
                              {"matching", static_cast<std::int64_t>(matching)},
                              {"count", static_cast<std::int64_t>(run.prepared.firms.size())},
                              {"unread", *whole.find("unread")},
                              {"effects", effects_json(run)}});
  return answer;
}

class EvaluationRoutes {
 public:
  explicit EvaluationRoutes(app::Evaluations& evaluations) : evaluations_(evaluations) {}

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
    Json::Array items;
    for (const auto& table : evaluations_.tables(request.identity().account))
      items.push_back(table_json(table));
    return json_answer(Json::object({{"items", std::move(items)}}));
  }
  std::expected<std::unique_ptr<UploadSink>, Problem> add_table(const Request& request) {
    return std::make_unique<Sink>(*this, request);
  }
  Response run(const Request& request) {
    const auto body = read_json(request, {text("table").longest(64), any("settings").optional()});
    if (!body) return to_response(body.error(), request.language);
    const Json* settings = body->find("settings");
    const auto run =
        evaluations_.run(request.identity().account, request.path_parameter("id"),
                         std::string(*body->find_string("table")), settings ? *settings : Json());
    if (!run) return failed(run.error(), request);
    return json_answer(run_json(**run, request), 201);
  }
  Response show_run(const Request& request) {
    const auto run = find(request);
    return run ? json_answer(run_json(*run, request)) : not_found(request);
  }
  Response firm(const Request& request) {
    const auto run = find(request);
    if (!run) return not_found(request);
    const auto firm =
        std::ranges::find(run->prepared.firms, request.path_parameter("uscc"), &evaluation::Firm::uscc);
    if (firm == run->prepared.firms.end()) return not_found(request);
    const auto lines = [&](base::Language language) {
      Json::Array all;
      for (std::string& line :
           evaluation::explain(run->scheme, run->prepared, run->outcome, firm->subject, language))
        all.emplace_back(std::move(line));
      return all;
    };
    Json::Array policies;
    const evaluation::Result& result = run->outcome.results[firm->subject];
    for (const catalog::DifferentialPolicy& policy : run->scheme.policies) {
      const auto amount =
          evaluation::policy_amount(run->scheme, run->prepared, policy, firm->subject, result.assigned_class);
      policies.push_back(Json::object({{"policy", policy.id},
                                       {"name", evaluation::both(policy.name)},
                                       {"amount", amount ? Json(Json::Number{amount->to_string()}) : Json()},
                                       {"unit", "万元"}}));
    }
    const auto index = static_cast<std::size_t>(firm - run->prepared.firms.begin());
    return json_answer(Json::object(
        {{"firm", evaluation::firm_json(run->scheme, run->prepared, run->outcome, index)},
         {"explanation",
          Json::object({{"zh", lines(base::Language::Chinese)}, {"en", lines(base::Language::English)}})},
         {"improvements",
          evaluation::to_json(evaluation::improvements(evaluated(*run), firm->subject), run->scheme)},
         {"policies", std::move(policies)}}));
  }
  Response what_if(const Request& request) {
    const auto run = find(request);
    if (!run) return not_found(request);
    const auto body = read_json(request, {any("settings")});
    if (!body) return to_response(body.error(), request.language);
    const auto changed = evaluations_.what_if(*run, *body->find("settings"));
    if (!changed) return failed(changed.error(), request);
    return json_answer(evaluation::to_json(evaluation::compare(evaluated(*run), evaluated(*changed)),
                                           evaluated(*run), evaluated(*changed)));
  }

 private:
  // A table as it arrives; looked at when it is whole.
  class Sink : public UploadSink {
   public:
    Sink(EvaluationRoutes& routes, const Request& request)
        : routes_(routes),
          account_(request.identity().account),
          name_(request.find_query("name").value_or("")),
          language_(request.language) {}
    std::expected<void, Problem> write(std::string_view bytes) override {
      bytes_ += bytes;
      return {};
    }
    Response finish() override {
      const auto table = routes_.evaluations_.add_table(account_, name_, std::move(bytes_));
      if (!table) return to_response(problem(422, table.error()), language_);
      return json_answer(table_json(*table), 201);
    }

   private:
    EvaluationRoutes& routes_;
    std::string account_;
    std::string name_;
    base::Language language_;
    std::string bytes_;
  };

  static Json table_json(const app::Evaluations::Table& table) {
    return Json::object(
        {{"id", table.id}, {"name", table.name}, {"bytes", static_cast<std::int64_t>(table.bytes->size())}});
  }
  [[nodiscard]] std::shared_ptr<const EvaluationRun> find(const Request& request) const {
    return evaluations_.find_run(request.identity().account, request.path_parameter("run"));
  }

  app::Evaluations& evaluations_;
};

}  // namespace

std::vector<Route> evaluation_routes(app::Evaluations& evaluations) {
  RouteList<EvaluationRoutes> routes(std::make_shared<EvaluationRoutes>(evaluations));
  routes.add(Method::Get, "/api/v1/evaluations", Access::Officers, &EvaluationRoutes::schemes);
  routes.add(Method::Get, "/api/v1/evaluations/{id}", Access::Officers, &EvaluationRoutes::scheme);
  routes.add(Method::Post, "/api/v1/evaluations/{id}/runs", Access::Officers, &EvaluationRoutes::run,
             largest_settings);
  routes.add(Method::Get, "/api/v1/evaluation-tables", Access::Officers, &EvaluationRoutes::tables);
  routes.add_upload("/api/v1/evaluation-tables", largest_table, &EvaluationRoutes::add_table);
  routes.add(Method::Get, "/api/v1/evaluation-runs/{run}", Access::Officers, &EvaluationRoutes::show_run);
  routes.add(Method::Get, "/api/v1/evaluation-runs/{run}/firms/{uscc}", Access::Officers,
             &EvaluationRoutes::firm);
  routes.add(Method::Post, "/api/v1/evaluation-runs/{run}/what-if", Access::Officers,
             &EvaluationRoutes::what_if, largest_settings);
  std::vector<Route> all = routes.take();
  for (Route& route : all) route.access = Access::Officers;
  return all;
}

}  // namespace shuxin::http
