// AccessLog: who read whose personal data, when and why (个人信息保护法 54, 55); kept in the ledger.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "shell/store/store.h"

namespace shuxin::app {

struct Access {
  std::string account;                ///< who read
  std::string acting_for;             ///< the principal's account, if any
  std::vector<std::string> subjects;  ///< whose data: accounts, or subjects of registers
  std::string what;                   ///< the kind of data, `case/20220001`, `case/20220001/file/F`
  std::string why;                    ///< the route or the duty, e.g. `GET /api/v1/cases/{no}`
  base::Instant at;
};

/// One line of the log: one reader, one subject.
struct AccessLine {
  std::int64_t position = 0;  ///< of the event in the ledger
  std::string account;
  std::string acting_for;
  std::string subject;
  std::string what;
  std::string why;
  base::Instant at;
};

/// Thread-safe.
class AccessLog {
 public:
  /// What store::open must be given for the log to work.
  [[nodiscard]] static store::Projection projection();

  /// The store must outlive the log.
  AccessLog(store::Store& store, std::string zone) : store_(store), zone_(std::move(zone)) {}

  /// Durable on return; show the data only after it succeeded. Nothing is written without subjects.
  [[nodiscard]] base::Result<void> record(const Access& access);

  /// What was read of a subject, or by an account, newest first; `before` is the position where the former
  /// page ended.
  [[nodiscard]] base::Result<std::vector<AccessLine>> of_subject(std::string_view subject, std::size_t limit,
                                                                 std::optional<std::int64_t> before = {});
  /// Readings of one case and of its files.
  [[nodiscard]] base::Result<std::vector<AccessLine>> of_case(const std::string& number, std::size_t limit,
                                                              std::optional<std::int64_t> before = {});
  [[nodiscard]] base::Result<std::vector<AccessLine>> by_account(std::string_view account, std::size_t limit,
                                                                 std::optional<std::int64_t> before = {});

 private:
  base::Result<std::vector<AccessLine>> read(std::string_view condition, std::vector<store::Value> values,
                                             std::size_t limit, std::optional<std::int64_t> before);

  store::Store& store_;
  const std::string zone_;
};

}  // namespace shuxin::app
