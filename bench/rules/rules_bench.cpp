// bench_rules --work: prints the work as JSON. bench_rules --case NAME [--milliseconds N]: measures one case
// and prints {"name", "nanoseconds", "answers"}; single thread, everything parsed before, no trace.
#include <chrono>
#include <cstdlib>
#include <fmt/format.h>

#include "core/rules/dmn.h"
#include "core/rules/dmn_reader.h"
#include "work.h"

namespace shuxin::bench {
namespace {

using rules::Value;
using Clock = std::chrono::steady_clock;

/// Nanoseconds of one call, over at least so many milliseconds; `work(i)` does the i-th.
template <typename Work>
double measure(int milliseconds, Work work) {
  for (std::size_t i = 0; i < 1000; ++i) work(i);
  const auto begin = Clock::now();
  const auto until = begin + std::chrono::milliseconds(milliseconds);
  std::size_t done = 0;
  while (Clock::now() < until)
    for (int i = 0; i < 256; ++i) work(done++);
  return std::chrono::duration<double, std::nano>(Clock::now() - begin).count() / static_cast<double>(done);
}

std::vector<std::vector<Value>> values_of(const std::vector<std::vector<std::string>>& rows,
                                          rules::Evaluation& evaluation) {
  std::vector<std::vector<Value>> out;
  for (const auto& row : rows) {
    std::vector<Value> values;
    for (const std::string& text : row) {
      const auto compiled = rules::compile(text, {});
      values.push_back(compiled.value ? compiled.value->evaluate({}, evaluation) : Value());
    }
    out.push_back(std::move(values));
  }
  return out;
}

void report(const std::string& name, double nanoseconds, base::Json answers) {
  fmt::print("{}\n",
             base::Json::object({{"name", name},
                                 {"nanoseconds", base::Json::Number{fmt::format("{:.2f}", nanoseconds)}},
                                 {"answers", std::move(answers)}})
                 .to_string());
}

void run(const Micro& micro, int milliseconds) {
  rules::Evaluation evaluation(rules::Environment{});
  const auto rows = values_of(micro.rows, evaluation);
  rules::Scope scope;
  for (std::size_t i = 0; i < micro.parameters.size(); ++i)
    scope.variables.push_back({micro.parameters[i], type_of(rows[0][i])});
  const auto compiled = rules::compile(micro.expression, scope);
  if (!compiled.value) return;
  const rules::Expression& expression = *compiled.value;
  base::Json answers{base::Json::Array{}};
  for (const auto& row : rows) answers.push_back(to_json(expression.evaluate(row, evaluation)));
  const double nanoseconds = measure(milliseconds, [&](std::size_t i) {
    evaluation.reset_steps();
    const Value value = expression.evaluate(rows[i % rows.size()], evaluation);
    if (value.is_null()) std::abort();
  });
  report(micro.name, nanoseconds, std::move(answers));
}

void run(const TableWork& table, int milliseconds) {
  rules::Evaluation evaluation(rules::Environment{});
  const auto rows = values_of(table.rows, evaluation);
  auto read = rules::dmn::read("bench.dmn", table.to_dmn());
  if (!read.model) return;
  std::vector<rules::dmn::Definitions> files;
  files.push_back(*std::move(read.model));
  const auto compiled = rules::dmn::Model::compile(std::move(files));
  const rules::dmn::Model& model = *compiled.model;
  const auto decision = model.find("result", rules::dmn::NodeKind::Decision);
  std::vector<rules::dmn::NodeIndex> inputs;
  for (const std::string& column : table.columns)
    inputs.push_back(*model.find(column, rules::dmn::NodeKind::InputData));
  rules::dmn::Run run(model, evaluation);
  const auto decide = [&](std::size_t i) -> const Value& {
    evaluation.reset_steps();
    run.clear();
    const auto& row = rows[i % rows.size()];
    for (std::size_t column = 0; column < inputs.size(); ++column) run.give(inputs[column], row[column]);
    return run.evaluate(*decision);
  };
  base::Json answers{base::Json::Array{}};
  for (std::size_t i = 0; i < rows.size(); ++i) answers.push_back(to_json(decide(i)));
  std::size_t hits = 0;
  const double nanoseconds =
      measure(milliseconds, [&](std::size_t i) { hits += decide(i).is_null() ? 0 : 1; });
  if (hits == 0) std::abort();
  report(table.name, nanoseconds, std::move(answers));
}

int main_of(int argc, char** argv) {
  const auto micros = micro_work();
  const auto tables = table_work();
  std::string wanted;
  int milliseconds = 300;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--work") {
      fmt::print("{}\n", to_json(micros, tables).to_string());
      return 0;
    }
    if (word == "--case" && i + 1 < argc) wanted = argv[++i];
    if (word == "--milliseconds" && i + 1 < argc) milliseconds = std::atoi(argv[++i]);
  }
  for (const Micro& micro : micros)
    if (wanted.empty() || micro.name == wanted) run(micro, milliseconds);
  for (const TableWork& table : tables)
    if (wanted.empty() || table.name == wanted) run(table, milliseconds);
  return 0;
}

}  // namespace
}  // namespace shuxin::bench

int main(int argc, char** argv) {
  return shuxin::bench::main_of(argc, argv);
}
