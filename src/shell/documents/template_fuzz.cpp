// Hostile layouts and texts: whatever they say, they are read or refused, and what is read can be filled.
#include <cstdint>
#include <string_view>

#include "shell/documents/places.h"
#include "shell/documents/template.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shuxin;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const documents::Fields fields{.number = "1",
                                 .code = "C",
                                 .issuer = {"甲", "A"},
                                 .values = base::Json::object({{"a", "乙"}, {"b", std::string(text)}})};
  const documents::Scope scope{fields, base::Language::Chinese};
  (void)documents::fill({std::string(text), std::string(text)}, scope);
  (void)documents::fill({"{b}", "{b:date}"}, scope);
  (void)documents::holds(text, scope);
  if (const auto layout = base::Json::parse(text)) (void)documents::read_template(*layout);
  return 0;
}
