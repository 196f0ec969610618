// Demonstration: a program that serves the demonstration zone from a store of its own, for tests of the
// whole.
#pragma once

#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>

#include "tests/http/desk.h"
#include "tests/http/program.h"

namespace shuxin::http {

class Demonstration : public testing::Test {
 protected:
  Demonstration() {
    static int number = 0;
    folder_ = std::filesystem::temp_directory_path() / fmt::format("shuxin-http-{}-{}", ::getpid(), number++);
    std::filesystem::create_directories(folder_);
  }
  ~Demonstration() override {
    program_.reset();
    std::filesystem::remove_all(folder_);
  }
  void SetUp() override { start(); }

  void start() {
    program_.emplace(std::vector<std::string>{"serve", "--demo", "--catalog",
                                              SHUXIN_SOURCE_DIR "/catalog/suxitong", "--store", store(),
                                              "--listen", "127.0.0.1:0"});
    port_ = program_->wait_until_ready();
    ASSERT_NE(port_, 0) << program_->said();
  }
  [[nodiscard]] std::string path(const std::string& name) const { return (folder_ / name).string(); }
  [[nodiscard]] std::string store() const { return "sqlite:" + path("store"); }

  std::filesystem::path folder_;
  std::optional<Program> program_;
  std::uint16_t port_ = 0;
};

}  // namespace shuxin::http
