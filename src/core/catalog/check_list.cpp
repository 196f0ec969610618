// The implementing list (实施清单) of a matter by itself and against what the engine uses: what a public
// guide says must not contradict what is done.
#include <charconv>

#include "core/catalog/check.h"

namespace shuxin::catalog {
namespace {

// One matter's list, whose fields keep their own names.
class ListCheck {
 public:
  ListCheck(Check& check, const Matter& matter)
      : check_(check), matter_(matter), place_(matter.at.of("implementing_list", matter.place)) {}

  void run() {
    if (matter_.implementing_list.is_null()) return;
    check_limit("法定办结时限", "legal");
    check_limit("承诺办结时限", "promised");
    check_kind();
    check_visits();
    check_result();
    check_fee();
  }

 private:
  std::string field(std::string_view name) const {
    return std::string(matter_.implementing_list.find_string(name).value_or(""));
  }
  void contradicts(std::string_view name, std::string_view with) {
    check_.error(place_, "catalog.list-contradicts", {std::string(name), field(name), std::string(with)});
  }

  static std::optional<Limit> limit_of(const std::string& amount, const std::string& unit) {
    double number = 0;
    const auto read = std::from_chars(amount.data(), amount.data() + amount.size(), number);
    if (amount.empty() || read.ec != std::errc() || read.ptr != amount.data() + amount.size())
      return std::nullopt;
    if (number == 0) return Limit::on_the_spot();
    if (unit == "工作日") return Limit::working_days(static_cast<std::int64_t>(number));
    if (unit == "小时") return Limit::office_minutes(static_cast<std::int64_t>(number * 60 + 0.5));
    if (unit == "日" || unit == "自然日" || unit == "天")
      return Limit::natural_days(static_cast<std::int64_t>(number));
    return std::nullopt;
  }

  // The published limit is the one by which the clock runs.
  void check_limit(const std::string& name, const std::string& typed) {
    if (field(name).empty()) return;
    const auto published = limit_of(field(name), field(name + "单位"));
    if (!published) {
      check_.error(place_, "catalog.list-limit", {name, field(name), field(name + "单位")});
      return;
    }
    const auto used = matter_.limits.find(typed);
    if (used != matter_.limits.end() && used->second != *published)
      contradicts(name, "limits." + typed + " " + calendar::describe(used->second).zh);
  }

  // 即办件 is done on the spot, all else is 承诺件.
  void check_kind() {
    const std::string kind = field("办件类型");
    if (kind.empty()) return;
    if (kind != "即办件" && kind != "承诺件") return contradicts("办件类型", "即办件、承诺件");
    const auto promised = matter_.limits.find("promised");
    const bool at_once =
        promised == matter_.limits.end() || promised->second.unit == calendar::Unit::OnTheSpot;
    if (kind == "即办件" && !at_once) contradicts("办件类型", "limits.promised");
    if (kind == "承诺件" && at_once) contradicts("办件类型", "limits.promised");
  }

  // A visit needs its reason; the deepest service online needs none; who neither comes nor applies online
  // must be able to post the papers.
  void check_visits() {
    const std::string visits = field("到办事现场次数");
    if (visits.empty()) return;
    if (visits != "0" && field("必须现场办理原因说明").empty())
      contradicts("到办事现场次数", "必须现场办理原因说明");
    if (visits != "0" && field("网上办理深度").starts_with("Ⅳ"))
      contradicts("到办事现场次数", "网上办理深度");
    if (visits == "0" && field("是否网办") == "否" && field("申报材料邮寄") != "支持")
      contradicts("到办事现场次数", "申报材料邮寄");
  }

  // What is named a certificate is one.
  void check_result() {
    const std::string name = field("审批结果名称");
    if (!name.ends_with("证") && !name.ends_with("执照")) return;
    if (!field("审批结果类型").empty() && field("审批结果类型") != "证照") contradicts("审批结果类型", name);
    if (matter_.results.document.empty()) contradicts("审批结果名称", "results.document");
  }

  void check_fee() {
    const std::string fee = field("是否收费");
    if (fee.empty()) return;
    const bool asked = matter_.fees && matter_.fees->if_object() && !matter_.fees->if_object()->empty();
    if (asked && fee == "否") contradicts("是否收费", "fees");
  }

  Check& check_;
  const Matter& matter_;
  const Place& place_;
};

}  // namespace

void check_implementing_list(Check& check, const Matter& matter) {
  ListCheck(check, matter).run();
}

}  // namespace shuxin::catalog
