// Papers: documents of cases as PDF, and whether a document is genuine.
#pragma once

#include <string>

#include "shell/app/case_view.h"

namespace shuxin::app {

struct PaperOptions {
  std::string base_url;  ///< where /verify is served
  bool demonstration = false;
};

/// The PDF of a document that the person reaches through its case. Errors: case.none, papers.none, those of
/// documents::render.
[[nodiscard]] base::Result<std::string> render_paper(CaseView& view, CaseService& service,
                                                     const std::string& number, const std::string& code,
                                                     base::Language language, const PaperOptions& options);

/// Verification of openapi.json: for anybody, so it says nothing about a person. An unknown code is an
/// answer.
[[nodiscard]] base::Result<base::Json> verify(CaseService& service, const std::string& code,
                                              bool demonstration);

}  // namespace shuxin::app
