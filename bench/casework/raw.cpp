#include "raw.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <unordered_map>

#include "core/base/check.h"

namespace shuxin::bench {
namespace {

using base::check;
using Clock = std::chrono::steady_clock;

constexpr std::size_t code_size = 16;
// Far from all that the copied ledger may hold.
constexpr std::int64_t first_approval = 1'000'000'000;
constexpr std::string_view event_sql = "insert into ledger_events";
constexpr std::string_view zone_sql = "update ledger_zones";

// What was heard since listening began. SQLite's hook is one for the process.
std::vector<Statement>* heard = nullptr;

std::size_t end_of_text(std::string_view sql, std::size_t quote) {
  for (std::size_t i = quote + 1;; ++i)
    if (sql[i] == '\'' && (i + 1 == sql.size() || sql[i + 1] != '\''))
      return i;
    else if (sql[i] == '\'')
      ++i;
}

Statement::Value literal(std::string_view text) {
  if (text == "NULL") return nullptr;
  if (text.front() == '\'') {
    std::string plain;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
      plain += text[i];
      if (text[i] == '\'') ++i;
    }
    return plain;
  }
  if (text.front() == 'x') {
    Statement::Blob blob;
    for (std::size_t i = 2; i + 1 < text.size(); i += 2) {
      unsigned char byte = 0;
      std::from_chars(text.data() + i, text.data() + i + 2, byte, 16);
      blob.bytes += static_cast<char>(byte);
    }
    return blob;
  }
  if (text.find_first_of(".e") != std::string_view::npos) return std::stod(std::string(text));
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// The values stand in the expanded text where the statement has its places.
std::vector<Statement::Value> values_of(std::string_view sql, std::string_view expanded) {
  std::vector<Statement::Value> values;
  std::size_t at = 0;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    if (sql[i] == '\'') {
      const std::size_t end = end_of_text(sql, i);
      at += end - i + 1;
      i = end;
    } else if (sql[i] == '?') {
      std::size_t end = at;
      if (expanded[at] == '\'')
        end = end_of_text(expanded, at) + 1;
      else if (expanded[at] == 'x')
        end = end_of_text(expanded, at + 1) + 1;
      else
        while (end < expanded.size() && (std::isalnum(expanded[end]) || std::strchr("+-.", expanded[end])))
          ++end;
      values.push_back(literal(expanded.substr(at, end - at)));
      at = end;
    } else {
      ++at;
    }
  }
  return values;
}

int hear(unsigned, void*, void* statement, void*) {
  auto* run = static_cast<sqlite3_stmt*>(statement);
  const char* sql = sqlite3_sql(run);
  if (!heard || !sql) return 0;
  const std::string_view text(sql);
  const auto writes = [&](std::string_view word) { return text.starts_with(word); };
  if (!writes("insert") && !writes("update") && !writes("delete")) return 0;
  char* expanded = sqlite3_expanded_sql(run);
  heard->push_back({std::string(text), values_of(text, expanded)});
  sqlite3_free(expanded);
  return 0;
}

int listen(sqlite3* db, const char**, const sqlite3_api_routines*) {
  sqlite3_trace_v2(db, SQLITE_TRACE_STMT, hear, nullptr);
  return SQLITE_OK;
}

// The codes of an approval's documents: what follows "code":" in its events.
std::vector<std::string> codes_of(const Recording& recording) {
  std::vector<std::string> codes;
  constexpr std::string_view before = R"("code":")";
  for (const auto& command : recording.commands)
    for (const Statement& statement : command)
      for (const Statement::Value& value : statement.values)
        if (const auto* text = std::get_if<std::string>(&value))
          for (std::size_t at = text->find(before); at != std::string::npos;
               at = text->find(before, at + 1)) {
            const std::string code = text->substr(at + before.size(), code_size);
            if (std::ranges::find(codes, code) == codes.end()) codes.push_back(code);
          }
  return codes;
}

