#include "work.h"

#include <fmt/format.h>

namespace shuxin::bench {
namespace {

/// A row of numbers that is the same in every run (Knuth's linear congruence).
class Numbers {
 public:
  std::uint64_t below(std::uint64_t bound) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return (state_ >> 33) % bound;
  }

 private:
  std::uint64_t state_ = 20260101;
};

constexpr const char* regions[] = {"north", "south", "east", "west", "centre", "coast", "islands", "border"};

std::string quoted(std::string_view text) {
  return fmt::format("\"{}\"", text);
}

/// Rules that cut `age` × `amount` into disjoint strips, narrowed by region, membership and score.
TableWork strips(std::string name, std::string hit_policy, std::size_t rules) {
  TableWork out{.name = std::move(name),
                .hit_policy = std::move(hit_policy),
                .columns = {"age", "region", "amount", "member", "score"},
                .types = {"number", "string", "number", "boolean", "number"}};
  Numbers numbers;
  const bool first = out.hit_policy == "FIRST";
  const std::size_t width = 10;
  for (std::size_t rule = 0; rule < rules; ++rule) {
    const std::size_t low = rule * width;
    std::vector<std::string> cells;
    cells.push_back(fmt::format("[{}..{})", low, low + width));
    cells.push_back(rule % 3 == 0
                        ? "-"
                        : fmt::format("{}, {}, {}, {}", quoted(regions[rule % 8]),
                                      quoted(regions[(rule + 1) % 8]), quoted(regions[(rule + 3) % 8]),
                                      quoted(regions[(rule + 6) % 8])));
    cells.push_back(rule % 4 == 0
                        ? fmt::format(">= {}", numbers.below(50) * 100)
                        : fmt::format("[{}..{}]", numbers.below(20) * 100, 5000 + numbers.below(5000)));
    cells.push_back(rule % 5 == 0 ? "true" : "-");
    cells.push_back(rule % 2 == 0 ? fmt::format("< {}.5", 40 + numbers.below(60)) : "-");
    out.rules.push_back(std::move(cells));
  }
  if (first) out.rules.back() = {"-", "-", "-", "-", "-"};
  for (int row = 0; row < 256; ++row) {
    out.rows.push_back({std::to_string(numbers.below(rules * width)), quoted(regions[numbers.below(8)]),
                        fmt::format("{}.{:02}", numbers.below(9000), numbers.below(100)),
                        numbers.below(2) == 0 ? "true" : "false", std::to_string(numbers.below(100))});
  }
  return out;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char byte : text) out += byte == '<' ? "&lt;" : byte == '>' ? "&gt;" : std::string(1, byte);
  return out;
}

base::Json strings(const std::vector<std::string>& items) {
  base::Json out{base::Json::Array{}};
  for (const std::string& item : items) out.push_back(item);
  return out;
}

base::Json lists(const std::vector<std::vector<std::string>>& rows) {
  base::Json out{base::Json::Array{}};
  for (const auto& row : rows) out.push_back(strings(row));
  return out;
}

}  // namespace

std::string TableWork::to_dmn() const {
  std::string out =
      "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' namespace='urn:bench' name='bench'>";
  std::string requirements;
  std::string inputs;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    out += fmt::format("<inputData id='i{}' name='{}'><variable name='{}' typeRef='{}'/></inputData>", i,
                       columns[i], columns[i], types[i]);
    requirements +=
        fmt::format("<informationRequirement><requiredInput href='#i{}'/></informationRequirement>", i);
    inputs += fmt::format("<input><inputExpression typeRef='{}'><text>{}</text></inputExpression></input>",
                          types[i], columns[i]);
  }
  out += fmt::format(
      "<decision id='d' name='result'><variable name='result' typeRef='number'/>{}<decisionTable "
      "hitPolicy='{}'>{}<output/>",
      requirements, hit_policy, inputs);
  for (std::size_t rule = 0; rule < rules.size(); ++rule) {
    out += "<rule>";
    for (const std::string& cell : rules[rule])
      out += "<inputEntry><text>" + escaped(cell) + "</text></inputEntry>";
    out += fmt::format("<outputEntry><text>{}</text></outputEntry></rule>", rule + 1);
  }
  return out + "</decisionTable></decision></definitions>";
}

std::vector<Micro> micro_work() {
  std::vector<Micro> out;
  Micro branch{"feel if", "if a > 10 and b in [1..5] then \"x\" else \"y\"", {"a", "b"}, {}};
  for (int i = 0; i < 64; ++i) branch.rows.push_back({std::to_string(i % 21), std::to_string(i % 7)});
  out.push_back(std::move(branch));
  Micro dates{"feel date arithmetic", "d + p > e", {"d", "p", "e"}, {}};
  for (int i = 0; i < 64; ++i)
    dates.rows.push_back({fmt::format("date(\"2024-{:02}-{:02}\")", i % 12 + 1, i % 28 + 1),
                          fmt::format("duration(\"P{}M\")", i % 30), "date(\"2025-03-15\")"});
  out.push_back(std::move(dates));
  Micro filter{"feel filter over 20 items", "items[price > 10 and kind = \"a\"]", {"items"}, {}};
  std::string items;
  for (int i = 0; i < 20; ++i)
    items +=
        fmt::format("{}{{price: {}, kind: \"{}\"}}", i == 0 ? "[" : ", ", i * 3 % 20, i % 2 == 0 ? "a" : "b");
  filter.rows.push_back({items + "]"});
  out.push_back(std::move(filter));
  return out;
}

std::vector<TableWork> table_work() {
  return {strips("table 20 x 5", "UNIQUE", 20), strips("table 1000 x 5", "UNIQUE", 1000),
          strips("table 3700 x 5 FIRST", "FIRST", 3700)};
}

base::Json to_json(const std::vector<Micro>& micros, const std::vector<TableWork>& tables) {
  base::Json out;
  base::Json micro_list{base::Json::Array{}};
  for (const Micro& micro : micros)
    micro_list.push_back(base::Json::object({{"name", micro.name},
                                             {"expression", micro.expression},
                                             {"parameters", strings(micro.parameters)},
                                             {"rows", lists(micro.rows)}}));
  base::Json table_list{base::Json::Array{}};
  for (const TableWork& table : tables)
    table_list.push_back(base::Json::object({{"name", table.name},
                                             {"hitPolicy", table.hit_policy},
                                             {"columns", strings(table.columns)},
                                             {"rules", lists(table.rules)},
                                             {"rows", lists(table.rows)}}));
  out.set("micros", std::move(micro_list));
  out.set("tables", std::move(table_list));
  return out;
}

}  // namespace shuxin::bench
