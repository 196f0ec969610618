#include "shell/http/metrics.h"

#include <algorithm>
#include <fmt/format.h>

namespace shuxin::http {
namespace {

// `{route="/x",method="GET"}`, or nothing without labels.
std::string write_labels(const Metrics::Labels& labels) {
  std::string out;
  for (const auto& [name, value] : labels) {
    out += out.empty() ? "{" : ",";
    out += name + "=\"";
    for (const char c : value) {
      if (c == '\\' || c == '"') out += '\\';
      if (c == '\n') {
        out += "\\n";
      } else {
        out += c;
      }
    }
    out += '"';
  }
  if (!out.empty()) out += '}';
  return out;
}

std::string with_bound(const std::string& labels, std::string_view bound) {
  const std::string inside = labels.empty() ? "" : labels.substr(1, labels.size() - 2) + ",";
  return fmt::format("{{{}le=\"{}\"}}", inside, bound);
}

}  // namespace

void Histogram::observe(double seconds) {
  const auto place = std::ranges::lower_bound(bounds, seconds) - std::begin(bounds);
  buckets_[place].fetch_add(1, std::memory_order_relaxed);
  nanoseconds_.fetch_add(static_cast<std::uint64_t>(seconds * 1e9), std::memory_order_relaxed);
}

Counter& Metrics::counter(const std::string& name, const std::string& help, const Labels& labels) {
  const std::scoped_lock lock(mutex_);
  Family& family = families_.try_emplace(name, Family{help, {}, {}, {}}).first->second;
  auto& held = family.counters[write_labels(labels)];
  if (!held) held = std::make_unique<Counter>();
  return *held;
}

Histogram& Metrics::histogram(const std::string& name, const std::string& help, const Labels& labels) {
  const std::scoped_lock lock(mutex_);
  Family& family = families_.try_emplace(name, Family{help, {}, {}, {}}).first->second;
  auto& held = family.histograms[write_labels(labels)];
  if (!held) held = std::make_unique<Histogram>();
  return *held;
}

void Metrics::gauge(const std::string& name, const std::string& help, std::function<double()> read,
                    const Labels& labels) {
  const std::scoped_lock lock(mutex_);
  Family& family = families_.try_emplace(name, Family{help, {}, {}, {}}).first->second;
  family.gauges[write_labels(labels)] = std::move(read);
}

std::string Metrics::to_prometheus() const {
  const std::scoped_lock lock(mutex_);
  std::string out;
  for (const auto& [name, family] : families_) {
    const char* type = !family.counters.empty() ? "counter" : !family.gauges.empty() ? "gauge" : "histogram";
    out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, family.help, name, type);
    for (const auto& [labels, counter] : family.counters) {
      out += fmt::format("{}{} {}\n", name, labels, counter->value());
    }
    for (const auto& [labels, read] : family.gauges) out += fmt::format("{}{} {}\n", name, labels, read());
    for (const auto& [labels, histogram] : family.histograms) {
      std::uint64_t below = 0;
      for (std::size_t i = 0; i <= std::size(Histogram::bounds); ++i) {
        below += histogram->buckets_[i].load(std::memory_order_relaxed);
        const std::string bound =
            i < std::size(Histogram::bounds) ? fmt::format("{}", Histogram::bounds[i]) : "+Inf";
        out += fmt::format("{}_bucket{} {}\n", name, with_bound(labels, bound), below);
      }
      out += fmt::format("{}_sum{} {}\n", name, labels,
                         static_cast<double>(histogram->nanoseconds_.load(std::memory_order_relaxed)) / 1e9);
      out += fmt::format("{}_count{} {}\n", name, labels, below);
    }
  }
  return out;
}

}  // namespace shuxin::http
