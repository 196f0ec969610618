// A personal value by which a register is searched finds its entry, and stands nowhere in the open.
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <unistd.h>

#include "shell/app/case_service.h"
#include "shell/app/case_store.h"
#include "shell/app/catalogue_folder.h"
#include "shell/app/event_hub.h"
#include "shell/views/projections.h"
#include "shell/views/stored_step.h"

namespace shuxin::app {
namespace {

namespace fs = std::filesystem;
using base::Json;

constexpr base::Instant now{1'650'000'000'000};
const std::string zone = "suxitong";
const std::string identity = "320600198510090127";
const std::string stream = "register/banned_applicant/B9001";
const casework::FactKey by_identity{"banned_applicant", "identity", identity};

std::shared_ptr<const catalog::Catalogue> catalogue() {
  static const auto read = std::make_shared<const catalog::Catalogue>(
      catalog::load(*read_catalogue_folder(SHUXIN_SOURCE_DIR "/catalog/suxitong")).catalogue);
  return read;
}

Json banned() {
  return Json::object(
      {{"entry_no", "B9001"}, {"identity", identity}, {"ground", "fraud"}, {"banned_from", "2021-01-01"}});
}

class BlindIndexTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = fs::temp_directory_path() / ("shuxin-blind-" + std::to_string(::getpid()));
    fs::remove_all(path_);
    fs::create_directories(path_);
    open();
  }
  void TearDown() override {
    cases_.reset();
    store_.reset();
    fs::remove_all(path_);
  }
  void open() {
    cases_.reset();
    store_.reset();
    store::Options options;
    options.projections = views::projections(catalogue());
    options.tables.push_back(views::due_table());
    auto opened = store::open("sqlite:" + (path_ / "store").string(), (path_ / "keys").string(), options);
    ASSERT_TRUE(opened) << opened.error().code();
    store_ = *std::move(opened);
    cases_ = std::make_unique<CaseService>(*store_, catalogue(), hub_);
  }
  int import(const Json& entry) {
    const auto written = cases_->import_register("banned_applicant", {entry},
                                                 {"importer", "importer", "", "officer", {}}, now);
    EXPECT_TRUE(written) << written.error().code();
    return written.value_or(-1);
  }
  std::size_t found(const casework::FactKey& key) {
    const auto reads = store_->snapshot(zone);
    const auto entries = find_entries(**reads, *catalogue(), zone, key);
    EXPECT_TRUE(entries) << entries.error().code();
    return entries ? entries->entries.size() : 0;
  }
  // Whether the bytes stand in any file of the store or of its keys.
  bool stands_in_a_file(const std::string& bytes) {
    for (const auto& file : fs::recursive_directory_iterator(path_)) {
      if (!file.is_regular_file()) continue;
      std::ifstream in(file.path(), std::ios::binary);
      const std::string content{std::istreambuf_iterator<char>(in), {}};
      if (content.contains(bytes)) return true;
    }
    return false;
  }
  std::string rows() {
    std::string all;
    const auto reads = store_->snapshot(zone);
    const auto read = (*reads)->query(
        "select field, value, key from register_keys where zone = ? order by field, value, key", {zone},
        [&](store::Row row) {
          for (const store::Value& value : row) all += std::string(store::text(value)) + "|";
          return true;
        });
    EXPECT_TRUE(read);
    return all;
  }
  // What the stream's last event keeps under the subject's key; empty if it is erased.
  std::string sealed_identity() {
    std::string value;
    const auto reads = store_->snapshot(zone);
    const auto read = (*reads)->read_stream(stream, 1, [&](const store::Event& event) -> base::Result<bool> {
      value.clear();
      for (const store::PersonalField& field : event.personal) value += field.value.value_or("");
      return true;
    });
    EXPECT_TRUE(read);
    return value;
  }

  fs::path path_;
  EventHub hub_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<CaseService> cases_;
};

TEST_F(BlindIndexTest, finds_by_the_exact_value_that_stands_nowhere_in_the_stores_bytes) {
  EXPECT_EQ(import(banned()), 1);
  EXPECT_EQ(found(by_identity), 1U);
  EXPECT_EQ(found({"banned_applicant", "identity", "320600198510090128"}), 0U);
  EXPECT_TRUE(stands_in_a_file("B9001")) << "what is in the open is seen by this search";
  EXPECT_FALSE(stands_in_a_file(identity));
  EXPECT_TRUE(sealed_identity().contains(identity));
  open();
  EXPECT_EQ(found(by_identity), 1U) << "the index key outlives the program";
  EXPECT_FALSE(stands_in_a_file(identity));
}

TEST_F(BlindIndexTest, an_entry_that_did_not_change_is_not_written_again) {
  EXPECT_EQ(import(banned()), 1);
  EXPECT_EQ(import(banned()), 0);
}

TEST_F(BlindIndexTest, a_rebuild_gives_what_stands) {
  EXPECT_EQ(import(banned()), 1);
  const std::string before = rows();
  EXPECT_TRUE(before.contains("identity|blind:"));
  ASSERT_TRUE(store_->rebuild("registers"));
  EXPECT_EQ(rows(), before);
  EXPECT_EQ(found(by_identity), 1U);
}

TEST_F(BlindIndexTest, erasing_takes_the_plain_value) {
  EXPECT_EQ(import(banned()), 1);
  ASSERT_TRUE(store_->destroy_subject(zone, stream, now));
  EXPECT_EQ(sealed_identity(), "");
}

TEST_F(BlindIndexTest, an_entry_from_before_is_found_until_it_is_written_anew) {
  casework::Step step{"import", "importer", "importer", "registrar", now, {}};
  step.events.emplace_back(casework::RegisterWritten{"banned_applicant", "B9001", banned(), Json(), false});
  store::Unit unit;
  unit.zone = zone;
  unit.decide = [&](store::Transaction& transaction) -> base::Result<store::Answer> {
    std::vector<store::NewEvent> events;
    events.push_back(views::to_event(step, stream, now, stream));
    SHUXIN_TRY([[maybe_unused]] const auto placed, transaction.append(stream, 0, std::move(events)));
    return store::Answer{};
  };
  ASSERT_TRUE(store_->run(std::move(unit)));
  EXPECT_EQ(found(by_identity), 1U);
  EXPECT_EQ(import(banned()), 1);
  EXPECT_EQ(found(by_identity), 1U);
  EXPECT_FALSE(rows().contains(identity));
}

}  // namespace
}  // namespace shuxin::app
