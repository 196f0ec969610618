#include "shell/http/case_routes.h"

#include <algorithm>

#include "shell/app/messages.h"
#include "shell/app/reach.h"
#include "shell/http/answers.h"
#include "shell/http/case_answers.h"
#include "shell/http/conditions.h"
#include "shell/http/json_body.h"
#include "shell/http/route_list.h"

namespace shuxin::http {
namespace {

using base::Json;

constexpr std::uint64_t largest_form = 1 << 20;

class CaseRoutes {
 public:
  explicit CaseRoutes(const CaseRooms& rooms) : rooms_(rooms) {}

  Response mine(const Request& request) {
    app::CaseView view(rooms_.service, request.identity(), request.at);
    return answer(view.show_mine(), request);
  }
  Response my_obligations(const Request& request) {
    app::CaseView view(rooms_.service, request.identity(), request.at);
    return answer(view.show_my_obligations(), request);
  }
  Response messages(const Request& request) {
    const auto page = read_page(request, 1);
    if (!page) return to_response(page.error(), request.language);
    return answer(app::Messages(rooms_.service).list(request.identity(), page->limit, request.at), request);
  }
  Response read_messages(const Request& request) {
    const auto body = read_json(request, {moment("until")});
    if (!body) return to_response(body.error(), request.language);
    // Nothing that is still to come counts as read.
    const base::Instant until = std::min(*base::Instant::parse(*body->find_string("until")), request.at);
    const auto marked = app::Messages(rooms_.service).mark_read(request.identity(), until);
    return marked ? no_content() : failed(marked.error(), request);
  }
  Response show_case(const Request& request) {
    app::CaseView view(rooms_.service, request.identity(), request.at);
    const std::string number = request.path_parameter("no");
    const auto history = view.load(number);
    if (!history) return failed(history.error(), request);
    const auto shown = view.show_case(number);
    if (!shown) return failed(shown.error(), request);
    if (history->state.opened.applicant != request.identity().on_behalf())
      if (const auto recorded =
              record_access(rooms_.access_log, request, history->state.opened.applicant, "case/" + number);
          !recorded)
        return failed(recorded.error(), request);
    Json body = *shown;
    add_file_names(body, history->state);
    Response response = json_answer(body);
    response.headers.set("ETag", version_tag(static_cast<std::uint64_t>(history->state.version)));
    return response;
  }
  Response command(const Request& request) {
    const auto version = required_version(request);
    if (!version) return to_response(version.error(), request.language);
    const auto key = request.idempotency_key();
    if (!key || key->empty()) return to_response(problem(428, "http.key-missing"), request.language);
    const auto body =
        read_json(request, {any("input").optional(), any("form").optional(), any("materials").optional()});
    if (!body) return to_response(body.error(), request.language);
    const std::string number = request.path_parameter("no");
    // Whoever waits for the commit must hold no snapshot: there are few.
    if (const auto reached = app::CaseView(rooms_.service, request.identity(), request.at).reach(number);
        !reached)
      return failed(reached.error(), request);
    casework::Act act{number, request.path_parameter("action"), Json(), {}};
    if (const Json* input = body->find("input")) act.input = *input;
    if (const Json* form = body->find("form")) act.submission.form = *form;
    if (const Json* given = body->find("materials")) {
      auto materials = app::read_materials(*given);
      if (!materials) return failed(materials.error(), request);
      act.submission.materials = *std::move(materials);
    }
    const auto reply = rooms_.service.run({std::move(act), app::actor_of(request.identity()), request.at,
                                           std::string(*key), static_cast<std::int64_t>(*version), ""});
    if (!reply) return failed(reply.error(), request);
    if (reply->refused) return refusal(reply->body, request);
    return json_answer(
        Json::object({{"number", *reply->body.find("number")}, {"version", *reply->body.find("version")}}));
  }
  Response case_file(const Request& request) {
    app::CaseView view(rooms_.service, request.identity(), request.at);
    const std::string number = request.path_parameter("no");
    const auto history = view.load(number);
    if (!history) return failed(history.error(), request);
    const std::string wanted = request.path_parameter("file");
    const bool named = std::ranges::any_of(history->state.materials, [&](const auto& material) {
      return std::ranges::find(material.second.files, wanted) != material.second.files.end();
    });
    if (!named) return not_found(request);
    if (history->state.opened.applicant != request.identity().on_behalf())
      if (const auto recorded = record_access(rooms_.access_log, request, history->state.opened.applicant,
                                              "case/" + number + "/file/" + wanted);
          !recorded)
        return failed(recorded.error(), request);
    return file_answer(rooms_.service, rooms_.files, "case/" + number, wanted, request);
  }
  Response show_package(const Request& request) {
    app::CaseView view(rooms_.service, request.identity(), request.at);
    return answer(view.show_package(request.path_parameter("no")), request);
  }

