// The decoders of stored columns take any bytes.
#include "shell/store/record.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shuxin::store;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::vector<FileMark> files;
  std::vector<TakenNumber> numbers;
  if (decode_marks(bytes, files, numbers) && !bytes.empty() && (!files.empty() || !numbers.empty()))
    shuxin::base::check(encode_marks(files, numbers).size() == bytes.size(), "marks have one form");
  if (const auto fields = decode_personal(bytes)) {
    std::size_t total = 0;
    for (const SealedField& field : *fields)
      total += 12 + field.subject.size() + field.name.size() + field.sealed.size();
    shuxin::base::check(total == bytes.size(), "fields fill their bytes");
  }
  return 0;
}
