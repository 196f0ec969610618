// What one unit stages while it decides, and how it is written after. Private to the store.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "shell/store/writer.h"

namespace shuxin::store {

class UnitTransaction final : public ReadsBy<Transaction> {
 public:
  UnitTransaction(Writer& writer, ZoneState& zone)
      : ReadsBy(zone.reader), writer_(writer), zone_(zone), begun_at_(writer.planned_.size()) {}

  Result<void> query(std::string_view sql, Parameters parameters, const OnRow& on_row) override;
  Result<bool> await(std::string_view touched) override;
  Result<void> query_awaited(std::string_view sql, Parameters parameters, const OnRow& on_row) override;
  Result<Head> head(std::string_view stream) override;
  Result<void> read_stream(std::string_view stream, std::int64_t from_version, const OnEvent& on_event,
                           Personal personal) override;
  Result<void> read_zone(std::int64_t after_position, std::int64_t limit, const OnEvent& on_event,
                         Personal personal) override;
  Result<std::int64_t> last_position() override { return zone_.last; }
  Result<std::int64_t> execute(std::string_view sql, Parameters parameters) override;
  Result<void> post(std::string_view sql, Parameters parameters) override;
  Result<Placed> append(std::string_view stream, std::int64_t expected,
                        std::vector<NewEvent> events) override;
  Result<std::int64_t> take_number(std::string_view series, int year) override;
  std::int64_t undone() const override { return writer_.undone; }
  Result<std::string> blind_index(std::string_view register_kind, std::string_view field,
                                  std::string_view value) override {
    return reader_.keys().blind_index(reader_.zone(), {register_kind, field, value}, true);
  }

  /// The end of a unit that was refused: nothing staged is kept.
  void drop();
  /// Writes what is staged, the answer upon its first event.
  using Written = std::function<void(std::string_view stream, const Head& head)>;
  [[nodiscard]] Result<Outcome> write(const std::optional<Command>& command, const Answer& answer,
                                      const Written& written);
  /// Whether rows were changed and not only planned, so that refusing the unit now must undo them.
  [[nodiscard]] bool wrote() const { return wrote_; }

 private:
  struct Staged {
    std::string stream;
    std::int64_t version;
    NewEvent event;
    std::vector<FileMark> files;
  };
  /// Before the writer's connection is read or changed: what is planned must be there.
  [[nodiscard]] Result<void> settle();
  [[nodiscard]] Result<Head> written_head(std::string_view stream);
  [[nodiscard]] Result<void> check_event(const NewEvent& event);
  [[nodiscard]] Result<std::vector<FileMark>> name_files(const NewEvent& event);
  [[nodiscard]] Result<void> open_zone();
  [[nodiscard]] Result<PlannedEvent> plan_event(Staged& staged, std::int64_t position, const Hash& previous,
                                                std::vector<TakenNumber> numbers);

  Writer& writer_;
  ZoneState& zone_;
  const std::size_t begun_at_;  ///< of what is planned
  bool wrote_ = false;
  std::vector<Staged> staged_;
  std::map<std::string, std::int64_t, std::less<>> versions_;  ///< of streams with staged events
  std::map<std::pair<std::string, int>, std::int64_t> numbers_;
  std::vector<TakenNumber> taken_;
};

}  // namespace shuxin::store
