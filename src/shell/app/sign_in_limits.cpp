#include "shell/app/sign_in_limits.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

namespace shuxin::app {
namespace {

constexpr std::int64_t second = 1000;
constexpr std::int64_t forgiven_after = 60 * 60 * second;

struct Rule {
  int free_failures;
  std::int64_t longest_wait;
};

constexpr Rule for_pair = {5, 15 * 60 * second};
constexpr Rule for_login = {20, 60 * second};
constexpr Rule for_address = {50, 15 * 60 * second};

std::array<std::pair<std::string, Rule>, 3> keys(std::string_view login, std::string_view address) {
  const std::string of_login(login.substr(0, 200));
  const std::string of_address(address.substr(0, 64));
  return {{{"p" + of_address + "\n" + of_login, for_pair},
           {"l" + of_login, for_login},
           {"a" + of_address, for_address}}};
}

std::int64_t wait_after(int failures, const Rule& rule) {
  const int beyond = failures - rule.free_failures;
  if (beyond < 0) return 0;
  return std::min(rule.longest_wait, second << std::min(beyond, 20));
}

}  // namespace

std::int64_t SignInLimits::begin(std::string_view login, std::string_view address, base::Instant now) {
  const std::scoped_lock lock(mutex_);
  const auto all = keys(login, address);
  std::int64_t wait = 0;
  for (const auto& [key, rule] : all) {
    const auto found = entries_.find(key);
    if (found == entries_.end()) continue;
    // Either way: a clock that ran ahead and was set right must lock nobody out.
    if (std::abs(now - found->second.last) > forgiven_after) {
      entries_.erase(found);
    } else {
      wait = std::max(wait, found->second.open_at - now);
    }
  }
  if (wait > 0) return wait;
  for (const auto& [key, rule] : all) {
    Entry& entry = entries_[key];
    entry.last = now;
    entry.open_at = now + wait_after(++entry.failures, rule);
  }
  if (entries_.size() > most_entries_) forget_oldest();
  return 0;
}

void SignInLimits::succeeded(std::string_view login, std::string_view address) {
  const std::scoped_lock lock(mutex_);
  const auto all = keys(login, address);
  entries_.erase(all[0].first);
  entries_.erase(all[1].first);
  // The address keeps what others failed from it: a guesser may own one account.
  const auto found = entries_.find(all[2].first);
  if (found == entries_.end()) return;
  if (--found->second.failures <= 0) {
    entries_.erase(found);
  } else {
    found->second.open_at = found->second.last + wait_after(found->second.failures, for_address);
  }
}

void SignInLimits::forget_oldest() {
  std::vector<std::int64_t> times;
  times.reserve(entries_.size());
  for (const auto& [key, entry] : entries_) times.push_back(entry.last.milliseconds);
  const auto quarter = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 4);
  std::ranges::nth_element(times, quarter);
  const std::int64_t limit = *quarter;
  std::size_t left = entries_.size() - entries_.size() / 4;
  std::erase_if(entries_, [&](const auto& held) {
    return entries_.size() > left && held.second.last.milliseconds <= limit;
  });
}

}  // namespace shuxin::app
