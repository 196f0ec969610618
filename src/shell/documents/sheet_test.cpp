#include "shell/documents/sheet.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <zip.h>

#include "shell/documents/sheet_map.h"
#include "shell/documents/sheet_write.h"

namespace shuxin::documents {
namespace {

using base::Decimal;

std::string zipped(const std::map<std::string, std::string>& parts) {
  zip_error_t error;
  zip_source_t* made = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_t* archive = zip_open_from_source(made, ZIP_TRUNCATE, &error);
  zip_source_keep(made);
  for (const auto& [name, text] : parts)
    zip_file_add(archive, name.c_str(), zip_source_buffer(archive, text.data(), text.size(), 0), 0);
  zip_close(archive);
  zip_source_open(made);
  zip_source_seek(made, 0, SEEK_END);
  std::string bytes(static_cast<std::size_t>(zip_source_tell(made)), '\0');
  zip_source_seek(made, 0, SEEK_SET);
  zip_source_read(made, bytes.data(), bytes.size());
  zip_source_close(made);
  zip_source_free(made);
  return bytes;
}

// A workbook of one sheet, in the form that spreadsheets write.
std::map<std::string, std::string> parts_of(const std::string& data, const std::string& after = "") {
  return {
      {"[Content_Types].xml", "<Types/>"},
      {"_rels/.rels",
       R"(<Relationships><Relationship Id="r" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>)"},
      {"xl/workbook.xml",
       R"(<?xml version="1.0"?><x:workbook xmlns:x="m" xmlns:r="rel"><x:sheets><x:sheet name="企业" sheetId="1" r:id="rId1"/></x:sheets></x:workbook>)"},
      {"xl/_rels/workbook.xml.rels",
       R"(<Relationships><Relationship Id="rId1" Type="t/worksheet" Target="worksheets/sheet1.xml"/>)"
       R"(<Relationship Id="rId2" Type="t/sharedStrings" Target="/xl/sharedStrings.xml"/>)"
       R"(<Relationship Id="rId3" Type="t/styles" Target="styles.xml"/></Relationships>)"},
      {"xl/sharedStrings.xml",
       "<sst><si><t>税收</t></si><si><r><t>通</t></r><r><t xml:space=\"preserve\">沪 &amp; 合</t></r>"
       "<rPh><t>tong</t></rPh></si></sst>"},
      {"xl/styles.xml",
       R"(<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>)"
       R"(<numFmt numFmtId="171" formatCode="0.00&quot;d&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>)"
       R"(<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>)"},
      {"xl/worksheets/sheet1.xml", "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData>" + data +
                                       "</sheetData>" + after + "</worksheet>"},
  };
}

std::string code_of(const auto& result) {
  return result ? "fine" : result.error().code();
}

TEST(Sheet, reads_all_kinds_of_cells_where_they_stand) {
  const auto book = read_workbook(
      zipped(parts_of(
          R"(<row r="3"><c r="A3" t="s"><v>0</v></c><c r="C3" t="s"><v>1</v></c></row>)"
          R"(<row r="5"><c r="B5"><v>1234.5</v></c><c r="C5" t="b"><v>1</v></c><c r="D5" t="e"><f>1/0</f><v>#DIV/0!</v></c>)"
          R"(<c r="E5" t="inlineStr"><is><t>a_x000D_b</t></is></c><c r="F5" s="1"><v>44561</v></c><c r="G5" s="2"><v>44561.5</v></c>)"
          R"(<c r="H5" s="3"><v>44561</v></c><c r="I5" t="str"><f>A1</f><v>文</v></c><c r="J5" s="1"/><c r="AA5"><v>2</v></c></row>)",
          R"(<mergeCells><mergeCell ref="A1:D2"/></mergeCells>)")),
      "x.xlsx");
  ASSERT_TRUE(book) << book.error().code();
  const Sheet& sheet = book->sheets.at(0);
  EXPECT_EQ(sheet.name, "企业");
  ASSERT_EQ(sheet.rows.size(), 2U);
  EXPECT_EQ(sheet.rows[0].find(3)->text, "通沪 & 合");
  const Row& row = sheet.rows[1];
  EXPECT_EQ(row.number, 5U);
  EXPECT_EQ(row.find(1), nullptr);
  EXPECT_EQ(row.find(2)->kind, CellKind::Number);
  EXPECT_EQ(row.find(2)->text, "1234.5");
  EXPECT_EQ(row.find(3)->text, "TRUE");
  EXPECT_EQ(row.find(4)->kind, CellKind::Error);
  EXPECT_TRUE(row.find(4)->formula);
  EXPECT_EQ(row.find(5)->text, "a\rb");
  EXPECT_EQ(row.find(6)->text, "2021-12-31");
  EXPECT_EQ(row.find(7)->text, "2021-12-31T12:00:00");
  EXPECT_EQ(row.find(8)->kind, CellKind::Number) << "a letter in quotes makes no date";
  EXPECT_EQ(row.find(9)->text, "文");
  EXPECT_EQ(row.find(10), nullptr);
  EXPECT_EQ(row.find(27)->text, "2");
  ASSERT_EQ(sheet.merged.size(), 1U);
  EXPECT_EQ(sheet.merged[0].last_column, 4U);
}

TEST(Sheet, the_years_1900_and_1904_begin_where_spreadsheets_say) {
  auto parts = parts_of(R"(<row><c s="1"><v>1</v></c><c s="1"><v>59</v></c><c s="1"><v>61</v></c></row>)");
  const auto since_1900 = read_workbook(zipped(parts), "x");
  ASSERT_TRUE(since_1900);
  EXPECT_EQ(since_1900->sheets[0].rows[0].cells[0].text, "1900-01-01");
  EXPECT_EQ(since_1900->sheets[0].rows[0].cells[1].text, "1900-02-28");
  EXPECT_EQ(since_1900->sheets[0].rows[0].cells[2].text, "1900-03-01");
  parts["xl/workbook.xml"].insert(parts["xl/workbook.xml"].find("<x:sheets>"),
                                  "<x:workbookPr date1904=\"1\"/>");
  const auto since_1904 = read_workbook(zipped(parts), "x");
  ASSERT_TRUE(since_1904);
  EXPECT_EQ(since_1904->sheets[0].rows[0].cells[0].text, "1904-01-02");
}

TEST(Sheet, what_is_no_workbook_is_refused_with_a_reason) {
  EXPECT_EQ(code_of(read_workbook("", "x")), "sheet.empty");
  EXPECT_EQ(code_of(read_workbook("\n \n", "x")), "sheet.empty");
  EXPECT_EQ(code_of(read_workbook("\xD0\xCF\x11\xE0 old", "x")), "sheet.old-format");
  EXPECT_EQ(code_of(read_workbook("PK\x03\x04 torn", "x")), "sheet.damaged");
  EXPECT_EQ(code_of(read_workbook(std::string("%PDF\0\1", 6), "x")), "sheet.format");
  EXPECT_EQ(code_of(read_workbook(zipped({{"a.txt", "a"}}), "x")), "sheet.format");
  EXPECT_EQ(code_of(read_workbook("\x80\xFF\xFF,1", "x")), "sheet.encoding");
  EXPECT_EQ(code_of(read_workbook_file("/nowhere.xlsx")), "sheet.no-file");
  const auto xml = [](const std::string& data) {
    return code_of(read_workbook(zipped(parts_of(data)), "x"));
  };
  EXPECT_EQ(xml("<row><c></row>"), "sheet.xml");
  EXPECT_EQ(xml("<row r=\"2\"/><row r=\"1\"/>"), "sheet.xml");
  EXPECT_EQ(xml("<row r=\"1\"><c r=\"B1\"><v>1</v></c><c r=\"A1\"/></row>"), "sheet.xml");
  EXPECT_EQ(xml("<row><c t=\"s\"><v>99</v></c></row>"), "sheet.xml");
  EXPECT_EQ(xml("<row><c t=\"str\"><v>&grow;</v></c></row>"), "sheet.xml");
  EXPECT_EQ(xml("<!DOCTYPE x>"), "sheet.xml");
}

TEST(Sheet, bombs_and_giants_meet_the_limits) {
  SheetLimits small;
  small.inflated_bytes = 1 << 20;
  const std::string bomb = zipped(parts_of("<row><c t=\"str\"><v>" + std::string(900'000, ' ') +
                                           "</v></c></row>" + std::string(500'000, ' ')));
  EXPECT_LT(bomb.size(), 20'000U);
  EXPECT_EQ(code_of(read_workbook(bomb, "x", small)), "sheet.too-large");
  // One long string, named again and again.
  auto parts = parts_of("");
  parts["xl/sharedStrings.xml"] = "<sst><si><t>" + std::string(30'000, 'a') + "</t></si></sst>";
  std::string rows = "<row>";
  for (int i = 0; i < 1000; ++i) rows += "<c t=\"s\"><v>0</v></c>";
  parts["xl/worksheets/sheet1.xml"] = "<worksheet><sheetData>" + rows + "</row></sheetData></worksheet>";
  small.inflated_bytes = 1 << 26;
  small.text_bytes = 1 << 20;
  EXPECT_EQ(code_of(read_workbook(zipped(parts), "x", small)), "sheet.too-large");
  small.cells = 10;
  EXPECT_EQ(code_of(read_workbook(zipped(parts_of(rows + "</row>")), "x", small)), "sheet.too-large");
  // A file of two gigabytes, most of it a hole, is not even opened.
  const std::string path = testing::TempDir() + "giant.csv";
  std::ofstream(path).close();
  std::filesystem::resize_file(path, std::uintmax_t{2} << 30);
  EXPECT_EQ(code_of(read_workbook_file(path)), "sheet.too-large");
  std::filesystem::remove(path);
}

TEST(Sheet, reads_csv_in_the_encodings_of_offices) {
  const auto name = [](std::string_view bytes) -> std::string {
    const auto book = read_workbook(bytes, "x.csv");
    return book ? book->sheets[0].rows.at(0).cells.at(1).text : book.error().code();
  };
  EXPECT_EQ(name("\xEF\xBB\xBF代码,名称\n"), "名称");
  EXPECT_EQ(name("代码\t名称\n"), "名称");
  EXPECT_EQ(name("\xB4\xFA\xC2\xEB,\xC3\xFB\xB3\xC6\r\n"), "名称") << "GB18030";
  EXPECT_EQ(name(std::string_view("\xFF\xFE\x01\x4E,\0\x0D\x54", 8)), "名") << "UTF-16";
  EXPECT_EQ(name("a;\"b \"\"c\"\"\nd\"\n"), "b \"c\"\nd");
  EXPECT_EQ(name("a,\"b\n"), "csv.quote-at");
}

// -------------------------------------------------------------------------------------------- mapping

const SheetMapping firms{
    {{"uscc", FieldKind::Text, {"统一社会信用代码", "信用代码"}, {}, true},
     {"name", FieldKind::Text, {"企业名称", "单位名称"}, {}, false},
     {"tax", FieldKind::Number, {"实缴税收", "税收"}, base::find_unit("万元"), true},
     {"land_mu", FieldKind::Number, {"占地面积", "用地面积"}, base::find_unit("亩"), false},
     {"electricity_kwh", FieldKind::Number, {"用电量"}, base::find_unit("kWh"), false},
     {"ratio", FieldKind::Number, {"研发占比"}, {}, false},
     {"opened_on", FieldKind::Date, {"投产日期"}, {}, false}},
    "uscc",
    ""};

MappedTable mapped(std::string_view csv) {
  const auto book = read_workbook(csv, "表.csv");
  EXPECT_TRUE(book);
  auto table = map_table(*book, firms);
  EXPECT_TRUE(table) << code_of(table);
  return table ? *std::move(table) : MappedTable{};
}

std::string number(const MappedTable& table, const char* field, std::size_t row) {
  const auto& value = table.find(field)->numbers.at(row);
  return value ? value->to_string() : "-";
}

TEST(SheetMap, finds_the_header_under_titles_and_converts_units) {
  const MappedTable table = mapped(
      "2021年度企业综合评价数据表,,,,\n"
      "填报单位：示例（虚构）,,,单位：亩、元,\n"
      "序号,单位名称,信用代码,税收（万元）,占地面积,用电量(万千瓦时)\n"
      "甲,乙,丙,1,2,3\n"
      "1,甲公司（虚构）,91320600MA0MLAL96Q,\"1,234.50\",１２．５,3\n"
      "2,乙公司（虚构）,91320600MA0MLJUP92,5000元,2公顷,—\n"
      "合 计,,,1235,42.5,3\n"
      "注：数据均为虚构,,,,\n");
  EXPECT_EQ(table.header_row, 3U);
  EXPECT_EQ(table.rows, (std::vector<std::uint32_t>{5, 6}));
  EXPECT_EQ(*table.find("name")->texts[0], "甲公司(虚构)");
  EXPECT_EQ(number(table, "tax", 0), "1234.5");
  EXPECT_EQ(number(table, "tax", 1), "0.5");
  EXPECT_EQ(number(table, "land_mu", 0), "12.5");
  EXPECT_EQ(number(table, "land_mu", 1), "30");
  EXPECT_EQ(number(table, "electricity_kwh", 0), "30000");
  EXPECT_EQ(number(table, "electricity_kwh", 1), "-");
  EXPECT_TRUE(table.unread.empty());
  ASSERT_EQ(table.skipped.size(), 3U);
  EXPECT_EQ(table.skipped[0].why, SkippedRow::Why::Numbering);
  EXPECT_EQ(table.skipped[1].why, SkippedRow::Why::Total);
  EXPECT_EQ(table.skipped[2].why, SkippedRow::Why::Note);
  EXPECT_EQ(table.ignored_headers, std::vector<std::string>{"序号"});
  EXPECT_EQ(table.missing_fields, (std::vector<std::string>{"ratio", "opened_on"}));
  EXPECT_TRUE(table.warnings.empty());
}

TEST(SheetMap, names_every_cell_that_it_could_not_read_and_loses_no_row) {
  const MappedTable table = mapped(
      "uscc,tax,land_mu,ratio,投产日期\n"
      "A,约5,1,3%,2021年3月1日\n"
      "B,\"1,23\",2吨,0.03,20210301\n"
      ",7,3,,2021-02-30\n"
      "D,#DIV/0!,/,,\n");
  EXPECT_EQ(table.rows.size(), 4U);
  std::vector<std::string> cells;
  for (const UnreadCell& cell : table.unread)
    cells.push_back(cell.cell + " " + cell.value + " " + cell.reason.code);
  EXPECT_EQ(cells,
            (std::vector<std::string>{"B2 约5 sheet.not-a-number", "B3 1,23 sheet.not-a-number",
                                      "C3 2吨 sheet.other-unit", "A4  sheet.no-key",
                                      "E4 2021-02-30 sheet.not-a-date", "B5 #DIV/0! sheet.not-a-number"}));
  EXPECT_EQ(number(table, "ratio", 0), "0.03");
  EXPECT_EQ(number(table, "ratio", 1), "0.03");
  EXPECT_EQ(table.find("opened_on")->dates[0], base::Date::from(2021, 3, 1));
  EXPECT_EQ(table.find("opened_on")->dates[1], base::Date::from(2021, 3, 1));
}

TEST(SheetMap, blanks_in_a_number_separate_thousands_and_nothing_else) {
  const MappedTable table = mapped("信用代码,税收\nA,1 600\nB,12 5\nC, １２ 345.5 万元\nD,- 7\nE,1 600 00\n");
  EXPECT_EQ(number(table, "tax", 0), "1600");
  EXPECT_EQ(number(table, "tax", 1), "-") << "neither 125 nor 12.5 is what it says";
  EXPECT_EQ(number(table, "tax", 2), "12345.5");
  EXPECT_EQ(number(table, "tax", 3), "-7");
  EXPECT_EQ(number(table, "tax", 4), "-");
  EXPECT_EQ(table.unread.size(), 2U);
}

TEST(SheetMap, says_when_a_total_is_not_the_sum) {
  const MappedTable table = mapped("信用代码,税收\nA,1\nB,2\n合计,4\n");
  ASSERT_EQ(table.warnings.size(), 1U);
  EXPECT_EQ(table.warnings[0].arguments, (std::vector<std::string>{"B4", "tax", "4", "3"}));
}

TEST(SheetMap, refuses_a_sheet_without_what_is_required_and_names_it) {
  const auto lacking = map_table(*read_workbook("企业名称,税收\nA,1\n", "表.csv"), firms);
  ASSERT_FALSE(lacking);
  EXPECT_EQ(lacking.error().message, (base::Message{"sheet.no-header", {"表.csv", "统一社会信用代码"}}));
  const auto doubled = map_table(*read_workbook("信用代码,税收(元),税收(万元)\nA,1,2\n", "表.csv"), firms);
  EXPECT_EQ(code_of(doubled), "sheet.two-columns");
}

TEST(SheetMap, reads_headers_of_two_rows_and_repeated_pages) {
  auto parts = parts_of(
      R"(<row r="1"><c r="A1" t="inlineStr"><is><t>情况表</t></is></c></row>)"
      R"(<row r="2"><c r="A2" t="inlineStr"><is><t>信用代码</t></is></c><c r="B2" t="inlineStr"><is><t>资源</t></is></c></row>)"
      R"(<row r="3"><c r="B3" t="inlineStr"><is><t>用地面积(平方米)</t></is></c><c r="C3" t="inlineStr"><is><t>税收</t></is></c></row>)"
      R"(<row r="4"><c r="A4" t="inlineStr"><is><t>A</t></is></c><c r="B4"><v>2000</v></c><c r="C4"><v>0.30000000000000004</v></c></row>)"
      R"(<row r="5"><c r="A5" t="inlineStr"><is><t>信用代码</t></is></c><c r="B5" t="inlineStr"><is><t>用地面积(平方米)</t></is></c>)"
      R"(<c r="C5" t="inlineStr"><is><t>税收</t></is></c></row>)"
      R"(<row r="6"><c r="A6"><v>913206000000000000</v></c><c r="B6" s="1"><v>44561</v></c><c r="C6" t="e"><v>#REF!</v></c></row>)",
      R"(<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="A2:A3"/><mergeCell ref="B2:C2"/></mergeCells>)");
  const auto table = map_table(*read_workbook(zipped(parts), "x.xlsx"), firms);
  ASSERT_TRUE(table) << table.error().code();
  EXPECT_EQ(table->header_row, 3U);
  EXPECT_EQ(number(*table, "land_mu", 0), "3");
  EXPECT_EQ(number(*table, "tax", 0), "0.3") << "as the spreadsheet shows it";
  ASSERT_EQ(table->skipped.size(), 1U);
  EXPECT_EQ(table->skipped[0].why, SkippedRow::Why::RepeatedHead);
  ASSERT_EQ(table->unread.size(), 3U);
  EXPECT_EQ(table->unread[0].reason.code, "sheet.digits-lost");
  EXPECT_EQ(table->unread[1].reason.code, "sheet.formula-error");
  EXPECT_EQ(table->unread[2].reason.code, "sheet.date-for-number");
}

std::string text_cell(const std::string& at, const std::string& text) {
  return "<c r=\"" + at + R"(" t="inlineStr"><is><t>)" + text + "</t></is></c>";
}

TEST(SheetMap, a_code_merged_over_several_rows_is_that_of_each_and_a_number_counts_once) {
  const auto parts = parts_of("<row r=\"1\">" + text_cell("A1", "信用代码") + text_cell("B1", "税收") +
                                  text_cell("C1", "用地面积") + "</row><row r=\"2\">" + text_cell("A2", "A") +
                                  R"(<c r="B2"><v>5</v></c><c r="C2"><v>1</v></c></row>)" +
                                  R"(<row r="3"><c r="C3"><v>2</v></c></row>)" + "<row r=\"4\">" +
                                  text_cell("A4", "B") + "</row>",
                              R"(<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="B2:B3"/></mergeCells>)");
  const auto table = map_table(*read_workbook(zipped(parts), "x.xlsx"), firms);
  ASSERT_TRUE(table) << table.error().code();
  EXPECT_EQ(table->find("uscc")->texts,
            (std::vector<std::optional<std::string>>{std::string("A"), std::string("A"), std::string("B")}));
  EXPECT_EQ(number(*table, "land_mu", 1), "2");
  EXPECT_FALSE(table->find("tax")->numbers[1]);
  EXPECT_TRUE(table->unread.empty());
}

TEST(SheetMap, another_sheet_with_firms_is_told_and_the_fuller_one_is_read) {
  const auto rows = [](const std::string& head, const std::string& cells) {
    return "<row r=\"1\">" + text_cell("A1", "信用代码") + text_cell("B1", "税收") + head +
           "</row><row r=\"2\">" + text_cell("A2", "A") + "<c r=\"B2\"><v>7</v></c>" + cells + "</row>";
  };
  auto parts = parts_of(rows("", ""));
  parts["xl/workbook.xml"].insert(parts["xl/workbook.xml"].find("</x:sheets>"),
                                  R"(<x:sheet name="规下" sheetId="2" r:id="rId9"/>)");
  parts["xl/_rels/workbook.xml.rels"].insert(
      parts["xl/_rels/workbook.xml.rels"].find("</Relationships>"),
      R"(<Relationship Id="rId9" Type="t/worksheet" Target="worksheets/sheet2.xml"/>)");
  parts["xl/worksheets/sheet2.xml"] = "<worksheet><sheetData>" +
                                      rows(text_cell("C1", "用地面积"), "<c r=\"C2\"><v>1</v></c>") +
                                      "</sheetData></worksheet>";
  const auto table = map_table(*read_workbook(zipped(parts), "x.xlsx"), firms);
  ASSERT_TRUE(table) << table.error().code();
  EXPECT_EQ(table->sheet, "规下");
  ASSERT_EQ(table->unread.size(), 1U);
  EXPECT_EQ(table->unread[0].sheet, "企业");
  EXPECT_EQ(table->unread[0].reason, (base::Message{"sheet.other-sheet", {"1"}}));
}

/// One part of a package, unpacked; empty if it is not there.
std::string part_of(const std::string& bytes, const char* name) {
  zip_error_t error;
  zip_t* archive = zip_open_from_source(zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error),
                                        ZIP_RDONLY, &error);
  std::string text;
  if (zip_file_t* file = zip_fopen(archive, name, 0)) {
    std::array<char, 4096> chunk;
    for (zip_int64_t got; (got = zip_fread(file, chunk.data(), chunk.size())) > 0;)
      text.append(chunk.data(), static_cast<std::size_t>(got));
    zip_fclose(file);
  }
  zip_discard(archive);
  return text;
}

TEST(SheetWrite, what_is_written_reads_back) {
  WrittenSheet sheet{
      "亩均/评价",
      {"评价结果（虚构）"},
      {{"信用代码", 20}, {"税收(万元)", 12, 2}, {"日期"}, {"占比", 8, 1, true}},
      {{std::string("A"), *Decimal::parse("1234.5"), *base::Date::from(2021, 12, 31), Decimal::of(389, 3)},
       {std::string("=B"), SheetFormula{"=SUM(B3:B3)", *Decimal::parse("1234.5")}, {}, {}}},
      {"注：虚构"}};
  const auto bytes = write_xlsx({sheet}, {0});
  ASSERT_TRUE(bytes) << code_of(bytes);
  const auto book = read_workbook(*bytes, "x.xlsx");
  ASSERT_TRUE(book) << code_of(book);
  EXPECT_EQ(book->sheets[0].name, "亩均_评价");
  const auto& rows = book->sheets[0].rows;
  ASSERT_EQ(rows.size(), 5U);
  EXPECT_EQ(rows[2].number, first_row_of(sheet));
  EXPECT_EQ(rows[2].cells[1].text, "1234.5");
  EXPECT_EQ(rows[2].cells[2].text, "2021-12-31");
  EXPECT_TRUE(rows[3].cells[1].formula);
  EXPECT_EQ(rows[3].cells[1].text, "1234.5");
  EXPECT_EQ(rows[3].cells[0].text, "=B");
  EXPECT_EQ(write_csv(sheet),
            "\xEF\xBB\xBF信用代码,税收(万元),日期,占比\r\nA,1234.5,2021-12-31,0.389\r\n'=B,1234.5,,\r\n");
}

TEST(SheetWrite, charts_are_over_the_rows_of_their_table) {
  WrittenSheet sheet{"图表", {"标题"}, {{"项目"}, {"数值"}}, {}, {}, {}};
  for (const char* label : {"2019", "2020", "2021"})
    sheet.rows.push_back({std::string(label), *Decimal::parse("1.5")});
  sheet.charts = {{SheetChart::Form::Columns, "各年", 0, 1, 0, 1},
                  {SheetChart::Form::Bars, "各组", 1, 2, 0, 1}};
  const auto bytes = write_xlsx({sheet}, {0});
  ASSERT_TRUE(bytes) << code_of(bytes);
  EXPECT_EQ(part_of(*bytes, "xl/charts/chart3.xml"), "");
  EXPECT_TRUE(part_of(*bytes, "xl/charts/chart1.xml").contains("<c:f>'图表'!$B$3:$B$4</c:f>"));
  const std::string bars = part_of(*bytes, "xl/charts/chart2.xml");
  EXPECT_TRUE(bars.contains("<c:barDir val=\"bar\"/>"));
  EXPECT_TRUE(bars.contains("<c:f>'图表'!$A$4:$A$5</c:f>") && bars.contains("<c:f>'图表'!$B$4:$B$5</c:f>"))
      << "rows 4 and 5: title and header stand before";
}

}  // namespace
}  // namespace shuxin::documents
