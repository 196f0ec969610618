// Checks what was filled in against the form's JSON Schema, at the door.
#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/text.h"

namespace shuxin::app {

struct FormFault {
  std::string pointer;  ///< RFC 6901, into the form
  base::Text text;
};

/// All faults, at most 100, worded for the person who fills in the form. An empty list: the form fits. Error:
/// form.schema if the schema itself cannot be used.
[[nodiscard]] base::Result<std::vector<FormFault>> validate_form(const base::Json& schema,
                                                                 const base::Json& values);

}  // namespace shuxin::app
