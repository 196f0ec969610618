// EventHub: what changed, told to whoever listens (screens, by server-sent events).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shuxin::app {

/// One published change. It says that something changed, not what: the listener asks again with its own
/// rights.
struct Change {
  std::string id;     ///< `<boot>-<number>`, increasing within one run of the program
  std::string topic;  ///< e.g. `case/<no>`, `account/<id>`, `organisation/<id>`
  std::string kind;   ///< e.g. `case-changed`
  std::string data;   ///< JSON on one line
};

/// A listener's bounded queue. Taken from one thread; filled from any.
class Subscription {
 public:
  virtual ~Subscription() = default;
  /// Everything queued since the last call, oldest first.
  [[nodiscard]] virtual std::vector<Change> take() = 0;
  /// True once the listener fell so far behind that changes were dropped: it must be closed, and starts anew.
  [[nodiscard]] virtual bool is_overrun() const = 0;
  /// Calls `wake` (from a publishing thread, under no lock of the hub) when the queue turns non-empty or is
  /// overrun. Set it before the first take(): what is queued already wakes nobody. Replaces the former one;
  /// an empty function stops the calls, and none is under way when this returns.
  virtual void on_change(std::function<void()> wake) = 0;
};

/// Thread-safe. Publishing never waits for a listener.
class EventHub {
 public:
  struct Options {
    std::size_t queue = 256;     ///< changes a listener may lag behind
    std::size_t history = 1024;  ///< changes kept for listeners that come back with Last-Event-ID
  };

  EventHub();
  explicit EventHub(Options options);
  ~EventHub();

  void publish(std::string topic, std::string kind, std::string data);

  /// Listens to the topics. With `last_id` the changes after it are queued at once; if they are no longer
  /// kept (or are of another run) the first change is of kind `reset`: ask for everything again.
  [[nodiscard]] std::unique_ptr<Subscription> subscribe(std::vector<std::string> topics,
                                                        std::optional<std::string_view> last_id = {});
  [[nodiscard]] std::size_t listeners() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace shuxin::app
