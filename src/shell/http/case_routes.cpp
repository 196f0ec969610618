#include "shell/http/case_routes.h"

#include <algorithm>

#include "shell/app/catalogue_view.h"
#include "shell/http/account_routes.h"
#include "shell/http/answers.h"
#include "shell/http/conditions.h"
#include "shell/http/json_body.h"

namespace shuxin::http {
namespace {

using base::Json;

constexpr std::uint64_t largest_form = 1 << 20;

// The status of an error of the cases; others are the accounts' and the store's.
Problem case_problem(const base::Error& error) {
  static constexpr std::array<std::pair<std::string_view, int>, 12> statuses = {{{"case.none", 404},
                                                                                 {"case.stale", 412},
                                                                                 {"drafts.none", 404},
                                                                                 {"drafts.stale", 412},
                                                                                 {"drafts.target", 422},
                                                                                 {"drafts.materials", 422},
                                                                                 {"files.too-large", 413},
                                                                                 {"files.type", 415},
                                                                                 {"files.name", 422},
                                                                                 {"files.empty", 422},
                                                                                 {"papers.none", 404},
                                                                                 {"store.no-file", 404}}};
  for (const auto& [code, status] : statuses)
    if (error.code() == code) return problem(status, error);
  return problem_of(error);
}

Response failed(const base::Error& error, const Request& request) {
  return to_response(case_problem(error), request.language);
}

Response not_found(const Request& request) {
  return to_response(problem(404, "http.not-found"), request.language);
}

Response answer(const base::Result<Json>& result, const Request& request) {
  return result ? json_answer(*result) : failed(result.error(), request);
}

std::string in_language(const Json& text, base::Language language) {
  return std::string(text.find_string(language == base::Language::Chinese ? "zh" : "en").value_or(""));
}

// The refusal of a command as a problem: 403 for who may not, 409 for when it may not, 422 for what was
// filled in.
Response refusal(const Json& body, const Request& request) {
  const std::string code(body.find_string("code").value_or(""));
  int status = 409;
  if (code == "case.none" || code == "case.not-yours") status = 404;
  if (code == "case.not-your-desk" || code == "case.own-application" || code == "case.reviewed-it" ||
      code == "case.acted-before" || code == "case.not-for-you" || code == "case.no-power")
    status = 403;
  const Json* faults = body.find("faults");
  const bool has_faults = faults && faults->if_array() && !faults->if_array()->empty();
  if (has_faults || code == "case.input" || code == "case.form") status = 422;
  std::vector<std::string> arguments;
  if (const Json* given = body.find("arguments"); given && given->if_array())
    for (const Json& one : *given->if_array())
      if (one.if_string()) arguments.push_back(*one.if_string());
  Problem made = problem(status, code, std::move(arguments));
  if (has_faults)
    for (const Json& fault : *faults->if_array()) {
      const Json* text = fault.find("text");
      made.errors.push_back({std::string(fault.find_string("pointer").value_or("")),
                             {"text", {text ? in_language(*text, request.language) : std::string{}}}});
    }
  std::string rule;
  if (const Json* basis = body.find("basis"); basis && basis->if_array())
    for (const Json& one : *basis->if_array())
      if (one.if_string()) rule += (rule.empty() ? "" : "、") + *one.if_string();
  if (!rule.empty()) made.members.emplace_back("rule", rule);
  if (const Json* text = body.find("text"))
    made.members.emplace_back("because", in_language(*text, request.language));
  return to_response(made, request.language);
}

class CaseRoutes {
 public:
  CaseRoutes(app::CaseService& service, app::Drafts& drafts, app::Files& files, app::AccessLog& access_log,
             app::EventHub& hub, app::PaperOptions papers)
      : service_(service),
        drafts_(drafts),
        files_(files),
        access_log_(access_log),
        hub_(hub),
        papers_(std::move(papers)) {}

  // ------------------------------------------------------------------ the catalogue, for everybody

