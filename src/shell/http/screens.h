// Screens: the built user interface, from the program itself or from a folder.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "shell/http/exchange.h"

namespace shuxin::http {

/// A file compiled into the program (made by embed.cmake).
struct EmbeddedFile {
  std::string_view path;  ///< without leading slash
  std::string_view gzip;  ///< compressed bytes
  std::string_view tag;   ///< begin of the SHA-256 of the plain bytes, hexadecimal
};

/// The files of ui/dist at build time; none if it was built without screens.
[[nodiscard]] std::vector<EmbeddedFile> embedded_screens();
/// The text of openapi.json.
[[nodiscard]] std::string openapi_text();

/// Answers GET and HEAD for files: assets under /assets/ carry a hash in their name and are cached for ever;
/// every path whose last segment has no dot gets index.html, which is never cached. Thread-safe.
class Screens {
 public:
  virtual ~Screens() = default;
  [[nodiscard]] virtual Response answer(const Request& request) const = 0;
};

/// Empty if there are no files.
[[nodiscard]] std::unique_ptr<Screens> make_screens(std::vector<EmbeddedFile> files);
/// Reads the folder's files anew at each request. Errors: http.no-screens without an index.html there.
[[nodiscard]] base::Result<std::unique_ptr<Screens>> make_screens(const std::string& directory);

/// Whole gzip data to plain bytes; empty if it is damaged or larger than `most_bytes`.
[[nodiscard]] std::string inflate_gzip(std::string_view gzip, std::size_t most_bytes);

}  // namespace shuxin::http
