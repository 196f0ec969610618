#include <charconv>

#include "core/base/hash.h"
#include "shell/documents/sign_pdf.h"

namespace shuxin::documents {
namespace {

constexpr std::size_t longest_number = 12;

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f';
}

std::optional<std::size_t> read_number(std::string_view text, std::size_t& at) {
  while (at < text.size() && is_space(text[at])) ++at;
  const std::string_view digits = text.substr(at, longest_number);
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc()) return std::nullopt;
  at += static_cast<std::size_t>(end - digits.data());
  return number;
}

// The DER within the zeros that fill its place: the length of its outer sequence says where it ends.
std::optional<std::string> der_of(const std::string& filled) {
  if (filled.size() < 2 || filled[0] != 0x30) return std::nullopt;
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(filled[at]); };
  std::size_t length = byte(1);
  std::size_t head = 2;
  if (length >= 0x80) {
    const std::size_t count = length & 0x7f;
    if (count == 0 || count > 3 || filled.size() < 2 + count) return std::nullopt;
    length = 0;
    for (std::size_t i = 0; i < count; ++i) length = length << 8 | byte(2 + i);
    head = 2 + count;
  }
  if (head + length > filled.size()) return std::nullopt;
  // What comes after it would be bytes that nobody signed.
  if (filled.find_first_not_of('\0', head + length) != std::string::npos) return std::nullopt;
  return filled.substr(0, head + length);
}

}  // namespace

base::Result<SignedPdf> read_signed_pdf(std::string_view pdf) {
  if (!pdf.starts_with("%PDF-")) return base::fail("documents.no-pdf");
  std::size_t at = pdf.rfind("/ByteRange");
  if (at == std::string_view::npos) return base::fail("documents.unsigned");
  const auto not_covered = [] { return base::fail("documents.not-covered"); };
  at += 10;
  while (at < pdf.size() && is_space(pdf[at])) ++at;
  if (at >= pdf.size() || pdf[at] != '[') return not_covered();
  ++at;
  const auto begin = read_number(pdf, at);
  const auto from = read_number(pdf, at);
  const auto to = read_number(pdf, at);
  const auto rest = read_number(pdf, at);
  if (!begin || !from || !to || !rest || *begin != 0 || *from >= *to || *to > pdf.size() ||
      *rest != pdf.size() - *to || *to - *from < 2 || pdf[*from] != '<' || pdf[*to - 1] != '>')
    return not_covered();
  // Only the digits that we write: another case would be another file with the same signature.
  const std::string_view digits = pdf.substr(*from + 1, *to - *from - 2);
  const auto filled = base::from_hex(digits);
  auto der = filled && base::to_hex(*filled) == digits ? der_of(*filled) : std::nullopt;
  if (!der) return not_covered();
  SignedPdf found;
  found.cms = *std::move(der);
  found.covered.reserve(pdf.size() - (*to - *from));
  found.covered += pdf.substr(0, *from);
  found.covered += pdf.substr(*to);
  found.credential = find_credential(pdf);
  return found;
}

std::string find_credential(std::string_view pdf) {
  const std::size_t head = pdf.rfind("/Type /EmbeddedFile /Subtype /application#2Fjson /Length ");
  if (head == std::string_view::npos) return {};
  std::size_t at = head + 57;
  const auto length = read_number(pdf, at);
  constexpr std::string_view opening = " >>\nstream\n";
  if (!length || !pdf.substr(at).starts_with(opening)) return {};
  at += opening.size();
  if (*length > pdf.size() - at || !pdf.substr(at + *length).starts_with("\nendstream")) return {};
  return std::string(pdf.substr(at, *length));
}

}  // namespace shuxin::documents
