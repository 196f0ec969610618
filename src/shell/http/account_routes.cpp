#include "shell/http/account_routes.h"

#include <fmt/format.h>

#include "shell/app/sign_in_limits.h"
#include "shell/http/account_answers.h"
#include "shell/http/answers.h"
#include "shell/http/conditions.h"
#include "shell/http/json_body.h"
#include "shell/http/server.h"

namespace shuxin::http {
namespace {

using app::AccountKind;
using base::Json;

class AccountRoutes {
 public:
  AccountRoutes(app::Accounts& accounts, app::AccessLog& access_log, AccountRoutesOptions options)
      : accounts_(accounts), access_log_(access_log), options_(std::move(options)) {}

  Response sign_in(const Request& request) {
    const auto body = read_json(request, {text("login").longest(64), text("password").longest(256)});
    if (!body) return to_response(body.error(), request.language);
    const auto signed_in = accounts_.sign_in(*body->find_string("login"), *body->find_string("password"),
                                             request.client_address, request.at);
    if (!signed_in) return to_response(problem_of(signed_in.error()), request.language);
    if (!request.session_token.empty()) (void)accounts_.sign_out(request.session_token);
    Response response = describe(request, signed_in->session);
    response.headers.add("Set-Cookie", cookie(signed_in->token, options_.cookie_seconds));
    return response;
  }

  Response who(const Request& request) { return describe(request, *request.session); }

  Response sign_out(const Request& request) {
    const auto ended = accounts_.sign_out(request.session_token);
    if (!ended) return to_response(problem_of(ended.error()), request.language);
    Response response = no_content();
    response.headers.add("Set-Cookie", cookie("", 0));
    return response;
  }

  Response act_for(const Request& request) {
    const auto body = read_json(request, {text("mandate").nullable().longest(64)});
    if (!body) return to_response(body.error(), request.language);
    const auto session = accounts_.act_for(request.session_token, body->find_string("mandate"), request.at);
    if (!session) return to_response(problem_of(session.error()), request.language);
    return describe(request, *session);
  }

  Response sessions(const Request& request) {
    const auto all = accounts_.sessions(request.identity().account, request.at);
    if (!all) return to_response(problem_of(all.error()), request.language);
    Json::Array items;
    for (const app::SessionInfo& info : *all) {
      items.push_back(Json::object({{"id", info.id},
                                    {"started_at", info.started_at.to_string()},
                                    {"seen_at", info.seen_at.to_string()},
                                    {"ends_at", info.ends_at.to_string()},
                                    {"current", info.id == request.session->id}}));
    }
    return json_answer(Json::object({{"items", std::move(items)}}));
  }

  Response end_session(const Request& request) {
    const auto ended = accounts_.end_session(request.identity().account, request.path_parameter("id"));
    return ended ? no_content() : to_response(problem_of(ended.error()), request.language);
  }

  Response change_password(const Request& request) {
    const auto body = read_json(request, {text("current").longest(256), text("password").longest(256)});
    if (!body) return to_response(body.error(), request.language);
    const auto changed =
        accounts_.change_password(request.identity().account, *body->find_string("current"),
                                  *body->find_string("password"), request.session_token, request.at);
    if (changed) return no_content();
    const std::string pointer =
        changed.error().code() == "accounts.wrong-password" ? "/current" : pointer_of(changed.error().code());
    return to_response(at_field(changed.error(), pointer), request.language);
  }

  Response open_account(const Request& request) {
    auto body = read_json(
        request, {text("kind").one_of({"person", "enterprise", "officer"}), text("login").longest(64),
                  text("name").shortest(1).longest(120), text("uscc").optional().longest(40),
                  text("password").longest(256),
                  list("roles", {text("role").longest(64), text("organisation").longest(64)}).optional()});
    if (!body) return to_response(body.error(), request.language);
    app::NewAccount account;
    account.kind = *app::find_account_kind(*body->find_string("kind"));
    account.login = *body->find_string("login");
    account.name = *body->find_string("name");
    account.uscc = body->find_string("uscc").value_or("");
    account.password = *body->find_string("password");
    if (const Json* roles = body->find("roles")) {
      for (const Json& role : *roles->if_array()) {
        account.roles.push_back(
            {std::string(*role.find_string("role")), std::string(*role.find_string("organisation"))});
      }
    }
    if (const auto refusal = may_open(request, account)) return to_response(*refusal, request.language);
    const auto id = accounts_.open(account, request.at);
    if (!id) return to_response(at_field(id.error(), pointer_of(id.error().code())), request.language);
    return json_answer(
        Json::object({{"account", *id}, {"kind", to_string(account.kind)}, {"name", account.name}}), 201);
  }