  Response cards(const Request& request) {
    return json_answer(
        app::service_cards(service_.catalogue(), today(request), request.find_query("q").value_or("")));
  }
  Response matter(const Request& request) {
    const auto guide = app::matter_guide(service_.catalogue(), request.path_parameter("id"), today(request));
    return guide ? json_answer(*guide) : not_found(request);
  }
  Response package_guide(const Request& request) {
    const auto guide = app::package_guide(service_.catalogue(), request.path_parameter("id"), today(request));
    return guide ? json_answer(*guide) : not_found(request);
  }
  Response form(const Request& request) {
    const auto form = app::show_form(service_.catalogue(), request.path_parameter("id"));
    return form ? json_answer(*form) : not_found(request);
  }
  Response organisations(const Request&) { return json_answer(app::organisations(service_.catalogue())); }
  Response verify(const Request& request) {
    return answer(app::verify(service_, request.path_parameter("code"), papers_.demonstration), request);
  }

  // ------------------------------------------------------------------ drafts

  Response list_drafts(const Request& request) {
    const auto drafts = drafts_.list(request.identity());
    if (!drafts) return failed(drafts.error(), request);
    Json::Array items;
    for (const app::Draft& draft : *drafts)
      if (!draft.kind.starts_with("submitted-")) items.push_back(app::to_json(draft, service_.catalogue()));
    return json_answer(Json::object({{"items", std::move(items)}}));
  }
  Response create_draft(const Request& request) {
    const auto body = read_json(
        request, {text("kind").one_of({"matter", "package", "correction"}), text("target").longest(64)});
    if (!body) return to_response(body.error(), request.language);
    const auto draft = drafts_.create(request.identity(), std::string(*body->find_string("kind")),
                                      std::string(*body->find_string("target")), request.at);
    return draft_answer(draft, request, 201);
  }
  Response show_draft(const Request& request) {
    return draft_answer(drafts_.load(request.identity(), request.path_parameter("id")), request);
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
    return draft_answer(drafts_.save(request.identity(), std::move(changed), request.at), request);
  }
  Response remove_draft(const Request& request) {
    const auto removed = drafts_.remove(request.identity(), request.path_parameter("id"));
    return removed ? no_content() : failed(removed.error(), request);
  }
  Response check_draft(const Request& request) {
    return answer(drafts_.check(request.identity(), request.path_parameter("id"), request.at), request);
  }
  Response submit_draft(const Request& request) {
    const auto key = request.idempotency_key();
    if (!key || key->empty()) return to_response(problem(428, "http.key-missing"), request.language);
    const auto reply =
        drafts_.submit(request.identity(), request.path_parameter("id"), std::string(*key), request.at);
    if (!reply) return failed(reply.error(), request);
    if (reply->refused) return refusal(reply->body, request);
    return json_answer(
        Json::object({{"kind", *reply->body.find("kind")}, {"number", *reply->body.find("number")}}), 201);
  }

  std::expected<std::unique_ptr<UploadSink>, Problem> upload(const Request& request) {
    const std::string id = request.path_parameter("id");
    const auto draft = drafts_.load(request.identity(), id);
    if (!draft) return std::unexpected(case_problem(draft.error()));
    auto begun = files_.begin(app::Drafts::owner(id), draft->account,
                              std::string(request.find_query("name").value_or("")), request.at);
    if (!begun) return std::unexpected(case_problem(begun.error()));
    return std::make_unique<Sink>(*this, request, id, *std::move(begun));
  }
  Response draft_file(const Request& request) {
    const std::string id = request.path_parameter("id");
    const auto draft = drafts_.load(request.identity(), id);
    if (!draft) return failed(draft.error(), request);
    return file(app::Drafts::owner(id), request.path_parameter("file"), request);
  }

  // ------------------------------------------------------------------ cases

