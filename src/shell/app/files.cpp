#include "shell/app/files.h"

#include <algorithm>
#include <array>
#include <magic.h>

namespace shuxin::app {
namespace {

constexpr std::size_t sniffed = 4096;
constexpr std::array<std::string_view, 9> taken = {
    "application/pdf",
    "image/png",
    "image/jpeg",
    "text/plain",
    "text/csv",
    "application/zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/msword"};

std::string sniff(const std::string& head) {
  struct Close {
    void operator()(magic_t cookie) const { magic_close(cookie); }
  };
  thread_local const std::unique_ptr<magic_set, Close> cookie = [] {
    std::unique_ptr<magic_set, Close> made(magic_open(MAGIC_MIME_TYPE));
    if (made && magic_load(made.get(), nullptr) != 0) made.reset();
    return made;
  }();
  const char* type = cookie ? magic_buffer(cookie.get(), head.data(), head.size()) : nullptr;
  return type ? type : "application/octet-stream";
}

// A name is a name, never a path, and prints as what it is.
bool is_name(const std::string& name) {
  if (name.empty() || name.size() > 255 || name == "." || name == "..") return false;
  return std::ranges::none_of(name, [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '/' || c == '\\';
  });
}

}  // namespace

base::Json to_json(const FileDetails& details) {
  return base::Json::object(
      {{"file", details.file}, {"name", details.name}, {"type", details.type}, {"size", details.size}});
}

store::TableSet Files::table() {
  return {"files",
          1,
          {"file_details"},
          {"create table if not exists file_details (zone text not null, file text not null, subject text "
           "not null, "
           "name blob not null, type text not null, size integer not null, primary key (zone, file))"}};
}

Files::Upload::Upload(Files& files, std::unique_ptr<store::FileWriter> writer, std::string subject,
                      std::string name)
    : files_(files), writer_(std::move(writer)), subject_(std::move(subject)), name_(std::move(name)) {}

base::Result<void> Files::Upload::write(std::string_view bytes) {
  size_ += static_cast<std::int64_t>(bytes.size());
  if (size_ > largest) return base::fail("files.too-large", {std::to_string(largest >> 20)});
  if (head_.size() < sniffed) head_ += bytes.substr(0, sniffed - head_.size());
  return writer_->write(bytes);
}

base::Result<FileDetails> Files::Upload::finish() {
  if (size_ == 0) return base::fail("files.empty");
  const std::string type = sniff(head_);
  if (std::ranges::find(taken, type) == taken.end()) return base::fail("files.type", {type});
  SHUXIN_TRY(const store::FileInfo info, writer_->finish());
  SHUXIN_TRY(const std::string sealed, files_.store_.seal(files_.zone_, subject_, "file-name", name_));
  store::Unit unit;
  unit.zone = files_.zone_;
  unit.decide = [&](store::Transaction& transaction) -> base::Result<store::Answer> {
    SHUXIN_TRY(
        [[maybe_unused]] const auto changed,
        transaction.execute("insert into file_details (zone, file, subject, name, type, size) "
                            "values (?, ?, ?, ?, ?, ?)",
                            {files_.zone_, info.file, subject_, store::Blob{sealed}, type, info.size}));
    return store::Answer{};
  };
  SHUXIN_TRY([[maybe_unused]] const auto outcome, files_.store_.run(std::move(unit)));
  return FileDetails{info.file, name_, type, info.size};
}

base::Result<std::unique_ptr<Files::Upload>> Files::begin(const std::string& owner,
                                                          const std::string& subject, const std::string& name,
                                                          base::Instant now) {
  if (!is_name(name)) return base::fail("files.name");
  SHUXIN_TRY(auto writer, store_.create_file(zone_, owner, subject, now));
  return std::make_unique<Upload>(*this, std::move(writer), subject, name);
}

base::Result<std::optional<FileDetails>> Files::find(store::Reads& reads, const std::string& file) {
  std::optional<FileDetails> details;
  std::string subject;
  std::string sealed;
  const auto read =
      reads.query("select subject, name, type, size from file_details where zone = ? and file = ?",
                  {zone_, file}, [&](store::Row row) {
                    subject = store::text(row[0]);
                    sealed = store::bytes(row[1]);
                    details = FileDetails{file, "", std::string(store::text(row[2])), store::integer(row[3])};
                    return false;
                  });
  if (!read) return std::unexpected(read.error());
  if (!details) return details;
  SHUXIN_TRY(const auto name, store_.unseal(zone_, subject, "file-name", sealed));
  details->name = name.value_or("");
  return details;
}

}  // namespace shuxin::app
