// `shuxin serve` as a process of its own, and those who give the commands of the standard approval through
// it.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <sys/types.h>

#include "shell/http/raw_client.h"

namespace shuxin::bench {

/// A demonstration on a new store in a folder of its own, with everybody signed in. Ends the program if it
/// cannot be run.
class Service {
 public:
  explicit Service(std::string folder);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] double resident_mb() const;
  /// The request for a step of an approval, as whoever may take it; `version` is what they saw of the case.
  [[nodiscard]] std::string request(int step, std::int64_t approval, const std::string& number,
                                    std::int64_t version) const;
  [[nodiscard]] std::int64_t next_approval() const { return next_++; }

 private:
  [[nodiscard]] std::string sign_in(const std::string& login) const;

  std::string folder_;
  pid_t process_ = -1;
  std::uint16_t port_ = 0;
  std::string intake_;  ///< cookies
  std::string quality_;
  std::string planning_;
  std::string decider_;
  std::string account_;  ///< of the firm
  std::string form_;
  mutable std::atomic<std::int64_t> next_ = 0;
};

/// One who gives the commands of approvals over one connection, one after another. Used by one thread.
class HttpClient {
 public:
  explicit HttpClient(const Service& service)
      : service_(service), connection_(std::make_unique<http::RawClient>(service.port())) {}
  /// Gives the next command until it is accepted.
  void next() {
    while (!try_next()) {
    }
  }
  /// False: turned away by a 503; the next call gives the same command again.
  bool try_next();

 private:
  const Service& service_;
  std::unique_ptr<http::RawClient> connection_;
  std::int64_t approval_ = -1;
  std::int64_t version_ = 1;
  std::string number_;
  int step_ = 0;
};

}  // namespace shuxin::bench
