// What is drawn of a figure, the same on paper and in a workbook.
#include "core/indicators/print.h"
#include "shell/app/figures_view.h"

namespace shuxin::app {
namespace {

using base::Text;
using indicators::Figure;

ShownChart::Point point(const Figure& figure, Text label, const std::optional<base::Decimal>& amount) {
  return {std::move(label), amount,
          amount ? indicators::print_amount(*figure.indicator, *amount) : Text{"尚不可知", "not known"}};
}

}  // namespace

std::vector<ShownChart> charts_of(const Figure& figure) {
  std::vector<ShownChart> charts;
  const Text& name = figure.indicator->name;
  if (figure.periods.size() > 1) {
    ShownChart chart{{name.zh + "，各年", name.en + ", by year"}, {"年度", "Year"}, true, {}};
    for (const indicators::Period& one : figure.periods) {
      const std::string year = std::to_string(one.year);
      chart.points.push_back(point(figure, {year, year}, one.rounded));
    }
    charts.push_back(std::move(chart));
  }
  if (figure.groups.size() > 1) {
    ShownChart chart{{name.zh + "，按" + figure.grouped_by.zh, name.en + ", by " + figure.grouped_by.en},
                     figure.grouped_by,
                     false,
                     {}};
    for (const indicators::Group& one : figure.groups)
      chart.points.push_back(point(figure, one.name, one.rounded));
    charts.push_back(std::move(chart));
  }
  return charts;
}

}  // namespace shuxin::app
