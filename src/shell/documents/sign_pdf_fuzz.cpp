// A PDF that somebody wants verified may be any bytes; what is found in it is never more than what is there.
#include "core/base/check.h"
#include "shell/documents/sign_pdf.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shuxin::documents;
  const std::string_view pdf(reinterpret_cast<const char*>(data), size);
  if (const auto found = read_signed_pdf(pdf)) {
    shuxin::base::check(found->covered.size() + 2 * found->cms.size() + 2 <= pdf.size(),
                        "the signature and what it covers are parts of the file");
    shuxin::base::check(pdf.starts_with(found->covered.substr(0, 5)),
                        "the file is covered from its beginning");
  }
  shuxin::base::check(find_credential(pdf).size() <= size, "what is attached is a part of the file");
  return 0;
}
