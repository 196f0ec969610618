#include "shell/http/case_answers.h"

#include <array>
#include <memory>

#include "shell/http/account_routes.h"
#include "shell/http/answers.h"
#include "shell/http/conditions.h"

namespace shuxin::http {
namespace {

using base::Json;

std::string in_language(const Json& text, base::Language language) {
  return std::string(text.find_string(language == base::Language::Chinese ? "zh" : "en").value_or(""));
}

}  // namespace

Problem case_problem(const base::Error& error) {
  static constexpr std::array<std::pair<std::string_view, int>, 18> statuses = {
      {{"case.none", 404},
       {"progress.none", 404},
       {"case.stale", 412},
       {"counter.applicant", 422},
       {"counter.nothing-to-correct", 409},
       {"drafts.none", 404},
       {"drafts.stale", 412},
       {"drafts.target", 422},
       {"drafts.materials", 422},
       {"files.too-large", 413},
       {"files.type", 415},
       {"files.name", 422},
       {"files.empty", 422},
       {"papers.none", 404},
       {"papers.erased", 410},
       {"papers.no-template", 500},
       {"documents.glyph-missing", 500},
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

base::Result<void> record_access(app::AccessLog& access_log, const Request& request,
                                 const std::string& subject, const std::string& what) {
  app::Access access;
  access.account = request.identity().account;
  if (request.identity().acting_for) access.acting_for = request.identity().acting_for->account;
  access.subjects = {subject};
  access.what = what;
  access.why = std::string(to_string(request.method)) + " " + request.path;
  access.at = request.at;
  return access_log.record(access);
}

Response rows(const base::Result<app::CaseView::Rows>& found, const Request& request) {
  if (!found) return failed(found.error(), request);
  Json body = Json::object({{"items", found->items}});
  if (!found->next.empty()) body.set("next", to_cursor(found->next));
  return json_answer(body);
}

Response file_answer(app::CaseService& service, app::Files& files, const std::string& owner,
                     const std::string& id, const Request& request) {
  auto opened = service.store().open_file(service.zone(), owner, id);
  if (!opened) return failed(opened.error(), request);
  std::string type = "application/octet-stream";
  if (const auto reads = service.store().snapshot(service.zone()))
    if (const auto details = files.find(**reads, id); details && *details) type = (*details)->type;
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

}  // namespace shuxin::http
