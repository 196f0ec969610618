// A page that stands for a handed-in paper in the demonstration: PDF, so that a reviewer sees something.
#pragma once

#include <string>
#include <string_view>

namespace shuxin::app {

/// One page of PDF with the title and the specimen mark. The title is set in a font that every reader has:
/// ASCII only, anything else is left out.
[[nodiscard]] std::string demo_paper(std::string_view title);

}  // namespace shuxin::app