  Response mandates(const Request& request) {
    const auto all = accounts_.mandates(request.identity().account);
    if (!all) return to_response(problem_of(all.error()), request.language);
    Json::Array given;
    Json::Array held;
    for (const app::Mandate& mandate : *all) {
      (mandate.principal == request.identity().account ? given : held)
          .push_back(to_json(mandate, request.at));
    }
    return json_answer(Json::object({{"given", std::move(given)}, {"held", std::move(held)}}));
  }

  Response give_mandate(const Request& request) {
    const auto body = read_json(request, {text("agent").longest(64), texts("matters").optional().longest(100),
                                          moment("from").optional(), moment("until").optional().nullable()});
    if (!body) return to_response(body.error(), request.language);
    // Whoever acts for another cannot hand that on: a mandate is given by the principal alone.
    if (request.identity().acting_for) {
      return to_response(problem(403, "accounts.mandate-by-agent"), request.language);
    }
    app::NewMandate mandate;
    mandate.principal = request.identity().account;
    mandate.agent_login = *body->find_string("agent");
    if (const Json* matters = body->find("matters")) {
      for (const Json& matter : *matters->if_array()) mandate.matters.push_back(*matter.if_string());
    }
    mandate.from = body->find("from") ? *base::Instant::parse(*body->find_string("from")) : request.at;
    if (const auto until = body->find_string("until")) mandate.until = base::Instant::parse(*until);
    const auto given = accounts_.give_mandate(mandate, request.at);
    if (!given)
      return to_response(at_field(given.error(), pointer_of(given.error().code())), request.language);
    return json_answer(to_json(*given, request.at), 201);
  }

  Response revoke_mandate(const Request& request) {
    const auto revoked =
        accounts_.revoke_mandate(request.identity().account, request.path_parameter("id"), request.at);
    return revoked ? no_content() : to_response(problem_of(revoked.error()), request.language);
  }

  Response demo_accounts(const Request&) {
    Json::Array items;
    for (const auto& [account, acts_for] : options_.demo_accounts) {
      items.push_back(Json::object({{"login", account.login},
                                    {"password", account.password},
                                    {"name", account.name},
                                    {"kind", to_string(account.kind)},
                                    {"roles", to_json(account.roles)}}));
    }
    return json_answer(Json::object({{"items", std::move(items)}}));
  }

  Response accesses(const Request& request) {
    const auto page = read_page(request, 1);
    if (!page) return to_response(page.error(), request.language);
    std::optional<std::int64_t> before;
    if (!page->after.empty()) before = Json(Json::Number{page->after[0]}).if_integer();
    // Whoever acts for a firm in all matters sees what was read of the firm.
    const app::Identity& identity = request.identity();
    const bool for_all = !identity.acting_for || identity.acting_for->matters.empty();
    const auto lines =
        access_log_.of_subject(for_all ? identity.on_behalf() : identity.account, page->limit, before);
    if (!lines) return to_response(problem_of(lines.error()), request.language);
    const auto body = accesses_json(*lines, page->limit, accounts_);
    return body ? json_answer(*body) : to_response(problem_of(body.error()), request.language);
  }

 private:
  [[nodiscard]] std::string cookie(std::string_view token, std::int64_t seconds) const {
    return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{}", session_cookie, token, seconds,
                       options_.has_secure_cookies ? "; Secure" : "");
  }

