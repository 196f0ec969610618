#include "core/rules/table_report.h"

#include <algorithm>

namespace shuxin::rules::dmn {

std::string number(std::size_t rule) {
  return std::to_string(rule + 1);
}

std::string numbers(std::span<const std::size_t> rules) {
  std::string out;
  for (const std::size_t rule : rules) out += (out.empty() ? "" : ", ") + number(rule);
  return out;
}

Region Report::region(std::size_t rule) const {
  Region out;
  for (const Domain& domain : domains_) out.push_back(domain.cell(rule));
  return out;
}

bool Report::meet(std::size_t a, std::size_t b) const {
  return std::ranges::all_of(domains_,
                             [&](const Domain& domain) { return domain.cell(a).meets(domain.cell(b)); });
}

bool Report::within(std::size_t a, std::size_t b) const {
  return std::ranges::all_of(domains_,
                             [&](const Domain& domain) { return domain.cell(a).within(domain.cell(b)); });
}

std::vector<Value> Report::example_of(const Region& region) const {
  std::vector<Value> out;
  for (std::size_t column = 0; column < domains_.size(); ++column)
    out.push_back(domains_[column].sample(*region[column].first()));
  return out;
}

std::vector<std::string> Report::tests_of(const Region& region) const {
  std::vector<std::string> out;
  for (std::size_t column = 0; column < domains_.size(); ++column)
    out.push_back(domains_[column].tests(region[column]));
  return out;
}

std::string Report::in_words(const std::vector<std::string>& box) const {
  const bool matters = std::ranges::any_of(box, [](const std::string& test) { return test != "-"; });
  std::string out;
  for (std::size_t column = 0; column < box.size(); ++column)
    if (!matters || box[column] != "-")
      out += (out.empty() ? "" : "; ") + table_.inputs()[column].label + ": " + box[column];
  return out;
}

std::string Report::in_words(const std::vector<Value>& example) const {
  std::string out;
  for (std::size_t column = 0; column < example.size(); ++column)
    out += (out.empty() ? "" : "; ") + table_.inputs()[column].label + " = " + to_feel(example[column]);
  return out;
}

void Report::add_more(Finding::Kind kind, Finding::Weight weight, std::string code, std::size_t count) {
  add({kind, weight, table_.at(), {}, {}, {}, {std::move(code), {std::to_string(count)}}});
}

void Report::give_up(std::string code, std::vector<std::string> arguments, Position at) {
  add({Finding::Kind::NotAnalysed,
       Finding::Weight::Warning,
       at,
       {},
       {},
       {},
       {std::move(code), std::move(arguments)}});
}

std::vector<Finding> Report::take() {
  std::ranges::stable_sort(found_, {}, &Finding::kind);
  return std::move(found_);
}

}  // namespace shuxin::rules::dmn
