#include "shell/http/screens.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <unordered_map>
#include <zlib.h>

#include "core/base/check.h"
#include "shell/http/conditions.h"
#include "shell/http/problem.h"

namespace shuxin::http {
namespace {

constexpr std::size_t largest_file = 64 * 1024 * 1024;

constexpr std::array<std::pair<std::string_view, std::string_view>, 17> content_types = {{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".woff", "font/woff"},
    {".pdf", "application/pdf"},
    {".txt", "text/plain; charset=utf-8"},
    {".xml", "application/xml"},
}};

std::string_view content_type(std::string_view path) {
  for (const auto& [ending, type] : content_types) {
    if (path.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

// The file that a path of the address line asks for.
std::string wanted_file(const Request& request) {
  const std::string_view path = std::string_view(request.path).substr(1);
  const std::string_view last = path.substr(path.rfind('/') + 1);
  if (last.find('.') == std::string_view::npos) return "index.html";
  return std::string(path);
}

void add_headers(Response& response, const std::string& path, std::string_view tag) {
  response.headers.set("Content-Type", std::string(content_type(path)));
  response.headers.set("ETag", std::string(tag));
  response.headers.set("Cache-Control",
                       path.starts_with("assets/") ? "public, max-age=31536000, immutable" : "no-cache");
}

Response nothing_here(const Request& request) {
  return to_response(problem(404, "http.not-found"), request.language);
}

bool accepts_gzip(const Request& request) {
  const std::string_view accepted = request.headers.find("Accept-Encoding").value_or("");
  const std::size_t at = accepted.find("gzip");
  return at != std::string_view::npos && !accepted.substr(at).starts_with("gzip;q=0,") &&
         accepted.substr(at) != "gzip;q=0";
}

class EmbeddedScreens final : public Screens {
 public:
  explicit EmbeddedScreens(const std::vector<EmbeddedFile>& files) {
    for (const EmbeddedFile& file : files) files_.emplace(file.path, file);
  }

  [[nodiscard]] Response answer(const Request& request) const override {
    const std::string path = wanted_file(request);
    const auto found = files_.find(path);
    if (found == files_.end()) return nothing_here(request);
    const EmbeddedFile& file = found->second;
    const std::string tag = fmt::format("\"{}\"", file.tag);
    Response response;
    add_headers(response, path, tag);
    response.headers.set("Vary", "Accept-Encoding");
    if (is_unchanged(request, tag)) {
      response.status = 304;
    } else if (accepts_gzip(request)) {
      response.headers.set("Content-Encoding", "gzip");
      response.body = SharedBytes{nullptr, file.gzip};
    } else {
      response.body = inflate_gzip(file.gzip, largest_file);
    }
    return response;
  }

 private:
  std::unordered_map<std::string, EmbeddedFile> files_;
};

class FolderScreens final : public Screens {
 public:
  explicit FolderScreens(std::filesystem::path folder) : folder_(std::move(folder)) {}

  [[nodiscard]] Response answer(const Request& request) const override {
    const std::string path = wanted_file(request);
    std::error_code error;
    const std::filesystem::path whole = std::filesystem::weakly_canonical(folder_ / path, error);
    const bool is_inside = !error && std::ranges::mismatch(folder_, whole).in1 == folder_.end();
    const auto size = is_inside ? std::filesystem::file_size(whole, error) : 0;
    if (!is_inside || error || size > largest_file || !std::filesystem::is_regular_file(whole, error)) {
      return nothing_here(request);
    }
    const auto changed = std::filesystem::last_write_time(whole, error).time_since_epoch().count();
    const std::string tag = fmt::format("\"{:x}-{:x}\"", changed, size);
    Response response;
    add_headers(response, path, tag);
    if (is_unchanged(request, tag)) {
      response.status = 304;
      return response;
    }
    std::ifstream in(whole, std::ios::binary);
    std::string bytes(size, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(size));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    response.body = std::move(bytes);
    return response;
  }

 private:
  const std::filesystem::path folder_;
};

}  // namespace

std::unique_ptr<Screens> make_screens(std::vector<EmbeddedFile> files) {
  if (files.empty()) return nullptr;
  return std::make_unique<EmbeddedScreens>(files);
}

base::Result<std::unique_ptr<Screens>> make_screens(const std::string& directory) {
  std::error_code error;
  auto folder = std::filesystem::canonical(directory, error);
  if (error || !std::filesystem::is_regular_file(folder / "index.html", error)) {
    return base::fail("http.no-screens", {directory});
  }
  return std::make_unique<FolderScreens>(std::move(folder));
}

std::string inflate_gzip(std::string_view gzip, std::size_t most_bytes) {
  z_stream stream{};
  constexpr int gzip_window = 15 + 16;
  if (inflateInit2(&stream, gzip_window) != Z_OK) return {};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(gzip.data()));
  stream.avail_in = static_cast<uInt>(gzip.size());
  std::string plain;
  int status = Z_OK;
  while (status == Z_OK && plain.size() <= most_bytes) {
    const std::size_t before = plain.size();
    plain.resize(before + std::max<std::size_t>(gzip.size() * 3, 4096));
    stream.next_out = reinterpret_cast<Bytef*>(plain.data() + before);
    stream.avail_out = static_cast<uInt>(plain.size() - before);
    status = inflate(&stream, Z_NO_FLUSH);
    plain.resize(plain.size() - stream.avail_out);
    if (status == Z_OK && stream.avail_in == 0 && plain.size() == before) break;
  }
  inflateEnd(&stream);
  if (status != Z_STREAM_END || plain.size() > most_bytes) return {};
  return plain;
}

}  // namespace shuxin::http
