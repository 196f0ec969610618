#include "shell/http/counter_routes.h"

#include "shell/app/counter.h"
#include "shell/app/drafts.h"
#include "shell/app/reach.h"
#include "shell/http/answers.h"
#include "shell/http/case_answers.h"
#include "shell/http/conditions.h"
#include "shell/http/file_sink.h"
#include "shell/http/json_body.h"
#include "shell/http/route_list.h"

namespace shuxin::http {
namespace {

using base::Json;

constexpr std::uint64_t largest_form = 1 << 20;

std::expected<std::string, Problem> required_key(const Request& request) {
  const auto key = request.idempotency_key();
  if (!key || key->empty()) return std::unexpected(problem(428, "http.key-missing"));
  return std::string(*key);
}

base::Instant moment_of(const Json& body, std::string_view member) {
  return base::Instant::parse(std::string(body.find_string(member).value_or(""))).value_or(base::Instant{});
}

std::string text_of(const Json& body, std::string_view member) {
  return std::string(body.find_string(member).value_or(""));
}

class CounterRoutes {
 public:
  CounterRoutes(app::CaseService& service, app::Accounts& accounts, app::Files& files,
                app::AccessLog& access_log)
      : service_(service), counter_(service, accounts), files_(files), access_log_(access_log) {}

  Response applicants(const Request& request) {
    if (!request.identity().has_role("intake")) return not_found(request);
    const auto found = counter_.find_applicants(std::string(request.find_query("q").value_or("")));
    if (!found) return failed(found.error(), request);
    // Whose name was looked up is recorded before it is shown.
    for (const Json& one : *found->find("items")->if_array()) {
      app::Access access;
      access.account = request.identity().account;
      access.subjects = {text_of(one, "account")};
      access.what = "account/" + text_of(one, "account");
      access.why = "GET /api/v1/counter/applicants";
      access.at = request.at;
      if (const auto recorded = access_log_.record(access); !recorded)
        return failed(recorded.error(), request);
    }
    return json_answer(*found);
  }

  Response enter(const Request& request) {
    const auto key = required_key(request);
    if (!key) return to_response(key.error(), request.language);
    const auto body = read_json(
        request,
        {text("kind").one_of({"matter", "package"}), text("target").longest(64), moment("received_at"),
         object("applicant",
                {text("account").optional(), text("kind").one_of({"person", "enterprise"}).optional(),
                 text("name").longest(100).optional(), text("uscc").longest(18).optional()}),
         any("form"), texts("chosen").longest(64).optional(), any("materials").optional()});
    if (!body) return to_response(body.error(), request.language);
    app::CounterEntry entry;
    entry.kind = text_of(*body, "kind");
    entry.target = text_of(*body, "target");
    entry.received_at = moment_of(*body, "received_at");
    const Json& applicant = *body->find("applicant");
    entry.account = text_of(applicant, "account");
    entry.applicant_kind = text_of(applicant, "kind");
    entry.name = text_of(applicant, "name");
    entry.uscc = text_of(applicant, "uscc");
    entry.form = *body->find("form");
    if (const Json* chosen = body->find("chosen"))
      for (const Json& one : *chosen->if_array()) entry.chosen.push_back(*one.if_string());
    if (const Json* given = body->find("materials")) {
      auto materials = app::read_materials(*given);
      if (!materials) return failed(materials.error(), request);
      entry.materials = *std::move(materials);
    }
    const auto reply = counter_.enter(request.identity(), entry, *key, request.at);
    if (!reply) return failed(reply.error(), request);
    if (reply->refused) return refusal(reply->body, request);
    return json_answer(
        Json::object({{"kind", *reply->body.find("kind")}, {"number", *reply->body.find("number")}}), 201);
  }

  Response command(const Request& request) {
    const auto version = required_version(request);
    if (!version) return to_response(version.error(), request.language);
    const auto body =
        read_json(request, {moment("received_at"), any("input").optional(), any("form").optional(),
                            any("materials").optional(), text("late_reason").longest(500).optional()});
    if (!body) return to_response(body.error(), request.language);
    casework::Act act{request.path_parameter("no"), request.path_parameter("action"), Json(), {}};
    act.received_at = moment_of(*body, "received_at");
    act.late_reason = text_of(*body, "late_reason");
    if (const Json* input = body->find("input")) act.input = *input;
    if (const Json* form = body->find("form")) act.submission.form = *form;
    if (const Json* given = body->find("materials")) {
      auto materials = app::read_materials(*given);
      if (!materials) return failed(materials.error(), request);
      act.submission.materials = *std::move(materials);
    }
    return run_on_case(std::move(act), static_cast<std::int64_t>(*version), request,
                       app::Counter::scans_of(request.identity()));
  }

