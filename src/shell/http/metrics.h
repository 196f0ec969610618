// Metrics: counters, gauges and histograms, written out for Prometheus (text format 0.0.4).
//
// Our own rather than prometheus-cpp: that library brings a registry behind a lock, a web server and a
// dependency for what are three kinds of atomic numbers and forty lines of text.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace shuxin::http {

class Counter {
 public:
  void add(std::uint64_t amount = 1) { value_.fetch_add(amount, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_ = 0;
};

/// Seconds, in buckets from 0.5 ms to 10 s.
class Histogram {
 public:
  static constexpr double bounds[] = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                      0.1,    0.25,  0.5,    1,     2.5,  5,     10};
  void observe(double seconds);

 private:
  friend class Metrics;
  std::atomic<std::uint64_t> buckets_[std::size(bounds) + 1] = {};
  std::atomic<std::uint64_t> nanoseconds_ = 0;
};

/// Thread-safe. What it hands out lives as long as the Metrics.
class Metrics {
 public:
  using Labels = std::vector<std::pair<std::string, std::string>>;

  /// The same name and labels give the same counter. A name keeps the help of its first use.
  [[nodiscard]] Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {});
  [[nodiscard]] Histogram& histogram(const std::string& name, const std::string& help,
                                     const Labels& labels = {});
  /// `read` is called at each scrape, from any thread; it replaces a former one of the same name and labels.
  void gauge(const std::string& name, const std::string& help, std::function<double()> read,
             const Labels& labels = {});

  [[nodiscard]] std::string to_prometheus() const;

 private:
  struct Family {
    std::string help;
    std::map<std::string, std::unique_ptr<Counter>> counters;  ///< by written labels
    std::map<std::string, std::unique_ptr<Histogram>> histograms;
    std::map<std::string, std::function<double()>> gauges;
  };

  mutable std::mutex mutex_;
  std::map<std::string, Family> families_;
};

}  // namespace shuxin::http
