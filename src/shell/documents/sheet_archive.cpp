#include "shell/documents/sheet_archive.h"

#include <zip.h>

namespace shuxin::documents {
namespace {

constexpr zip_int64_t most_parts = 10'000;

}  // namespace

void Archive::Discard::operator()(zip* archive) const {
  zip_discard(archive);
}

base::Result<Archive> Archive::open(std::string_view bytes) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* archive = source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error) : nullptr;
  if (!archive) {
    const std::string why = zip_error_strerror(&error);
    zip_error_fini(&error);
    if (source) zip_source_free(source);
    return base::fail("sheet.damaged", {why});
  }
  zip_error_fini(&error);
  Archive opened(archive);
  if (zip_get_num_entries(archive, 0) > most_parts)
    return base::fail("sheet.too-large", {std::to_string(most_parts) + " parts"});
  return opened;
}

bool Archive::has(const std::string& part) const {
  return zip_name_locate(zip_.get(), part.c_str(), ZIP_FL_NOCASE) >= 0;
}

base::Result<XmlScanner> Archive::scan(const std::string& part, SheetBudget& budget) const {
  const zip_int64_t index = zip_name_locate(zip_.get(), part.c_str(), ZIP_FL_NOCASE);
  zip_file_t* opened = index < 0 ? nullptr : zip_fopen_index(zip_.get(), static_cast<zip_uint64_t>(index), 0);
  if (!opened) return base::fail("sheet.damaged", {part});
  const std::shared_ptr<zip_file_t> file(opened, &zip_fclose);
  // A part that says itself that it is too large is not begun. One that says less is not believed: what comes
  // out is counted.
  zip_stat_t said;
  zip_stat_init(&said);
  if (zip_stat_index(zip_.get(), static_cast<zip_uint64_t>(index), 0, &said) == 0 &&
      (said.valid & ZIP_STAT_SIZE) != 0)
    SHUXIN_DO(budget.foresee_inflated(said.size));
  return XmlScanner([file, part, &budget](std::span<char> into) -> base::Result<std::size_t> {
    const zip_int64_t got = zip_fread(file.get(), into.data(), into.size());
    if (got < 0) return base::fail("sheet.damaged", {part});
    SHUXIN_DO(budget.take_inflated(static_cast<std::size_t>(got)));
    return static_cast<std::size_t>(got);
  });
}

}  // namespace shuxin::documents
