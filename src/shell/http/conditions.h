// Conditions: versions as entity tags (ETag, If-Match, If-None-Match) and positions as page cursors.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shell/http/exchange.h"
#include "shell/http/problem.h"

namespace shuxin::http {

/// `"v17"`, the strong tag of a version.
[[nodiscard]] std::string version_tag(std::uint64_t version);

/// The version that the client believes to change. Problems: 428 `http.if-match-missing` without the header,
/// 400 `http.if-match-malformed` for anything but one tag of ours.
[[nodiscard]] std::expected<std::uint64_t, Problem> required_version(const Request& request);

/// True if If-None-Match names the tag (weak comparison) or is `*`: answer 304.
[[nodiscard]] bool is_unchanged(const Request& request, std::string_view tag);

/// Where the next page begins: opaque to clients, base64url of the sort keys of the last row given.
[[nodiscard]] std::string to_cursor(const std::vector<std::string>& keys);
/// Empty if the text is no cursor of `keys` parts. Any bytes may be given.
[[nodiscard]] std::optional<std::vector<std::string>> parse_cursor(std::string_view text, std::size_t keys);

struct Page {
  std::size_t limit = 50;
  std::vector<std::string> after;  ///< sort keys; empty: from the beginning
};

/// Reads `?limit=` (1..200, default 50) and `?cursor=`. Problems: 400 `http.page-limit`, `http.cursor`.
[[nodiscard]] std::expected<Page, Problem> read_page(const Request& request, std::size_t keys);

}  // namespace shuxin::http
