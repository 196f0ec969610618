#include "shell/http/answers.h"
#include "shell/http/case_answers.h"
#include "shell/http/case_routes.h"
#include "shell/http/conditions.h"
#include "shell/http/file_sink.h"
#include "shell/http/json_body.h"
#include "shell/http/route_list.h"

namespace shuxin::http {
namespace {

using base::Json;

constexpr std::uint64_t largest_form = 1 << 20;

class DraftRoutes {
 public:
  explicit DraftRoutes(const CaseRooms& rooms) : rooms_(rooms) {}

  Response list_drafts(const Request& request) {
    const auto drafts = rooms_.drafts.list(request.identity());
    if (!drafts) return failed(drafts.error(), request);
    Json::Array items;
    for (const app::Draft& draft : *drafts)
      if (!draft.kind.starts_with("submitted-"))
        items.push_back(app::to_json(draft, rooms_.service.catalogue()));
    return json_answer(Json::object({{"items", std::move(items)}}));
  }
  Response create_draft(const Request& request) {
    const auto body = read_json(
        request, {text("kind").one_of({"matter", "package", "correction"}), text("target").longest(64)});
    if (!body) return to_response(body.error(), request.language);
    const auto draft = rooms_.drafts.create(request.identity(), std::string(*body->find_string("kind")),
                                            std::string(*body->find_string("target")), request.at);
    return draft_answer(draft, request, 201);
  }
  Response show_draft(const Request& request) {
    return draft_answer(rooms_.drafts.load(request.identity(), request.path_parameter("id")), request);
  }
  Response save_draft(const Request& request) {
    const auto version = required_version(request);
    if (!version) return to_response(version.error(), request.language);
    const auto body = read_json(request, {any("form"), texts("chosen").longest(64), any("materials")});
    if (!body) return to_response(body.error(), request.language);
    app::Draft changed;
    changed.id = request.path_parameter("id");
    changed.version = static_cast<std::int64_t>(*version);
    changed.form = *body->find("form");
    for (const Json& one : *body->find("chosen")->if_array()) changed.chosen.push_back(*one.if_string());
    auto materials = app::read_materials(*body->find("materials"));
    if (!materials) return failed(materials.error(), request);
    changed.materials = *std::move(materials);
    return draft_answer(rooms_.drafts.save(request.identity(), std::move(changed), request.at), request);
  }
  Response remove_draft(const Request& request) {
    const auto removed = rooms_.drafts.remove(request.identity(), request.path_parameter("id"));
    return removed ? no_content() : failed(removed.error(), request);
  }
  Response check_draft(const Request& request) {
    return answer(rooms_.drafts.check(request.identity(), request.path_parameter("id"), request.at), request);
  }
  Response submit_draft(const Request& request) {
    const auto key = request.idempotency_key();
    if (!key || key->empty()) return to_response(problem(428, "http.key-missing"), request.language);
    const auto reply =
        rooms_.drafts.submit(request.identity(), request.path_parameter("id"), std::string(*key), request.at);
    if (!reply) return failed(reply.error(), request);
    if (reply->refused) return refusal(reply->body, request);
    return json_answer(
        Json::object({{"kind", *reply->body.find("kind")}, {"number", *reply->body.find("number")}}), 201);
  }

  std::expected<std::unique_ptr<UploadSink>, Problem> upload(const Request& request) {
    const std::string id = request.path_parameter("id");
    const auto draft = rooms_.drafts.load(request.identity(), id);
    if (!draft) return std::unexpected(case_problem(draft.error()));
    auto begun = rooms_.files.begin(app::Drafts::owner(id), draft->account,
                                    std::string(request.find_query("name").value_or("")), request.at);
    if (!begun) return std::unexpected(case_problem(begun.error()));
    return std::make_unique<FileSink>(*std::move(begun), request.language,
                                      [this, id, identity = request.identity(), at = request.at,
                                       language = request.language](const app::FileDetails& details) {
                                        const auto draft = rooms_.drafts.add_file(identity, id, details, at);
                                        if (!draft) return to_response(case_problem(draft.error()), language);
                                        Response response = json_answer(app::to_json(details), 201);
                                        response.headers.set(
                                            "ETag", version_tag(static_cast<std::uint64_t>(draft->version)));
                                        return response;
                                      });
  }
  Response draft_file(const Request& request) {
    const std::string id = request.path_parameter("id");
    const auto draft = rooms_.drafts.load(request.identity(), id);
    if (!draft) return failed(draft.error(), request);
    return file_answer(rooms_.service, rooms_.files, app::Drafts::owner(id), request.path_parameter("file"),
                       request);
  }

 private:
  Response draft_answer(const base::Result<app::Draft>& draft, const Request& request, int status = 200) {
    if (!draft) return failed(draft.error(), request);
    Response response = json_answer(app::to_json(*draft, rooms_.service.catalogue()), status);
    response.headers.set("ETag", version_tag(static_cast<std::uint64_t>(draft->version)));
    return response;
  }

  const CaseRooms rooms_;
};

}  // namespace

std::vector<Route> draft_routes(const CaseRooms& rooms) {
  RouteList<DraftRoutes> routes(std::make_shared<DraftRoutes>(rooms));
  routes.add(Method::Get, "/api/v1/drafts", Access::SignedIn, &DraftRoutes::list_drafts);
  routes.add(Method::Post, "/api/v1/drafts", Access::SignedIn, &DraftRoutes::create_draft);
  routes.add(Method::Get, "/api/v1/drafts/{id}", Access::SignedIn, &DraftRoutes::show_draft);
  routes.add(Method::Put, "/api/v1/drafts/{id}", Access::SignedIn, &DraftRoutes::save_draft, largest_form);
  routes.add(Method::Delete, "/api/v1/drafts/{id}", Access::SignedIn, &DraftRoutes::remove_draft);
  routes.add(Method::Get, "/api/v1/drafts/{id}/check", Access::SignedIn, &DraftRoutes::check_draft);
  routes.add(Method::Post, "/api/v1/drafts/{id}/submit", Access::SignedIn, &DraftRoutes::submit_draft);
  routes.add(Method::Get, "/api/v1/drafts/{id}/files/{file}", Access::SignedIn, &DraftRoutes::draft_file);
  routes.add_upload("/api/v1/drafts/{id}/files", static_cast<std::uint64_t>(app::Files::largest),
                    &DraftRoutes::upload);
  return routes.take();
}

}  // namespace shuxin::http
