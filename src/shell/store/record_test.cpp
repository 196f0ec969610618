// The byte form of events as docs/formats/ledger.md gives it: bytes written once must be read for ever.
#include "shell/store/record.h"

#include <gtest/gtest.h>

namespace shuxin::store {
namespace {

TEST(record, hashes_as_the_format_says) {
  Record record;
  record.zone = "z";
  record.position = 1;
  record.stream = "s";
  record.version = 2;
  record.type = "t";
  record.schema = 3;
  record.effective_at = -1;
  record.recorded_at = 5;
  record.payload = "{}";
  record.account = "";
  const Hash none{};
  record.previous = view(none);
  using namespace std::string_literals;
  const std::string bytes =
      "shuxin.event/1\n"s
      "\0\0\0\1z"
      "\0\0\0\0\0\0\0\1"
      "\0\0\0\1s"
      "\0\0\0\0\0\0\0\2"
      "\0\0\0\1t"
      "\0\0\0\0\0\0\0\3"
      "\xff\xff\xff\xff\xff\xff\xff\xff"
      "\0\0\0\0\0\0\0\5"
      "\0\0\0\2{}"
      "\0\0\0\0"
      "\0\0\0\0"
      "\0\0\0\0"
      "\0\0\0\0"
      "\xff\xff\xff\xff"
      "\xff\xff\xff\xff"
      "\0\0\0\x20"s +
      std::string(32, '\0');
  Digest digest;
  std::string buffer;
  EXPECT_EQ(to_hex(hash_of(record, digest, buffer)), to_hex(Digest().of(bytes)));
  EXPECT_EQ(buffer, bytes);
}

TEST(record, tells_absent_from_empty) {
  Record record;
  Digest digest;
  std::string buffer;
  const Hash absent = hash_of(record, digest, buffer);
  record.command_key = "";
  EXPECT_NE(hash_of(record, digest, buffer), absent);
}

TEST(record, marks_come_back) {
  std::vector<FileMark> files = {{"f1", 7, {}}, {"f2", -1, {}}};
  files[0].stored_hash.fill(9);
  const std::vector<TakenNumber> numbers = {{"permit", 2022, 5}};
  std::vector<FileMark> read_files;
  std::vector<TakenNumber> read_numbers;
  const std::string bytes = encode_marks(files, numbers);
  ASSERT_TRUE(decode_marks(bytes, read_files, read_numbers));
  EXPECT_EQ(read_files, files);
  EXPECT_EQ(read_numbers, numbers);
  for (std::size_t size = 1; size < bytes.size(); ++size) {
    std::vector<FileMark> f;
    std::vector<TakenNumber> n;
    EXPECT_FALSE(decode_marks(std::string_view(bytes).substr(0, size), f, n)) << size;
  }
}

}  // namespace
}  // namespace shuxin::store
