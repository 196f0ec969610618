// The catalogues of this repository: the zone's, its demonstration, and those that prove the vocabulary wide
// enough.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <set>

#include "core/base/csv.h"
#include "core/base/identifiers.h"
#include "core/catalog/catalog.h"

namespace shuxin::catalog {
namespace {

namespace fs = std::filesystem;

Files read_folder(const std::string& below) {
  const fs::path root = fs::path(SHUXIN_SOURCE_DIR) / below;
  Files files;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    files[entry.path().lexically_relative(root).generic_string()] =
        std::string(std::istreambuf_iterator<char>(in), {});
  }
  return files;
}

const Files& suxitong_files() {
  static const Files files = read_folder("catalog/suxitong");
  return files;
}

const Loaded& suxitong() {
  static const Loaded loaded = load(suxitong_files());
  return loaded;
}

std::string listed(const base::Diagnostics& diagnostics) {
  std::string all;
  for (const base::Diagnostic& one : diagnostics) all += to_string(one, base::Language::English) + "\n";
  return all;
}

base::Date day(std::string_view text) {
  return *base::Date::parse(text);
}

class Folders : public testing::TestWithParam<std::string> {};

TEST_P(Folders, HaveNoFault) {
  const Loaded loaded = load(read_folder(GetParam()));
  EXPECT_TRUE(loaded.diagnostics.empty()) << listed(loaded.diagnostics);
  EXPECT_FALSE(loaded.catalogue.matters.empty());
}

INSTANTIATE_TEST_SUITE_P(All, Folders,
                         testing::Values("catalog/suxitong", "tests/fixtures/zone-mediation",
                                         "tests/fixtures/zone-inspection"));

TEST(Suxitong, EveryMatterOfThePackageIsInForceWhileThePackageIs) {
  const Catalogue& zone = suxitong().catalogue;
  const Package* package = zone.find_package("business-opening", day("2022-04-28"));
  ASSERT_NE(package, nullptr);
  EXPECT_EQ(package->promise, Limit::office_minutes(240));
  EXPECT_EQ(package->members.size(), 7U);
  for (const Member& member : package->members) {
    const Matter* matter = zone.find_matter(member.matter, day("2022-04-28"));
    ASSERT_NE(matter, nullptr) << member.matter;
    EXPECT_NE(zone.find_procedure(matter->procedure, day("2022-04-28")), nullptr) << matter->procedure;
    EXPECT_EQ(member.optional, member.id != "registration");
  }
}

TEST(Suxitong, AMatterIsFoundOnlyOnTheDaysOnWhichItIsInForce) {
  const Catalogue& zone = suxitong().catalogue;
  EXPECT_EQ(zone.find_matter("company-registration", day("2022-02-28")), nullptr);
  EXPECT_NE(zone.find_matter("company-registration", day("2022-03-01")), nullptr);
  EXPECT_FALSE(zone.find_power("registration-pilot")->effective.covers(day("2021-01-01")));
}

TEST(Suxitong, TheGuidesOfTheGreatMattersHoldFortyFieldsAndMore) {
  for (const char* id : {"company-registration", "construction-permit"}) {
    const Matter* matter = suxitong().catalogue.find_matter(id, day("2024-01-02"));
    ASSERT_NE(matter, nullptr);
    EXPECT_GE(matter->implementing_list.if_object()->size(), 40U) << id;
  }
}

TEST(Suxitong, TheMattersLimitsAreTheLaws) {
  const Catalogue& zone = suxitong().catalogue;
  const auto limits = [&](const char* id) { return zone.find_matter(id, day("2024-01-02"))->limits; };
  EXPECT_EQ(limits("company-registration").at("legal"), Limit::working_days(3));
  EXPECT_EQ(limits("company-registration").at("extension"), Limit::working_days(3));
  EXPECT_EQ(limits("construction-permit").at("legal"), Limit::natural_days(7));
  EXPECT_EQ(limits("construction-permit").at("promised"), Limit::working_days(3));
}

// ------------------------------------------------------------------------------ the demonstration's
// population

using Row = std::map<std::string, std::string>;

std::vector<std::string> split(const std::string& text, char by) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == by)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

