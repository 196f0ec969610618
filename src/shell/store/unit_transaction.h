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
  UnitTransaction(Writer& writer, ZoneState& zone) : ReadsBy(zone.reader), writer_(writer), zone_(zone) {}

  Result<Head> head(std::string_view stream) override;
  Result<std::int64_t> last_position() override { return zone_.last; }
  Result<std::int64_t> execute(std::string_view sql, Parameters parameters) override;
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
  /// Whether rows were changed, so that refusing the unit now must undo them.
  [[nodiscard]] bool wrote() const { return wrote_; }

 private:
  struct Staged {
    std::string stream;
    std::int64_t version;
    NewEvent event;
    std::vector<FileMark> files;
  };
  [[nodiscard]] Result<Head> committed_head(std::string_view stream);
  [[nodiscard]] Result<void> check_event(const NewEvent& event);
  [[nodiscard]] Result<std::vector<FileMark>> name_files(const NewEvent& event);
  [[nodiscard]] Result<void> open_zone();
  [[nodiscard]] Result<Event> write_event(Staged& staged, std::int64_t position, const Hash& previous,
                                          const std::optional<Command>& command, const std::string& answer,
                                          std::vector<TakenNumber> numbers);
  [[nodiscard]] Result<Event> insert(Event event, const std::string& personal,
                                     const std::optional<Command>& command, const std::string& answer);

  Writer& writer_;
  ZoneState& zone_;
  bool wrote_ = false;
  std::vector<Staged> staged_;
  std::map<std::string, std::int64_t, std::less<>> versions_;  ///< of streams with staged events
  std::map<std::pair<std::string, int>, std::int64_t> numbers_;
  std::vector<TakenNumber> taken_;
};

}  // namespace shuxin::store
