// System routes: health, readiness, metrics and the contract itself.
#pragma once

#include <functional>
#include <vector>

#include "shell/http/metrics.h"
#include "shell/http/router.h"

namespace shuxin::http {

/// GET /healthz (the process answers), /readyz (503 unless `is_ready`), /metrics, /openapi.json. All instant;
/// `is_ready` must not wait. `metrics` must outlive the routes.
[[nodiscard]] std::vector<Route> system_routes(std::function<bool()> is_ready, const Metrics& metrics);

}  // namespace shuxin::http