  Response mine(const Request& request) {
    app::CaseView view(service_, request.identity(), request.at);
    return answer(view.show_mine(), request);
  }
  Response show_case(const Request& request) {
    app::CaseView view(service_, request.identity(), request.at);
    const std::string number = request.path_parameter("no");
    const auto history = view.load(number);
    if (!history) return failed(history.error(), request);
    const auto shown = view.show_case(number);
    if (!shown) return failed(shown.error(), request);
    if (history->state.opened.applicant != request.identity().on_behalf())
      if (const auto recorded = record(request, history->state.opened.applicant, "case/" + number); !recorded)
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
    app::CaseView view(service_, request.identity(), request.at);
    if (const auto history = view.load(number); !history) return failed(history.error(), request);
    casework::Act act{number, request.path_parameter("action"), Json(), {}};
    if (const Json* input = body->find("input")) act.input = *input;
    if (const Json* form = body->find("form")) act.submission.form = *form;
    if (const Json* given = body->find("materials")) {
      auto materials = app::read_materials(*given);
      if (!materials) return failed(materials.error(), request);
      act.submission.materials = *std::move(materials);
    }
    const auto reply = service_.run({std::move(act), app::actor_of(request.identity()), request.at,
                                     std::string(*key), static_cast<std::int64_t>(*version), ""});
    if (!reply) return failed(reply.error(), request);
    if (reply->refused) return refusal(reply->body, request);
    return json_answer(
        Json::object({{"number", *reply->body.find("number")}, {"version", *reply->body.find("version")}}));
  }
  Response case_file(const Request& request) {
    app::CaseView view(service_, request.identity(), request.at);
    const std::string number = request.path_parameter("no");
    const auto history = view.load(number);
    if (!history) return failed(history.error(), request);
    const std::string wanted = request.path_parameter("file");
    const bool named = std::ranges::any_of(history->state.materials, [&](const auto& material) {
      return std::ranges::find(material.second.files, wanted) != material.second.files.end();
    });
    if (!named) return not_found(request);
    if (history->state.opened.applicant != request.identity().on_behalf())
      if (const auto recorded = record(request, history->state.opened.applicant, "file/" + wanted); !recorded)
        return failed(recorded.error(), request);
    return file("case/" + number, wanted, request);
  }
  Response document(const Request& request) {
    app::CaseView view(service_, request.identity(), request.at);
    const auto pdf = app::render_paper(view, service_, request.path_parameter("no"),
                                       request.path_parameter("code"), request.language, papers_);
    if (!pdf) return failed(pdf.error(), request);
    Response response;
    response.headers.set("Content-Type", "application/pdf");
    response.headers.set("Content-Disposition",
                         "inline; filename=\"" + request.path_parameter("code") + ".pdf\"");
    response.body = *pdf;
    return response;
  }
  Response show_package(const Request& request) {
    app::CaseView view(service_, request.identity(), request.at);
    return answer(view.show_package(request.path_parameter("no")), request);
  }

  // ------------------------------------------------------------------ desks

  Response tasks(const Request& request) {
    const auto page = read_page(request, 3);
    if (!page) return to_response(page.error(), request.language);
    app::CaseView view(service_, request.identity(), request.at);
    return rows(view.show_tasks(page->limit, page->after), request);
  }
  Response desk_cases(const Request& request) {
    const auto page = read_page(request, 2);
    if (!page) return to_response(page.error(), request.language);
    app::CaseView view(service_, request.identity(), request.at);
    return rows(
        view.show_desk_cases(std::string(request.find_query("q").value_or("")),
                             std::string(request.find_query("state").value_or("")), page->limit, page->after),
        request);
  }
  Response register_entries(const Request& request) {
    const auto page = read_page(request, 1);
    if (!page) return to_response(page.error(), request.language);
    const std::string kind = request.path_parameter("kind");
    const catalog::Register* definition = service_.catalogue().find_register(kind);
    // Applicants see the sites that they may choose from; what the zone holds about others is for officers.
    const bool officer = request.identity().kind == app::AccountKind::Officer;
    if (!definition || (!officer && kind != "site")) return not_found(request);
    const auto found =
        entries(*definition, std::string(request.find_query("q").value_or("")), *page, officer);
    if (!found) return failed(found.error(), request);
    Json body =
        Json::object({{"items", found->items},
                      {"name", app::to_json(definition->name)},
                      {"schema", definition->schema},
                      {"personal", Json::Array(definition->personal.begin(), definition->personal.end())}});
    if (!found->next.empty()) body.set("next", to_cursor(found->next));
    return json_answer(body);
  }

