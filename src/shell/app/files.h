// Files that people hand in: their names and types beside the store's bytes.
#pragma once

#include <memory>
#include <string>

#include "core/base/json.h"
#include "shell/store/store.h"

namespace shuxin::app {

struct FileDetails {
  std::string file;
  std::string name;
  std::string type;  ///< as sniffed from the bytes, never as claimed
  std::int64_t size = 0;
};

[[nodiscard]] base::Json to_json(const FileDetails& details);

/// Thread-safe.
class Files {
 public:
  static constexpr std::int64_t largest = 20 << 20;

  Files(store::Store& store, std::string zone) : store_(store), zone_(std::move(zone)) {}
  /// What store::open must be given for files to work.
  [[nodiscard]] static store::TableSet table();

  /// Takes an upload piece by piece.
  class Upload {
   public:
    Upload(Files& files, std::unique_ptr<store::FileWriter> writer, std::string subject, std::string name);
    /// Error: files.too-large.
    [[nodiscard]] base::Result<void> write(std::string_view bytes);
    /// Errors: files.empty, files.type (only PDF, PNG, JPEG, plain text and office documents are taken).
    [[nodiscard]] base::Result<FileDetails> finish();

   private:
    Files& files_;
    std::unique_ptr<store::FileWriter> writer_;
    std::string subject_;
    std::string name_;
    std::string head_;
    std::int64_t size_ = 0;
  };
  /// Error: files.name (empty, too long, a path, control characters).
  [[nodiscard]] base::Result<std::unique_ptr<Upload>> begin(const std::string& owner,
                                                            const std::string& subject,
                                                            const std::string& name, base::Instant now);
  /// Empty if the file is not known here.
  [[nodiscard]] base::Result<std::optional<FileDetails>> find(store::Reads& reads, const std::string& file);
  [[nodiscard]] store::Store& store() { return store_; }
  [[nodiscard]] const std::string& zone() const { return zone_; }

 private:
  store::Store& store_;
  std::string zone_;
};

}  // namespace shuxin::app
