// A zone goes into a file and comes out as it was; a file that is not whole or not true leaves nothing
// behind.
#include "shell/store/archive.h"

#include <fstream>
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>
#include <zlib.h>

#include "shell/store/tampering.h"

namespace shuxin::store {
namespace {

using namespace testing;

constexpr auto passphrase = "correct horse battery";

std::string unpacked(const std::string& path) {
  std::string out;
  gzFile file = gzopen(path.c_str(), "rb");
  std::string part(1 << 16, '\0');
  for (int got = 0; (got = gzread(file, part.data(), static_cast<unsigned>(part.size()))) > 0;)
    out.append(part, 0, static_cast<std::size_t>(got));
  gzclose(file);
  return out;
}

void pack(const std::string& path, const std::string& bytes) {
  gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
  gzclose(file);
}

std::vector<std::string> notes_of(Store& store) {
  std::vector<std::string> lines;
  auto reads = store.snapshot(zone);
  EXPECT_TRUE(
      (*reads)->query("select id, words, times from notes where zone = ? order by id", {zone}, [&](Row row) {
        lines.push_back(std::string(text(row[0])) + std::string(text(row[1])) +
                        std::to_string(integer(row[2])));
        return true;
      }));
  return lines;
}

class Archive : public ::testing::Test {
 protected:
  void SetUp() override {
    auto store = from_.open(full_options());
    ASSERT_TRUE(store) << code_of(store);
    fill(**store);
    const auto counts = (*store)->export_zone(zone, file(), passphrase);
    ASSERT_TRUE(counts) << code_of(counts);
    EXPECT_EQ(counts->events, 12);
    EXPECT_EQ(counts->seals, 2);
    EXPECT_EQ(counts->files, 2);
    events_ = all_events(**store);
    notes_ = notes_of(**store);
    items_ = work_items(**(*store)->snapshot(zone));
  }
  [[nodiscard]] std::string file() const { return from_.folder() + "/zone.export"; }
  [[nodiscard]] static Result<ArchiveCounts> import(const std::string& file, const SqlitePlace& to,
                                                    std::string with = passphrase) {
    return import_zone(file, "sqlite:" + to.ledger(), to.keys(), full_options(), {std::move(with), nullptr});
  }
  static void expect_nothing(const SqlitePlace& to) {
    EXPECT_TRUE(std::filesystem::is_empty(to.folder()))
        << std::filesystem::directory_iterator(to.folder())->path();
  }

  SqlitePlace from_;
  std::vector<Event> events_;
  std::vector<std::string> notes_;
  std::vector<std::string> items_;
};

TEST_F(Archive, comes_out_with_the_same_hashes_views_files_and_seals) {
  SqlitePlace to;
  const auto counts = import(file(), to);
  ASSERT_TRUE(counts) << word(counts.error().message, base::Language::English);
  EXPECT_EQ(counts->events, 12);
  EXPECT_EQ(counts->erased, 0);
  auto store = to.open(full_options());
  ASSERT_TRUE(store) << code_of(store);
  const auto events = all_events(**store);
  ASSERT_EQ(events.size(), events_.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i].hash, events_[i].hash);
    EXPECT_EQ(events[i].personal, events_[i].personal);
  }
  EXPECT_EQ(notes_of(**store), notes_);
  EXPECT_EQ(work_items(**(*store)->snapshot(zone)), items_);
  const auto file = (*store)->open_file(zone, "draft/1", events[1].files.at(0).file);
  ASSERT_TRUE(file) << code_of(file);
  EXPECT_EQ((*file)->read()->size(), 65'536U);
  AuditOptions audit;
  audit.verify_seal = verifier();
  const auto report = (*store)->audit(audit);
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->clean()) << report->findings[0].message.code << report->findings[0].row;
  EXPECT_EQ(report->seals, 2);
  // And it goes on: an answer is repeated, a new event follows.
  EXPECT_TRUE((*store)
                  ->run({std::string(zone), command_of("acc", "k0"),
                         [](Transaction&) -> Result<Answer> { return Answer{"another"}; }})
                  ->repeated);
  EXPECT_TRUE((*store)->run(append_unit("case/1", event_of("x"))));
  EXPECT_EQ((*store)->seal_now(), 1);
  EXPECT_TRUE((*store)->audit(audit)->clean());
}

TEST_F(Archive, without_its_keys_reads_as_erased_and_is_proven_all_the_same) {
  const SqlitePlace to;
  const auto counts = import(file(), to, "");
  ASSERT_TRUE(counts) << code_of(counts);
  EXPECT_GT(counts->erased, 0);
  auto store = store::open("sqlite:" + to.ledger(), to.keys(), full_options());
  ASSERT_TRUE(store);
  const auto events = all_events(**store);
  EXPECT_EQ(events.at(0).hash, events_.at(0).hash);
  EXPECT_EQ(events.at(0).personal.at(0).value, std::nullopt);
  EXPECT_TRUE((*store)->audit({})->clean());
}

TEST_F(Archive, is_refused_where_something_is_already) {
  EXPECT_EQ(code_of(import(file(), from_)), "store.exists");
  auto store = from_.open(full_options());
  EXPECT_EQ(code_of((*store)->export_zone(zone, file(), "")), "store.exists");
  EXPECT_EQ(code_of((*store)->export_zone("none", file() + "2", "")), "store.no-zone");
  EXPECT_EQ(code_of((*store)->export_zone(zone, file() + "2", "short")), "archive.passphrase");
  EXPECT_FALSE(std::filesystem::exists(file() + "2"));
}

TEST_F(Archive, leaves_nothing_behind_for_a_wrong_passphrase_or_no_archive) {
  const SqlitePlace to;
  EXPECT_EQ(code_of(import(file(), to, "another passphrase")), "archive.passphrase-wrong");
  expect_nothing(to);
  const std::string other = from_.folder() + "/other";
  std::ofstream(other) << "words";
  EXPECT_EQ(code_of(import(other, to)), "archive.form");
  EXPECT_EQ(code_of(import(other + "/none", to)), "store.cannot-open");
  expect_nothing(to);
}

TEST_F(Archive, that_was_changed_or_cut_anywhere_leaves_nothing_behind) {
  const std::string whole = unpacked(file());
  const std::string changed = from_.folder() + "/changed";
  std::mt19937 chance(7);
  for (int i = 0; i < 40; ++i) {
    std::string bytes = whole;
    const std::size_t place = chance() % bytes.size();
    if (i % 4 == 0)
      bytes.resize(place);
    else
      bytes[place] = static_cast<char>(bytes[place] ^ (1 << chance() % 8));
    pack(changed, bytes);
    const SqlitePlace to;
    const auto counts = import(changed, to, i % 2 == 0 ? passphrase : "");
    EXPECT_FALSE(counts) << "byte " << place;
    expect_nothing(to);
  }
}

}  // namespace
}  // namespace shuxin::store
