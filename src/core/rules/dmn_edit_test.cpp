#include "core/rules/dmn_edit.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "core/rules/dmn_reader.h"

namespace shuxin::rules::dmn {
namespace {

namespace fs = std::filesystem;

std::vector<std::pair<std::string, std::string>> kit_files() {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& entry : fs::recursive_directory_iterator(SHUXIN_SOURCE_DIR "/tests/conformance/dmn-tck")) {
    if (entry.path().extension() != ".dmn") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    out.emplace_back(entry.path().filename(), bytes.str());
  }
  return out;
}

constexpr std::string_view small = R"(<?xml version="1.0"?>
<d:definitions xmlns:d="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="urn:m">
  <d:decision id="one" name="One">
    <d:decisionTable id="t">
      <d:input><d:inputExpression><d:text>a</d:text></d:inputExpression></d:input>
      <d:output/>
      <!-- the first -->
      <d:rule id="r1">
        <d:inputEntry id="i1"><d:text><![CDATA[< 1]]></d:text></d:inputEntry>
        <d:outputEntry><!-- > --><d:text/></d:outputEntry>
        <x:note xmlns:x="urn:x">kept</x:note>
      </d:rule>
      <!-- the second -->
      <d:rule id="r2">
        <d:inputEntry/>
        <d:outputEntry><d:text>2</d:text></d:outputEntry>
      </d:rule>
    </d:decisionTable>
  </d:decision>
</d:definitions>
)";

EditableDocument open(std::string_view text) {
  auto document = EditableDocument::read(std::string(text));
  EXPECT_TRUE(document);
  return *std::move(document);
}

TEST(DmnEdit, every_file_of_the_kit_stays_byte_for_byte_when_each_cell_is_set_to_what_it_is) {
  std::size_t cells = 0;
  for (const auto& [name, bytes] : kit_files()) {
    auto document = open(bytes);
    for (std::size_t t = 0; t < document.tables().size(); ++t)
      for (std::size_t r = 0; r < document.tables()[t].rule_ids.size(); ++r)
        for (std::size_t c = 0; c < document.tables()[t].inputs + document.tables()[t].outputs; ++c, ++cells)
          ASSERT_TRUE(document.set_cell(t, r, c, *document.cell(t, r, c)));
    EXPECT_EQ(document.bytes(), bytes) << name;
  }
  EXPECT_GT(cells, 300u);
}

TEST(DmnEdit, in_every_file_of_the_kit_a_changed_cell_changes_nothing_else) {
  for (const auto& [name, bytes] : kit_files()) {
    auto document = open(bytes);
    for (std::size_t t = 0; t < document.tables().size(); ++t) {
      if (document.tables()[t].rule_ids.empty()) continue;
      const std::string old = *document.cell(t, 0, 0);
      ASSERT_TRUE(document.set_cell(t, 0, 0, "< 7 & \"x\"")) << name;
      EXPECT_EQ(*document.cell(t, 0, 0), "< 7 & \"x\"");
      EXPECT_NE(document.bytes(), bytes);
      ASSERT_TRUE(document.set_cell(t, 0, 0, old));
      // Only the way in which signs are escaped within that cell may differ.
      EXPECT_EQ(read(name, document.bytes()).diagnostics, read(name, bytes).diagnostics);
      EXPECT_EQ(document.tables().size(), open(bytes).tables().size());
    }
  }
}

TEST(DmnEdit, a_rule_that_is_added_and_removed_again_leaves_every_file_of_the_kit_as_it_was) {
  for (const auto& [name, bytes] : kit_files()) {
    auto document = open(bytes);
    for (std::size_t t = 0; t < document.tables().size(); ++t) {
      const auto table = document.tables()[t];
      const std::vector<std::string> cells(table.inputs + table.outputs, "-");
      for (const std::size_t at : {std::size_t{0}, table.rule_ids.size()}) {
        ASSERT_TRUE(document.insert_rule(t, at, cells)) << name;
        EXPECT_EQ(document.tables()[t].rule_ids.size(), table.rule_ids.size() + 1);
        ASSERT_TRUE(document.remove_rule(t, at));
        EXPECT_EQ(document.bytes(), bytes) << name << " at " << at;
      }
    }
  }
}

