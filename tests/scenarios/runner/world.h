// The world of one scenario: a store of its own, a catalogue, people, and what was answered last.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/casework/outlook.h"
#include "shell/app/case_service.h"

namespace shuxin::scenarios {

/// Everything that a scenario's sentences act on. Sentences that cannot be carried out throw Failure; those
/// that claim what is not so too.
struct Failure {
  std::string text;
};

class World {
 public:
  /// `folder`: where the store of this scenario may live. Throws Failure if the catalogue has faults.
  World(const std::string& catalogue_folder, const std::string& folder);
  ~World();

  void set_time(base::Date day, int minute_of_day);

  // given
  void add_person(const std::string& name, const std::string& kind);
  void add_officer(const std::string& name, const std::string& role, const std::string& organisation);
  void add_entry(const std::string& kind, const base::Json& fields);
  void set_form(const std::string& target, const base::Json& form);
  void set_form_member(const std::string& pointer, const base::Json& value);

  // when
  struct Handed {
    std::vector<std::string> without;
    std::map<std::string, std::string> as;  ///< material → commitment, tolerated, paper
    std::vector<std::string> only;          ///< if given: these materials and no others
    std::vector<std::string> chosen;        ///< of a package
    base::Json form;                        ///< members that differ
  };
  void submit(const std::string& who, const std::string& target, const Handed& handed);
  void act(const std::string& who, const std::string& action, const std::string& member,
           const base::Json& input, const Handed& handed);
  /// An officer enters at the counter what `who` handed in on paper.
  void enter(const std::string& officer, const std::string& who, const std::string& target,
             base::Instant received, const Handed& handed);
  void act_at_counter(const std::string& officer, const std::string& action, base::Instant received,
                      const Handed& handed, const std::string& late_reason = "");
  void note_visit(const std::string& officer, const std::string& purpose, base::Instant at);
  void turn_into(const std::string& who, const std::string& target, const base::Json& form);
  void decide_jointly(const std::string& who);
  void record_event(const std::string& who, base::Instant at);
  void lapse();
  void repeat();

  // then
  [[nodiscard]] const app::Reply& reply() const { return reply_; }
  [[nodiscard]] std::optional<std::string> problem() const { return problem_; }
  [[nodiscard]] casework::CaseState state(const std::string& member);
  [[nodiscard]] casework::PackageState package();
  [[nodiscard]] std::vector<casework::AvailableAction> actions(const std::string& who,
                                                               const std::string& member);
  [[nodiscard]] std::vector<casework::FactEntries::Entry> entries(const std::string& kind,
                                                                  const std::string& key);
  [[nodiscard]] std::vector<casework::Step> steps(const std::string& member);
  [[nodiscard]] casework::Outlook outlook();
  [[nodiscard]] std::string status_of_member(const std::string& member);
  [[nodiscard]] std::int64_t visits();
  /// Applications, and how many of them needed at most one visit.
  [[nodiscard]] std::pair<std::int64_t, std::int64_t> visit_figures();
  [[nodiscard]] std::int64_t package_minutes();
  [[nodiscard]] std::string audit();

  [[nodiscard]] const catalog::Catalogue& catalogue() const { return *catalogue_; }
  [[nodiscard]] base::Instant now() const { return now_; }

 private:
  [[nodiscard]] casework::Actor actor(const std::string& who, const catalog::Action* action,
                                      const catalog::Matter* matter, const base::Json& input) const;
  [[nodiscard]] std::string number_of(const std::string& member);
  [[nodiscard]] std::map<std::string, casework::MaterialGiven> materials(const std::vector<std::string>& ids,
                                                                         const Handed& handed,
                                                                         const std::string& account);
  [[nodiscard]] std::string make_file(const std::string& account);
  void run(app::Asked asked);
  [[nodiscard]] app::Asked application(const casework::Actor& applicant, const std::string& target,
                                       base::Date day, const Handed& handed);
  [[nodiscard]] casework::Streams streams();
  template <typename Query>
  auto with_registers(const casework::Around* around, Query query);

  std::string folder_;
  std::shared_ptr<const catalog::Catalogue> catalogue_;
  std::unique_ptr<store::Store> store_;
  app::EventHub hub_;
  std::unique_ptr<app::CaseService> service_;
  base::Instant now_;
  std::map<std::string, casework::Actor> people_;
  std::map<std::string, base::Json> forms_;
  base::Json form_changes_;
  std::string case_;  ///< the case or package that the story is about
  bool is_package_ = false;
  app::Reply reply_;
  std::optional<std::string> problem_;
  std::optional<app::Asked> last_;
  int keys_ = 0;
};

}  // namespace shuxin::scenarios
