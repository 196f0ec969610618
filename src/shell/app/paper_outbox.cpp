#include "shell/app/paper_outbox.h"

#include <algorithm>
#include <array>
#include <sys/resource.h>
#include <unistd.h>

#include "shell/documents/render.h"
#include "shell/views/stored_step.h"

namespace shuxin::app {
namespace {

constexpr std::int64_t events_at_once = 500;
// So few that a service which is told to stop does not wait for long.
constexpr std::size_t papers_at_once = 20;
constexpr std::int64_t first_wait = 10'000;  // milliseconds
constexpr std::int64_t longest_wait = 600'000;

// What belongs to the machine: the next document would fare no better, and this one may later. All else, such
// as a missing glyph or a case whose stream is damaged, belongs to the one document.
bool is_of_the_machine(const base::Error& error) {
  static constexpr std::array<std::string_view, 7> codes = {
      "store.busy",    "store.read-only",   "store.disk-full",  "store.io",
      "store.stopped", "store.cannot-open", "store.unit-failed"};
  return error.code().starts_with("signing.") || std::ranges::find(codes, error.code()) != codes.end();
}

struct Issued {
  std::vector<std::string> codes;
  std::int64_t position = 0;  // up to where they were looked for
};

base::Result<Issued> issued_after(store::Reads& reads, std::int64_t position) {
  Issued found;
  found.position = position;
  SHUXIN_DO(reads.read_zone(
      position, events_at_once,
      [&](const store::Event& event) -> base::Result<bool> {
        found.position = event.position;
        // Most steps issue nothing: their text says so faster than reading it would.
        if (event.type != views::step_type || !event.payload.contains(R"("document-issued")")) return true;
        const auto step = views::to_step(event);
        if (!step) return true;  // whoever reads its case will put it out of service
        for (const casework::Event& one : step->events)
          if (const auto* issued = std::get_if<casework::DocumentIssued>(&one))
            found.codes.push_back(issued->code);
        return found.codes.size() < papers_at_once;
      },
      store::Personal::Withheld));
  return found;
}

}  // namespace

store::TableSet Papers::table() {
  return {"paper-outbox",
          1,
          {"paper_outbox", "paper_failures"},
          {"create table if not exists paper_outbox (zone text not null, position integer not null, "
           "primary key (zone))",
           "create table if not exists paper_failures (zone text not null, code text not null, "
           "problem text not null, tries integer not null, again_at integer not null, primary key (zone, "
           "code))"}};
}

base::Result<bool> Papers::sign_one(const std::string& code, base::Instant now) {
  std::optional<IssuedPaper> paper;
  {
    SHUXIN_TRY(const auto reads, service_.store().snapshot(service_.zone()));
    SHUXIN_TRY(const auto stored, find_stored(*reads, code, base::Language::Chinese));
    if (stored) return false;
    SHUXIN_TRY(paper, find_paper(*reads, code));
  }
  if (!paper) return base::fail("papers.none", {code});
  SHUXIN_TRY([[maybe_unused]] const std::string pdf, make(*paper, base::Language::Chinese, now));
  return true;
}

// Those that failed before and are due again.
base::Result<int> Papers::retry(base::Instant now) {
  struct Failure {
    std::string code;
    std::int64_t tries = 0;
  };
  std::vector<Failure> due;
  std::int64_t failing = 0;
  {
    SHUXIN_TRY(const auto reads, service_.store().snapshot(service_.zone()));
    SHUXIN_DO(
        reads->query("select code, tries, again_at from paper_failures where zone = ? order by again_at",
                     {service_.zone()}, [&](store::Row row) {
                       ++failing;
                       if (due.size() < papers_at_once && store::integer(row[2]) <= now.milliseconds)
                         due.push_back({std::string(store::text(row[0])), store::integer(row[1])});
                       return true;
                     }));
  }
  int made = 0;
  for (const auto& [code, tries] : due) {
    const auto done = sign_one(code, now);
    if (!done && is_of_the_machine(done.error())) return std::unexpected(done.error());
    const bool is_over = done || done.error().code() == "papers.erased";
    const std::int64_t wait = std::min(longest_wait, first_wait << std::min<std::int64_t>(tries, 10));
    store::Unit unit;
    unit.zone = service_.zone();
    unit.decide = [&](store::Transaction& transaction) -> base::Result<store::Answer> {
      SHUXIN_TRY([[maybe_unused]] const auto changed,
                 is_over ? transaction.execute("delete from paper_failures where zone = ? and code = ?",
                                               {service_.zone(), code})
                         : transaction.execute("update paper_failures set tries = ?, again_at = ? "
                                               "where zone = ? and code = ?",
                                               {tries + 1, now.milliseconds + wait, service_.zone(), code}));
      return store::Answer{};
    };
    SHUXIN_TRY([[maybe_unused]] const auto outcome, service_.store().run(std::move(unit)));
    if (is_over) --failing;
    if (done && *done) ++made;
  }
  failing_ = failing;
  return made;
}

base::Result<void> Papers::advance(std::int64_t position,
                                   const std::vector<std::pair<std::string, base::Error>>& failed,
                                   base::Instant now) {
  store::Unit unit;
  unit.zone = service_.zone();
  unit.decide = [&](store::Transaction& transaction) -> base::Result<store::Answer> {
    SHUXIN_TRY([[maybe_unused]] const auto moved,
               transaction.execute("insert into paper_outbox (zone, position) values (?, ?) "
                                   "on conflict (zone) do update set position = excluded.position",
                                   {service_.zone(), position}));
    for (const auto& [code, problem] : failed) {
      SHUXIN_TRY([[maybe_unused]] const auto kept,
                 transaction.execute("insert into paper_failures (zone, code, problem, tries, again_at) "
                                     "values (?, ?, ?, 1, ?) on conflict (zone, code) do nothing",
                                     {service_.zone(), code, problem.code(), now.milliseconds + first_wait}));
    }
    return store::Answer{};
  };
  SHUXIN_TRY([[maybe_unused]] const auto outcome, service_.store().run(std::move(unit)));
  return {};
}

base::Result<int> Papers::sign_due(base::Instant now) {
  SHUXIN_TRY(int made, retry(now));
  Issued issued;
  std::int64_t from = 0;
  {
    SHUXIN_TRY(const auto reads, service_.store().snapshot(service_.zone()));
    SHUXIN_DO(reads->query("select position from paper_outbox where zone = ?", {service_.zone()},
                           [&](store::Row row) {
                             from = store::integer(row[0]);
                             return false;
                           }));
    // A stretch of the ledger without documents is passed over at once, up to a bound.
    issued.position = from;
    for (int stretch = 0; stretch < 40 && issued.codes.empty(); ++stretch) {
      const std::int64_t before = issued.position;
      SHUXIN_TRY(issued, issued_after(*reads, before));
      if (issued.position == before) break;
    }
  }
  if (issued.position == from) return made;
  std::vector<std::pair<std::string, base::Error>> failed;
  for (const std::string& code : issued.codes) {
    const auto done = sign_one(code, now);
    if (done && *done) ++made;
    if (done || done.error().code() == "papers.erased") continue;
    if (is_of_the_machine(done.error())) return std::unexpected(done.error());
    failed.emplace_back(code, done.error());
  }
  SHUXIN_DO(advance(issued.position, failed, now));
  failing_ += static_cast<std::int64_t>(failed.size());
  return made;
}

PaperOutbox::PaperOutbox(Papers& papers, std::function<base::Instant()> now,
                         std::function<void(const base::Error&)> on_problem)
    : papers_(papers), now_(std::move(now)), on_problem_(std::move(on_problem)), thread_([this] { run(); }) {}

PaperOutbox::~PaperOutbox() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  thread_.join();
}

void PaperOutbox::run() {
  // Papers may be some seconds late; who waits for an answer comes first.
  constexpr int behind_others = 10;
  (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()),
                      ::getpriority(PRIO_PROCESS, 0) + behind_others);
  std::unique_lock lock(mutex_);
  auto wait = std::chrono::milliseconds(0);
  bool was_busy = false;
  while (!stop_.wait_for(lock, wait, [this] { return stopping_; })) {
    lock.unlock();
    const auto made = papers_.sign_due(now_());
    // A store that is busy or read-only now may not be so in a second.
    if (!made) on_problem_(made.error());
    // Where there was work there may be more of it.
    const bool is_busy = made && *made > 0;
    if (!is_busy && was_busy) documents::release_fonts();
    was_busy = is_busy;
    wait = std::chrono::milliseconds(is_busy ? 0 : 1000);
    lock.lock();
  }
}

}  // namespace shuxin::app
