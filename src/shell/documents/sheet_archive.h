// The parts of a zipped package, each unpacked as a stream against a budget. Private to the room.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "shell/documents/sheet_xlsx.h"
#include "shell/documents/xml_scanner.h"

struct zip;

namespace shuxin::documents {

class Archive {
 public:
  /// `bytes` must outlive the archive. Errors: sheet.damaged, sheet.too-large (more than 10,000 parts).
  [[nodiscard]] static base::Result<Archive> open(std::string_view bytes);

  [[nodiscard]] bool has(const std::string& part) const;
  /// The part as XML. The archive and the budget must outlive the scanner. Error: sheet.damaged.
  [[nodiscard]] base::Result<XmlScanner> scan(const std::string& part, SheetBudget& budget) const;

 private:
  struct Discard {
    void operator()(zip* archive) const;
  };
  explicit Archive(zip* archive) : zip_(archive) {}
  std::unique_ptr<zip, Discard> zip_;
};

}  // namespace shuxin::documents
