#include "shell/app/demo_paper.h"

#include <fmt/format.h>
#include <vector>

namespace shuxin::app {
namespace {

// A string of PDF, its special characters escaped.
std::string quoted(std::string_view text) {
  std::string made = "(";
  for (const char c : text) {
    if (c < ' ' || c > '~') continue;
    if (c == '(' || c == ')' || c == '\\') made += '\\';
    made += c;
  }
  return made + ")";
}

}  // namespace

std::string demo_paper(std::string_view title) {
  const std::string content = fmt::format(
      "0.75 0.2 0.15 RG 0.75 0.2 0.15 rg BT /F1 34 Tf 0.94 0.34 -0.34 0.94 130 380 Tm (SPECIMEN) Tj ET\n"
      "0 g BT /F1 20 Tf 72 740 Td {} Tj ET\n"
      "BT /F1 11 Tf 72 712 Td (Handed in for the demonstration. All that it names is invented.) Tj ET\n"
      "0.6 G 0.5 w 72 690 m 523 690 l S 72 650 m 523 650 l S 72 610 m 523 610 l S 72 570 m 523 570 l S\n",
      quoted(title));
  const std::vector<std::string> objects = {
      "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
      "/Resources << /Font << /F1 5 0 R >> >> >>",
      fmt::format("<< /Length {} >>\nstream\n{}endstream", content.size(), content),
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"};
  std::string pdf = "%PDF-1.4\n";
  std::string table;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    table += fmt::format("{:010} 00000 n \n", pdf.size());
    pdf += fmt::format("{} 0 obj\n{}\nendobj\n", i + 1, objects[i]);
  }
  const std::size_t start = pdf.size();
  pdf += fmt::format("xref\n0 {}\n0000000000 65535 f \n{}trailer\n<< /Size {} /Root 1 0 R >>\n",
                     objects.size() + 1, table, objects.size() + 1);
  return pdf + fmt::format("startxref\n{}\n%%EOF\n", start);
}

}  // namespace shuxin::app
