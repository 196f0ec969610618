#include "shell/app/passwords.h"

#include <algorithm>
#include <array>
#include <sodium.h>

#include "core/base/check.h"
#include "core/base/utf8.h"
#include "shell/app/accounts.h"

namespace shuxin::app {
namespace {

constexpr std::size_t most_waiting = 16;
constexpr std::size_t shortest = 10;
constexpr std::size_t long_enough_alone = 16;
constexpr std::size_t longest = 128;

// The stems of the passwords that are tried first everywhere; compared without regard to case and trailing
// digits.
constexpr std::array<std::string_view, 24> common_stems = {
    "password", "passw0rd", "p@ssword",      "p@ssw0rd", "qwerty",  "qwertyuiop", "qazwsx",   "1qaz2wsx",
    "admin",    "admin@",   "administrator", "welcome",  "letmein", "iloveyou",   "woaini",   "woaini@",
    "abc",      "abcd",     "abc@",          "abcdef",   "aa",      "asdfghjkl",  "changeme", "test@"};

char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), to_lower);
  return out;
}

int kinds_of_characters(std::string_view text) {
  bool lowers = false;
  bool uppers = false;
  bool digits = false;
  bool others = false;
  for (const char c : text) {
    if (c >= 'a' && c <= 'z') {
      lowers = true;
    } else if (c >= 'A' && c <= 'Z') {
      uppers = true;
    } else if (c >= '0' && c <= '9') {
      digits = true;
    } else {
      others = true;
    }
  }
  return lowers + uppers + digits + others;
}

bool is_common(std::string_view password) {
  std::string stem = lower(password);
  while (!stem.empty() && (std::string_view("0123456789!.").find(stem.back()) != std::string_view::npos)) {
    stem.pop_back();
  }
  if (stem.empty()) return true;
  const bool is_one_character = stem.find_first_not_of(stem[0]) == std::string::npos;
  return is_one_character || std::ranges::find(common_stems, stem) != common_stems.end();
}

}  // namespace

class PasswordHasher::Turn {
 public:
  explicit Turn(PasswordHasher& hasher) : hasher_(hasher) {
    std::unique_lock lock(hasher_.mutex_);
    if (hasher_.free_ == 0 && hasher_.waiting_ >= most_waiting) return;
    ++hasher_.waiting_;
    hasher_.freed_.wait(lock, [&] { return hasher_.free_ > 0; });
    --hasher_.waiting_;
    --hasher_.free_;
    is_mine_ = true;
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    if (!is_mine_) return;
    {
      const std::scoped_lock lock(hasher_.mutex_);
      ++hasher_.free_;
    }
    hasher_.freed_.notify_one();
  }
  [[nodiscard]] bool is_mine() const { return is_mine_; }

 private:
  PasswordHasher& hasher_;
  bool is_mine_ = false;
};

PasswordHasher::PasswordHasher(std::size_t bytes, unsigned passes, std::size_t at_once)
    : bytes_(bytes), passes_(passes), free_(at_once) {
  base::check(sodium_init() >= 0, "libsodium starts");
  base::check(bytes >= crypto_pwhash_MEMLIMIT_MIN && passes >= crypto_pwhash_OPSLIMIT_MIN && at_once > 0,
              "the cost of a password hash is within what Argon2id allows");
  char nobody[32];
  randombytes_buf(nobody, sizeof nobody);
  nobodys_ = hash({nobody, sizeof nobody}).value();
}

base::Result<std::string> PasswordHasher::hash(std::string_view password) {
  const Turn turn(*this);
  if (!turn.is_mine()) return base::fail("accounts.busy");
  char out[crypto_pwhash_STRBYTES];
  const int failed = crypto_pwhash_str_alg(out, password.data(), password.size(), passes_, bytes_,
                                           crypto_pwhash_ALG_ARGON2ID13);
  if (failed != 0) return base::fail("accounts.busy");  // the only cause is memory that is not there
  return std::string(out);
}

base::Result<bool> PasswordHasher::verify(std::string_view hash, std::string_view password) {
  const Turn turn(*this);
  if (!turn.is_mine()) return base::fail("accounts.busy");
  const std::string against(hash.empty() ? nobodys_ : hash);
  const bool fits = crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
  return fits && !hash.empty();
}

base::Result<void> check_password(std::string_view password, std::string_view login) {
  const std::size_t length = base::count_characters(password);
  if (length < shortest) return base::fail("accounts.password-short", {std::to_string(shortest)});
  if (length > longest) return base::fail("accounts.password-long", {std::to_string(longest)});
  if (login.size() >= 3 && lower(password).find(lower(login)) != std::string::npos) {
    return base::fail("accounts.password-login");
  }
  if (is_common(password)) return base::fail("accounts.password-common");
  if (length < long_enough_alone && kinds_of_characters(password) < 3) {
    return base::fail("accounts.password-plain", {std::to_string(long_enough_alone)});
  }
  return {};
}

}  // namespace shuxin::app
