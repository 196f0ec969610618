// Routes of the zone's figures, for officers: all of them, one, the records of one, and the bulletin.
#pragma once

#include <vector>

#include "shell/app/figures.h"
#include "shell/http/router.h"

namespace shuxin::http {

/// `figures` must outlive the routes. `demonstration`: the bulletin carries the specimen mark.
[[nodiscard]] std::vector<Route> figure_routes(const app::FigureService& figures, bool demonstration);

}  // namespace shuxin::http