base::Json to_json(const Statement::Value& value) {
  const auto of = [](const char* kind, base::Json it) {
    return base::Json::object({{"kind", kind}, {"value", std::move(it)}});
  };
  if (const auto* text = std::get_if<std::string>(&value)) return of("text", *text);
  if (const auto* number = std::get_if<std::int64_t>(&value)) return of("integer", std::to_string(*number));
  if (const auto* blob = std::get_if<Statement::Blob>(&value)) {
    std::string digits;
    for (const char byte : blob->bytes) digits += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return of("blob", digits);
  }
  return of("null", nullptr);
}

}  // namespace

void write_recording(Zone& zone, const Recording& recording, const std::string& folder) {
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  must(zone.store().backup(folder + "/raw.db"));
  base::Json::Array commands;
  for (const auto& command : recording.commands) {
    base::Json::Array statements;
    for (const Statement& statement : command) {
      base::Json::Array values;
      for (const Statement::Value& value : statement.values) values.push_back(to_json(value));
      statements.push_back(base::Json::object({{"sql", statement.sql}, {"values", std::move(values)}}));
    }
    commands.emplace_back(std::move(statements));
  }
  const std::vector<std::string> codes = codes_of(recording);
  const base::Json all = base::Json::object({{"number", recording.number},
                                             {"approval", recording.approval},
                                             {"codes", base::Json::Array(codes.begin(), codes.end())},
                                             {"commands", std::move(commands)}});
  std::ofstream(folder + "/recording.json") << all.to_string();
}

Recorder::Recorder() {
  sqlite3_auto_extension(reinterpret_cast<void (*)()>(listen));
}

Recorder::~Recorder() {
  sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(listen));
}

Recording Recorder::record(Zone& zone) {
  Recording recording;
  Client client(zone);
  for (int step = 0; step < commands_of_an_approval; ++step) {
    std::vector<Statement> statements;
    heard = &statements;
    client.next();
    heard = nullptr;
    std::erase_if(statements, [](const Statement& one) { return one.sql.starts_with(zone_sql); });
    recording.commands.push_back(std::move(statements));
  }
  recording.number = client.number();
  recording.approval = fmt::format("{:016}", client.approval());
  return recording;
}

Raw::Raw(Zone& zone, const Recording& recording, std::string folder, int clients)
    : folder_(std::move(folder)), clients_(clients), number_size_(recording.number.size()) {
  std::filesystem::remove_all(folder_);
  std::filesystem::create_directories(folder_);
  const std::string path = folder_ + "/raw.db";
  must(zone.store().backup(path));
  check(
      sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr) == SQLITE_OK,
      "the database opens");
  exec(
      "pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 1000;"
      "pragma secure_delete = fast; pragma temp_store = memory; pragma cache_size = -65536;");
  sqlite3_stmt* last = prepare("select max(place) from ledger_events");
  check(sqlite3_step(last) == SQLITE_ROW, "the ledger is not empty");
  place_ = sqlite3_column_int64(last, 0);
  sqlite3_reset(last);
  begin_ = prepare("begin immediate");
  zone_ = prepare("update ledger_zones set last = ?, mac = zeroblob(32) where number = 1");
  commit_ = prepare("commit");
  const std::vector<std::string> codes = codes_of(recording);
  for (const auto& command : recording.commands) {
    std::vector<Prepared> prepared;
    for (const Statement& statement : command) prepared.push_back(prepare(statement, recording, codes));
    commands_.push_back(std::move(prepared));
  }
}

Raw::~Raw() {
  for (sqlite3_stmt* one = sqlite3_next_stmt(db_, nullptr); one; one = sqlite3_next_stmt(db_, nullptr))
    sqlite3_finalize(one);
  sqlite3_close(db_);
  std::filesystem::remove_all(folder_);
}

void Raw::exec(const char* sql) {
  check(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sql);
}

sqlite3_stmt* Raw::prepare(const std::string& sql) {
  for (sqlite3_stmt* one = sqlite3_next_stmt(db_, nullptr); one; one = sqlite3_next_stmt(db_, one))
    if (sql == sqlite3_sql(one)) return one;
  sqlite3_stmt* statement = nullptr;
  check(sqlite3_prepare_v3(db_, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) == SQLITE_OK,
        sql.c_str());
  return statement;
}

