#include "shell/app/catalogue_view.h"
#include "shell/http/answers.h"
#include "shell/http/case_answers.h"
#include "shell/http/case_routes.h"
#include "shell/http/conditions.h"
#include "shell/http/route_list.h"

namespace shuxin::http {
namespace {

using base::Json;

// The register that applicants choose from.
constexpr std::string_view sites = "site";

class DeskRoutes {
 public:
  explicit DeskRoutes(const CaseRooms& rooms) : rooms_(rooms) {}

  Response tasks(const Request& request) {
    const auto page = read_page(request, 3);
    if (!page) return to_response(page.error(), request.language);
    app::CaseView view(rooms_.service, request.identity(), request.at);
    return rows(view.show_tasks(page->limit, page->after), request);
  }
  Response desk_cases(const Request& request) {
    const auto page = read_page(request, 2);
    if (!page) return to_response(page.error(), request.language);
    app::CaseView view(rooms_.service, request.identity(), request.at);
    return rows(
        view.show_desk_cases(std::string(request.find_query("q").value_or("")),
                             std::string(request.find_query("state").value_or("")), page->limit, page->after),
        request);
  }
  Response packages(const Request& request) {
    app::CaseView view(rooms_.service, request.identity(), request.at);
    return answer(view.show_desk_packages(), request);
  }
  Response supervision(const Request& request) {
    app::CaseView view(rooms_.service, request.identity(), request.at);
    return answer(view.show_supervision(2000), request);
  }
  Response register_entries(const Request& request) {
    const auto page = read_page(request, 1);
    if (!page) return to_response(page.error(), request.language);
    const std::string kind = request.path_parameter("kind");
    const catalog::Register* definition = rooms_.service.catalogue().find_register(kind);
    // Applicants see the sites that they may choose from; what the zone holds about others is for officers.
    const bool officer = request.identity().kind == app::AccountKind::Officer;
    if (!definition || (!officer && kind != sites)) return not_found(request);
    const auto found = entries(*definition, std::string(request.find_query("q").value_or("")), *page);
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
    for (const catalog::Register& kind : rooms_.service.catalogue().registers)
      items.push_back(Json::object({{"kind", kind.id}, {"name", app::to_json(kind.name)}}));
    return json_answer(Json::object({{"items", std::move(items)}}));
  }

 private:
  base::Result<app::CaseView::Rows> entries(const catalog::Register& kind, const std::string& words,
                                            const Page& page) {
    app::CaseView::Rows found{Json::Array{}, {}};
    SHUXIN_TRY(const auto reads, rooms_.service.store().snapshot(rooms_.service.zone()));
    const std::string after = page.after.empty() ? "" : page.after[0];
    const std::string like = "%" + words + "%";
    std::vector<store::Value> values{rooms_.service.zone(), kind.id, after, like, like};
    // By a personal field an entry is found only by the whole value.
    std::string blind_places;
    std::vector<std::string> blind;
    for (const std::string& field : words.empty() ? std::vector<std::string>{} : app::blind_fields(kind)) {
      SHUXIN_TRY(std::string index, reads->blind_index(kind.id, field, words));
      if (index.empty()) continue;
      blind.push_back("%" + std::move(index) + "%");
      blind_places += " or fields like ?";
    }
    values.insert(values.end(), blind.begin(), blind.end());
    values.emplace_back(static_cast<std::int64_t>(page.limit + 1));
    std::optional<base::Error> fault;
    std::size_t count = 0;
    std::string last;
    const auto read = reads->query(
        "select key, version, fields from register_entries where zone = ? and kind = ? and ended = 0 and key "
        "> ? "
        "and (key like ? or fields like ?" +
            blind_places + ") order by key limit ?",
        values, [&](store::Row row) {
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
          found.items.push_back(Json::object(
              {{"key", last}, {"version", store::integer(row[1])}, {"fields", *std::move(fields)}}));
          return true;
        });
    if (!read) return std::unexpected(read.error());
    if (fault) return std::unexpected(*fault);
    if (kind.id == sites) return with_licences(*reads, std::move(found));
    return found;
  }

  // One address may hold several licences: how many stand at each of the sites (their names are public, but
  // not needed to choose).
  base::Result<app::CaseView::Rows> with_licences(store::Reads& reads, app::CaseView::Rows found) {
    Json::Array items;
    for (const Json& item : *found.items.if_array()) {
      SHUXIN_TRY(const auto tenants,
                 app::find_entries(reads, rooms_.service.catalogue(), rooms_.service.zone(),
                                   {"enterprise", "domicile_site", std::string(*item.find_string("key"))}));
      const auto licences = std::ranges::count_if(
          tenants.entries, [](const auto& one) { return one.fields.find_string("status") == "registered"; });
      Json counted = item;
      counted.set("licences", static_cast<std::int64_t>(licences));
      items.push_back(std::move(counted));
    }
    found.items = std::move(items);
    return found;
  }

  const CaseRooms rooms_;
};

}  // namespace

std::vector<Route> desk_routes(const CaseRooms& rooms) {
  RouteList<DeskRoutes> routes(std::make_shared<DeskRoutes>(rooms));
  routes.add(Method::Get, "/api/v1/desk/tasks", Access::Officers, &DeskRoutes::tasks);
  routes.add(Method::Get, "/api/v1/desk/cases", Access::Officers, &DeskRoutes::desk_cases);
  routes.add(Method::Get, "/api/v1/desk/packages", Access::Officers, &DeskRoutes::packages);
  routes.add(Method::Get, "/api/v1/desk/supervision", Access::Officers, &DeskRoutes::supervision);
  routes.add(Method::Get, "/api/v1/registers", Access::Officers, &DeskRoutes::registers);
  routes.add(Method::Get, "/api/v1/registers/{kind}", Access::SignedIn, &DeskRoutes::register_entries);
  return routes.take();
}

}  // namespace shuxin::http
