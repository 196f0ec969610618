#include "core/base/identifiers/certificate_id.h"

#include <fmt/format.h>
#include <vector>

#include "core/base/identifiers/characters.h"
#include "core/base/identifiers/check_characters.h"

namespace shuxin::base {
namespace {

constexpr std::string_view root = "1.2.156.3005.2.";
constexpr std::size_t longest_part = 64;

std::vector<std::string_view> split_at_dots(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t dot = text.find('.');
    parts.push_back(text.substr(0, dot));
    if (dot == std::string_view::npos) return parts;
    text.remove_prefix(dot + 1);
  }
}

bool is_part(std::string_view part) {
  return !part.empty() && part.size() <= longest_part && all_digits_or_capitals(part);
}

}  // namespace

Result<CertificateId> CertificateId::parse(std::string_view text) {
  const std::string folded = fold_code(text);
  if (!folded.starts_with(root)) return fail("certificate-id.root");
  const auto parts = split_at_dots(std::string_view(folded).substr(root.size()));
  if (parts.size() != 5) return fail("certificate-id.parts", {std::to_string(parts.size())});
  if (parts[3].size() != 3 || !all_digits(parts[3])) return fail("certificate-id.version");
  SHUXIN_TRY(CertificateId id, compose(parts[0], parts[1], parts[2], number_of(parts[3])));
  if (parts[4].size() != 1 || id.text_.back() != parts[4][0]) return fail("certificate-id.check");
  return id;
}

Result<CertificateId> CertificateId::compose(std::string_view type, std::string_view issuer,
                                             std::string_view serial, int version) {
  CertificateId id;
  id.type_ = fold_code(type);
  id.issuer_ = fold_code(issuer);
  id.serial_ = fold_code(serial);
  id.version_ = version;
  int part_number = 0;
  for (const std::string* part : {&id.type_, &id.issuer_, &id.serial_}) {
    ++part_number;
    if (!is_part(*part)) return fail("certificate-id.part", {std::to_string(part_number)});
  }
  if (version < 1 || version > 999) return fail("certificate-id.version");
  const std::string checked = fmt::format("{}{}{}{:03}", id.type_, id.issuer_, id.serial_, version);
  id.text_ = fmt::format("{}{}.{}.{}.{:03}.{}", root, id.type_, id.issuer_, id.serial_, version,
                         mod_37_36_check(checked));
  return id;
}

}  // namespace shuxin::base
