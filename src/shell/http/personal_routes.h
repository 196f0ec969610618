// Routes of what is held about a person: a copy of it, and its erasure (个人信息保护法 45, 47).
#pragma once

#include <vector>

#include "shell/app/erasure.h"
#include "shell/http/router.h"

namespace shuxin::http {

/// The erasure must outlive the routes.
[[nodiscard]] std::vector<Route> personal_routes(app::Erasure& erasure);

}  // namespace shuxin::http