  Response correction(const Request& request) {
    if (!request.identity().has_role("intake")) return not_found(request);
    const std::string number = request.path_parameter("no");
    app::CaseView view(service_, request.identity(), request.at);
    const auto history = view.load(number);
    if (!history) return failed(history.error(), request);
    const auto shown = counter_.show_correction(request.identity(), number, request.at);
    if (!shown) return failed(shown.error(), request);
    if (const auto recorded =
            record_access(access_log_, request, history->state.opened.applicant, "case/" + number);
        !recorded)
      return failed(recorded.error(), request);
    Response response = json_answer(*shown);
    response.headers.set("ETag", version_tag(static_cast<std::uint64_t>(history->state.version)));
    return response;
  }

  // A scan of what lies on the counter; it belongs to nothing until it is entered, and goes if it never is.
  std::expected<std::unique_ptr<UploadSink>, Problem> scan(const Request& request) {
    if (!request.identity().has_role("intake")) return std::unexpected(problem(404, "http.not-found"));
    const auto subject = counter_.subject_of_scan(std::string(request.find_query("applicant").value_or("")));
    if (!subject) return std::unexpected(case_problem(subject.error()));
    auto begun = files_.begin(app::Counter::scans_of(request.identity()), *subject,
                              std::string(request.find_query("name").value_or("")), request.at);
    if (!begun) return std::unexpected(case_problem(begun.error()));
    return std::make_unique<FileSink>(*std::move(begun), request.language,
                                      [subject = *subject](const app::FileDetails& details) {
                                        Json json = app::to_json(details);
                                        json.set("applicant", subject);
                                        return json_answer(json, 201);
                                      });
  }

  Response visit(const Request& request) {
    const auto body =
        read_json(request, {moment("at"), text("purpose").one_of({"ask", "correct", "collect"})});
    if (!body) return to_response(body.error(), request.language);
    return run_on_case(casework::RecordVisit{request.path_parameter("no"), text_of(*body, "purpose"),
                                             moment_of(*body, "at")},
                       std::nullopt, request);
  }

  Response joint(const Request& request) {
    app::CaseView view(service_, request.identity(), request.at);
    const auto shown = view.show_joint(request.path_parameter("no"));
    if (!shown) return failed(shown.error(), request);
    Response response = json_answer(*shown);
    response.headers.set("ETag",
                         version_tag(static_cast<std::uint64_t>(shown->find_integer("version").value_or(0))));
    return response;
  }

  Response decide_jointly(const Request& request) {
    const auto version = required_version(request);
    if (!version) return to_response(version.error(), request.language);
    return run_on_package(casework::DecideJointly{request.path_parameter("no")},
                          static_cast<std::int64_t>(*version), request);
  }

  Response record_event(const Request& request) {
    const auto version = required_version(request);
    if (!version) return to_response(version.error(), request.language);
    const auto body = read_json(request, {moment("at"), text("record").longest(200).optional()});
    if (!body) return to_response(body.error(), request.language);
    return run_on_package(casework::RecordOccurrence{request.path_parameter("no"), moment_of(*body, "at"),
                                                     text_of(*body, "record")},
                          static_cast<std::int64_t>(*version), request);
  }

  // A review beforehand becomes the application, with its materials; the form names only what is new.
  Response turn(const Request& request) {
    const auto body = read_json(request, {text("target").longest(64), any("form").optional(),
                                          texts("chosen").longest(64).optional()});
    if (!body) return to_response(body.error(), request.language);
    const auto key = required_key(request);
    if (!key) return to_response(key.error(), request.language);
    const std::string number = request.path_parameter("no");
    app::CaseView view(service_, request.identity(), request.at);
    if (const auto shown = view.show_package(number); !shown) return failed(shown.error(), request);
    casework::OpenPackage open{text_of(*body, "target"), {}, {}, {}, number};
    if (const Json* form = body->find("form")) open.submission.form = *form;
    if (const Json* chosen = body->find("chosen"))
      for (const Json& one : *chosen->if_array()) open.chosen.push_back(*one.if_string());
    const auto reply = service_.run(
        {std::move(open), app::actor_of(request.identity()), request.at, *key, std::nullopt, ""});
    if (!reply) return failed(reply.error(), request);
    if (reply->refused) return refusal(reply->body, request);
    return json_answer(
        Json::object({{"kind", *reply->body.find("kind")}, {"number", *reply->body.find("number")}}), 201);
  }

