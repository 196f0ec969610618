#include "core/casework/event.h"

#include <gtest/gtest.h>

namespace shuxin::casework {
namespace {

using base::Json;

const Instant noon = *Instant::parse("2022-04-28T12:00:00+08:00");
const Date day = *Date::parse("2022-04-28");

// One of every event, each member given.
std::vector<Event> one_of_each() {
  const Text text{"中", "en"};
  const calendar::Limit limit = calendar::Limit::working_days(5);
  const std::map<std::string, MaterialGiven> materials{{"contract", {"file", {"f1", "f2"}, "note"}}};
  const Json object = Json::object({{"a", 1}});
  return {
      CaseOpened{"A1", "m", day, "p", day, "P1", "seals", "bureau", "acc", "person", "林示例", "title",
                 "online", noon, "A0"},
      SubmissionTaken{2, true, object, object, materials, object},
      StateEntered{"reviewing", "decide", "bureau", true, "granted"},
      GapsNotified{{{"material", "contract", text, ""}, {"condition", "c", text, "/x"}}},
      ReviewOpened{"quality", "quality-review", "bureau", limit},
      OpinionGiven{"quality", "agree", "fine", "officer"},
      ClockStarted{"decision", limit, true, true, "lapse", noon, "acceptance", limit},
      ClockStopped{"decision"},
      ClockResumed{"decision"},
      ClockExtended{"decision", limit},
      ClockEnded{"decision"},
      ClockLapsed{"decision", noon},
      DecisionMade{"granted", "because", "power", "bureau", "officer", "other", object},
      DocumentIssued{"receipt", "1号", "CODE", "bureau", object, object},
      RegisterWritten{"enterprise", "key", object, object, true},
      ObligationOpened{"check/x", "check", text, "supervise", "bureau", limit, "x"},
      ObligationClosed{"check/x", "kept", "text"},
      NumberAssigned{"uscc", "uscc", "91"},
      MessageSent{"police", "submission"},
      MessageAnswered{"done", "R1", "text"},
      FeeDemanded{"fee", text, "80.50"},
      FeePaid{"fee", "R"},
      PartyJoined{"respondent", "acc", "沈示例"},
      PartySigned{"agreement", "respondent", "acc"},
      CaseSpawned{"check", "firm-1", "premises-check", "A2"},
      SpawnSettled{"A2", "completed"},
      LotsDrawn{"objects", {"a", "b"}, "seed"},
      MeetingScheduled{"hearing", "2022-05-01 09:00", "hall"},
      NoteAdded{"reason", "text"},
      ResultHeld{"grant", "officer", "决定示例", object, 2},
      HoldEnded{"returned"},
      ResultDelivered{"post", "EMS1", "收件示例"},
      VisitMade{"submit", "P1"},
      PackageOpened{"P1",
                    "opening",
                    day,
                    "acc",
                    "person",
                    "林示例",
                    object,
                    object,
                    materials,
                    {"seals"},
                    limit,
                    noon,
                    "counter",
                    "P0"},
      MemberOpened{"seals", "A2"},
      MemberSettled{"seals", "completed"},
      PackageDissolved{"limit", "seals"},
      PackageOccurred{"land-delivered", noon, "R1"},
      PackageSettled{"completed"},
      DocumentEnded{"CODE", "replaced", "NEWCODE"},
      LapseUndone{"correction", "窗口漏录"},
  };
}

Step step_of(std::vector<Event> events) {
  return {"accept", "acc", "王示例", "intake", noon, std::move(events)};
}

TEST(Event, every_kind_reads_back_as_it_was_written) {
  const std::vector<Event> events = one_of_each();
  ASSERT_EQ(events.size(), std::variant_size_v<Event>);
  for (std::size_t i = 0; i < events.size(); ++i) {
    ASSERT_EQ(events[i].index(), i) << "one_of_each must follow the order of the variant";
    const StoredStep stored = to_json(step_of({events[i]}));
    const auto read = step_from_json(stored.open, stored.personal);
    ASSERT_TRUE(read.has_value()) << name_of(events[i]) << " " << read.error().code();
    const StoredStep again = to_json(*read);
    EXPECT_EQ(again.open.to_string(), stored.open.to_string());
    EXPECT_EQ(again.personal.to_string(), stored.personal.to_string());
  }
}

TEST(Event, what_is_about_a_person_stands_apart) {
  const StoredStep stored = to_json(step_of(one_of_each()));
  EXPECT_EQ(stored.open.to_string().find("示例"), std::string::npos);
  EXPECT_NE(stored.personal.to_string().find("林示例"), std::string::npos);
}

TEST(Event, an_erased_person_leaves_the_rest) {
  const StoredStep stored = to_json(step_of(one_of_each()));
  const auto read = step_from_json(stored.open, Json());
  ASSERT_TRUE(read.has_value());
  EXPECT_TRUE(std::get<CaseOpened>(read->events[0]).applicant_name.empty());
  EXPECT_EQ(std::get<CaseOpened>(read->events[0]).number, "A1");
}

TEST(Event, what_is_not_known_or_not_whole_is_refused) {
  const auto code = [](const char* text) {
    const auto read = step_from_json(*Json::parse(text), Json());
    return read ? std::string("fine") : read.error().code();
  };
  EXPECT_EQ(code(R"({"action":"a","actor":"b","desk":"c","at":1,"events":[{"event":"new-thing"}]})"),
            "event.unknown");
  EXPECT_EQ(code(R"({"action":"a","actor":"b","desk":"c","at":1,"events":[{"event":"case-opened"}]})"),
            "event.malformed");
  EXPECT_EQ(code(R"({"action":"a","actor":"b","desk":"c","events":[]})"), "event.malformed");
  EXPECT_EQ(code(R"({"action":1,"actor":"b","desk":"c","at":1,"events":[]})"), "event.malformed");
  EXPECT_EQ(code("[]"), "event.malformed");
}

// The names and forms of released events never change: what was stored once is read for ever.
TEST(Event, stored_forms_are_golden) {
  const StoredStep stored = to_json(
      step_of({StateEntered{"reviewing", "decide", "bureau", false, ""},
               ClockStarted{"promise", calendar::Limit::office_minutes(240), false, true, "", noon}}));
  EXPECT_EQ(stored.open.to_string(),
            R"({"action":"accept","actor":"acc","desk":"intake","at":1651118400000,"events":[)"
            R"({"event":"state-entered","state":"reviewing","owner":"decide","organisation":"bureau"},)"
            R"({"event":"clock-started","clock":"promise","limit":{"unit":"office-minutes","amount":240},)"
            R"("promised":true,"from":1651118400000}]})");
}

}  // namespace
}  // namespace shuxin::casework
