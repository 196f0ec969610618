// Figures as a workbook whose formulas stay live, as a table, and as a printed bulletin.
#pragma once

#include "shell/app/figures.h"
#include "shell/documents/render.h"
#include "shell/documents/sheet_write.h"

namespace shuxin::app {

/// The figures first, then a sheet for each set of records (with live formulas from one to the other, as far
/// as a spreadsheet has the same functions), then the goals of the plans, then the charts.
[[nodiscard]] std::vector<documents::WrittenSheet> figure_sheets(const indicators::Figures& figures,
                                                                 const indicators::Definitions& definitions,
                                                                 const catalog::Catalogue& catalogue,
                                                                 const std::vector<PlanTarget>& targets,
                                                                 base::Language language);

/// The records of one figure in their order, with the set, key and version of each. Where several registers
/// are used, the fields of all stand beside each other.
[[nodiscard]] documents::WrittenSheet records_sheet(const indicators::Figures& figures,
                                                    const indicators::Figure& figure,
                                                    const catalog::Catalogue& catalogue,
                                                    base::Language language);

/// The bulletin as PDF. Errors: those of documents::render.
[[nodiscard]] base::Result<std::string> bulletin_pdf(const indicators::Figures& figures,
                                                     const indicators::Definitions& definitions,
                                                     const catalog::Catalogue& catalogue,
                                                     const std::vector<PlanTarget>& targets,
                                                     base::Instant now, base::Language language,
                                                     bool demonstration);

/// The figures as the bytes of a file: `format` is csv (the first sheet), xlsx or pdf. Errors: indicators.out
/// (another format), those of writing.
[[nodiscard]] base::Result<std::string> figures_file(const indicators::Figures& figures,
                                                     const indicators::Definitions& definitions,
                                                     const catalog::Catalogue& catalogue,
                                                     const std::vector<PlanTarget>& targets,
                                                     std::string_view format, base::Instant now,
                                                     base::Language language, bool demonstration);

}  // namespace shuxin::app