  Response visits(const Request& request) {
    const auto day = [&](std::string_view name, base::Date otherwise) -> std::optional<base::Date> {
      const auto given = request.find_query(name);
      return given ? base::Date::parse(std::string(*given)) : std::optional(otherwise);
    };
    const calendar::Calendar& calendar = service_.catalogue().calendar;
    const base::Date today = calendar.legal_day(request.at);
    const auto from = day("from", base::Date{today.days - 365});
    const auto until = day("until", today);
    if (!from || !until || *until < *from) return to_response(problem(400, "http.period"), request.language);
    return answer(app::visit_figures(service_, calendar.instant(*from, 0), calendar.instant(*until + 1, 0)),
                  request);
  }

 private:
  Response run_on_case(casework::Command command, std::optional<std::int64_t> expected,
                       const Request& request, const std::string& files_through = "") {
    app::CaseView view(service_, request.identity(), request.at);
    if (const auto history = view.load(request.path_parameter("no")); !history)
      return failed(history.error(), request);
    return run(std::move(command), expected, request, files_through);
  }
  Response run_on_package(casework::Command command, std::int64_t expected, const Request& request) {
    app::CaseView view(service_, request.identity(), request.at);
    if (const auto shown = view.show_package(request.path_parameter("no")); !shown)
      return failed(shown.error(), request);
    return run(std::move(command), expected, request);
  }
  Response run(casework::Command command, std::optional<std::int64_t> expected, const Request& request,
               const std::string& files_through = "") {
    const auto key = required_key(request);
    if (!key) return to_response(key.error(), request.language);
    const auto reply = service_.run(
        {std::move(command), app::actor_of(request.identity()), request.at, *key, expected, files_through});
    if (!reply) return failed(reply.error(), request);
    if (reply->refused) return refusal(reply->body, request);
    return json_answer(
        Json::object({{"number", *reply->body.find("number")}, {"version", *reply->body.find("version")}}));
  }

  app::CaseService& service_;
  app::Counter counter_;
  app::Files& files_;
  app::AccessLog& access_log_;
};

}  // namespace

std::vector<Route> counter_routes(app::CaseService& service, app::Accounts& accounts, app::Files& files,
                                  app::AccessLog& access_log) {
  RouteList<CounterRoutes> routes(std::make_shared<CounterRoutes>(service, accounts, files, access_log));
  routes.add(Method::Get, "/api/v1/counter/applicants", Access::Officers, &CounterRoutes::applicants);
  routes.add(Method::Post, "/api/v1/counter/applications", Access::Officers, &CounterRoutes::enter,
             largest_form);
  routes.add(Method::Post, "/api/v1/counter/cases/{no}/commands/{action}", Access::Officers,
             &CounterRoutes::command, largest_form);
  routes.add(Method::Get, "/api/v1/counter/cases/{no}", Access::Officers, &CounterRoutes::correction);
  routes.add_upload("/api/v1/counter/files", static_cast<std::uint64_t>(app::Files::largest),
                    &CounterRoutes::scan, Access::Officers);
  routes.add(Method::Post, "/api/v1/counter/cases/{no}/visits", Access::Officers, &CounterRoutes::visit);
  routes.add(Method::Get, "/api/v1/packages/{no}/joint", Access::SignedIn, &CounterRoutes::joint);
  routes.add(Method::Post, "/api/v1/packages/{no}/joint-decision", Access::Officers,
             &CounterRoutes::decide_jointly);
  routes.add(Method::Post, "/api/v1/packages/{no}/event", Access::Officers, &CounterRoutes::record_event);
  routes.add(Method::Post, "/api/v1/packages/{no}/turn", Access::SignedIn, &CounterRoutes::turn,
             largest_form);
  routes.add(Method::Get, "/api/v1/figures/visits", Access::Officers, &CounterRoutes::visits);
  return routes.take();
}

}  // namespace shuxin::http
