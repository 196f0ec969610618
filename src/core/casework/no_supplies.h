// NoSupplies: for views, checks and trials, which decide nothing that stays and so take no numbers.
#pragma once

#include "core/casework/command.h"

namespace shuxin::casework {

class NoSupplies : public Supplies {
  std::int64_t number(const std::string&, int) override { return 0; }
  std::string code() override { return {}; }
};

}  // namespace shuxin::casework
