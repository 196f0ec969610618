#include "scenario.h"

#include <fstream>
#include <regex>

namespace shuxin::scenarios {
namespace {

std::string trim(const std::string& text) {
  const auto from = text.find_first_not_of(" \t\r");
  const auto until = text.find_last_not_of(" \t\r");
  return from == std::string::npos ? "" : text.substr(from, until - from + 1);
}

// The rest of the line after any of the words.
std::optional<std::string> after(const std::string& line, std::initializer_list<const char*> words) {
  for (const std::string word : words)
    if (line.starts_with(word)) return trim(line.substr(word.size()));
  return std::nullopt;
}

}  // namespace

ReadScenario read_scenario(const std::string& path) {
  ReadScenario read;
  read.scenario.file = path;
  std::ifstream in(path);
  static const std::regex dated(R"((\d{4}-\d{2}-\d{2}) (\d{2}):(\d{2})\s+(.+))");
  std::string raw;
  Line::Kind last = Line::Kind::Given;
  for (int number = 1; std::getline(in, raw); ++number) {
    const std::string line = trim(raw);
    if (line.empty() || line.starts_with('#')) continue;
    std::smatch match;
    Line parsed;
    parsed.number = number;
    if (const auto title = after(line, {"scenario:", "场景:"})) {
      read.scenario.title = *title;
      continue;
    }
    if (const auto zone = after(line, {"zone:", "园区:"})) {
      read.scenario.zone = *zone;
      continue;
    }
    if (const auto given = after(line, {"given ", "假定"})) {
      parsed.kind = Line::Kind::Given;
      parsed.text = *given;
    } else if (const auto then = after(line, {"then ", "那么"})) {
      parsed.kind = Line::Kind::Then;
      parsed.text = *then;
    } else if (const auto more = after(line, {"and ", "并且"})) {
      parsed.kind = last;
      parsed.text = *more;
    } else if (std::regex_match(line, match, dated)) {
      parsed.kind = Line::Kind::When;
      const auto day = base::Date::parse(match[1].str());
      if (!day) {
        read.fault = path + ":" + std::to_string(number) + ": no such day: " + match[1].str();
        return read;
      }
      parsed.day = *day;
      parsed.minute_of_day = std::stoi(match[2]) * 60 + std::stoi(match[3]);
      parsed.text = match[4];
    } else {
      read.fault = path + ":" + std::to_string(number) + ": neither given, a date, nor then: " + line;
      return read;
    }
    last = parsed.kind;
    read.scenario.lines.push_back(std::move(parsed));
  }
  return read;
}

}  // namespace shuxin::scenarios
