#include "shell/store/planned.h"

#include <algorithm>

namespace shuxin::store {
namespace {

std::string_view bytes_in(const Value& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) return *text;
  if (const auto* blob = std::get_if<Blob>(&value)) return blob->bytes;
  return {};
}

}  // namespace

KeptParameters::KeptParameters(const Parameters& parameters)
    : values_(parameters.values().begin(), parameters.values().end()) {
  std::size_t size = 0;
  for (const Value& value : values_) size += bytes_in(value).size();
  bytes_ = std::make_unique<char[]>(size);
  char* end = bytes_.get();
  for (Value& value : values_) {
    const std::string_view bytes = bytes_in(value);
    const std::string_view kept(end, bytes.size());
    end = std::ranges::copy(bytes, end).out;
    if (std::holds_alternative<std::string_view>(value))
      value = kept;
    else if (std::holds_alternative<Blob>(value))
      value = Blob{kept};
  }
}

Record PlannedEvent::record() const {
  Record record;
  record.zone = event.zone;
  record.position = event.position;
  record.stream = event.stream;
  record.version = event.version;
  record.type = event.type;
  record.schema = event.schema;
  record.effective_at = event.effective_at.milliseconds;
  record.recorded_at = event.recorded_at.milliseconds;
  record.payload = event.payload;
  record.metadata = event.metadata;
  record.personal = personal;
  record.marks = marks;
  if (answer) {
    record.account = event.account;
    record.command_key = event.command_key;
    record.answer = *answer;
  }
  record.previous = view(event.previous);
  record.hash = view(event.hash);
  return record;
}

}  // namespace shuxin::store
