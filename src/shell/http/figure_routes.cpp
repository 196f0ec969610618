#include "shell/http/figure_routes.h"

#include <charconv>

#include "shell/app/figures_sheet.h"
#include "shell/app/figures_view.h"
#include "shell/http/answers.h"
#include "shell/http/case_answers.h"
#include "shell/http/conditions.h"
#include "shell/http/route_list.h"

namespace shuxin::http {
namespace {

using base::Json;

constexpr int most_periods = 10;

class FigureRoutes {
 public:
  FigureRoutes(const app::FigureService& figures, bool demonstration)
      : figures_(figures), demonstration_(demonstration) {}

  Response all(const Request& request) { return answer(all_as_json(request), request); }
  Response one(const Request& request) {
    const auto computed = compute_one(request);
    if (!computed) return failed_figure(computed.error(), request);
    const indicators::Figure& figure = *computed->find(request.path_parameter("id"));
    Json body = app::figure_json(figure, figures_.definitions());
    body.set("year", computed->year);
    body.set("as_of", computed->asked.as_of.to_string());
    body.set("method", app::method_json(figure, figures_.definitions(), figures_.catalogue()));
    return json_answer(body);
  }
  Response records(const Request& request) {
    const auto page = read_page(request, 1);
    if (!page) return to_response(page.error(), request.language);
    const auto computed = compute_one(request);
    if (!computed) return failed_figure(computed.error(), request);
    std::size_t after = 0;
    if (!page->after.empty()) {
      const std::string& text = page->after[0];
      const auto read = std::from_chars(text.data(), text.data() + text.size(), after);
      if (read.ec != std::errc{} || read.ptr != text.data() + text.size())
        return to_response(problem(400, "http.cursor"), request.language);
    }
    const indicators::Figure& figure = *computed->find(request.path_parameter("id"));
    // ?sort=FIELD, or -FIELD from the last to the first.
    std::string_view sort = request.find_query("sort").value_or("");
    const bool descending = sort.starts_with('-');
    if (descending) sort.remove_prefix(1);
    const app::RecordOrder order{std::string(request.find_query("set").value_or("")), std::string(sort),
                                 descending};
    Json body = app::records_json(*computed, figure, after, page->limit, order);
    const Json* next = body.find("next");
    Json items = *body.find("records");
    Json out = Json::object({{"items", std::move(items)}, {"total", *body.find("total")}});
    if (next->if_string()) out.set("next", to_cursor({*next->if_string()}));
    return json_answer(out);
  }
  // The records of one figure as CSV; as a workbook with the figure and those it needs before them.
  Response file(const Request& request) {
    const auto computed = compute_one(request, app::shown_periods);
    if (!computed) return failed_figure(computed.error(), request);
    const std::string id = request.path_parameter("id");
    const std::string format(request.find_query("format").value_or("csv"));
    if (format == "csv")
      return file_of(documents::write_csv(app::records_sheet(*computed, *computed->find(id),
                                                             figures_.catalogue(), request.language)),
                     id, computed->year, format);
    const auto written = format == "xlsx"
                             ? app::figures_file(*computed, figures_.definitions(), figures_.catalogue(), {},
                                                 format, request.at, request.language, demonstration_)
                             : base::fail("indicators.out", {format});
    if (!written) return failed(written.error(), request);
    return file_of(*written, id, computed->year, format);
  }
  Response bulletin(const Request& request) {
    auto asked = asked_of(request, {});
    if (!asked) return failed(asked.error(), request);
    asked->periods = app::shown_periods;
    const auto computed = figures_.compute(*asked, request.at);
    if (!computed) return failed(computed.error(), request);
    const auto targets = figures_.targets(*computed, *asked, request.at);
    if (!targets) return failed(targets.error(), request);
    const std::string format(request.find_query("format").value_or("pdf"));
    const auto written = app::figures_file(*computed, figures_.definitions(), figures_.catalogue(), *targets,
                                           format, request.at, request.language, demonstration_);
    if (!written) return failed(written.error(), request);
    return file_of(*written, "bulletin", computed->year, format);
  }

