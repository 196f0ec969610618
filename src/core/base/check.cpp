#include "core/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace shuxin::base {

void fail_check(std::string_view sentence, std::source_location place) {
  std::fprintf(stderr, "%s:%u: check failed: %.*s\n", place.file_name(), static_cast<unsigned>(place.line()),
               static_cast<int>(sentence.size()), sentence.data());
  std::abort();
}

}  // namespace shuxin::base