  Response registers(const Request&) {
    Json::Array items;
    for (const catalog::Register& kind : service_.catalogue().registers)
      items.push_back(Json::object({{"kind", kind.id}, {"name", app::to_json(kind.name)}}));
    return json_answer(Json::object({{"items", std::move(items)}}));
  }

  // ------------------------------------------------------------------ changes

  Response events(const Request& request) {
    std::vector<std::string> topics{"account/" + request.identity().on_behalf()};
    for (const app::RoleIn& role : request.identity().roles)
      topics.push_back("organisation/" + role.organisation);
    app::CaseView view(service_, request.identity(), request.at);
    if (const auto number = request.find_query("case"); number && view.load(std::string(*number)))
      topics.push_back("case/" + std::string(*number));
    if (const auto number = request.find_query("package");
        number && view.show_package(std::string(*number))) {
      topics.push_back("package/" + std::string(*number));
      for (const std::string& one : cases_of(view, std::string(*number))) topics.push_back("case/" + one);
    }
    Response response;
    response.headers.set("Content-Type", "text/event-stream");
    response.body = EventStream{hub_.subscribe(std::move(topics), request.headers.find("Last-Event-ID"))};
    return response;
  }

 private:
  class Sink : public UploadSink {
   public:
    Sink(CaseRoutes& routes, const Request& request, std::string draft,
         std::unique_ptr<app::Files::Upload> upload)
        : routes_(routes),
          identity_(request.identity()),
          language_(request.language),
          at_(request.at),
          draft_(std::move(draft)),
          upload_(std::move(upload)) {}
    std::expected<void, Problem> write(std::string_view bytes) override {
      if (const auto written = upload_->write(bytes); !written)
        return std::unexpected(case_problem(written.error()));
      return {};
    }
    Response finish() override {
      const auto details = upload_->finish();
      if (!details) return to_response(case_problem(details.error()), language_);
      const auto draft = routes_.drafts_.add_file(identity_, draft_, *details, at_);
      if (!draft) return to_response(case_problem(draft.error()), language_);
      Response response = json_answer(app::to_json(*details), 201);
      response.headers.set("ETag", version_tag(static_cast<std::uint64_t>(draft->version)));
      return response;
    }

   private:
    CaseRoutes& routes_;
    app::Identity identity_;
    base::Language language_;
    base::Instant at_;
    std::string draft_;
    std::unique_ptr<app::Files::Upload> upload_;
  };

  base::Date today(const Request& request) const {
    return service_.catalogue().calendar.legal_day(request.at);
  }

  Response draft_answer(const base::Result<app::Draft>& draft, const Request& request, int status = 200) {
    if (!draft) return failed(draft.error(), request);
    Response response = json_answer(app::to_json(*draft, service_.catalogue()), status);
    response.headers.set("ETag", version_tag(static_cast<std::uint64_t>(draft->version)));
    return response;
  }

  Response rows(const base::Result<app::CaseView::Rows>& found, const Request& request) {
    if (!found) return failed(found.error(), request);
    Json body = Json::object({{"items", found->items}});
    if (!found->next.empty()) body.set("next", to_cursor(found->next));
    return json_answer(body);
  }

