// Scores, ranks and grades firms, and matches them to policies, on request: one line in, one line of JSON
// out.
//   bench_columns ROWS THREADS; then lines `score`, `read`, `match`, `write FILE`
// Everything goes through the public face: formulas are texts of FEEL.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <malloc.h>
#include <thread>

#include "core/columns/aggregate.h"
#include "core/columns/program.h"

namespace {

using namespace shuxin;
using columns::Column;
using columns::Formula;
using columns::Program;
using columns::Table;

std::size_t threads = 2;

void in_parallel(std::size_t parts, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  const auto loop = [&] {
    for (std::size_t part = next++; part < parts; part = next++) work(part);
  };
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < std::min(threads, parts); ++i) others.emplace_back(loop);
  loop();
  for (std::thread& other : others) other.join();
}

/// The same numbers as the query in compare.mjs makes: i × a mod p, times b, mod q.
std::int64_t chance(std::int64_t i, std::int64_t a, std::int64_t most) {
  return (i * a % 1'000'003) * 7919 % 999'983 % most;
}

Table make_firms(std::size_t rows) {
  const auto numbers = [&](std::int64_t a, std::int64_t most, std::int64_t least, int scale) {
    columns::Cells<std::int64_t> made(rows);
    for (std::size_t i = 0; i < rows; ++i) made[i] = chance(static_cast<std::int64_t>(i), a, most) + least;
    return Column::of_scaled(std::move(made), scale);
  };
  Table firms;
  firms.set("tax", numbers(7841, 400'000, -5'000, 2));
  firms.set("sales", numbers(6121, 900'000, 0, 1));
  firms.set("value added", numbers(5237, 800'000, 0, 2));
  firms.set("land", numbers(4451, 20'000, 100, 2));
  firms.set("energy", numbers(3571, 600'000, 100, 2));
  firms.set("pollutants", numbers(2719, 3'000, 0, 2));
  firms.set("staff", numbers(1811, 900, 5, 0));
  firms.set("rnd", numbers(1049, 50'000, 0, 2));
  columns::ColumnBuilder industry(columns::Kind::Text, rows);
  std::vector<std::string> names;
  for (int i = 0; i < 31; ++i) names.push_back(fmt::format("C{}", 13 + i));
  for (std::size_t i = 0; i < rows; ++i)
    industry.add_text(names[static_cast<std::size_t>(chance(static_cast<std::int64_t>(i), 613, 31))]);
  firms.set("industry", std::move(industry).finish());
  return firms;
}

Program compiled(const std::vector<Formula>& formulas, const rules::Scope& scope) {
  auto made = Program::compile(formulas, scope);
  if (!made.value) {
    for (const auto& diagnostic : made.diagnostics)
      fmt::print(stderr, "{}\n", base::to_string(diagnostic, base::Language::English));
    std::exit(2);
  }
  return *std::move(made.value);
}

struct Result {
  Column total;
  Column rank;
  Column grade;
};

const std::string emission = "round half up(min(max(tax / pollutants / 200 * 10, 0), 15), 4)";

Result score(const Table& firms, bool tell) {
  auto begin = std::chrono::steady_clock::now();
  auto busy = std::clock();
  // The processor's time tells the work also where others use the machine.
  const auto lap = [&](const char* what) {
    if (!tell) return;
    const std::chrono::duration<double, std::milli> passed = std::chrono::steady_clock::now() - begin;
    fmt::print(stderr, "{} {:.1f} ms, processor {:.1f} ms\n", what, passed.count(),
               1e3 * static_cast<double>(std::clock() - busy) / CLOCKS_PER_SEC);
    begin = std::chrono::steady_clock::now();
    busy = std::clock();
  };
  const rules::Environment environment;
  Table inputs = firms;
  const Table emissions =
      compiled({{"emission", emission}}, firms.scope()).run(inputs, environment, in_parallel);
  lap("emission");
  const rules::Value mean = columns::aggregate(columns::Aggregate::Mean, *emissions.find("emission"),
                                               columns::Unknowns::Skip, in_parallel);
  lap("mean");
  inputs.set("emission", *emissions.find("emission"));
  inputs.set_constant("mean emission", mean);
  const std::vector<Formula> totals{
      {"s1", "round half up(min(max(tax / land / 20 * 40, 0), 60), 4)", false},
      {"s2", "round half up(min(max(sales / land / 350 * 20, 0), 30), 4)", false},
      {"s3", "round half up(min(max(tax / energy / 0.6 * 10, 0), 15), 4)", false},
      {"s4", "if emission = null then round half up(mean emission, 4) else emission", false},
      {"s5", "round half up(min(max(value added / staff / 25 * 10, 0), 15), 4)", false},
      {"s6", "round half up(min(max(rnd / sales / 0.03 * 10, 0), 15), 4)", false},
      {"total", "s1 + s2 + s3 + s4 + s5 + (if s6 = null then 0 else s6)"}};
  const Table totalled = compiled(totals, inputs.scope()).run(inputs, environment, in_parallel);
  lap("total");
  const columns::Groups groups = columns::group_by({firms.find("industry"), 1}, in_parallel);
  lap("groups");
  const columns::Criterion criterion{*totalled.find("total")};
  Table graded;
  graded.set("rank", columns::rank({&criterion, 1}, groups, in_parallel));
  lap("rank");
  const Column counts = columns::aggregate(columns::Aggregate::Count, criterion.column, groups,
                                           columns::Unknowns::Spoil, in_parallel);
  graded.set("n", columns::spread(counts, groups, in_parallel));
  lap("spread");
  const std::vector<Formula> grades{
      {"grade",
       "if rank / n <= 0.2 then \"A\" else if rank / n <= 0.6 then \"B\" else if rank / n <= 0.95 then \"C\" "
       "else \"D\""}};
  const Table made = compiled(grades, graded.scope()).run(graded, environment, in_parallel);
  lap("grade");
  return {criterion.column, *graded.find("rank"), *made.find("grade")};
}

/// 100 policies of five conditions each.
std::size_t match(const Table& firms) {
  std::vector<Formula> policies;
  for (int i = 0; i < 100; ++i)
    policies.push_back(
        {fmt::format("p{}", i),
         fmt::format("tax / land >= {} and staff in [{}..{}] and industry in (\"C{}\", \"C{}\", \"C{}\") and "
                     "rnd >= {} and not(pollutants > {}.5)",
                     i % 40, i % 50, 300 + i * 5, 13 + i % 31, 13 + (i * 7) % 31, 13 + (i * 11) % 31, i * 4,
                     10 + i % 20)});
  const Table made = compiled(policies, firms.scope()).run(firms, {}, in_parallel);
  std::atomic<std::size_t> matches = 0;
  in_parallel(made.columns().size(), [&](std::size_t i) {
    std::size_t count = 0;
    for (const std::uint8_t hit : made.columns()[i].second.booleans()) count += hit;
    matches += count;
  });
  return matches;
}

/// Reads each number once: what memory alone costs.
std::int64_t read(const Table& firms) {
  constexpr std::size_t part_rows = 1 << 16;
  std::atomic<std::int64_t> all = 0;
  in_parallel((firms.rows() + part_rows - 1) / part_rows, [&](std::size_t part) {
    std::int64_t sum = 0;
    const std::size_t from = part * part_rows;
    const std::size_t count = std::min(part_rows, firms.rows() - from);
    for (const auto& [name, column] : firms.columns()) {
      if (!column.integers().empty())
        for (const std::int64_t number : column.integers().subspan(from, count)) sum += number;
      else
        for (const std::uint32_t code : column.codes().subspan(from, count)) sum += code;
    }
    all += sum;
  });
  return all;
}

void write(const Result& result, const std::string& path) {
  std::ofstream file(path);
  std::string text;
  for (std::size_t row = 0; row < result.total.size(); ++row) {
    fmt::format_to(std::back_inserter(text), "{},{},{}\n", result.total.integers()[row],
                   result.rank.integers()[row], rules::to_text(result.grade.value(row)));
    if (text.size() > 1 << 20) file << text, text.clear();
  }
  file << text;
}

}  // namespace

int main(int count, char** words) {
  // What one round gives back is kept for the next: having pages cleared anew costs more than the kernels.
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, -1);
  const std::size_t rows = count > 1 ? std::stoull(words[1]) : 1'000'000;
  if (count > 2) threads = std::stoull(words[2]);
  const Table firms = make_firms(rows);
  std::cout << "{\"rows\": " << rows << "}" << std::endl;
  Result last;
  std::string line;
  while (std::getline(std::cin, line)) {
    std::size_t found = 0;
    const auto begin = std::chrono::steady_clock::now();
    if (line == "score" || line == "laps")
      last = score(firms, line == "laps");
    else if (line == "match")
      found = match(firms);
    else if (line == "read")
      found = static_cast<std::size_t>(read(firms));
    else if (line.starts_with("write "))
      write(last, line.substr(6));
    const double milliseconds =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    std::cout << fmt::format("{{\"milliseconds\": {:.3f}, \"found\": {}}}", milliseconds, found) << std::endl;
  }
  return 0;
}
