// The fields of a 实施清单 (implementing list) as real lists and portals hold them; the engine keeps the
// values of those that it does not use, and the guide prints them back unaltered.
#pragma once

#include <string_view>

namespace shuxin::catalog {

/// Whether a real implementing list or published guide has a field of that name.
[[nodiscard]] bool is_implementing_list_field(std::string_view name);

}  // namespace shuxin::catalog