  // The access is recorded before anything is shown: what could not be recorded is not shown.
  base::Result<void> record(const Request& request, const std::string& subject, const std::string& what) {
    app::Access access;
    access.account = request.identity().account;
    if (request.identity().acting_for) access.acting_for = request.identity().acting_for->account;
    access.subjects = {subject};
    access.what = what;
    access.why = std::string(to_string(request.method)) + " " + request.path;
    access.at = request.at;
    return access_log_.record(access);
  }

  void add_file_names(Json& body, const casework::CaseState& state) {
    const auto reads = service_.store().snapshot(service_.zone());
    if (!reads) return;
    Json::Array materials;
    for (const Json& material : *body.find("materials")->if_array()) {
      Json one = material;
      const auto given = state.materials.find(std::string(material.find_string("id").value_or("")));
      Json::Array named;
      if (given != state.materials.end())
        for (const std::string& id : given->second.files) {
          const auto details = files_.find(**reads, id);
          named.push_back(details && *details ? app::to_json(**details) : Json::object({{"file", id}}));
        }
      one.set("files", std::move(named));
      materials.push_back(std::move(one));
    }
    body.set("materials", std::move(materials));
  }

  Response file(const std::string& owner, const std::string& id, const Request& request) {
    auto opened = service_.store().open_file(service_.zone(), owner, id);
    if (!opened) return failed(opened.error(), request);
    std::string type = "application/octet-stream";
    if (const auto reads = service_.store().snapshot(service_.zone()))
      if (const auto details = files_.find(**reads, id); details && *details) type = (*details)->type;
    Response response;
    response.headers.set("Content-Type", type);
    // A handed-in file is shown, never run: it has no origin of its own.
    response.headers.set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'");
    response.headers.set("Content-Disposition", "inline; filename=\"" + id + "\"");
    const std::shared_ptr<store::FileReader> reader(std::move(*opened));
    const auto length = static_cast<std::uint64_t>(reader->info().size);
    response.body = FileBody{length, [reader]() -> base::Result<std::string> {
                               auto piece = reader->read();
                               if (!piece) return std::unexpected(piece.error());
                               return std::string(*piece);
                             }};
    return response;
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

  base::Result<app::CaseView::Rows> entries(const catalog::Register& kind, const std::string& words,
                                            const Page& page, bool officer) {
    app::CaseView::Rows found{Json::Array{}, {}};
    SHUXIN_TRY(const auto reads, service_.store().snapshot(service_.zone()));
    const std::string after = page.after.empty() ? "" : page.after[0];
    const std::string like = "%" + words + "%";
    std::optional<base::Error> fault;
    std::size_t count = 0;
    std::string last;
    const auto read = reads->query(
        "select key, version, fields from register_entries where zone = ? and kind = ? and ended = 0 and key "
        "> ? "
        "and (key like ? or fields like ?) order by key limit ?",
        {service_.zone(), kind.id, after, like, like, static_cast<std::int64_t>(page.limit + 1)},
        [&](store::Row row) {
          if (++count > page.limit) {
            found.next = {last};
            return false;
          }
          last = store::text(row[0]);
          auto fields = Json::parse(store::text(row[2]));
          if (!fields) {
            fault = fields.error();
            return false;
          }
          // Lists show what is about a person masked; the case that needs it shows it, and records that.
          for (const std::string& personal : kind.personal)
            if (fields->find(personal)) fields->set(personal, app::masked);
          (void)officer;
          found.items.push_back(Json::object(
              {{"key", last}, {"version", store::integer(row[1])}, {"fields", *std::move(fields)}}));
          return true;
        });
    if (!read) return std::unexpected(read.error());
    if (fault) return std::unexpected(*fault);
    return found;
  }

  app::CaseService& service_;
  app::Drafts& drafts_;
  app::Files& files_;
  app::AccessLog& access_log_;
  app::EventHub& hub_;
  const app::PaperOptions papers_;
};

}  // namespace

std::vector<Route> case_routes(app::CaseService& service, app::Drafts& drafts, app::Files& files,
                               app::AccessLog& access_log, app::EventHub& hub, app::PaperOptions papers) {
  auto routes = std::make_shared<CaseRoutes>(service, drafts, files, access_log, hub, std::move(papers));
  std::vector<Route> all;
  const auto add = [&](Method method, std::string pattern, Access access,
                       Response (CaseRoutes::*handle)(const Request&), std::uint64_t body = 64 * 1024) {
    Route route;
    route.method = method;
    route.pattern = std::move(pattern);
    route.access = access;
    route.handler =
        Handler([routes, handle](const Request& request) { return ((*routes).*handle)(request); });
    route.limits.body_bytes = body;
    all.push_back(std::move(route));
  };
  add(Method::Get, "/api/v1/catalogue", Access::Public, &CaseRoutes::cards);
  add(Method::Get, "/api/v1/catalogue/matters/{id}", Access::Public, &CaseRoutes::matter);
  add(Method::Get, "/api/v1/catalogue/packages/{id}", Access::Public, &CaseRoutes::package_guide);
  add(Method::Get, "/api/v1/forms/{id}", Access::Public, &CaseRoutes::form);
  add(Method::Get, "/api/v1/organisations", Access::Public, &CaseRoutes::organisations);
  add(Method::Get, "/api/v1/verify/{code}", Access::Public, &CaseRoutes::verify);
  add(Method::Get, "/api/v1/drafts", Access::SignedIn, &CaseRoutes::list_drafts);
  add(Method::Post, "/api/v1/drafts", Access::SignedIn, &CaseRoutes::create_draft);
  add(Method::Get, "/api/v1/drafts/{id}", Access::SignedIn, &CaseRoutes::show_draft);
  add(Method::Put, "/api/v1/drafts/{id}", Access::SignedIn, &CaseRoutes::save_draft, largest_form);
  add(Method::Delete, "/api/v1/drafts/{id}", Access::SignedIn, &CaseRoutes::remove_draft);
  add(Method::Get, "/api/v1/drafts/{id}/check", Access::SignedIn, &CaseRoutes::check_draft);
  add(Method::Post, "/api/v1/drafts/{id}/submit", Access::SignedIn, &CaseRoutes::submit_draft);
  add(Method::Get, "/api/v1/drafts/{id}/files/{file}", Access::SignedIn, &CaseRoutes::draft_file);
  add(Method::Get, "/api/v1/my/cases", Access::SignedIn, &CaseRoutes::mine);
  add(Method::Get, "/api/v1/cases/{no}", Access::SignedIn, &CaseRoutes::show_case);
  add(Method::Post, "/api/v1/cases/{no}/commands/{action}", Access::SignedIn, &CaseRoutes::command,
      largest_form);
  add(Method::Get, "/api/v1/cases/{no}/files/{file}", Access::SignedIn, &CaseRoutes::case_file);
  add(Method::Get, "/api/v1/cases/{no}/documents/{code}", Access::SignedIn, &CaseRoutes::document);
  add(Method::Get, "/api/v1/packages/{no}", Access::SignedIn, &CaseRoutes::show_package);
  add(Method::Get, "/api/v1/desk/tasks", Access::Officers, &CaseRoutes::tasks);
  add(Method::Get, "/api/v1/desk/cases", Access::Officers, &CaseRoutes::desk_cases);
  add(Method::Get, "/api/v1/registers", Access::Officers, &CaseRoutes::registers);
  add(Method::Get, "/api/v1/registers/{kind}", Access::SignedIn, &CaseRoutes::register_entries);
  add(Method::Get, "/api/v1/events", Access::SignedIn, &CaseRoutes::events);
  Route upload;
  upload.method = Method::Post;
  upload.pattern = "/api/v1/drafts/{id}/files";
  upload.handler = UploadHandler([routes](const Request& request) { return routes->upload(request); });
  upload.limits.body_bytes = static_cast<std::uint64_t>(app::Files::largest) + 1;
  all.push_back(std::move(upload));
  return all;
}

}  // namespace shuxin::http
