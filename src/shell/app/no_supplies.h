// NoSupplies: what views and checks hand to casework, as they decide nothing and so take no numbers.
#pragma once

#include "core/casework/command.h"

namespace shuxin::app {

class NoSupplies : public casework::Supplies {
  std::int64_t number(const std::string&, int) override { return 0; }
  std::string code() override { return {}; }
};

}  // namespace shuxin::app