 private:
  static Response file_of(std::string bytes, const std::string& name, int year, const std::string& format) {
    Response response;
    response.headers.set("Content-Type", format == "pdf"   ? "application/pdf"
                                         : format == "csv" ? "text/csv; charset=utf-8"
                                                           : "application/vnd.openxmlformats-officedocument."
                                                             "spreadsheetml.sheet");
    response.headers.set("Content-Disposition",
                         "attachment; filename=\"" + name + "-" + std::to_string(year) + "." + format + "\"");
    response.body = std::move(bytes);
    return response;
  }

  // ?as_of=DAY, ?known_at=DAY, ?year=YYYY, ?periods=N.
  base::Result<app::FiguresAsked> asked_of(const Request& request, std::vector<std::string> names) const {
    app::FiguresAsked asked{std::move(names), {}, {}, {}};
    const auto day = [&](std::string_view name) -> base::Result<std::optional<base::Date>> {
      const auto text = request.find_query(name);
      if (!text) return std::nullopt;
      const auto read = base::Date::parse(*text);
      if (!read) return base::fail("catalog.malformed-date", {std::string(*text)});
      return read;
    };
    SHUXIN_TRY(asked.as_of, day("as_of"));
    SHUXIN_TRY(const auto known, day("known_at"));
    if (known) asked.known_at = figures_.catalogue().calendar.end_of_day(*known);
    const auto number = [&](std::string_view name, int least, int most) -> base::Result<std::optional<int>> {
      const auto text = request.find_query(name);
      if (!text) return std::nullopt;
      int read = 0;
      const auto [end, fault] = std::from_chars(text->data(), text->data() + text->size(), read);
      if (fault != std::errc{} || end != text->data() + text->size() || read < least || read > most)
        return base::fail("http.query-number",
                          {std::string(name), std::to_string(least), std::to_string(most)});
      return read;
    };
    SHUXIN_TRY(asked.year, number("year", 1900, 9999));
    SHUXIN_TRY(const auto periods, number("periods", 1, most_periods));
    asked.periods = periods.value_or(1);
    return asked;
  }

  base::Result<Json> all_as_json(const Request& request) const {
    SHUXIN_TRY(const app::FiguresAsked asked, asked_of(request, {}));
    SHUXIN_TRY(const indicators::Figures computed, figures_.compute(asked, request.at));
    SHUXIN_TRY(const auto targets, figures_.targets(computed, asked, request.at));
    return app::figures_json(computed, figures_.definitions(), targets);
  }

  base::Result<indicators::Figures> compute_one(const Request& request, int periods = 0) const {
    SHUXIN_TRY(app::FiguresAsked asked, asked_of(request, {request.path_parameter("id")}));
    if (periods > 0) asked.periods = periods;
    return figures_.compute(asked, request.at);
  }

  static Response failed_figure(const base::Error& error, const Request& request) {
    return error.code() == "indicators.unknown" ? not_found(request) : failed(error, request);
  }

  const app::FigureService& figures_;
  bool demonstration_;
};

}  // namespace

std::vector<Route> figure_routes(const app::FigureService& figures, bool demonstration) {
  RouteList<FigureRoutes> routes(std::make_shared<FigureRoutes>(figures, demonstration));
  routes.add(Method::Get, "/api/v1/indicators", Access::Officers, &FigureRoutes::all);
  routes.add(Method::Get, "/api/v1/indicators/{id}", Access::Officers, &FigureRoutes::one);
  routes.add(Method::Get, "/api/v1/indicators/{id}/records", Access::Officers, &FigureRoutes::records);
  routes.add(Method::Get, "/api/v1/indicators/{id}/file", Access::Officers, &FigureRoutes::file);
  routes.add(Method::Get, "/api/v1/bulletin", Access::Officers, &FigureRoutes::bulletin);
  return routes.take();
}

}  // namespace shuxin::http
