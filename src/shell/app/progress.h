// Progress: how far an application is, for whoever holds its number and the code of one of its papers. Nobody
// signs in for this, so nothing that is about a person or names the applicant is told.
#pragma once

#include <string>

#include "shell/app/case_service.h"

namespace shuxin::app {

/// Progress of openapi.json. `number` is that of a case or package, `code` that of any paper issued in it, as
/// they stand on the receipt; letters of either case, spaces ignored. Error: progress.none (the same whether
/// the number, the code or their belonging together is wrong).
[[nodiscard]] base::Result<base::Json> show_progress(CaseService& service, const std::string& number,
                                                     const std::string& code, base::Instant now);

}  // namespace shuxin::app
