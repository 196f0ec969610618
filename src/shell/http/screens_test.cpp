#include "shell/http/screens.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "core/base/json.h"

namespace shuxin::http {
namespace {

// gzip -n of "<p>hello</p>"
constexpr char hello[] =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xb3\x29\xb0\xcb\x48\xcd\xc9\xc9\xb7\xd1\x2f\xb0\x03\x00\x44\xfb"
    "\xae\xd2\x0c\x00\x00\x00";

Request get(std::string path, Headers headers = {}) {
  Request request;
  request.path = std::move(path);
  request.headers = std::move(headers);
  return request;
}

class FolderScreensTest : public testing::Test {
 protected:
  FolderScreensTest() {
    root_ = std::filesystem::temp_directory_path() / ("shuxin-screens-" + std::to_string(::getpid()));
    std::filesystem::create_directories(root_ / "dist/assets");
    write("dist/index.html", "<p>index</p>");
    write("dist/assets/main-abc123.js", "1");
    write("secret.txt", "secret");
    std::filesystem::create_symlink(root_ / "secret.txt", root_ / "dist/link.txt");
    screens_ = *make_screens((root_ / "dist").string());
  }
  ~FolderScreensTest() override { std::filesystem::remove_all(root_); }
  void write(const std::string& path, std::string_view text) { std::ofstream(root_ / path) << text; }

  std::filesystem::path root_;
  std::unique_ptr<Screens> screens_;
};

TEST_F(FolderScreensTest, gives_index_for_paths_without_ending_only) {
  for (const char* path : {"/", "/cases/1", "/index.html", "/login"}) {
    const Response response = screens_->answer(get(path));
    EXPECT_EQ(std::get<std::string>(response.body), "<p>index</p>") << path;
    EXPECT_EQ(response.headers.find("Cache-Control"), "no-cache");
    EXPECT_EQ(response.headers.find("Content-Type"), "text/html; charset=utf-8");
  }
  EXPECT_EQ(screens_->answer(get("/missing.js")).status, 404);
  EXPECT_EQ(screens_->answer(get("/v1.0")).status, 404);
}

TEST_F(FolderScreensTest, marks_hashed_assets_immutable_and_answers_304) {
  const Response asset = screens_->answer(get("/assets/main-abc123.js"));
  EXPECT_EQ(asset.headers.find("Cache-Control"), "public, max-age=31536000, immutable");
  const std::string tag(*asset.headers.find("ETag"));
  EXPECT_EQ(screens_->answer(get("/assets/main-abc123.js", {{"If-None-Match", tag}})).status, 304);
}

TEST_F(FolderScreensTest, never_leaves_its_folder) {
  EXPECT_EQ(screens_->answer(get("/../secret.txt")).status, 404);
  EXPECT_EQ(screens_->answer(get("/link.txt")).status, 404);
  EXPECT_EQ(screens_->answer(get("//etc/host.conf")).status, 404);
  EXPECT_FALSE(make_screens((root_ / "nowhere").string()));
}

TEST(EmbeddedScreens, sends_gzip_to_those_who_take_it) {
  const auto screens = make_screens({{"index.html", {hello, sizeof hello - 1}, "abc"}});
  const Response packed = screens->answer(get("/", {{"Accept-Encoding", "br, gzip"}}));
  EXPECT_EQ(packed.headers.find("Content-Encoding"), "gzip");
  EXPECT_EQ(inflate_gzip(std::get<SharedBytes>(packed.body).bytes, 100), "<p>hello</p>");
  const Response plain = screens->answer(get("/"));
  EXPECT_FALSE(plain.headers.find("Content-Encoding"));
  EXPECT_EQ(std::get<std::string>(plain.body), "<p>hello</p>");
  EXPECT_EQ(inflate_gzip({hello, sizeof hello - 1}, 11), "");
  EXPECT_EQ(inflate_gzip({hello, 20}, 100), "");
}

TEST(EmbeddedScreens, are_none_without_files) {
  EXPECT_EQ(make_screens(std::vector<EmbeddedFile>{}), nullptr);
}

TEST(OpenApi, is_embedded_whole) {
  const auto document = base::Json::parse(openapi_text());
  ASSERT_TRUE(document);
  EXPECT_EQ(document->find_string("openapi"), "3.1.0");
}

}  // namespace
}  // namespace shuxin::http
