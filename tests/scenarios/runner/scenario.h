// A scenario file: a story of a case that an official can read, line by line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/date.h"

namespace shuxin::scenarios {

/// given …, a dated line (somebody does something, or time passes), or then ….
struct Line {
  enum class Kind { Given, When, Then };
  Kind kind = Kind::Given;
  int number = 0;    ///< in the file
  std::string text;  ///< without the leading word or date
  base::Date day;    ///< of a dated line, in the zone's time
  int minute_of_day = 0;
};

struct Scenario {
  std::string file;
  std::string title;
  std::string zone;  ///< folder of the catalogue below catalog/ or tests/fixtures/
  std::vector<Line> lines;
};

/// Reads a file; the fault (with its line) if a line is neither given, dated nor then.
struct ReadScenario {
  Scenario scenario;
  std::optional<std::string> fault;
};
[[nodiscard]] ReadScenario read_scenario(const std::string& path);

}  // namespace shuxin::scenarios
