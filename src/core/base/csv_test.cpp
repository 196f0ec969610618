#include "core/base/csv.h"

#include <gtest/gtest.h>

namespace shuxin::base {
namespace {

std::vector<std::string> faults_of(const CsvTable& table) {
  std::vector<std::string> faults;
  for (const Diagnostic& fault : table.faults)
    faults.push_back(std::to_string(fault.place.line) + " " + fault.message.code);
  return faults;
}

TEST(Csv, reads_quotes_line_ends_and_byte_order_marks) {
  const auto table = read_csv(
      "\xEF\xBB\xBF"
      "a,b\r\n1,\"x,\"\"y\"\"\n z\"\r\n\r\n2,\n3,c",
      "t.csv", {"a", "b"});
  EXPECT_TRUE(table.faults.empty());
  ASSERT_EQ(table.rows.size(), 3U);
  EXPECT_EQ(table.rows[0].fields, (std::vector<std::string>{"1", "x,\"y\"\n z"}));
  EXPECT_EQ(table.rows[1].line, 5);
  EXPECT_EQ(table.rows[1].fields, (std::vector<std::string>{"2", ""}));
  EXPECT_EQ(table.rows[2].line, 6);
}

TEST(Csv, tells_every_fault_with_its_line_and_keeps_the_sound_rows) {
  const auto table = read_csv("a,b\n1\n2,3\n\xff,4\n5,6,7\n8,\"9\"x\n10,11\n", "t.csv", {"a", "b"});
  EXPECT_EQ(faults_of(table),
            (std::vector<std::string>{"2 csv.fields", "4 csv.utf8", "5 csv.fields", "6 csv.quote"}));
  ASSERT_EQ(table.rows.size(), 1U);
  EXPECT_EQ(table.rows[0].line, 3);
}

TEST(Csv, a_missing_or_wrong_header_is_told) {
  EXPECT_EQ(faults_of(read_csv("", "t.csv", {"a"})), std::vector<std::string>{"1 csv.header"});
  EXPECT_EQ(faults_of(read_csv("b\n1\n", "t.csv", {"a"})), std::vector<std::string>{"1 csv.header"});
  EXPECT_EQ(faults_of(read_csv("a\n\"1", "t.csv", {"a"})), std::vector<std::string>{"2 csv.quote"});
}

}  // namespace
}  // namespace shuxin::base
