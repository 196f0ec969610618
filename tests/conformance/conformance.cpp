// Runs every case of the DMN Technology Compatibility Kit against core/rules:
// conformance [KIT] [--exceptions DMN.md] [--only TEXT]. Prints the cases that fail and two figures; fails if
// a case fails that the exceptions (the table "Cases not passed" of docs/formats/dmn.md) do not give a reason
// for.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "core/rules/dmn.h"
#include "core/rules/dmn_reader.h"
#include "tck.h"

namespace shuxin::tck {
namespace {

namespace fs = std::filesystem;
using rules::Value;

std::string read_bytes(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

/// The tz database of the system.
class SystemZones final : public rules::ZoneSource {
 public:
  [[nodiscard]] rules::Ref<rules::Zone> find(std::string_view name) const override {
    const std::string key(name);
    if (const auto known = zones_.find(key); known != zones_.end()) return known->second;
    rules::Ref<rules::Zone> zone;
    const bool is_name = !key.empty() && key[0] != '/' && key.find("..") == std::string::npos;
    if (const fs::path path = fs::path("/usr/share/zoneinfo") / key; is_name && fs::is_regular_file(path))
      if (auto parsed = rules::Zone::parse(key, read_bytes(path))) zone = *parsed;
    return zones_[key] = zone;
  }

 private:
  mutable std::map<std::string, rules::Ref<rules::Zone>> zones_;
};

struct Figures {
  int all = 0, all_passed = 0;
  int valued = 0, valued_passed = 0;
  int unexplained = 0;
};

class Runner {
 public:
  Runner(std::set<std::string> exceptions, std::string only)
      : exceptions_(std::move(exceptions)), only_(std::move(only)), evaluation_(environment()) {}

  void run_folder(const fs::path& folder) {
    std::vector<fs::path> tests;
    std::vector<fs::path> models;
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().extension() == ".xml") tests.push_back(entry.path());
      if (entry.path().extension() == ".dmn") models.push_back(entry.path());
    }
    std::ranges::sort(tests);
    std::ranges::sort(models);
    for (const fs::path& path : tests)
      if (const auto file = read_test_file(path, evaluation_)) run_file(folder, *file, models);
  }

  [[nodiscard]] const Figures& figures() const { return figures_; }

 private:
  rules::Environment environment() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now).count();
    rules::DateTime at;
    at.date = {seconds / 86400};
    at.time.nanoseconds = seconds % 86400 * 1'000'000'000;
    at.time.tie = rules::Tie::Offset;
    return {.now = at, .zones = &zones_};
  }

  void run_file(const fs::path& folder, const TestFile& file, std::vector<fs::path> models) {
    std::ranges::stable_partition(models,
                                  [&](const fs::path& path) { return path.filename() == file.model_name; });
    std::vector<rules::dmn::Definitions> read;
    for (const fs::path& path : models) {
      auto result = rules::dmn::read(path.filename(), read_bytes(path));
      if (result.model) read.push_back(*std::move(result.model));
    }
    const auto compiled = rules::dmn::Model::compile(std::move(read));
    for (const TestCase& test : file.cases) run_case(folder.filename(), *compiled.model, test);
  }

  void run_case(const std::string& folder, const rules::dmn::Model& model, const TestCase& test) {
    if (!only_.empty() && (folder + "/" + test.id).find(only_) == std::string::npos) return;
    evaluation_.reset_steps();
    rules::dmn::Run run(model, evaluation_);
    for (const InputNode& input : test.inputs) give(model, run, input);
    std::map<std::string, Value> results = evaluate(model, run, test);
    std::string faults;
    for (const ResultNode& result : test.results) {
      const Value& actual = results[result.name];
      if (agrees(result.expected, actual)) continue;
      faults += fmt::format("\n    {}: expected {}, got {}", result.name, to_feel(result.expected),
                            to_feel(actual));
      if (actual.is_null()) faults += "\n      " + explain(actual, base::Language::English);
    }
    ++figures_.all;
    if (test.expects_a_value()) ++figures_.valued;
    if (faults.empty()) {
      ++figures_.all_passed;
      if (test.expects_a_value()) ++figures_.valued_passed;
      return;
    }
    const bool known = exceptions_.contains(folder + " " + test.id);
    if (!known) ++figures_.unexplained;
    fmt::print("{} {} {}{}\n", known ? "known" : "FAIL ", folder, test.id, faults);
  }

  static void give(const rules::dmn::Model& model, rules::dmn::Run& run, const InputNode& input) {
    using rules::dmn::NodeKind;
    for (const NodeKind kind : {NodeKind::InputData, NodeKind::Decision}) {
      const auto node = input.name_space.empty() ? model.find(input.name, kind)
                                                 : model.find_in(input.name_space, input.name, kind);
      if (!node) continue;
      run.give(*node, input.value);
      return;
    }
  }

  std::map<std::string, Value> evaluate(const rules::dmn::Model& model, rules::dmn::Run& run,
                                        const TestCase& test) {
    using rules::dmn::NodeKind;
    std::map<std::string, Value> results;
    if (test.target == Target::Service) {
      if (const auto service = model.find(test.invocable, NodeKind::Service))
        for (auto& [node, value] : run.evaluate_service(*service))
          results[model.nodes()[node].name] = std::move(value);
      return results;
    }
    for (const ResultNode& result : test.results)
      if (const auto node = model.find(result.name, NodeKind::Decision))
        results[result.name] = run.evaluate(*node);
    return results;
  }

  std::set<std::string> exceptions_;
  std::string only_;
  SystemZones zones_;
  rules::Evaluation evaluation_;
  Figures figures_;
};

/// Rows `| folder | case | reason |` of the section "Cases not passed", as "folder case".
std::set<std::string> read_exceptions(const fs::path& path) {
  std::set<std::string> out;
  std::ifstream in(path);
  bool within = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("#")) within = line.find("Cases not passed") != std::string::npos;
    if (!within || !line.starts_with("|")) continue;
    std::istringstream cells(line.substr(1));
    std::string folder, id, reason;
    std::getline(cells, folder, '|');
    std::getline(cells, id, '|');
    std::getline(cells, reason, '|');
    const auto bare = [](std::string text) {
      std::erase_if(text, [](char c) { return c == ' ' || c == '`'; });
      return text;
    };
    if (!bare(reason).empty()) out.insert(bare(folder) + " " + bare(id));
  }
  return out;
}

int run_all(int argc, char** argv) {
  fs::path kit = "tests/conformance/dmn-tck";
  std::set<std::string> exceptions;
  std::string only;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--exceptions" && i + 1 < argc) {
      exceptions = read_exceptions(argv[++i]);
    } else if (word == "--only" && i + 1 < argc) {
      only = argv[++i];
    } else {
      kit = word;
    }
  }
  std::vector<fs::path> folders;
  for (const auto& entry : fs::recursive_directory_iterator(kit))
    if (entry.is_directory() && entry.path().string().find("non-compliant") == std::string::npos)
      folders.push_back(entry.path());
  std::ranges::sort(folders);
  Runner runner(std::move(exceptions), std::move(only));
  for (const fs::path& folder : folders) runner.run_folder(folder);
  const Figures& figures = runner.figures();
  fmt::print("all cases:          {} of {}\n", figures.all_passed, figures.all);
  fmt::print("expecting a value:  {} of {}\n", figures.valued_passed, figures.valued);
  return figures.unexplained == 0 && figures.all > 0 ? 0 : 1;
}

}  // namespace
}  // namespace shuxin::tck

int main(int argc, char** argv) {
  return shuxin::tck::run_all(argc, argv);
}
