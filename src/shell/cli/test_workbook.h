// Workbooks in tests as a spreadsheet would never write them: archives put together byte by byte.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shuxin::cli {

/// A part of an archive: its bytes as they are, or packed with what they are said to unpack to.
struct ArchivePart {
  std::string name;
  std::string bytes;
  std::uint32_t unpacked_bytes = 0;  ///< 0: the bytes are not packed
};

inline std::uint32_t checksum_of(std::string_view bytes) {
  std::uint32_t sum = ~0U;
  for (const char byte : bytes) {
    sum ^= static_cast<std::uint8_t>(byte);
    for (int bit = 0; bit < 8; ++bit) sum = sum >> 1 ^ ((sum & 1) != 0 ? 0xEDB8'8320U : 0U);
  }
  return ~sum;
}

inline std::string archive_of(const std::vector<ArchivePart>& parts) {
  std::string all;
  std::string directory;
  const auto number = [](std::string& to, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) to += static_cast<char>(value >> 8 * i & 0xFF);
  };
  for (const ArchivePart& part : parts) {
    const auto begin = static_cast<std::uint32_t>(all.size());
    const bool packed = part.unpacked_bytes > 0;
    // Version, flags, method, time, day, checksum, sizes, lengths of the name and of what follows it.
    std::string head;
    for (const std::uint32_t value : {20, 0, packed ? 8 : 0, 0, 33}) number(head, value, 2);
    number(head, packed ? 0 : checksum_of(part.bytes), 4);
    number(head, static_cast<std::uint32_t>(part.bytes.size()), 4);
    number(head, packed ? part.unpacked_bytes : static_cast<std::uint32_t>(part.bytes.size()), 4);
    number(head, static_cast<std::uint32_t>(part.name.size()), 2);
    number(head, 0, 2);
    all += "PK\x03\x04" + head + part.name + part.bytes;
    directory += std::string("PK\x01\x02\x14\x00", 6) + head;
    for (int i = 0; i < 5; ++i) number(directory, 0, 2);
    number(directory, begin, 4);
    directory += part.name;
  }
  const auto at = static_cast<std::uint32_t>(all.size());
  all += directory + std::string("PK\x05\x06\0\0\0\0", 8);
  for (int i = 0; i < 2; ++i) number(all, static_cast<std::uint32_t>(parts.size()), 2);
  number(all, static_cast<std::uint32_t>(directory.size()), 4);
  number(all, at, 4);
  number(all, 0, 2);
  return all;
}

/// The parts of a workbook but its one sheet, 企业.
inline std::vector<ArchivePart> parts_around_a_sheet() {
  return {
      {"[Content_Types].xml", "<Types/>"},
      {"_rels/.rels",
       R"(<Relationships><Relationship Id="r" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>)"},
      {"xl/workbook.xml",
       R"(<workbook xmlns:r="rel"><sheets><sheet name="企业" sheetId="1" r:id="rId1"/></sheets></workbook>)"},
      {"xl/_rels/workbook.xml.rels",
       R"(<Relationships><Relationship Id="rId1" Type="t/worksheet" Target="worksheets/sheet1.xml"/></Relationships>)"}};
}

/// A workbook of these rows; a cell is the XML of its `c` element without the reference: `><v>1</v>`.
inline std::string workbook_of(const std::vector<std::vector<std::string>>& rows) {
  std::string data;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    data += "<row>";
    for (std::size_t column = 0; column < rows[row].size(); ++column)
      data += "<c r=\"" + std::string(1, static_cast<char>('A' + column)) + std::to_string(row + 1) + "\"" +
              rows[row][column] + "</c>";
    data += "</row>";
  }
  auto parts = parts_around_a_sheet();
  parts.push_back({"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + data + "</sheetData></worksheet>"});
  return archive_of(parts);
}

inline std::string text_cell(const std::string& text) {
  return " t=\"inlineStr\"><is><t>" + text + "</t></is>";
}
inline std::string number_cell(const std::string& digits) {
  return "><v>" + digits + "</v>";
}
/// What a formula was left with when it could not be computed.
inline std::string error_cell(const std::string& formula, const std::string& error) {
  return " t=\"e\"><f>" + formula + "</f><v>" + error + "</v>";
}

/// A workbook of a few megabytes whose sheet unpacks to more than a gigabyte of blanks.
inline std::string bomb() {
  // One block of fixed codes: a blank, then copies of 258 times the last sign: 13 bits each, so eight of them
  // repeat after 13 bytes.
  std::string bits;
  const auto add = [&](std::uint32_t code, int count) {
    for (int i = count - 1; i >= 0; --i) bits += (code >> i & 1) != 0 ? '1' : '0';
  };
  const auto bytes_of = [](const std::string& ones) {
    std::string bytes(ones.size() / 8, '\0');
    for (std::size_t i = 0; i < bytes.size() * 8; ++i)
      if (ones[i] == '1') bytes[i / 8] |= static_cast<char>(1 << (i % 8));
    return bytes;
  };
  // Last block, fixed codes (10 from the right), a blank (0x30 + 0x20): 11 bits; five more copies end on a
  // byte only together with the eight that follow, so that a period is taken from the middle.
  add(0b1, 1), add(0b10, 2), add(0x30 + ' ', 8);
  for (int i = 0; i < 32; ++i) add(0b11000101, 8), add(0, 5);
  const std::string start = bytes_of(bits);
  const std::string period = start.substr(13, 13);
  std::string packed = start.substr(0, 26);
  constexpr std::size_t periods = 540'000;
  packed.reserve(packed.size() + periods * period.size());
  for (std::size_t i = 0; i < periods; ++i) packed += period;
  auto parts = parts_around_a_sheet();
  parts.push_back({"xl/worksheets/sheet1.xml", packed, 0x7000'0000});
  return archive_of(parts);
}

}  // namespace shuxin::cli
