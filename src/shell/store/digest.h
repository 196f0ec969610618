// SHA-256, one text after another, without fetching the algorithm each time. Private to the store.
#pragma once

#include <memory>
#include <openssl/evp.h>
#include <string_view>

#include "core/base/check.h"
#include "shell/store/event.h"

namespace shuxin::store {

/// Not thread-safe.
class Digest {
 public:
  Digest() : context_(EVP_MD_CTX_new()), algorithm_(EVP_MD_fetch(nullptr, "SHA256", nullptr)) {
    base::check(context_ != nullptr && algorithm_ != nullptr, "the crypto library has SHA-256");
    begin();
  }

  void begin() {
    base::check(EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr) == 1, "a digest begins");
  }
  void add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
  [[nodiscard]] Hash finish() {
    Hash hash;
    unsigned size = 0;
    base::check(EVP_DigestFinal_ex(context_.get(), hash.data(), &size) == 1 && size == hash.size(),
                "a digest ends");
    return hash;
  }
  [[nodiscard]] Hash of(std::string_view bytes) {
    begin();
    add(bytes);
    return finish();
  }

 private:
  struct FreeContext {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  struct FreeAlgorithm {
    void operator()(EVP_MD* algorithm) const { EVP_MD_free(algorithm); }
  };
  std::unique_ptr<EVP_MD_CTX, FreeContext> context_;
  std::unique_ptr<EVP_MD, FreeAlgorithm> algorithm_;
};

}  // namespace shuxin::store
