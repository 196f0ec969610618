// Runs scenario files: `scenarios [FILE or part of its name …]`; all below tests/scenarios without words.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <unistd.h>

#include "sentences.h"

namespace {

namespace fs = std::filesystem;
using namespace shuxin::scenarios;

std::vector<std::string> find_files(const fs::path& root, const std::vector<std::string>& wanted) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    const std::string path = entry.path().string();
    if (entry.path().extension() != ".case") continue;
    if (wanted.empty() || std::ranges::any_of(wanted, [&](const std::string& part) {
          return path.find(part) != std::string::npos;
        }))
      files.push_back(path);
  }
  std::ranges::sort(files);
  return files;
}

std::string catalogue_folder(const fs::path& source, const std::string& zone) {
  const fs::path real = source / "catalog" / zone;
  return (fs::exists(real) ? real : source / "tests/fixtures" / zone).string();
}

// The first fault ends a scenario: what follows would rest on it.
std::optional<std::string> run(const std::string& file, const fs::path& source, const std::string& scratch) {
  const ReadScenario read = read_scenario(file);
  if (read.fault) return read.fault;
  int line = 0;
  try {
    World world(catalogue_folder(source, read.scenario.zone), scratch);
    world.set_time(*shuxin::base::Date::parse("2022-01-04"), 9 * 60);
    for (const Line& one : read.scenario.lines) {
      line = one.number;
      carry_out(world, one);
    }
  } catch (const Failure& failure) {
    return fmt::format("{}:{}: {}", file, line, failure.text);
  }
  return std::nullopt;
}

}  // namespace

int main(int argc, char** argv) {
  const fs::path source = SHUXIN_SOURCE_DIR;
  const std::string scratch =
      (fs::temp_directory_path() / fmt::format("shuxin-scenarios-{}", getpid())).string();
  int failed = 0;
  const auto files = find_files(source / "tests/scenarios", {argv + 1, argv + argc});
  for (const std::string& file : files) {
    const auto fault = run(file, source, scratch);
    fmt::print("{} {}\n", fault ? "FAIL" : "ok  ", fs::path(file).lexically_relative(source).string());
    if (fault) fmt::print("     {}\n", *fault);
    failed += fault ? 1 : 0;
  }
  fmt::print("{} passed, {} failed\n", files.size() - static_cast<std::size_t>(failed), failed);
  return failed > 0 || files.empty() ? 1 : 0;
}
