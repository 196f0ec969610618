// Uploads that nothing came to hold are swept by the timers; what a draft or a case holds stays.
#include <atomic>
#include <filesystem>
#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>

#include "shell/app/accounts.h"
#include "shell/app/catalogue_folder.h"
#include "shell/app/drafts.h"
#include "shell/app/timers.h"
#include "shell/views/projections.h"

namespace shuxin::app {
namespace {

namespace fs = std::filesystem;
using base::Json;

constexpr base::Instant start{1'650'000'000'000};
constexpr base::Instant much_later = {start.milliseconds + 10 * Drafts::kept_unnamed_ms};

class SweepTest : public testing::Test {
 protected:
  SweepTest() : path_(fs::temp_directory_path() / ("shuxin-sweep-" + std::to_string(::getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
    catalogue_ = std::make_shared<const catalog::Catalogue>(
        catalog::load(*read_catalogue_folder(SHUXIN_SOURCE_DIR "/catalog/suxitong")).catalogue);
    store::Options options;
    options.projections = views::projections(catalogue_);
    options.tables = {views::due_table(), Files::table(), Drafts::table()};
    store_ = store::open("sqlite:" + (path_ / "store").string(), (path_ / "keys").string(), options).value();
    service_ = std::make_unique<CaseService>(*store_, catalogue_, hub_);
    files_ = std::make_unique<Files>(*store_, catalogue_->zone.id);
    drafts_ = std::make_unique<Drafts>(*service_, *files_);
  }
  ~SweepTest() override {
    service_.reset();
    store_.reset();
    fs::remove_all(path_);
  }

  std::string new_draft() {
    const auto draft = drafts_->create(someone_, "matter", "company-registration", start);
    EXPECT_TRUE(draft) << draft.error().code();
    return draft ? draft->id : "";
  }
  std::string upload(const std::string& owner, base::Instant at) {
    auto upload = files_->begin(owner, someone_.account, "章程.txt", at).value();
    EXPECT_TRUE(upload->write("公司章程"));
    return upload->finish().value().file;
  }
  bool is_there(const std::string& owner, const std::string& file) {
    const auto reads = store_->snapshot(catalogue_->zone.id).value();
    const bool opens = store_->open_file(catalogue_->zone.id, owner, file).has_value();
    EXPECT_EQ(files_->find(*reads, file).value().has_value(), opens) << "its name goes with it";
    return opens;
  }

  fs::path path_;
  std::shared_ptr<const catalog::Catalogue> catalogue_;
  EventHub hub_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<CaseService> service_;
  std::unique_ptr<Files> files_;
  std::unique_ptr<Drafts> drafts_;
  Identity someone_{"a1", AccountKind::Person, "林示例", {}, {}, {}};
};

TEST_F(SweepTest, takes_what_neither_a_draft_nor_an_event_holds_and_only_after_a_day) {
  const std::string open = new_draft();
  const std::string thrown_away = new_draft();
  const std::string wanted = upload(Drafts::owner(open), start);
  const std::string orphan = upload(Drafts::owner(thrown_away), start);
  const std::string scan = upload("counter/officer", start);
  const std::string young = upload("counter/officer", much_later);
  ASSERT_TRUE(drafts_->remove(someone_, thrown_away));

  EXPECT_EQ(drafts_->sweep_files(start + 1).value(), 0);
  EXPECT_EQ(drafts_->sweep_files(much_later).value(), 2);
  EXPECT_TRUE(is_there(Drafts::owner(open), wanted));
  EXPECT_FALSE(is_there(Drafts::owner(thrown_away), orphan));
  EXPECT_FALSE(is_there("counter/officer", scan));
  EXPECT_TRUE(is_there("counter/officer", young));
  EXPECT_EQ(drafts_->sweep_files(much_later).value(), 0);
  const auto report = store_->audit({});
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->clean());
}

TEST_F(SweepTest, is_done_by_the_timers_which_go_on_after_a_problem) {
  upload("counter/officer", start);
  std::atomic<int> problems = 0;
  std::atomic<int> rounds = 0;
  std::atomic<int> swept = 0;
  {
    Timers timers(
        {{0,
          [&](base::Instant) -> base::Result<bool> {
            ++rounds;
            return base::fail("store.busy");
          }},
         {3600'000,
          [&](base::Instant at) -> base::Result<bool> {
            SHUXIN_TRY(const int count, drafts_->sweep_files(at));
            swept += count;
            return {};
          }}},
        [] { return much_later; }, [&](const base::Error&) { ++problems; });
    while (rounds < 2) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_EQ(swept, 1);
  EXPECT_EQ(problems, rounds);
}

}  // namespace
}  // namespace shuxin::app