Raw::Prepared Raw::prepare(const Statement& statement, const Recording& recording,
                           const std::vector<std::string>& codes) {
  Prepared prepared;
  prepared.statement = prepare(statement.sql);
  prepared.values = statement.values;
  prepared.is_event = statement.sql.starts_with(event_sql);
  for (std::size_t i = 0; i < prepared.values.size(); ++i) {
    const auto* text = std::get_if<std::string>(&prepared.values[i]);
    if (!text) continue;
    const auto note = [&](const std::string& name, Patch::What what, int code) {
      for (std::size_t at = text->find(name); at != std::string::npos; at = text->find(name, at + 1))
        prepared.patches.push_back({i, at, what, code});
    };
    note(recording.number, Patch::What::Number, 0);
    note(recording.approval, Patch::What::Approval, 0);
    for (std::size_t code = 0; code < codes.size(); ++code)
      note(codes[code], Patch::What::Code, static_cast<int>(code));
  }
  return prepared;
}

void Raw::play(std::vector<Prepared>& command, std::int64_t approval) {
  std::array<char, 64> digits;
  const auto write = [&](std::string& into, std::size_t offset, std::size_t size, std::uint64_t number) {
    for (std::size_t i = size; i > 0; --i, number /= 10) digits[i - 1] = static_cast<char>('0' + number % 10);
    into.replace(offset, size, digits.data(), size);
  };
  for (Prepared& one : command) {
    for (const Patch& patch : one.patches) {
      auto& text = std::get<std::string>(one.values[patch.value]);
      const auto number = static_cast<std::uint64_t>(approval);
      switch (patch.what) {
        case Patch::What::Number:
          write(text, patch.offset + 1, number_size_ - 1, number);
          break;
        case Patch::What::Approval:
          write(text, patch.offset, code_size, number);
          break;
        case Patch::What::Code:
          // As far apart as random ones, and no two alike.
          write(text, patch.offset, code_size,
                (number * 8 + static_cast<std::uint64_t>(patch.code)) * 6'364'136'223'846'793'005u);
          break;
      }
    }
    if (one.is_event) one.values[0] = ++place_;
    int place = 0;
    for (const Statement::Value& value : one.values) {
      ++place;
      if (const auto* text = std::get_if<std::string>(&value))
        sqlite3_bind_text(one.statement, place, text->data(), static_cast<int>(text->size()), SQLITE_STATIC);
      else if (const auto* blob = std::get_if<Statement::Blob>(&value))
        sqlite3_bind_blob(one.statement, place, blob->bytes.data(), static_cast<int>(blob->bytes.size()),
                          SQLITE_STATIC);
      else if (const auto* number = std::get_if<std::int64_t>(&value))
        sqlite3_bind_int64(one.statement, place, *number);
      else if (const auto* real = std::get_if<double>(&value))
        sqlite3_bind_double(one.statement, place, *real);
      else
        sqlite3_bind_null(one.statement, place);
    }
    check(sqlite3_step(one.statement) == SQLITE_DONE, sqlite3_errmsg(db_));
    sqlite3_reset(one.statement);
  }
}

double Raw::rate(double seconds, double group) {
  const auto begin = Clock::now();
  const auto end = begin + std::chrono::duration<double>(seconds);
  const auto step = [](sqlite3_stmt* statement) {
    check(sqlite3_step(statement) == SQLITE_DONE, "a statement succeeds");
    sqlite3_reset(statement);
  };
  const std::int64_t first = next_;
  double due = 0;
  while (Clock::now() < end) {
    due += group;
    step(begin_);
    for (; due >= 1; --due, ++next_) {
      const std::int64_t round = next_ / clients_;
      const auto which = static_cast<std::size_t>(round % commands_of_an_approval);
      play(commands_[which], round / commands_of_an_approval * clients_ + next_ % clients_ + first_approval);
    }
    sqlite3_bind_int64(zone_, 1, place_);
    step(zone_);
    step(commit_);
  }
  return static_cast<double>(next_ - first) / std::chrono::duration<double>(Clock::now() - begin).count();
}

}  // namespace shuxin::bench
