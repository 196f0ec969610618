// Identifiers of electronic certificates (GB/T 36904-2018).
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace shuxin::base {

/// 电子证照标识: `1.2.156.3005.2.<type>.<issuer>.<serial>.<version>.<check>`.
class CertificateId {
 public:
  /// Read by its dots: only the version (3 digits) and the check character have a fixed length, because some
  /// issuers stand there with an area code and serial numbers vary. Errors: certificate-id.root,
  /// certificate-id.parts, certificate-id.part (which one), certificate-id.version, certificate-id.check.
  [[nodiscard]] static Result<CertificateId> parse(std::string_view text);
  /// The identifier of these parts, its check character (MOD 37,36) added. `version` is 1..999.
  [[nodiscard]] static Result<CertificateId> compose(std::string_view type, std::string_view issuer,
                                                     std::string_view serial, int version);

  [[nodiscard]] const std::string& text() const { return text_; }
  /// The code of the certificate's type: the credit code of who defined it and three more characters.
  [[nodiscard]] const std::string& type() const { return type_; }
  /// The issuer's credit code, or an area code.
  [[nodiscard]] const std::string& issuer() const { return issuer_; }
  [[nodiscard]] const std::string& serial() const { return serial_; }
  [[nodiscard]] int version() const { return version_; }

  auto operator<=>(const CertificateId&) const = default;

 private:
  CertificateId() = default;
  std::string text_;
  std::string type_;
  std::string issuer_;
  std::string serial_;
  int version_ = 0;
};

}  // namespace shuxin::base