std::vector<Row> rows_of(const std::string& table) {
  const std::string path = "demo/" + table + ".csv";
  const std::string& text = suxitong_files().at(path);
  const std::vector<std::string> columns = split(text.substr(0, text.find('\n')), ',');
  const base::CsvTable read = base::read_csv(text, path, columns);
  EXPECT_TRUE(read.faults.empty()) << listed(read.faults);
  std::vector<Row> rows;
  for (const base::CsvRow& line : read.rows) {
    Row row;
    for (std::size_t i = 0; i < columns.size(); ++i) row[columns[i]] = line.fields[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

/// What is wrong with one value of a field; empty if nothing is.
std::string fault_of(const base::Json& schema, const std::string& value) {
  const std::string type(schema.find_string("type").value_or(""));
  const std::string format(schema.find_string("format").value_or(""));
  if (type == "array") {
    for (const std::string& item : split(value, '|'))
      if (const std::string fault = fault_of(*schema.find("items"), item); !fault.empty()) return fault;
    return {};
  }
  if (const base::Json* known = schema.find("enum"))
    if (std::ranges::find(*known->if_array(), base::Json(value)) == known->if_array()->end())
      return "not in the enumeration";
  if (type == "boolean" && value != "true" && value != "false") return "no truth";
  if (type == "integer" && !base::Json(base::Json::Number{value}).if_integer()) return "no integer";
  if (format == "date" && !base::Date::parse(value)) return "no date";
  if (format == "uscc" && !base::CreditCode::parse(value)) return "no credit code";
  if (format == "citizen-id" && !base::CitizenId::parse(value, day("2024-01-02")))
    return "no identity number";
  if (format == "mobile" && !base::MobileNumber::parse(value)) return "no mobile number";
  return {};
}

TEST(Demonstration, EveryEntryFitsItsRegister) {
  std::map<std::string, std::size_t> counts;
  for (const Register& kind : suxitong().catalogue.registers) {
    std::set<std::string> keys;
    for (const Row& row : rows_of(kind.id)) {
      EXPECT_TRUE(keys.insert(row.at(kind.key)).second) << kind.id << " holds twice " << row.at(kind.key);
      for (const base::Json& field : *kind.schema.find("required")->if_array())
        EXPECT_FALSE(row.at(*field.if_string()).empty()) << kind.id << " " << row.at(kind.key);
      for (const auto& [field, value] : row) {
        const base::Json* schema = kind.schema.find("properties")->find(field);
        ASSERT_NE(schema, nullptr) << kind.id << " has no field " << field;
        if (!value.empty())
          EXPECT_EQ(fault_of(*schema, value), "")
              << kind.id << " " << row.at(kind.key) << " " << field << " " << value;
      }
    }
    counts[kind.id] = keys.size();
  }
  EXPECT_EQ(counts["site"], 40U);
  EXPECT_EQ(counts["parcel"], 20U);
  EXPECT_EQ(counts["enterprise"], 60U);
}

TEST(Demonstration, EveryFirmIsPlainlyInvented) {
  for (const Row& firm : rows_of("enterprise")) {
    EXPECT_THAT(firm.at("name"), testing::EndsWith("（虚构）"));
    EXPECT_THAT(firm.at("uscc"), testing::StartsWith("91320600"));
    EXPECT_THAT(firm.at("legal_representative"), testing::HasSubstr("示例"));
  }
}

TEST(Demonstration, AddressesHoldTheirFirmsByTheZonesOwnRules) {
  std::map<std::string, Row> sites;
  for (const Row& site : rows_of("site")) sites[site.at("site_no")] = site;
  std::map<std::string, int> firms;
  std::map<std::string, std::set<std::string>> trades;
  for (const Row& firm : rows_of("enterprise")) {
    const std::string& site = firm.at("domicile_site");
    ASSERT_TRUE(sites.contains(site)) << site;
    EXPECT_LE(++firms[site], std::stoi(sites[site].at("capacity"))) << site;
    const std::string& sharing = sites[site].at("sharing");
    if (sharing != "cluster" && sharing != "secretary")
      EXPECT_TRUE(trades[site].insert(firm.at("main_trade")).second) << site << " " << firm.at("main_trade");
    for (const std::string& other : split(firm.at("premises"), '|'))
      if (!other.empty()) EXPECT_TRUE(sites.contains(other)) << other;
  }
}

}  // namespace
}  // namespace shuxin::catalog
