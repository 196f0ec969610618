#include "shell/signing/key_ring.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <sys/stat.h>

#include "shell/signing/key_file.h"

namespace shuxin::signing {
namespace {

// All keys of a folder at one time; never changed, so that whoever signs needs no lock.
struct Keys {
  std::map<Purpose, std::vector<PrivateKey>> of_purpose;  // by sequence
  PublicKeys open;

  [[nodiscard]] const PrivateKey* newest(Purpose purpose) const {
    const auto found = of_purpose.find(purpose);
    return found == of_purpose.end() || found->second.empty() ? nullptr : &found->second.back();
  }
};

base::Result<std::shared_ptr<const Keys>> load(const std::string& folder) {
  SHUXIN_TRY(const auto paths, list_keys(folder));
  auto keys = std::make_shared<Keys>();
  std::vector<PublicKey> open;
  for (const std::string& path : paths) {
    SHUXIN_TRY(PrivateKey key, read_key_file(path));
    open.push_back(key.open);
    keys->of_purpose[key.open.purpose].push_back(std::move(key));
  }
  for (auto& [purpose, list] : keys->of_purpose)
    std::ranges::sort(list, {}, [](const PrivateKey& key) { return key.open.sequence; });
  std::ranges::sort(open, [](const PublicKey& a, const PublicKey& b) {
    return std::pair(a.purpose, a.sequence) < std::pair(b.purpose, b.sequence);
  });
  SHUXIN_TRY(keys->open, PublicKeys::make(std::move(open)));
  return keys;
}

// Changes whenever a file comes or goes.
using Stamp = std::pair<std::int64_t, std::int64_t>;
Stamp stamp_of(const std::string& folder) {
  struct stat state{};
  if (::stat(folder.c_str(), &state) != 0) return {};
  return {state.st_mtim.tv_sec, state.st_mtim.tv_nsec};
}

// Whoever opens the folder at the same time makes the same first key: one of them is enough.
base::Result<void> add_first(const std::string& folder, Purpose purpose, const RingOptions& options) {
  SHUXIN_TRY(const PrivateKey key, make_key(purpose, 1, options.zone, options.now));
  SHUXIN_TRY([[maybe_unused]] const bool written, write_key_file(folder, key));
  return {};
}

}  // namespace

struct KeyRing::Inside {
  std::string folder;
  std::string zone;
  std::mutex mutex;
  Stamp stamp;
  std::shared_ptr<const Keys> keys;

  base::Result<std::shared_ptr<const Keys>> current() {
    const std::lock_guard lock(mutex);
    // Taken before reading: a file that comes while we read is seen the next time.
    const Stamp now = stamp_of(folder);
    if (!keys || now != stamp) {
      SHUXIN_TRY(keys, load(folder));
      stamp = now;
    }
    return keys;
  }
};

KeyRing::KeyRing(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
KeyRing::~KeyRing() = default;

base::Result<std::unique_ptr<KeyRing>> KeyRing::open(const std::string& folder, const RingOptions& options) {
  if (options.may_create) SHUXIN_DO(make_folder(folder));
  auto inside = std::make_unique<Inside>();
  inside->folder = folder;
  inside->zone = options.zone;
  SHUXIN_TRY(const auto keys, inside->current());
  for (const Purpose purpose : all_purposes) {
    if (keys->newest(purpose)) continue;
    if (!options.may_create) return base::fail("signing.no-keys", {folder});
    SHUXIN_DO(add_first(folder, purpose, options));
    inside->keys.reset();
  }
  SHUXIN_TRY([[maybe_unused]] const auto all, inside->current());
  return std::unique_ptr<KeyRing>(new KeyRing(std::move(inside)));
}

base::Result<Signature> KeyRing::sign(Purpose purpose, std::string_view bytes) {
  SHUXIN_TRY(const auto keys, inside_->current());
  const PrivateKey* key = keys->newest(purpose);
  if (!key) return base::fail("signing.no-keys", {inside_->folder});
  SHUXIN_TRY(std::string made, crypto::sign(key->key.get(), key->open.algorithm, bytes));
  return Signature{key->open.id, key->open.algorithm, std::move(made)};
}

base::Result<std::string> KeyRing::sign_cms(Purpose purpose, std::string_view bytes,
                                            base::Instant signed_at) {
  SHUXIN_TRY(const auto keys, inside_->current());
  const PrivateKey* key = keys->newest(purpose);
  if (!key) return base::fail("signing.no-keys", {inside_->folder});
  return crypto::sign_cms(key->key.get(), key->certificate.get(), bytes, signed_at);
}

base::Result<Verdict> KeyRing::verify(Purpose purpose, const Signature& signature, std::string_view bytes) {
  SHUXIN_TRY(const auto keys, inside_->current());
  return keys->open.verify(purpose, signature, bytes);
}

base::Result<PublicKeys> KeyRing::public_keys() {
  SHUXIN_TRY(const auto keys, inside_->current());
  return keys->open;
}

base::Result<PublicKey> KeyRing::rotate(Purpose purpose, base::Instant now) {
  SHUXIN_TRY(const auto keys, inside_->current());
  const PrivateKey* newest = keys->newest(purpose);
  const std::string zone =
      inside_->zone.empty() && newest ? crypto::organisation_of(newest->certificate.get()) : inside_->zone;
  // Another process may take the next place first.
  for (int sequence = newest ? newest->open.sequence + 1 : 1;; ++sequence) {
    SHUXIN_TRY(const PrivateKey key, make_key(purpose, sequence, zone, now));
    SHUXIN_TRY(const bool written, write_key_file(inside_->folder, key));
    if (!written) continue;
    const std::lock_guard lock(inside_->mutex);
    inside_->keys.reset();
    return key.open;
  }
}

std::string folder_of(const std::string& key_directory) {
  return key_directory + "/signing";
}

}  // namespace shuxin::signing
