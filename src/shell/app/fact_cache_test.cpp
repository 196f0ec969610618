// What the writer remembers of the registers is never older than what it has written.
#include <gtest/gtest.h>

#include "shell/app/case_store.h"

namespace shuxin::app {
namespace {

using base::Json;
using casework::FactEntries;
using casework::FactKey;

catalog::Register certificates() {
  catalog::Register kind;
  kind.id = "certificate";
  kind.key = "certificate_no";
  kind.also_by = {"project_code", "holders"};
  return kind;
}

FactCache::Shared entry(const std::string& key) {
  FactEntries entries;
  entries.entries.push_back({key, 1, Json::Object{}});
  return std::make_shared<const FactEntries>(std::move(entries));
}

const FactKey by_number{"certificate", "certificate_no", "C1"};
const FactKey by_project{"certificate", "project_code", "P1"};
const FactKey by_other_project{"certificate", "project_code", "P2"};
const FactKey by_holder{"certificate", "holders", "H1"};

TEST(fact_cache, an_entry_that_is_written_is_forgotten_under_all_that_found_it_and_all_that_will) {
  FactCache cache;
  cache.keep(by_number, entry("C1"));
  cache.keep(by_project, entry("C1"));
  cache.keep(by_other_project, std::make_shared<const FactEntries>());
  cache.keep(by_holder, std::make_shared<const FactEntries>());
  // It moves from project P1 to P2 and gets a holder.
  cache.forget(
      certificates(),
      {"certificate", "C1", Json::object({{"project_code", "P2"}, {"holders", Json::array({"H1", "H2"})}}),
       Json(), false});
  for (const FactKey& key : {by_number, by_project, by_other_project, by_holder})
    EXPECT_FALSE(cache.find(key));
}

TEST(fact_cache, other_entries_stay) {
  FactCache cache;
  cache.keep(by_number, entry("C1"));
  cache.keep(by_project, entry("C1"));
  cache.forget(certificates(), {"certificate", "C2", Json::object({{"project_code", "P2"}}), Json(), false});
  EXPECT_TRUE(cache.find(by_number));
  EXPECT_TRUE(cache.find(by_project));
}

TEST(fact_cache, an_entry_that_ends_is_forgotten) {
  FactCache cache;
  cache.keep(by_project, entry("C1"));
  cache.forget(certificates(), {"certificate", "C1", Json(), Json(), true});
  EXPECT_FALSE(cache.find(by_project));
}

TEST(fact_cache, what_was_read_under_another_count_counts_for_nothing) {
  FactCache cache;
  cache.begin(0);
  cache.keep(by_number, entry("C1"));
  cache.begin(0);
  EXPECT_TRUE(cache.find(by_number));
  cache.begin(1);
  EXPECT_FALSE(cache.find(by_number));
}

}  // namespace
}  // namespace shuxin::app