  Response events(const Request& request) {
    std::vector<std::string> topics{"account/" + request.identity().on_behalf()};
    for (const app::RoleIn& role : request.identity().roles)
      topics.push_back("organisation/" + role.organisation);
    app::CaseView view(rooms_.service, request.identity(), request.at);
    if (const auto number = request.find_query("case"); number && view.load(std::string(*number)))
      topics.push_back("case/" + std::string(*number));
    if (const auto number = request.find_query("package");
        number && view.show_package(std::string(*number))) {
      topics.push_back("package/" + std::string(*number));
      for (const std::string& one : cases_of(view, std::string(*number))) topics.push_back("case/" + one);
    }
    Response response;
    response.headers.set("Content-Type", "text/event-stream");
    response.body =
        EventStream{rooms_.hub.subscribe(std::move(topics), request.headers.find("Last-Event-ID"))};
    return response;
  }

 private:
  void add_file_names(Json& body, const casework::CaseState& state) {
    const auto reads = rooms_.service.store().snapshot(rooms_.service.zone());
    if (!reads) return;
    Json::Array materials;
    for (const Json& material : *body.find("materials")->if_array()) {
      Json one = material;
      const auto given = state.materials.find(std::string(material.find_string("id").value_or("")));
      Json::Array named;
      if (given != state.materials.end())
        for (const std::string& id : given->second.files) {
          const auto details = rooms_.files.find(**reads, id);
          named.push_back(details && *details ? app::to_json(**details) : Json::object({{"file", id}}));
        }
      one.set("files", std::move(named));
      materials.push_back(std::move(one));
    }
    body.set("materials", std::move(materials));
  }

  std::vector<std::string> cases_of(app::CaseView& view, const std::string& package) {
    std::vector<std::string> numbers;
    const auto shown = view.show_package(package);
    if (!shown) return numbers;
    for (const Json& member : *shown->find("members")->if_array())
      if (const Json* one = member.find("case"))
        numbers.emplace_back(one->find_string("number").value_or(""));
    return numbers;
  }

  const CaseRooms rooms_;
};

}  // namespace

std::vector<Route> case_routes(app::CaseService& service, app::Drafts& drafts, app::Files& files,
                               app::AccessLog& access_log, app::EventHub& hub, app::Papers& papers) {
  const CaseRooms rooms{service, drafts, files, access_log, hub, papers};
  RouteList<CaseRoutes> routes(std::make_shared<CaseRoutes>(rooms));
  routes.add(Method::Get, "/api/v1/my/cases", Access::SignedIn, &CaseRoutes::mine);
  routes.add(Method::Get, "/api/v1/my/obligations", Access::SignedIn, &CaseRoutes::my_obligations);
  routes.add(Method::Get, "/api/v1/my/messages", Access::SignedIn, &CaseRoutes::messages);
  routes.add(Method::Put, "/api/v1/my/messages/read", Access::SignedIn, &CaseRoutes::read_messages);
  routes.add(Method::Get, "/api/v1/cases/{no}", Access::SignedIn, &CaseRoutes::show_case);
  routes.add(Method::Post, "/api/v1/cases/{no}/commands/{action}", Access::SignedIn, &CaseRoutes::command,
             largest_form);
  routes.add(Method::Get, "/api/v1/cases/{no}/files/{file}", Access::SignedIn, &CaseRoutes::case_file);
  routes.add(Method::Get, "/api/v1/packages/{no}", Access::SignedIn, &CaseRoutes::show_package);
  routes.add(Method::Get, "/api/v1/events", Access::SignedIn, &CaseRoutes::events);
  std::vector<Route> all = routes.take();
  for (auto more : {catalogue_routes(rooms), draft_routes(rooms), desk_routes(rooms), document_routes(rooms)})
    std::ranges::move(more, std::back_inserter(all));
  return all;
}

}  // namespace shuxin::http
