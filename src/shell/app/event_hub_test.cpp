#include "shell/app/event_hub.h"

#include <atomic>
#include <gtest/gtest.h>
#include <thread>

namespace shuxin::app {
namespace {

std::vector<std::string> data_of(const std::vector<Change>& changes) {
  std::vector<std::string> out;
  for (const Change& change : changes) out.push_back(change.data);
  return out;
}

TEST(EventHub, gives_a_listener_only_its_topics_in_order) {
  EventHub hub;
  const auto listener = hub.subscribe({"case/1", "case/3", "case/1"});
  hub.publish("case/1", "case-changed", "a");
  hub.publish("case/2", "case-changed", "b");
  hub.publish("case/3", "case-changed", "c");
  EXPECT_EQ(data_of(listener->take()), (std::vector<std::string>{"a", "c"}));
  EXPECT_TRUE(listener->take().empty());
}

TEST(EventHub, drops_a_listener_that_lags_beyond_its_queue_and_no_other) {
  EventHub hub({.queue = 4, .history = 16});
  const auto slow = hub.subscribe({"t"});
  const auto quick = hub.subscribe({"t"});
  for (int i = 0; i < 6; ++i) {
    hub.publish("t", "k", std::to_string(i));
    EXPECT_EQ(quick->take().size(), 1U);
  }
  EXPECT_TRUE(slow->is_overrun());
  EXPECT_TRUE(slow->take().empty());
  EXPECT_FALSE(quick->is_overrun());
}

TEST(EventHub, replays_what_came_after_the_last_id) {
  EventHub hub;
  std::string last;
  {
    const auto listener = hub.subscribe({"t"});
    hub.publish("t", "k", "0");
    last = listener->take().front().id;
  }
  hub.publish("t", "k", "1");
  hub.publish("other", "k", "x");
  hub.publish("t", "k", "2");
  const auto back = hub.subscribe({"t"}, last);
  EXPECT_EQ(data_of(back->take()), (std::vector<std::string>{"1", "2"}));
  hub.publish("t", "k", "3");
  EXPECT_EQ(data_of(back->take()), (std::vector<std::string>{"3"}));
}

TEST(EventHub, says_reset_for_an_id_that_is_forgotten_foreign_or_malformed) {
  EventHub hub({.queue = 4, .history = 2});
  std::string first;
  {
    const auto listener = hub.subscribe({"t"});
    hub.publish("t", "k", "0");
    first = listener->take().front().id;
  }
  for (int i = 1; i < 5; ++i) hub.publish("t", "k", std::to_string(i));
  const std::string boot = first.substr(0, first.find('-'));
  for (const std::string& id :
       {first, std::string("0123456789abcdef-1"), std::string(), std::string("-"), boot, boot + "-",
        boot + "-99", boot + "-x", boot + "-1x", boot + "-99999999999999999999999"}) {
    const auto changes = hub.subscribe({"t"}, id)->take();
    ASSERT_EQ(changes.size(), 1U) << id;
    EXPECT_EQ(changes[0].kind, "reset") << id;
  }
}

TEST(EventHub, says_reset_where_the_replay_would_overrun_the_queue_at_once) {
  EventHub hub({.queue = 2, .history = 100});
  hub.publish("t", "k", "0");
  const auto probe = hub.subscribe({"t"});
  hub.publish("t", "k", "1");
  const std::string id = probe->take().front().id;
  for (int i = 0; i < 10; ++i) hub.publish("t", "k", "x");
  const auto back = hub.subscribe({"t"}, id);
  EXPECT_FALSE(back->is_overrun());
  EXPECT_EQ(back->take().front().kind, "reset");
}

TEST(EventHub, counts_listeners_and_forgets_those_that_left) {
  EventHub hub;
  auto one = hub.subscribe({"t", "u"});
  EXPECT_EQ(hub.listeners(), 1U);
  one.reset();
  EXPECT_EQ(hub.listeners(), 0U);
  hub.publish("t", "k", "into the void");
}

TEST(EventHub, loses_and_doubles_nothing_under_many_threads) {
  EventHub hub({.queue = 100'000, .history = 10});
  const auto listener = hub.subscribe({"t"});
  std::atomic<int> woken = 0;
  listener->on_change([&] { ++woken; });
  std::vector<std::jthread> publishers;
  for (int t = 0; t < 4; ++t) {
    publishers.emplace_back([&] {
      for (int i = 0; i < 500; ++i) hub.publish("t", "k", "x");
    });
  }
  std::size_t got = 0;
  while (got < 2000) {
    got += listener->take().size();
    std::this_thread::yield();
  }
  publishers.clear();
  EXPECT_EQ(got, 2000U);
  EXPECT_GT(woken, 0);
  listener->on_change({});
}

}  // namespace
}  // namespace shuxin::app
