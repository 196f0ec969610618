// Exported public keys, signature records and CMS structures may be any bytes.
#include "shell/signing/public_keys.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shuxin::signing;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto json = shuxin::base::Json::parse(bytes)) {
    (void)PublicKeys::read(*json);
    (void)read_signature(*json);
  }
  (void)PublicKeys().verify_cms(Purpose::Document, bytes, "content");
  return 0;
}