TEST(DmnEdit, a_rule_moved_there_and_back_leaves_every_file_of_the_kit_as_it_was) {
  for (const auto& [name, bytes] : kit_files()) {
    auto document = open(bytes);
    for (std::size_t t = 0; t < document.tables().size(); ++t) {
      const auto ids = document.tables()[t].rule_ids;
      if (ids.size() < 2) continue;
      ASSERT_TRUE(document.move_rule(t, 0, ids.size() - 1)) << name;
      EXPECT_EQ(document.tables()[t].rule_ids.back(), ids.front());
      EXPECT_EQ(document.tables()[t].rule_ids.front(), ids[1]);
      ASSERT_TRUE(document.move_rule(t, ids.size() - 1, 0));
      EXPECT_EQ(document.bytes(), bytes) << name;
    }
  }
}

TEST(DmnEdit, cells_are_written_however_they_were_written_before) {
  auto document = open(small);
  EXPECT_EQ(document.tables().at(0).owner_name, "One");
  EXPECT_EQ(*document.cell(0, 0, 0), "< 1");
  ASSERT_TRUE(document.set_cell(0, 0, 0, "<= 1"));
  ASSERT_TRUE(document.set_cell(0, 0, 1, "\"one\""));
  ASSERT_TRUE(document.set_cell(0, 1, 0, "> 1"));
  EXPECT_EQ(*document.cell(0, 0, 0), "<= 1");
  EXPECT_EQ(*document.cell(0, 0, 1), "\"one\"");
  EXPECT_EQ(*document.cell(0, 1, 0), "> 1");
  std::string wanted(small);
  const auto put = [&](std::string_view old, std::string_view now) {
    wanted.replace(wanted.find(old), old.size(), now);
  };
  put("<![CDATA[< 1]]>", "&lt;= 1");
  put("<!-- > --><d:text/>", "<!-- > --><d:text>\"one\"</d:text>");
  put("<d:inputEntry/>", "<d:inputEntry><d:text>&gt; 1</d:text></d:inputEntry>");
  EXPECT_EQ(document.bytes(), wanted);
}

TEST(DmnEdit, an_added_rule_is_laid_out_as_its_neighbour) {
  auto document = open(small);
  const std::vector<std::string> cells = {"> 5", "5"};
  ASSERT_TRUE(document.insert_rule(0, 2, cells, "r3"));
  std::string wanted(small);
  wanted.insert(wanted.find("\n    </d:decisionTable>"), R"(
      <d:rule id="r3">
        <d:inputEntry id="r3_1"><d:text>&gt; 5</d:text></d:inputEntry>
        <d:outputEntry id="r3_2"><d:text>5</d:text></d:outputEntry>
      </d:rule>)");
  EXPECT_EQ(document.bytes(), wanted);
}

TEST(DmnEdit, places_that_do_not_exist_are_refused_and_change_nothing) {
  auto document = open(small);
  const std::vector<std::string> one = {"-"};
  EXPECT_EQ(document.set_cell(0, 0, 9, "x").error().code(), "edit.no-such-place");
  EXPECT_EQ(document.set_cell(3, 0, 0, "x").error().code(), "edit.no-such-place");
  EXPECT_EQ(document.remove_rule(0, 2).error().code(), "edit.no-such-place");
  EXPECT_EQ(document.move_rule(0, 0, 2).error().code(), "edit.no-such-place");
  EXPECT_EQ(document.insert_rule(0, 0, one).error().code(), "edit.width");
  EXPECT_EQ(document.bytes(), small);
  EXPECT_FALSE(EditableDocument::read("<a"));
}

}  // namespace
}  // namespace shuxin::rules::dmn
