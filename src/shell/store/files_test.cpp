// Files: what was written comes back, only to who may reach it, and goes when its subject does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

#include "shell/store/testing.h"

namespace shuxin::store {
namespace {

using namespace testing;

class Files : public ::testing::Test {
 protected:
  void SetUp() override { reopen(); }
  void reopen() {
    store_.reset();
    auto opened = place_.open({});
    ASSERT_TRUE(opened) << code_of(opened);
    store_ = *std::move(opened);
  }
  FileInfo put(std::string_view content, std::string_view owner = "draft/1", std::int64_t at = 1'000) {
    auto writer = store_->create_file(zone, owner, "p1", {at});
    EXPECT_TRUE(writer) << code_of(writer);
    // In pieces that fit no chunk.
    for (std::size_t begin = 0; begin < content.size(); begin += 50'001)
      EXPECT_TRUE((*writer)->write(content.substr(begin, 50'001)));
    auto info = (*writer)->finish();
    EXPECT_TRUE(info) << code_of(info);
    return *std::move(info);
  }
  std::string get(std::string_view owner, std::string_view file) {
    auto reader = store_->open_file(zone, owner, file);
    if (!reader) return code_of(reader);
    std::string content;
    for (;;) {
      const auto piece = (*reader)->read();
      if (!piece) return code_of(piece);
      if (piece->empty()) break;
      content += *piece;
    }
    EXPECT_EQ(static_cast<std::int64_t>(content.size()), (*reader)->info().size);
    return content;
  }
  Result<Outcome> name(std::string stream, const FileInfo& info, std::string through) {
    NewEvent event = event_of("named");
    event.files = {{info.file, std::move(through)}};
    return store_->run(append_unit(std::move(stream), event));
  }

  SqlitePlace place_;
  std::unique_ptr<Store> store_;
};

std::string noise(std::size_t size) {
  std::mt19937 chance(static_cast<unsigned>(size));
  std::string out(size, '\0');
  for (char& c : out) c = static_cast<char>(chance());
  return out;
}

TEST_F(Files, of_any_size_come_back_as_they_went) {
  for (const std::size_t size : {0UL, 1UL, 65'535UL, 65'536UL, 65'537UL, 1'500'000UL}) {
    const std::string content = noise(size);
    const FileInfo info = put(content);
    EXPECT_EQ(info.size, static_cast<std::int64_t>(size));
    EXPECT_TRUE(get("draft/1", info.file) == content) << size;
  }
  const FileInfo info = put("abc");
  EXPECT_EQ(to_hex(info.content_hash), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_F(Files, are_reached_only_through_their_owner_or_a_stream_that_names_them) {
  const FileInfo info = put("secret");
  EXPECT_EQ(get("draft/2", info.file), "store.no-file");
  EXPECT_EQ(get("draft/1", "00"), "store.no-file");
  EXPECT_EQ(code_of(name("case/9", info, "draft/2")), "store.no-file") << "a guessed id opens nothing";
  EXPECT_EQ(code_of(name("case/9", {"no such file"}, "draft/1")), "store.no-file");
  ASSERT_TRUE(name("case/1", info, "draft/1"));
  EXPECT_EQ(get("case/1", info.file), "secret");
  EXPECT_EQ(get("case/2", info.file), "store.no-file");
  ASSERT_TRUE(name("case/2", info, "case/1"));
  EXPECT_EQ(get("case/2", info.file), "secret");
  EXPECT_EQ(code_of(store_->open_file("other-zone", "case/1", info.file)), "store.no-file");
}

TEST_F(Files, that_no_event_names_are_swept_after_a_time_and_the_others_stay) {
  const FileInfo kept = put(noise(200'000));
  const FileInfo orphan = put(noise(200'000));
  const FileInfo young = put("young", "draft/1", 9'000);
  const FileInfo wanted = put("wanted", "draft/2");
  ASSERT_TRUE(name("case/1", kept, "draft/1"));
  const auto is_wanted = [](std::string_view of, std::string_view owner) {
    return of == zone && owner == "draft/2";
  };
  for (const std::size_t expected : {1, 0}) {
    const auto swept = store_->sweep_files({5'000}, is_wanted);
    ASSERT_TRUE(swept) << code_of(swept);
    ASSERT_EQ(swept->size(), expected);
    if (expected > 0) EXPECT_EQ(swept->front(), orphan.file);
  }
  EXPECT_EQ(get("draft/2", wanted.file), "wanted");
  EXPECT_EQ(get("draft/1", orphan.file), "store.no-file");
  EXPECT_EQ(get("draft/1", young.file), "young");
  EXPECT_EQ(get("case/1", kept.file).size(), 200'000U);
  const auto report = store_->audit({});
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->clean());
  EXPECT_EQ(report->files, 3);
}

TEST_F(Files, that_were_not_finished_leave_nothing_behind) {
  {
    auto writer = store_->create_file(zone, "draft/1", "p1", {1});
    ASSERT_TRUE((*writer)->write(noise(2'000'000)));
  }
  const auto report = store_->audit({});
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->clean());
  EXPECT_EQ(report->files, 0);
}

TEST_F(Files, go_with_their_subject_and_the_audit_stays_clean) {
  const FileInfo info = put(noise(100'000));
  ASSERT_TRUE(name("case/1", info, "draft/1"));
  ASSERT_TRUE(store_->destroy_subject(zone, "p1", {1}));
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(get("case/1", info.file), "store.erased");
    const auto report = store_->audit({});
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->clean());
    reopen();
  }
}

}  // namespace
}  // namespace shuxin::store
