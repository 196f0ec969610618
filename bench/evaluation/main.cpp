// An office's workbook of firms evaluated by the shipped program, and the laboratory over the same firms.
//   bench_evaluation SHUXIN SCHEME.yaml [--json] [--rows N]
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <functional>
#include <iterator>
#include <spawn.h>
#include <sys/wait.h>

#include "core/base/check.h"
#include "core/base/identifiers/credit_code.h"
#include "shell/app/evaluated_table.h"
#include "shell/documents/sheet_write.h"

namespace {

using namespace shuxin;
using base::Decimal;

/// As an office hands it in: Chinese headers with units, a title above them.
std::string workbook(std::size_t rows) {
  documents::WrittenSheet sheet;
  sheet.name = "企业";
  sheet.titles = {"企业数据表（虚构）"};
  for (const char* title :
       {"统一社会信用代码", "企业名称", "行业代码", "规模", "用地面积（亩）", "实缴税收（万元）",
        "销售收入（万元）", "工业增加值（万元）", "综合能耗（吨标准煤）", "用电量（千瓦时）",
        "主要污染物排放量（吨）", "职工人数", "研发费用（万元）", "加分", "减分"})
    sheet.columns.push_back({title});
  for (std::size_t row = 0; row < rows; ++row) {
    const auto i = static_cast<std::int64_t>(row);
    const auto chance = [&](std::int64_t by, std::int64_t most) {
      return (i * by % 1'000'003) * 7919 % 999'983 % most;
    };
    const auto hundredths = [](std::int64_t value) { return Decimal::of(value, 2); };
    const auto code = base::CreditCode::complete(fmt::format("91320600{:08}", row));
    base::check(code.has_value(), "invented codes are codes");
    sheet.rows.push_back({code->text(), fmt::format("示例{}公司（虚构）", row),
                          fmt::format("{}", 1300 + chance(613, 31) * 100),
                          std::string(i % 3 == 0 ? "规下" : "规上"), hundredths(chance(4451, 20'000) + 100),
                          hundredths(chance(7841, 400'000)), hundredths(chance(6121, 9'000'000) + 100),
                          hundredths(chance(5237, 800'000)), hundredths(chance(3571, 600'000) + 100),
                          Decimal(chance(2711, 9'000'000)), hundredths(chance(2719, 3'000) + 1),
                          Decimal(chance(1811, 900) + 5), hundredths(chance(1049, 50'000)),
                          Decimal(chance(17, 5)), Decimal(chance(29, 3))});
  }
  return documents::write_xlsx({sheet}, {1'651'118'400'000}).value();
}

double milliseconds_of(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

void print(bool json, const std::string& name, const std::function<void()>& work) {
  constexpr int rounds = 9;
  std::vector<double> times;
  work();
  for (int i = 0; i < rounds; ++i) times.push_back(milliseconds_of(work));
  std::ranges::sort(times);
  const double median = times[rounds / 2];
  if (json)
    fmt::print(
        R"({{"name": "{}", "unit": "ms", "ours": {:.2f}, "peer": null, "theirs": null, "ratio": null}})"
        "\n",
        name, median);
  else
    fmt::print("{:<60} {:.1f} ms\n", name, median);
}

/// A process of its own, its output thrown away.
void run(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", 1, 0);
  pid_t child = 0;
  base::check(posix_spawn(&child, arguments[0], &actions, nullptr, arguments.data(), environ) == 0,
              "it starts");
  int status = 0;
  waitpid(child, &status, 0);
  posix_spawn_file_actions_destroy(&actions);
  base::check(WIFEXITED(status) && WEXITSTATUS(status) == 0, "all firms are graded");
}

}  // namespace

int main(int count, char** words) {
  base::check(count >= 3, "usage: bench_evaluation SHUXIN SCHEME.yaml [--json] [--rows N]");
  bool json = false;
  std::size_t rows = 10'000;
  for (int i = 3; i < count; ++i) {
    json = json || std::string_view(words[i]) == "--json";
    if (std::string_view(words[i]) == "--rows" && i + 1 < count) rows = std::stoull(words[i + 1]);
  }
  std::string pattern = std::filesystem::temp_directory_path() / "shuxin-bench-XXXXXX";
  const std::string folder = mkdtemp(pattern.data());
  app::EvaluationInput input{.scheme = "bench", .table_name = "firms.xlsx", .table = workbook(rows)};
  std::ofstream(folder + "/firms.xlsx", std::ios::binary) << input.table;
  std::ifstream scheme(words[2]);
  input.scheme_source = {std::istreambuf_iterator<char>(scheme), {}};

  print(json, fmt::format("evaluate: {} firms of a workbook, whole process", rows),
        [&] { run({words[1], "evaluate", words[2], "--data", folder + "/firms.xlsx"}); });

  auto settings = catalog::read_settings(
      "set.yaml", "{indicators.I1.weight: 35, indicators.I2.weight: 25, classes.list.A.first: 25 %}");
  const auto given = app::evaluate_table(input).value();
  print(json, fmt::format("what if: other weights and bounds over {} firms", rows), [&] {
    auto changed = app::read_scheme_with("bench", input.scheme_source, settings.settings).value();
    const auto otherwise = app::evaluate_otherwise(given, std::move(changed)).value();
    const auto compared = evaluation::compare(given.evaluated_as_given(), otherwise.evaluated());
    base::check(!compared.winners.empty(), "somebody wins");
  });
  print(json, fmt::format("the smallest steps of one among {} firms", rows), [&] {
    const auto steps = evaluation::improvements(given.evaluated_as_given(), rows / 2);
    base::check(!steps.class_now.empty(), "the firm has a class");
  });
  std::filesystem::remove_all(folder);
  return 0;
}