  // Persons open accounts for themselves, a few from one address; the account office opens any.
  std::optional<Problem> may_open(const Request& request, const app::NewAccount& account) {
    const bool is_office = request.session && request.session->identity.kind == AccountKind::Officer &&
                           request.session->identity.has_role(options_.account_office_role);
    if (is_office) return std::nullopt;
    if (account.kind != AccountKind::Person || !account.roles.empty()) {
      return problem(403, "accounts.office-only");
    }
    const auto wait = openings_.begin("open/" + request.client_address, request.client_address, request.at);
    if (wait == 0) return std::nullopt;
    return problem_of({{"accounts.too-many-attempts", {std::to_string((wait + 999) / 1000)}}});
  }

  Response describe(const Request& request, const app::Session& session) {
    const app::Identity& identity = session.identity;
    const auto mandates = accounts_.mandates(identity.account);
    if (!mandates) return to_response(problem_of(mandates.error()), request.language);
    Json::Array may_act_for;
    for (const app::Mandate& mandate : *mandates) {
      if (mandate.agent == identity.account && mandate.is_valid(request.at)) {
        may_act_for.push_back(to_json(mandate, request.at));
      }
    }
    Json account =
        Json::object({{"id", identity.account}, {"kind", to_string(identity.kind)}, {"name", identity.name}});
    if (identity.uscc) account.set("uscc", *identity.uscc);
    Json acting_for;
    if (identity.acting_for) {
      acting_for = Json::object({{"account", identity.acting_for->account},
                                 {"kind", to_string(identity.acting_for->kind)},
                                 {"name", identity.acting_for->name},
                                 {"mandate", identity.acting_for->mandate},
                                 {"matters", to_json(identity.acting_for->matters)}});
    }
    return json_answer(
        Json::object({{"account", std::move(account)},
                      {"roles", to_json(identity.roles)},
                      {"acting_for", std::move(acting_for)},
                      {"may_act_for", std::move(may_act_for)},
                      {"session", Json::object({{"id", session.id},
                                                {"started_at", session.started_at.to_string()},
                                                {"expires_at", session.expires_at.to_string()}})}}));
  }

  app::Accounts& accounts_;
  app::AccessLog& access_log_;
  const AccountRoutesOptions options_;
  app::SignInLimits openings_;
};

}  // namespace

std::vector<Route> account_routes(app::Accounts& accounts, app::AccessLog& access_log,
                                  AccountRoutesOptions options) {
  const bool is_demo = !options.demo_accounts.empty();
  auto routes = std::make_shared<AccountRoutes>(accounts, access_log, std::move(options));
  std::vector<Route> all;
  const auto add = [&](Method method, std::string pattern, Access access,
                       Response (AccountRoutes::*answer)(const Request&)) {
    Route route;
    route.method = method;
    route.pattern = std::move(pattern);
    route.access = access;
    route.handler = Handler([routes, answer](const Request& request) { return (*routes.*answer)(request); });
    route.limits.body_bytes = 16 * 1024;
    all.push_back(std::move(route));
  };
  add(Method::Post, "/api/v1/session", Access::Public, &AccountRoutes::sign_in);
  add(Method::Get, "/api/v1/session", Access::SignedIn, &AccountRoutes::who);
  add(Method::Delete, "/api/v1/session", Access::SignedIn, &AccountRoutes::sign_out);
  add(Method::Put, "/api/v1/session/acting-for", Access::SignedIn, &AccountRoutes::act_for);
  add(Method::Get, "/api/v1/sessions", Access::SignedIn, &AccountRoutes::sessions);
  add(Method::Delete, "/api/v1/sessions/{id}", Access::SignedIn, &AccountRoutes::end_session);
  add(Method::Put, "/api/v1/password", Access::SignedIn, &AccountRoutes::change_password);
  add(Method::Post, "/api/v1/accounts", Access::Public, &AccountRoutes::open_account);
  add(Method::Get, "/api/v1/mandates", Access::SignedIn, &AccountRoutes::mandates);
  add(Method::Post, "/api/v1/mandates", Access::SignedIn, &AccountRoutes::give_mandate);
  add(Method::Delete, "/api/v1/mandates/{id}", Access::SignedIn, &AccountRoutes::revoke_mandate);
  add(Method::Get, "/api/v1/accesses", Access::SignedIn, &AccountRoutes::accesses);
  if (is_demo) add(Method::Get, "/api/v1/demo-accounts", Access::Public, &AccountRoutes::demo_accounts);
  return all;
}

}  // namespace shuxin::http
