// The zone that the casework benchmarks work on, and the standard approval: submit, accept, three reviews
// side by side, grant.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "shell/app/case_service.h"

namespace shuxin::bench {

/// Ends the program with the error's words.
[[noreturn]] void give_up(const base::Error& error);

template <typename T>
T must(base::Result<T> result) {
  if (!result) give_up(result.error());
  return *std::move(result);
}
inline void must(const base::Result<void>& result) {
  if (!result) give_up(result.error());
}

[[nodiscard]] base::Instant moment();
[[nodiscard]] std::shared_ptr<const catalog::Catalogue> load_catalogue();

/// The commands of one approval, in their order.
inline constexpr int commands_of_an_approval = 6;
[[nodiscard]] casework::Command command_of(int step, const std::string& number, const base::Json& form);
[[nodiscard]] casework::Actor actor_of(int step);

/// A store in a folder of its own with the service over it, and the registers that an approval reads.
class Zone {
 public:
  /// One that is kept is found again by the next who names its folder, with all that it holds.
  Zone(std::shared_ptr<const catalog::Catalogue> catalogue, std::string folder, bool keep = false);
  ~Zone();
  Zone(const Zone&) = delete;
  Zone& operator=(const Zone&) = delete;

  [[nodiscard]] const catalog::Catalogue& catalogue() const { return *catalogue_; }
  [[nodiscard]] store::Store& store() { return *store_; }
  [[nodiscard]] app::CaseService& service() { return *service_; }
  /// What is handed in for an approval: each is of a project of its own.
  [[nodiscard]] base::Json form(std::int64_t approval) const;
  [[nodiscard]] const std::string& folder() const { return folder_; }
  /// A number that no other approval has; keys of commands begin with it, in sixteen digits.
  [[nodiscard]] std::int64_t next_approval() { return next_++; }

 private:
  std::shared_ptr<const catalog::Catalogue> catalogue_;
  std::string folder_;
  bool keep_;
  std::unique_ptr<store::Store> store_;
  app::EventHub hub_;
  std::unique_ptr<app::CaseService> service_;
  base::Json form_;
  std::atomic<std::int64_t> next_ = 0;
};

/// One who gives the commands of approvals, one after another. Used by one thread.
class Client {
 public:
  explicit Client(Zone& zone) : zone_(zone) {}
  /// Gives the next command, and returns when it is answered.
  void next();

  [[nodiscard]] const std::string& number() const { return number_; }
  [[nodiscard]] std::int64_t approval() const { return approval_; }

 private:
  Zone& zone_;
  std::int64_t approval_ = 0;
  std::string number_;
  int step_ = 0;
};

}  // namespace shuxin::bench
