// How cases and what belongs to them are answered: errors, refusals, rows of lists, files.
#pragma once

#include <string>

#include "shell/app/access_log.h"
#include "shell/app/case_view.h"
#include "shell/app/files.h"
#include "shell/http/exchange.h"
#include "shell/http/problem.h"

namespace shuxin::http {

/// The problem that an error of the cases, drafts, files or of what lies below them is.
[[nodiscard]] Problem case_problem(const base::Error& error);
[[nodiscard]] Response failed(const base::Error& error, const Request& request);
[[nodiscard]] Response not_found(const Request& request);
[[nodiscard]] Response answer(const base::Result<base::Json>& result, const Request& request);

/// The refusal of a command (app::Reply) as a problem: 403 for who may not, 409 for when it may not, 422 for
/// what was filled in.
[[nodiscard]] Response refusal(const base::Json& body, const Request& request);

/// Records that whoever asks reads what is about `subject`. Before anything is shown: what could not be
/// recorded is not shown.
[[nodiscard]] base::Result<void> record_access(app::AccessLog& access_log, const Request& request,
                                               const std::string& subject, const std::string& what);

/// A page of a list: {items, next}.
[[nodiscard]] Response rows(const base::Result<app::CaseView::Rows>& found, const Request& request);

/// A handed-in file, for those who reach its owner.
[[nodiscard]] Response file_answer(app::CaseService& service, app::Files& files, const std::string& owner,
                                   const std::string& id, const Request& request);

}  // namespace shuxin::http
