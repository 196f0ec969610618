#include "shell/signing/key_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

namespace shuxin::signing {
namespace {

using base::Json;

constexpr std::size_t longest_file = 64 * 1024;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;
};

std::unexpected<base::Error> io_error(const std::string& path) {
  return base::fail("signing.io", {path, std::strerror(errno)});
}

// Forgets a private key's text when it goes.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  ~Secret() { OPENSSL_cleanse(text_.data(), text_.size()); }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  [[nodiscard]] std::string& text() { return text_; }

 private:
  std::string text_;
};

base::Result<void> read_private(const std::string& path, std::string& into) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat state{};
  if (file.get() < 0 || ::fstat(file.get(), &state) != 0)
    return base::fail("signing.cannot-open", {path, std::strerror(errno)});
  if (!S_ISREG(state.st_mode)) return base::fail("signing.key-file", {path});
  if ((state.st_mode & 077) != 0) return base::fail("signing.open-to-others", {path});
  if (static_cast<std::size_t>(state.st_size) > longest_file) return base::fail("signing.key-file", {path});
  into.resize(static_cast<std::size_t>(state.st_size));
  std::size_t done = 0;
  while (done < into.size()) {
    const ssize_t got = ::read(file.get(), into.data() + done, into.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return base::fail("signing.cannot-open", {path, std::strerror(errno)});
    done += static_cast<std::size_t>(got);
  }
  return {};
}

base::Result<void> sync_folder(const std::string& folder) {
  const Descriptor open(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (open.get() < 0 || ::fsync(open.get()) != 0) return io_error(folder);
  return {};
}

}  // namespace

std::string file_name(Purpose purpose, int sequence) {
  return fmt::format("{}-{:04}.key", to_string(purpose), sequence);
}

base::Result<PrivateKey> make_key(Purpose purpose, int sequence, const std::string& zone, base::Instant now) {
  const Algorithm algorithm = algorithm_of(purpose);
  PrivateKey made;
  SHUXIN_TRY(made.key, crypto::generate(algorithm));
  SHUXIN_TRY(made.certificate, crypto::certify(made.key.get(), algorithm, purpose, zone, now));
  SHUXIN_TRY(std::string pem, crypto::to_pem(made.certificate.get()));
  made.open = {crypto::id_of(made.certificate.get()), purpose, algorithm, sequence, now, std::move(pem)};
  return made;
}

base::Result<std::vector<std::string>> list_keys(const std::string& folder) {
  std::error_code problem;
  std::filesystem::directory_iterator entries(folder, problem);
  if (problem == std::errc::no_such_file_or_directory) return base::fail("signing.no-keys", {folder});
  std::vector<std::string> paths;
  for (; !problem && entries != std::filesystem::directory_iterator(); entries.increment(problem))
    if (entries->path().extension() == ".key") paths.push_back(entries->path().string());
  if (problem) return base::fail("signing.cannot-open", {folder, problem.message()});
  std::ranges::sort(paths);
  return paths;
}

base::Result<PrivateKey> read_key_file(const std::string& path) {
  Secret secret;
  SHUXIN_DO(read_private(path, secret.text()));
  const auto damaged = [&] { return base::fail("signing.key-file", {path}); };
  const auto json = Json::parse(secret.text());
  if (!json || json->find_string("format") != "shuxin-signing-key") return damaged();
  const auto purpose = find_purpose(json->find_string("purpose").value_or(""));
  const auto sequence = json->find_integer("sequence");
  const auto made_at = base::Instant::parse(json->find_string("made_at").value_or(""));
  if (!purpose || !sequence || !made_at ||
      json->find_string("algorithm") != to_string(algorithm_of(*purpose)))
    return damaged();
  PrivateKey read;
  read.key = crypto::read_key(json->find_string("private_key").value_or(""));
  read.certificate = crypto::read_certificate(json->find_string("certificate").value_or(""));
  if (!read.key || !read.certificate || !crypto::belongs(read.certificate.get(), read.key.get()) ||
      !crypto::is_for(read.key.get(), algorithm_of(*purpose)))
    return damaged();
  SHUXIN_TRY(std::string pem, crypto::to_pem(read.certificate.get()));
  read.open = {crypto::id_of(read.certificate.get()), *purpose, algorithm_of(*purpose),
               static_cast<int>(*sequence),           *made_at, std::move(pem)};
  // A key under another's name would sign, or verify, for what it was not made.
  if (json->find_string("id") != read.open.id ||
      std::filesystem::path(path).filename().string() != file_name(*purpose, read.open.sequence))
    return damaged();
  return read;
}

base::Result<void> make_folder(const std::string& folder) {
  std::error_code problem;
  if (std::filesystem::exists(folder, problem)) return {};
  const std::filesystem::path parent = std::filesystem::path(folder).parent_path();
  if (!parent.empty()) std::filesystem::create_directories(parent, problem);
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return io_error(folder);
  return sync_folder(parent.empty() ? "." : parent.string());
}

base::Result<bool> write_key_file(const std::string& folder, const PrivateKey& key) {
  SHUXIN_TRY(std::string pem, crypto::to_pem(key.key.get()));
  Secret secret(Json::object({{"format", "shuxin-signing-key"},
                              {"id", key.open.id},
                              {"purpose", to_string(key.open.purpose)},
                              {"algorithm", to_string(key.open.algorithm)},
                              {"sequence", key.open.sequence},
                              {"made_at", key.open.made_at.to_string()},
                              {"certificate", key.open.certificate},
                              {"private_key", pem}})
                    .to_pretty_string());
  OPENSSL_cleanse(pem.data(), pem.size());
  const std::string path = folder + "/" + file_name(key.open.purpose, key.open.sequence);
  const std::string draft = fmt::format("{}.{}.new", path, key.open.id);
  {
    const Descriptor file(::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    const std::string& text = secret.text();
    if (file.get() < 0 ||
        ::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        ::fsync(file.get()) != 0) {
      const auto problem = io_error(draft);
      ::unlink(draft.c_str());
      return problem;
    }
  }
  const int linked = ::link(draft.c_str(), path.c_str());
  const int why = errno;
  ::unlink(draft.c_str());
  if (linked != 0) {
    if (why == EEXIST) return false;
    errno = why;
    return io_error(path);
  }
  SHUXIN_DO(sync_folder(folder));
  return true;
}

}  // namespace shuxin::signing
