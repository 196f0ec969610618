// The zone with its demonstration over a store of its own, for tests of this room.
#pragma once

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <memory>
#include <string>

#include "shell/app/accounts.h"
#include "shell/app/case_service.h"
#include "shell/app/catalogue_folder.h"
#include "shell/app/demo.h"
#include "shell/app/files.h"
#include "shell/views/projections.h"

namespace shuxin::app {

/// Opened as often as a test wants over the same place; `published` are further lines of the calendar.
class DemoZone {
 public:
  explicit DemoZone(const std::string& place, const std::string& published = "") {
    auto files = read_catalogue_folder(folder()).value();
    files["calendar.csv"] += published;
    auto loaded = catalog::load(files);
    for (const base::Diagnostic& fault : loaded.diagnostics)
      EXPECT_NE(fault.severity, base::Severity::Error) << to_string(fault, base::Language::English);
    catalogue_ = std::make_shared<const catalog::Catalogue>(std::move(loaded.catalogue));
    store::Options options;
    options.projections = views::projections(catalogue_);
    for (auto& one : Accounts::projections()) options.projections.push_back(std::move(one));
    options.tables = Accounts::tables();
    options.tables.push_back(views::due_table());
    options.tables.push_back(Files::table());
    store_ = store::open("sqlite:" + place + "/store", place + "/keys", std::move(options)).value();
    service_ = std::make_unique<CaseService>(*store_, catalogue_, hub_);
  }
  void fill(base::Instant now) {
    Accounts accounts(*store_, {.zone = service_->zone(), .hash_bytes = 8192, .hash_passes = 1});
    std::ifstream in(folder() + "/demo/accounts.csv");
    const std::string csv{std::istreambuf_iterator<char>(in), {}};
    const auto demo = read_demo_accounts(csv, "accounts.csv").accounts;
    ASSERT_TRUE(open_demo_accounts(accounts, demo, now));
    const auto filled = load_demo(*service_, folder(), demo, now);
    ASSERT_TRUE(filled) << base::word(filled.error().message, base::Language::English);
  }
  [[nodiscard]] CaseService& service() { return *service_; }
  [[nodiscard]] const catalog::Catalogue& catalogue() const { return *catalogue_; }
  [[nodiscard]] std::unique_ptr<store::Reads> reads() { return store_->snapshot(service_->zone()).value(); }

 private:
  static std::string folder() { return SHUXIN_SOURCE_DIR "/catalog/suxitong"; }

  std::shared_ptr<const catalog::Catalogue> catalogue_;
  EventHub hub_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<CaseService> service_;
};

/// A folder of its own, gone with the test.
class WithFolder : public ::testing::Test {
 protected:
  WithFolder() {
    std::string pattern = std::filesystem::temp_directory_path() / "shuxin-demo-XXXXXX";
    place_ = mkdtemp(pattern.data());
  }
  ~WithFolder() override { std::filesystem::remove_all(place_); }
  std::string place_;
};

}  // namespace shuxin::app
