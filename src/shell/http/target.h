// Target: the path and query of a request line, decoded once and refused if they could mean two things.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shuxin::http {

struct Target {
  std::string path;                   ///< decoded, beginning with a slash
  std::vector<std::string> segments;  ///< of the path; none for `/`, a last empty one for a trailing slash
  std::vector<std::pair<std::string, std::string>> query;
};

/// Reads origin form (`/a/b?x=1`) or absolute form (`http://host/a/b`, whose host is ignored as Host
/// decides). Empty if anything is malformed: a bad percent sign, an encoded slash, backslash or control
/// character, a dot segment, an empty segment inside, bytes that are not UTF-8, a fragment, more than 64
/// parameters. Any bytes may be given.
[[nodiscard]] std::optional<Target> parse_target(std::string_view raw);

/// Percent-encodes everything but unreserved characters (RFC 3986), for use as one segment or query value.
[[nodiscard]] std::string percent_encode(std::string_view text);

}  // namespace shuxin::http
