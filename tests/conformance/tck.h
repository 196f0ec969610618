// The test files of the DMN Technology Compatibility Kit: read, and compared as its published runners do.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/rules/feel.h"
#include "core/rules/value.h"

namespace shuxin::tck {

struct InputNode {
  std::string name;
  std::string name_space;  ///< of an imported model; empty for the main one
  rules::Value value;
};

struct ResultNode {
  std::string name;
  rules::Value expected;
};

enum class Target { Decision, KnowledgeModel, Service };

struct TestCase {
  std::string id;
  std::string description;
  Target target = Target::Decision;
  std::string invocable;
  std::vector<InputNode> inputs;
  std::vector<ResultNode> results;

  [[nodiscard]] bool expects_a_value() const;
};

struct TestFile {
  std::string model_name;
  std::vector<TestCase> cases;
};

/// Reads one test file; empty if it is none.
[[nodiscard]] std::optional<TestFile> read_test_file(const std::filesystem::path& path,
                                                     rules::Evaluation& evaluation);

/// The kit's equality: numbers within 10^-8, kinds never mixed, lists in order, contexts by their keys.
[[nodiscard]] bool agrees(const rules::Value& expected, const rules::Value& actual);

}  // namespace shuxin::tck
