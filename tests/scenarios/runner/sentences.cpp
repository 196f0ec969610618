// The sentences of scenario files, in English and Chinese, and what each does or claims.
#include "sentences.h"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <regex>

#include "core/base/hash.h"
#include "core/calendar/explanation.h"
#include "core/calendar/reading.h"

namespace shuxin::scenarios {
namespace {

using Words = std::vector<std::string>;  // what the places of a sentence held

struct Sentence {
  const char* english;
  const char* chinese;
  std::function<void(World&, const Words&)> act;
};

void expect(bool holds, std::string text) {
  if (!holds) throw Failure{std::move(text)};
}

Words split(const std::string& text) {
  Words all;
  static const std::regex separators(R"(\s*(?:,|、|，| and |和)\s*)");
  for (std::sregex_token_iterator at(text.begin(), text.end(), separators, -1), end; at != end; ++at)
    if (!at->str().empty()) all.push_back(*at);
  return all;
}

base::Json json(const std::string& text) {
  if (text.empty()) return base::Json(base::Json::Object{});
  auto read = base::Json::parse(text);
  if (!read)
    throw Failure{"not JSON: " + text + ": " + base::word(read.error().message, base::Language::English)};
  return *std::move(read);
}

std::string join(const Words& words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

void expect_same(Words actual, Words expected, const std::string& what) {
  std::ranges::sort(actual);
  std::ranges::sort(expected);
  expect(actual == expected, fmt::format("{}: expected [{}], got [{}]", what, join(expected), join(actual)));
}

// The refusal or problem of the latest command as one code; empty if it went well.
std::string refusal(const World& world) {
  if (world.problem()) return *world.problem();
  if (!world.reply().refused) return {};
  return std::string(world.reply().body.find_string("code").value_or("?"));
}

void expect_fine(const World& world) {
  const std::string code = refusal(world);
  expect(code.empty(), "the last command was refused: " + world.reply().body.to_string() + code);
}

const casework::DocumentIssued* find_document(const casework::CaseState& state, const std::string& id) {
  for (auto at = state.documents.rbegin(); at != state.documents.rend(); ++at)
    if (at->document == id) return &*at;
  return nullptr;
}

World::Handed handed(const std::string& without, const std::string& as, const std::string& chosen) {
  World::Handed result;
  result.without = split(without);
  static const std::regex one(R"((\S+) as (\S+)|(\S+)按(\S+))");
  for (const std::string& part : split(as)) {
    std::smatch match;
    if (std::regex_match(part, match, one))
      result.as[match[1].matched ? match[1] : match[3]] = match[2].matched ? match[2] : match[4];
  }
  result.chosen = split(chosen);
  return result;
}

// `2022-05-10 17:30` in the zone's time.
base::Instant instant(const World& world, const std::string& text) {
  const auto day = base::Date::parse(text.substr(0, 10));
  expect(day && text.size() == 16, "no such time: " + text);
  return world.catalogue().calendar.instant(*day,
                                            std::stoi(text.substr(11, 2)) * 60 + std::stoi(text.substr(14)));
}

std::string time_text(const World& world, base::Instant at) {
  const auto local = world.catalogue().calendar.local(at);
  const std::int64_t minute = local.millisecond_of_day / 60'000;
  return fmt::format("{} {:02}:{:02}", local.day.to_string(), minute / 60, minute % 60);
}

// `decision due 2022-05-10 17:30`: in the zone's time.
void expect_due(World& world, const std::string& member, const std::string& clock, const std::string& due,
                const std::string& because) {
  const casework::CaseState state = world.state(member);
  const auto found = state.clocks.find(clock);
  expect(found != state.clocks.end() && found->second.clock.has_value(), "there is no clock " + clock);
  const auto& calendar = world.catalogue().calendar;
  const auto reading = calendar::read_clock(*found->second.clock, calendar, world.now());
  const std::string actual = time_text(world, reading.due);
  expect(actual == due, fmt::format("{} is due {}, not {}", clock, actual, due));
  if (because.empty()) return;
  std::string all;
  const auto explanation = calendar::explain_clock(*found->second.clock, calendar, world.now());
  for (const base::Language language : {base::Language::Chinese, base::Language::English})
    all += explanation.text(language) + "\n";
  for (const std::string& reason : split(because))
    expect(all.find(reason) != std::string::npos, "the explanation does not say \"" + reason + "\":\n" + all);
}

const std::vector<Sentence>& sentences() {
  static const std::vector<Sentence> all = {
      // ------------------------------------------------------------------ given
      {R"((.+) is a person)", R"((.+)是自然人)",
       [](World& w, const Words& p) { w.add_person(p[0], "person"); }},
      {R"((.+) is an enterprise)", R"((.+)是企业)",
       [](World& w, const Words& p) { w.add_person(p[0], "enterprise"); }},
      {R"(officer (.+) holds (\S+) at (\S+))", R"(工作人员(.+)在(\S+)任(\S+))",
       [](World& w, const Words& p) {
         // The Chinese sentence names the organisation first.
         const bool organisation_first = w.catalogue().find_organisation(p[1]) != nullptr;
         w.add_officer(p[0], organisation_first ? p[2] : p[1], organisation_first ? p[1] : p[2]);
       }},
      {R"(register (\S+) has (\{.*\}))", R"(登记簿(\S+)有(\{.*\}))",
       [](World& w, const Words& p) { w.add_entry(p[0], json(p[1])); }},
      {R"(the form has (/\S+) = (.+))", R"(表单(/\S+)为(.+))",
       [](World& w, const Words& p) { w.set_form_member(p[0], json(p[1])); }},
      // ------------------------------------------------------------------ when
      {R"((.+) submits (\S+)(?: choosing ([^:]+?))?(?: without ([^:]+?))?(?: with ([^:]+ as [^:]+?))?(?:: (\{.*\}))?)",
       R"((.+)提交(\S+?)(?:，选择([^:]+?))?(?:，不交([^:]+?))?(?:，其中([^:]+按[^:]+?))?(?:: ?(\{.*\}))?)",
       [](World& w, const Words& p) {
         World::Handed given = handed(p[3], p[4], p[2]);
         given.form = json(p[5]);
         w.submit(p[0], p[1], given);
       }},
      {R"((.+) hands in (.+?) at the counter by (\S+), received (\d{4}-\d\d-\d\d \d\d:\d\d)(?:, late because (.+))?)",
       R"((.+)在窗口代交(.+?)，办理(\S+)，收件于(\d{4}-\d\d-\d\d \d\d:\d\d)(?:，补录原因(.+))?)",
       [](World& w, const Words& p) {
         World::Handed given;
         given.only = split(p[1]);
         w.act_at_counter(p[0], p[2], instant(w, p[3]), given, p[4]);
       }},
      {R"((.+) hands in (.+?) by (\S+)(?: of (\S+))?(?:: (\{.*\}))?)",
       R"((.+)以(\S+)交来(.+?)(?:（(\S+)）)?(?:: ?(\{.*\}))?)",
       [](World& w, const Words& p) {
         const bool action_first =
             std::ranges::all_of(p[1], [](char c) { return c == '_' || std::isalpha(c); }) &&
             (p[1] == "resubmit" || p[1] == "hand_in");
         World::Handed given;
         const std::string& what = action_first ? p[2] : p[1];
         if (what != "nothing" && what != "表单") given.only = split(what);
         given.form = json(p[4]);
         w.act(p[0], action_first ? p[1] : p[2], p[3], base::Json(base::Json::Object{}), given);
       }},
      {R"(the (drawn-\d+) does (\w+)(?:: (\{.*\}))?)", R"((抽中-\d+)办理(\w+)(?:: ?(\{.*\}))?)",
       [](World& w, const Words& p) {
         const auto parties = w.state(p[0]).parties;
         expect(!parties.empty(), "nobody was drawn there");
         w.act(parties.front().account, p[1], p[0], json(p[2]), {});
       }},
      {R"((.+) does (\w+)(?: on (\S+?))?(?:: (\{.*\}))?)", R"((.+)办理(\w+)(?:（(\S+?)）)?(?:: ?(\{.*\}))?)",
       [](World& w, const Words& p) { w.act(p[0], p[1], p[2], json(p[3]), {}); }},
      {R"((.+) enters (\S+) at the counter for (.+), received (\d{4}-\d\d-\d\d \d\d:\d\d)(?: without (.+))?)",
       R"((.+)在窗口代录(\S+?)，申请人(.+)，收件于(\d{4}-\d\d-\d\d \d\d:\d\d)(?:，不交(.+))?)",
       [](World& w, const Words& p) { w.enter(p[0], p[2], p[1], instant(w, p[3]), handed(p[4], "", "")); }},
      {R"((.+) notes a visit to (\w+) at (\d{4}-\d\d-\d\d \d\d:\d\d))",
       R"((.+)登记到窗口(\w+)，时间(\d{4}-\d\d-\d\d \d\d:\d\d))",
       [](World& w, const Words& p) { w.note_visit(p[0], p[1], instant(w, p[2])); }},
      {R"((.+) turns the package into (\S+?)(?:: (\{.*\}))?)", R"((.+)把套餐转为(\S+?)(?:: ?(\{.*\}))?)",
       [](World& w, const Words& p) { w.turn_into(p[0], p[1], json(p[2])); }},
      {R"((.+) decides the package)", R"((.+)联合决定)",
       [](World& w, const Words& p) { w.decide_jointly(p[0]); }},
      {R"((.+) records the event of the package at (\d{4}-\d\d-\d\d \d\d:\d\d))",
       R"((.+)登记套餐事件，时间(\d{4}-\d\d-\d\d \d\d:\d\d))",
       [](World& w, const Words& p) { w.record_event(p[0], instant(w, p[1])); }},
      {R"(time passes)", R"(时间流逝)", [](World& w, const Words&) { w.lapse(); }},
      {R"(the same is sent again)", R"(再次发送同一请求)", [](World& w, const Words&) { w.repeat(); }},
      // ------------------------------------------------------------------ then
      {R"(it is refused: ([\w.-]+)(?: \((.+)\))?)", R"(被拒绝:\s*([\w.-]+)(?:（(.+)）)?)",
       [](World& w, const Words& p) {
         const std::string code = refusal(w);
         expect(code == p[0], "expected the refusal " + p[0] + ", got " + (code.empty() ? "none" : code) +
                                  " " + w.reply().body.to_string());
         if (p[1].empty()) return;
         expect(w.reply().body.to_string().find(p[1]) != std::string::npos,
                "the refusal does not say " + p[1] + ": " + w.reply().body.to_string());
       }},
      {R"(it is done)", R"(办理成功)", [](World& w, const Words&) { expect_fine(w); }},
      {R"(the case(?: of (\S+))? is (\w+))", R"(办件(?:（(\S+)）)?处于(\w+))",
       [](World& w, const Words& p) {
         expect_fine(w);
         const std::string state = w.state(p[0]).state;
         expect(state == p[1], "the case is " + state + ", not " + p[1]);
       }},
      {R"((\w+) was issued(?: for (\S+))?(?: (\d+) times)?)", R"(已发(\w+)(?:（(\S+)）)?(?:(\d+)份)?)",
       [](World& w, const Words& p) {
         int count = 0;
         for (const auto& document : w.state(p[1]).documents) count += document.document == p[0] ? 1 : 0;
         const int wanted = p[2].empty() ? -1 : std::stoi(p[2]);
         expect(wanted < 0 ? count > 0 : count == wanted, fmt::format("{} was issued {} times", p[0], count));
       }},
      {R"((?:the (first|second) )?(\w+)(?: of (\S+))? is (valid|replaced|revoked))",
       R"((?:第(一|二)份)?(\w+)(?:（(\S+)）)?(有效|已被替换|已撤销))",
       [](World& w, const Words& p) {
         const casework::CaseState state = w.state(p[2]);
         Words codes;
         for (const casework::DocumentIssued& issued : state.documents)
           if (issued.document == p[1]) codes.push_back(issued.code);
         const std::size_t at = p[0] == "second" || p[0] == "二" ? 1 : 0;
         expect(at < codes.size(), fmt::format("{} was issued {} times", p[1], codes.size()));
         const auto ended = state.ended_documents.find(codes[at]);
         const std::string how = ended == state.ended_documents.end() ? "valid" : ended->second.how;
         const std::map<std::string, std::string> words{
             {"有效", "valid"}, {"已被替换", "replaced"}, {"已撤销", "revoked"}};
         const std::string wanted = words.contains(p[3]) ? words.at(p[3]) : p[3];
         expect(how == wanted, fmt::format("{} is {}, not {}", p[1], how, wanted));
         if (how == "replaced")
           expect(at + 1 < codes.size() && ended->second.by == codes[at + 1],
                  "what replaced it is not the next one: " + ended->second.by);
       }},
      {R"((\w+)(?: of (\S+))? lists: (.+))", R"((\w+)(?:（(\S+)）)?列明: ?(.+))",
       [](World& w, const Words& p) {
         expect_fine(w);
         const casework::CaseState state = w.state(p[1]);
         expect(find_document(state, p[0]) != nullptr, p[0] + " was not issued");
         Words actual;
         for (const casework::Gap& gap : state.gaps) actual.push_back(gap.id);
         expect_same(actual, split(p[2]), p[0]);
       }},
      {R"((\w+)(?: of (\S+))? says (.+))", R"((\w+)(?:（(\S+)）)?写明(.+))",
       [](World& w, const Words& p) {
         const casework::CaseState state = w.state(p[1]);
         const auto* document = find_document(state, p[0]);
         expect(document != nullptr, p[0] + " was not issued");
         const std::string all = document->content.to_string() + document->personal.to_string();
         expect(all.find(p[2]) != std::string::npos, p[0] + " does not say " + p[2] + ": " + all);
       }},
      {R"(the (\w+)(?: of (\S+))? is due (\d{4}-\d\d-\d\d \d\d:\d\d)(?:,? because (.+))?)",
       R"((\w+)(?:（(\S+)）)?到期(\d{4}-\d\d-\d\d \d\d:\d\d)(?:，因为(.+))?)",
       [](World& w, const Words& p) { expect_due(w, p[1], p[0], p[2], p[3]); }},
      {R"(the (\w+)(?: of (\S+))? has lapsed)", R"((\w+)(?:（(\S+)）)?已逾期)",
       [](World& w, const Words& p) {
         const casework::CaseState state = w.state(p[1]);
         const auto found = state.clocks.find(p[0]);
         expect(found != state.clocks.end() && found->second.lapsed, p[0] + " has not lapsed");
       }},
      {R"((\S+) may (\w+)(?: on (\S+))?)", R"((\S+)可以(\w+)(?:（(\S+)）)?)",
       [](World& w, const Words& p) {
         for (const auto& action : w.actions(p[0], p[2]))
           if (action.id == p[1])
             return expect(action.allowed,
                           p[1] + " is not allowed: " + action.why_not.code + " " + action.why_not_text.en);
         expect(false, p[1] + " is not among what " + p[0] + " may do");
       }},
      {R"((\S+) may not (\w+)(?: on (\S+?))?(?:: ([\w.-]+))?)",
       R"((\S+)不可以(\w+)(?:（(\S+)）)?(?:: ?([\w.-]+))?)",
       [](World& w, const Words& p) {
         for (const auto& action : w.actions(p[0], p[2])) {
           if (action.id != p[1]) continue;
           expect(!action.allowed, p[1] + " is allowed");
           if (!p[3].empty()) expect(action.why_not.code == p[3], "the reason is " + action.why_not.code);
         }
       }},
      {R"(the decision(?: of (\S+))? names the power (\S+))", R"(决定(?:（(\S+)）)?写明权力(\S+))",
       [](World& w, const Words& p) {
         const casework::CaseState state = w.state(p[0]);
         expect(!state.decisions.empty() && state.decisions.back().power == p[1],
                "the power is " + (state.decisions.empty() ? "none" : state.decisions.back().power));
       }},
      {R"(the obligation (\S+)(?: of (\S+))? is (open|closed|\w+))", R"(事项(\S+?)(?:（(\S+)）)?为(\w+))",
       [](World& w, const Words& p) {
         std::string is = "none";
         for (const auto& duty : w.state(p[1]).obligations)
           if (duty.duty.id == p[0]) is = duty.open ? "open" : duty.closed_as;
         expect(is == p[2], "it is " + is);
       }},
      {R"(the result (\w+)(?: of (\S+))? is (.+))", R"(结果(\w+)(?:（(\S+)）)?为(.+))",
       [](World& w, const Words& p) {
         const auto results = w.state(p[1]).results;
         const auto found = results.find(p[0]);
         expect(found != results.end(), "there is no result " + p[0]);
         expect(p[2] == "given" || p[2] == "已有" || found->second == p[2], "it is " + found->second);
       }},
      {R"(register (\S+) holds (\S+)(?: with (\w+) = (.+))?)", R"(登记簿(\S+)载有(\S+)(?:，(\w+)为(.+))?)",
       [](World& w, const Words& p) {
         const auto entries = w.entries(p[0], p[1]);
         expect(!entries.empty(), "it does not hold " + p[1]);
         if (p[2].empty()) return;
         const base::Json* value = entries.front().fields.find(p[2]);
         expect(value && (value->to_string() == p[3] || value->find_string("") == p[3] ||
                          (value->if_string() && *value->if_string() == p[3])),
                p[2] + " is " + (value ? value->to_string() : "missing"));
       }},
      {R"(register (\S+) does not hold (\S+))", R"(登记簿(\S+)没有(\S+))",
       [](World& w, const Words& p) { expect(w.entries(p[0], p[1]).empty(), "it holds " + p[1]); }},
      {R"(the member (\S+) is (\w+))", R"(成员(\S+)为(\w+))",
       [](World& w, const Words& p) {
         expect_fine(w);
         const std::string is = w.status_of_member(p[0]);
         expect(is == p[1], "it is " + is);
       }},
      {R"(the package is (\w+))", R"(套餐为(\w+))",
       [](World& w, const Words& p) {
         const auto package = w.package();
         const std::string is = package.settled ? package.outcome : "running";
         expect(is == p[0], "it is " + is);
       }},
      {R"(the set waits for (\S+), (\d+) working days)", R"(整套在等(\S+)，还要(\d+)个工作日)",
       [](World& w, const Words& p) {
         const auto outlook = w.outlook();
         expect(
             outlook.delaying == p[0] && std::to_string(outlook.delay_working_days) == p[1],
             fmt::format("it waits for {}, {} working days", outlook.delaying, outlook.delay_working_days));
       }},
      {R"(the set is complete)", R"(整套已齐)",
       [](World& w, const Words&) {
         const auto outlook = w.outlook();
         expect(outlook.complete, "it waits for " + outlook.delaying);
       }},
      {R"((\S+) lacks (.+))", R"((\S+)缺(.+))",
       [](World& w, const Words& p) {
         std::string all;
         for (const auto& one : w.outlook().members)
           if (one.member->id == p[0])
             for (const auto& text : one.missing) all += text.zh + " " + text.en + "; ";
         expect(all.find(p[1]) != std::string::npos, "what is missing is: " + all);
       }},
      {R"(the set will be decided singly from (\d{4}-\d\d-\d\d \d\d:\d\d) for (\S+))",
       R"(整套自(\d{4}-\d\d-\d\d \d\d:\d\d)起因(\S+)各自决定)",
       [](World& w, const Words& p) {
         const auto outlook = w.outlook();
         expect(outlook.dissolves_at.has_value(), "nothing is held");
         const std::string at = time_text(w, *outlook.dissolves_at);
         expect(at == p[0] && outlook.dissolves_for == p[1], "it is " + at + " for " + outlook.dissolves_for);
       }},
      {R"(the package was dissolved by (\S+): (\w+))", R"(套餐因(\S+)解除: ?(\w+))",
       [](World& w, const Words& p) {
         const auto dissolved = w.package().dissolved;
         expect(dissolved.has_value(), "it was not dissolved");
         expect(dissolved->member == p[0] && dissolved->reason == p[1],
                dissolved->member + ": " + dissolved->reason);
       }},
      {R"(the package was dissolved at (\d{4}-\d\d-\d\d \d\d:\d\d))",
       R"(套餐于(\d{4}-\d\d-\d\d \d\d:\d\d)解除)",
       [](World& w, const Words& p) {
         const std::string at = time_text(w, w.package().dissolved_at);
         expect(at == p[0], "it was dissolved at " + at);
       }},
      {R"(the results came on the day of the event)", R"(结果在事件当天发出)",
       [](World& w, const Words&) {
         const auto package = w.package();
         const auto& calendar = w.catalogue().calendar;
         expect(package.occurred && package.settled, "it has not come to that");
         expect(calendar.legal_day(package.occurred->at) == calendar.legal_day(package.settled_at),
                "they came at " + time_text(w, package.settled_at));
       }},
      {R"(the rules of the case(?: of (\S+))? count from (\d{4}-\d\d-\d\d))",
       R"(办件(?:（(\S+)）)?适用(\d{4}-\d\d-\d\d)起的规则)",
       [](World& w, const Words& p) {
         const std::string from = w.state(p[0]).opened.matter_from.to_string();
         expect(from == p[1], "they count from " + from);
       }},
      {R"(the applicant came (\d+) times)", R"(申请人到窗口(\d+)次)",
       [](World& w, const Words& p) {
         expect(std::to_string(w.visits()) == p[0], fmt::format("{} visits are counted", w.visits()));
       }},
      {R"(of (\d+) applications (\d+) needed at most one visit)", R"((\d+)件中(\d+)件最多跑一次)",
       [](World& w, const Words& p) {
         const auto [all, within] = w.visit_figures();
         expect(std::to_string(all) == p[0] && std::to_string(within) == p[1],
                fmt::format("of {} applications {}", all, within));
       }},
      {R"(the step (\w+) was done by (\S+) at (\w+))", R"(步骤(\w+)由(\S+)在(\w+)办理)",
       [](World& w, const Words& p) {
         for (const auto& step : w.steps(""))
           if (step.action == p[0])
             return expect(step.actor == p[1] && step.desk == p[2],
                           "it was done by " + step.actor + " at " + step.desk);
         expect(false, "there is no such step");
       }},
      {R"(the package took (\d+) working minutes)", R"(套餐用时(\d+)个工作分钟)",
       [](World& w, const Words& p) {
         const auto minutes = w.package_minutes();
         expect(std::to_string(minutes) == p[0], fmt::format("it took {}", minutes));
       }},
      {R"(the lots (\w+) are drawn from (.+) by (.+))", R"(抽签(\w+)从(.+)中按种子(.+)抽出)",
       [](World& w, const Words& p) {
         // Anyone can draw them again: the candidates in the order of the hash of seed and name.
         const bool english = w.state("").results.contains(p[0]);
         expect(english, "nothing was drawn as " + p[0]);
         Words order = split(p[1]);
         std::ranges::sort(order, {}, [&](const std::string& one) {
           return base::to_hex(base::sha256(p[2] + "\n" + one));
         });
         const Words drawn = split(w.state("").results.at(p[0]));
         expect(drawn.size() <= order.size(), "more were drawn than there are");
         order.resize(drawn.size());
         expect_same(drawn, order, p[0]);
       }},
      {R"(the case opened (\d+) cases)", R"(本件另立(\d+)件)",
       [](World& w, const Words& p) {
         const auto count = w.state("").spawned.size();
         expect(std::to_string(count) == p[0], fmt::format("it opened {}", count));
       }},
      {R"(the ledger is clean)", R"(账本核验无误)",
       [](World& w, const Words&) {
         const std::string findings = w.audit();
         expect(findings.empty(), findings);
       }},
  };
  return all;
}

bool try_one(const char* pattern, const std::string& text, Words& places) {
  const std::regex regex(pattern);
  std::smatch match;
  if (!std::regex_match(text, match, regex)) return false;
  places.clear();
  for (std::size_t i = 1; i < match.size(); ++i) places.push_back(match[i]);
  while (places.size() < 8) places.emplace_back();
  return true;
}

}  // namespace

void carry_out(World& world, const Line& line) {
  if (line.kind == Line::Kind::When) world.set_time(line.day, line.minute_of_day);
  // What is quoted inside an English sentence may read like a Chinese one, so all of one language come first.
  for (const auto pattern : {&Sentence::english, &Sentence::chinese}) {
    for (const Sentence& sentence : sentences()) {
      Words places;
      if (!try_one(sentence.*pattern, line.text, places)) continue;
      sentence.act(world, places);
      return;
    }
  }
  throw Failure{"no such sentence: " + line.text};
}

}  // namespace shuxin::scenarios
