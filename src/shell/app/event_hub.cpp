#include "shell/app/event_hub.h"

#include <algorithm>
#include <charconv>
#include <deque>
#include <fmt/format.h>
#include <mutex>
#include <sodium.h>
#include <unordered_map>
#include <utility>

namespace shuxin::app {
namespace {

class Queue {
 public:
  Queue(std::vector<std::string> topics, std::size_t bound) : topics_(std::move(topics)), bound_(bound) {}

  [[nodiscard]] const std::vector<std::string>& topics() const { return topics_; }
  [[nodiscard]] bool listens_to(const std::string& topic) const {
    return std::ranges::find(topics_, topic) != topics_.end();
  }

  // True if the listener must be woken: what it had taken before was everything.
  bool push(const Change& change) {
    const std::scoped_lock lock(mutex_);
    if (is_overrun_) return false;
    if (waiting_.size() >= bound_) {
      is_overrun_ = true;
      waiting_.clear();
      return true;
    }
    waiting_.push_back(change);
    return waiting_.size() == 1;
  }

  std::vector<Change> take() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(waiting_, {});
  }

  [[nodiscard]] bool is_overrun() const {
    const std::scoped_lock lock(mutex_);
    return is_overrun_;
  }

  void on_change(std::function<void()> wake) {
    const std::scoped_lock lock(wake_mutex_);
    wake_ = std::move(wake);
  }

  void wake() {
    const std::scoped_lock lock(wake_mutex_);
    if (wake_) wake_();
  }

 private:
  const std::vector<std::string> topics_;
  const std::size_t bound_;
  mutable std::mutex mutex_;
  std::vector<Change> waiting_;
  bool is_overrun_ = false;
  std::mutex wake_mutex_;  // apart from mutex_, so that waking may take from the queue
  std::function<void()> wake_;
};

}  // namespace

struct EventHub::State {
  Options options;
  std::string boot;
  mutable std::mutex mutex;
  std::uint64_t last = 0;
  std::deque<Change> history;  // its newest has the number `last`
  std::unordered_map<std::string, std::vector<std::shared_ptr<Queue>>> by_topic;
  std::size_t listeners = 0;

  // The number in an id of this run that is still within reach of the history; empty otherwise.
  [[nodiscard]] std::optional<std::uint64_t> find_number(std::string_view id) const {
    if (!id.starts_with(boot) || id.size() <= boot.size() || id[boot.size()] != '-') return std::nullopt;
    const std::string_view digits = id.substr(boot.size() + 1);
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    if (number > last || last - number > history.size()) return std::nullopt;
    return number;
  }

  void replay(Queue& queue, std::string_view last_id) const {
    const auto number = find_number(last_id);
    std::vector<const Change*> missed;
    for (std::size_t i = number ? history.size() - (last - *number) : 0; number && i < history.size(); ++i) {
      if (queue.listens_to(history[i].topic)) missed.push_back(&history[i]);
    }
    if (!number || missed.size() >= options.queue) {
      queue.push({fmt::format("{}-{}", boot, last), "", "reset", "{}"});
      return;
    }
    for (const Change* change : missed) queue.push(*change);
  }
};

namespace {

// What a listener holds; its end takes the queue out of the hub.
template <typename State>
class Listener final : public Subscription {
 public:
  Listener(std::shared_ptr<State> hub, std::shared_ptr<Queue> queue)
      : hub_(std::move(hub)), queue_(std::move(queue)) {}
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener() override {
    queue_->on_change({});
    const std::scoped_lock lock(hub_->mutex);
    for (const std::string& topic : queue_->topics()) {
      const auto found = hub_->by_topic.find(topic);
      if (found == hub_->by_topic.end()) continue;
      std::erase(found->second, queue_);
      if (found->second.empty()) hub_->by_topic.erase(found);
    }
    --hub_->listeners;
  }

  std::vector<Change> take() override { return queue_->take(); }
  [[nodiscard]] bool is_overrun() const override { return queue_->is_overrun(); }
  void on_change(std::function<void()> wake) override { queue_->on_change(std::move(wake)); }

 private:
  std::shared_ptr<State> hub_;
  std::shared_ptr<Queue> queue_;
};

}  // namespace

EventHub::EventHub() : EventHub(Options{}) {}

EventHub::EventHub(Options options) : state_(std::make_shared<State>()) {
  state_->options = options;
  std::uint64_t chance = 0;
  randombytes_buf(&chance, sizeof chance);
  state_->boot = fmt::format("{:016x}", chance);
}

EventHub::~EventHub() = default;

void EventHub::publish(std::string topic, std::string kind, std::string data) {
  std::vector<std::shared_ptr<Queue>> to_wake;
  {
    const std::scoped_lock lock(state_->mutex);
    Change change{fmt::format("{}-{}", state_->boot, ++state_->last), std::move(topic), std::move(kind),
                  std::move(data)};
    if (const auto found = state_->by_topic.find(change.topic); found != state_->by_topic.end()) {
      for (const auto& queue : found->second) {
        if (queue->push(change)) to_wake.push_back(queue);
      }
    }
    state_->history.push_back(std::move(change));
    if (state_->history.size() > state_->options.history) state_->history.pop_front();
  }
  for (const auto& queue : to_wake) queue->wake();
}

std::unique_ptr<Subscription> EventHub::subscribe(std::vector<std::string> topics,
                                                  std::optional<std::string_view> last_id) {
  std::ranges::sort(topics);
  topics.erase(std::ranges::unique(topics).begin(), topics.end());
  auto queue = std::make_shared<Queue>(std::move(topics), state_->options.queue);
  const std::scoped_lock lock(state_->mutex);
  if (last_id) state_->replay(*queue, *last_id);
  for (const std::string& topic : queue->topics()) state_->by_topic[topic].push_back(queue);
  ++state_->listeners;
  return std::make_unique<Listener<State>>(state_, std::move(queue));
}

std::size_t EventHub::listeners() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->listeners;
}

}  // namespace shuxin::app
