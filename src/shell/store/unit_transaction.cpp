#include "shell/store/unit_transaction.h"

#include <set>
#include <utility>

#include "shell/store/record.h"
#include "shell/store/schema.h"

namespace shuxin::store {
namespace {

constexpr std::string_view reserved_type = "store.";
constexpr std::string_view reserved_stream = "answers/";
/// Heads kept per zone; dropping them is always safe, they are read again from the connection.
constexpr std::size_t most_heads = 100'000;

}  // namespace

Result<void> UnitTransaction::settle() {
  if (!writer_.planning_) return {};
  if (writer_.planned_.size() > begun_at_) wrote_ = true;
  return writer_.settle();
}

Result<Head> UnitTransaction::written_head(std::string_view stream) {
  if (const auto found = zone_.heads.find(stream); found != zone_.heads.end()) {
    if (!writer_.quarantine_.holds(zone_.reader.zone(), stream)) return found->second.head;
    return base::fail("store.quarantined", {zone_.reader.zone(), std::string(stream)});
  }
  // A stream that is being written to would have been found.
  SHUXIN_TRY(const Head head, writer_.planning_ ? zone_.aside.head(stream) : zone_.reader.head(stream));
  if (zone_.heads.size() >= most_heads)
    std::erase_if(zone_.heads, [&](const auto& one) { return !writer_.is_unseen(one.second.group); });
  zone_.heads.emplace(stream, ZoneState::KnownHead{head, 0});
  return head;
}

Result<void> UnitTransaction::query(std::string_view sql, Parameters parameters, const OnRow& on_row) {
  SHUXIN_DO(settle());
  return reader_.query(sql, parameters, on_row);
}

Result<bool> UnitTransaction::await(std::string_view touched) {
  const auto found = zone_.touched.find(touched);
  if (!writer_.planning_ || found == zone_.touched.end() || !writer_.is_unseen(found->second)) return false;
  SHUXIN_DO(settle());
  return true;
}

Result<void> UnitTransaction::query_awaited(std::string_view sql, Parameters parameters,
                                            const OnRow& on_row) {
  return (writer_.planning_ ? zone_.aside : reader_).query(sql, parameters, on_row);
}

Result<void> UnitTransaction::read_stream(std::string_view stream, std::int64_t from_version,
                                          const OnEvent& on_event, Personal personal) {
  const auto found = zone_.heads.find(stream);
  if (found != zone_.heads.end() && writer_.is_unseen(found->second.group)) SHUXIN_DO(settle());
  Reader& reader = writer_.planning_ ? zone_.aside : zone_.reader;
  return reader.read_stream(stream, from_version, on_event, personal);
}

Result<void> UnitTransaction::read_zone(std::int64_t after_position, std::int64_t limit,
                                        const OnEvent& on_event, Personal personal) {
  SHUXIN_DO(settle());
  return reader_.read_zone(after_position, limit, on_event, personal);
}

Result<Head> UnitTransaction::head(std::string_view stream) {
  SHUXIN_TRY(Head head, written_head(stream));
  if (const auto staged = versions_.find(stream); staged != versions_.end()) {
    head.version = staged->second;
    head.hash.fill(0);  // known only when the unit is written
  }
  return head;
}

Result<std::int64_t> UnitTransaction::execute(std::string_view sql, Parameters parameters) {
  SHUXIN_DO(settle());
  wrote_ = true;
  const std::size_t mark = writer_.checks_.mark();
  auto changed = reader_.execute(sql, parameters);
  if (!changed) writer_.checks_.return_to(mark);  // the database undid what the statement had done
  return changed;
}

Result<void> UnitTransaction::post(std::string_view sql, Parameters parameters) {
  if (writer_.planning_)
    writer_.planned_.emplace_back(PlannedRow{&zone_, std::string(sql), KeptParameters(parameters)});
  else
    SHUXIN_DO(execute(sql, parameters));
  return {};
}

Result<void> UnitTransaction::check_event(const NewEvent& event) {
  if (event.type.empty() || event.type.starts_with(reserved_type) || event.schema < 1 ||
      event.payload.empty())
    return base::fail("store.bad-event", {event.type});
  for (const PersonalField& field : event.personal) {
    if (field.subject.empty() || field.name.empty() || !field.value)
      return base::fail("store.bad-event", {event.type});
    // An erased subject is refused before anything is written; a key is made only when something is.
    SHUXIN_TRY(const KeyState state, writer_.keys_.find(zone_.reader.zone(), field.subject));
    if (state.kind == KeyState::Kind::Destroyed) return base::fail("store.subject-erased", {field.subject});
  }
  return {};
}

Result<std::vector<FileMark>> UnitTransaction::name_files(const NewEvent& event) {
  std::vector<FileMark> marks;
  for (const NamedFile& named : event.files) {
    SHUXIN_TRY(const auto file, writer_.vault_.find(zone_.reader.zone(), named.file));
    if (!file) return base::fail("store.no-file", {named.file});
    if (named.through != file->owner) {
      SHUXIN_DO(settle());
      SHUXIN_TRY(auto cursor, reader_.connection().prepare(
                                  "select 1 from ledger_claims where zone = ? and file = ? and stream = ?"));
      cursor.bind(zone_.number).bind(named.file).bind(named.through);
      SHUXIN_TRY(const bool reached, cursor.step());
      if (!reached) return base::fail("store.no-file", {named.file});
    }
    marks.push_back(file->mark());
  }
  return marks;
}

Result<Transaction::Placed> UnitTransaction::append(std::string_view stream, std::int64_t expected,
                                                    std::vector<NewEvent> events) {
  if (stream.empty() || stream.starts_with(reserved_stream) || events.empty())
    return base::fail("store.bad-event", {std::string(stream)});
  SHUXIN_TRY(const Head at, head(stream));
  if (at.version != expected)
    return base::fail("store.version-conflict",
                      {std::string(stream), std::to_string(expected), std::to_string(at.version)});
  const Placed placed{zone_.last + static_cast<std::int64_t>(staged_.size()) + 1, expected + 1};
  std::vector<Staged> prepared;
  for (NewEvent& event : events) {
    SHUXIN_DO(check_event(event));
    SHUXIN_TRY(std::vector<FileMark> files, name_files(event));
    prepared.push_back({std::string(stream), ++expected, std::move(event), std::move(files)});
  }
  std::move(prepared.begin(), prepared.end(), std::back_inserter(staged_));
  versions_[std::string(stream)] = expected;
  return placed;
}

Result<std::int64_t> UnitTransaction::take_number(std::string_view series, int year) {
  const auto [place, is_new] = numbers_.try_emplace({std::string(series), year}, 0);
  if (is_new) {
    const auto known = zone_.numbers.find(place->first);
    if (known != zone_.numbers.end()) {
      place->second = known->second;
    } else {
      SHUXIN_DO(settle());
      SHUXIN_TRY(auto cursor,
                 reader_.connection().prepare(
                     "select last from ledger_numbers where zone = ? and series = ? and year = ?"));
      cursor.bind(zone_.number).bind(series).bind(static_cast<std::int64_t>(year));
      SHUXIN_TRY(const bool row, cursor.step());
      if (row) place->second = cursor.integer(0);
    }
  }
  taken_.push_back({std::string(series), year, ++place->second});
  return place->second;
}

void UnitTransaction::drop() {
  staged_.clear();
  versions_.clear();
  numbers_.clear();
  taken_.clear();
}

Result<void> UnitTransaction::open_zone() {
  if (zone_.known) return {};
  SHUXIN_DO(settle());
  wrote_ = true;
  SHUXIN_TRY(auto cursor,
             reader_.connection().prepare(
                 "insert into ledger_zones (number, name, last, seals, mac) values (?, ?, 0, 0, x'')"));
  cursor.bind(zone_.number).bind(zone_.reader.zone());
  return cursor.run();
}

Result<PlannedEvent> UnitTransaction::plan_event(Staged& staged, std::int64_t position, const Hash& previous,
                                                 std::vector<TakenNumber> numbers) {
  PlannedEvent planned{&zone_};
  SHUXIN_TRY(planned.personal, seal_personal(writer_.keys_, zone_.reader.zone(), staged.stream,
                                             staged.version, staged.event.personal));
  Event& event = planned.event;
  event.zone = zone_.reader.zone();
  event.position = position;
  event.stream = std::move(staged.stream);
  event.version = staged.version;
  event.type = std::move(staged.event.type);
  event.schema = staged.event.schema;
  event.payload = std::move(staged.event.payload);
  event.personal = std::move(staged.event.personal);
  event.files = std::move(staged.files);
  event.numbers = std::move(numbers);
  event.effective_at = staged.event.effective_at;
  event.recorded_at = staged.event.recorded_at;
  event.metadata = std::move(staged.event.metadata);
  event.content = std::move(staged.event.content);
  event.previous = previous;
  planned.marks = encode_marks(event.files, event.numbers);
  return planned;
}

Result<Outcome> UnitTransaction::write(const std::optional<Command>& command, const Answer& answer,
                                       const Written& written) {
  Outcome outcome{answer.bytes, answer.refused};
  if (staged_.empty()) {
    if (!taken_.empty()) return base::fail("store.bad-event", {taken_[0].series});
    if (!command) return outcome;
    // What was answered without events is an event too: one table holds every answer, and the chain proves
    // it.
    std::string stream(reserved_stream);
    stream += command->account;
    SHUXIN_TRY(const Head at, written_head(stream));
    NewEvent event{"store.answered", 1, "{}"};
    event.effective_at = event.recorded_at = command->at;
    staged_.push_back({std::move(stream), at.version + 1, std::move(event), {}});
  }
  SHUXIN_DO(open_zone());
  wrote_ = wrote_ || !writer_.planning_;
  std::optional<std::string> kept;
  if (command) {
    SHUXIN_TRY(kept, encode_answer(writer_.keys_, zone_.reader.zone(), *command, answer,
                                   static_cast<std::int64_t>(staged_.size())));
  }
  std::map<std::string, Head, std::less<>> heads;
  std::set<std::string> touched;
  std::int64_t position = zone_.last;
  outcome.first_position = position + 1;
  for (Staged& staged : staged_) {
    auto found = heads.find(staged.stream);
    if (found == heads.end()) {
      SHUXIN_TRY(const Head at, written_head(staged.stream));
      found = heads.emplace(staged.stream, at).first;
    }
    ++position;
    for (std::string& name : staged.event.touches) touched.insert(std::move(name));
    SHUXIN_TRY(PlannedEvent planned,
               plan_event(staged, position, found->second.hash, std::exchange(taken_, {})));
    if (position == outcome.first_position && command) {
      planned.event.account = command->account;
      planned.event.command_key = command->key;
      planned.answer = std::move(kept);
    }
    planned.event.hash = hash_of(planned.record(), writer_.digest_, writer_.buffer_);
    planned.mac = event_mac(writer_.keys_, place_of(zone_.number, position), view(planned.event.hash));
    found->second = {planned.event.version, planned.event.hash};
    SHUXIN_DO(writer_.put(std::move(planned)));
  }
  // Nothing below can fail: the zone's state changes only with a unit that is written whole.
  outcome.last_position = position;
  zone_.known = true;
  zone_.reader.set_zone_number(zone_.number);
  zone_.aside.set_zone_number(zone_.number);
  zone_.last = position;
  zone_.moved = true;
  for (auto& [stream, head] : heads) {
    if (written) written(stream, head);
    zone_.heads.insert_or_assign(stream, ZoneState::KnownHead{head, writer_.group_});
  }
  for (const std::string& name : touched) zone_.touched.insert_or_assign(name, writer_.group_);
  for (auto& [series, last] : numbers_) zone_.numbers.insert_or_assign(series, last);
  if (command) zone_.answering.insert_or_assign(joined({command->account, command->key}), writer_.group_);
  return outcome;
}

}  // namespace shuxin::store
