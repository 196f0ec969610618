// The data that every scheme understands, and looking things up in a scheme.
#include <algorithm>

#include "core/catalog/scheme.h"

namespace shuxin::catalog {
namespace {

using Kind = SchemeField::Kind;

SchemeField field(std::string id, Text name, Kind kind, std::string unit, std::vector<std::string> headers,
                  bool is_zero_when_blank = false) {
  SchemeField made;
  made.id = std::move(id);
  made.name = std::move(name);
  made.kind = kind;
  made.unit = std::move(unit);
  made.headers = std::move(headers);
  made.is_zero_when_blank = is_zero_when_blank;
  return made;
}

std::vector<SchemeField> make_plain_fields() {
  std::vector<SchemeField> all = {
      field("uscc", {"统一社会信用代码", "Unified Social Credit Code"}, Kind::Text, "",
            {"信用代码", "社会信用代码", "统一信用代码", "企业代码"}),
      field("name", {"企业名称", "Name"}, Kind::Text, "", {"名称", "单位名称", "企业"}),
      field("industry", {"行业代码", "Industry code"}, Kind::Text, "",
            {"行业", "所属行业", "国民经济行业代码", "行业类别"}),
      field("scale", {"规模", "Scale"}, Kind::Text, "", {"企业规模", "规上规下", "规上/规下", "是否规上"}),
      field("land_mu", {"用地面积", "Land"}, Kind::Number, "亩",
            {"占地面积", "土地面积", "实际用地面积", "自有用地面积", "用地"}),
      field("tax", {"实缴税收", "Tax paid"}, Kind::Number, "万元",
            {"税收", "实缴税金", "入库税收", "实际入库税收", "评价税收"}),
      field("sales", {"销售收入", "Sales"}, Kind::Number, "万元",
            {"开票销售", "开票销售收入", "主营业务收入", "营业收入", "销售"}),
      field("value_added", {"工业增加值", "Value added"}, Kind::Number, "万元", {"增加值"}),
      field("energy_tce", {"综合能耗", "Energy"}, Kind::Number, "吨标准煤",
            {"能耗", "能源消费量", "综合能源消费量", "总能耗"}),
      field("electricity_kwh", {"用电量", "Electricity"}, Kind::Number, "千瓦时", {"电耗", "电量"}),
      field("pollutants_t", {"主要污染物排放量", "Main pollutants"}, Kind::Number, "吨",
            {"污染物排放量", "排放量", "主要污染物"}),
      field("staff", {"年平均职工人数", "Average staff"}, Kind::Number, "人",
            {"职工人数", "从业人数", "年平均从业人员", "平均用工人数", "从业人员"}),
      field("rnd", {"研发经费", "R&D expense"}, Kind::Number, "万元",
            {"研发费用", "研发投入", "研发经费支出", "R&D经费支出", "R&D经费"}),
      field("bonus", {"加分", "Bonus"}, Kind::Number, "分", {"加分项", "附加分", "奖励分"}, true),
      field("deduction", {"减分", "Deduction"}, Kind::Number, "分", {"扣分", "减分项", "扣分项"}, true),
      field("parcel_no", {"地块编号", "Parcel"}, Kind::Text, "", {"地块", "宗地编号", "地块号", "宗地号"}),
      field("leased_in_mu", {"租入土地", "Leased in"}, Kind::Number, "亩",
            {"租入面积", "租用面积", "承租面积"}, true),
      field("leased_out_mu", {"租出土地", "Leased out"}, Kind::Number, "亩", {"租出面积", "出租面积"}, true),
      field("started_on", {"投产日期", "In production since"}, Kind::Date, "", {"投产时间", "开工日期"}),
      field("veto", {"否决事项", "Veto"}, Kind::Text, "", {"一票否决", "否决项", "一票否决事项"}),
  };
  for (SchemeField& one : all)
    one.may_be_negative = one.id == "tax" || one.id == "sales" || one.id == "value_added";
  return all;
}

template <typename T>
const T* by_id(const std::vector<T>& all, std::string_view id) {
  const auto found = std::ranges::find(all, id, &T::id);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

const std::vector<SchemeField>& plain_fields() {
  static const std::vector<SchemeField> all = make_plain_fields();
  return all;
}

const Indicator* Scheme::find_indicator(std::string_view wanted) const {
  return by_id(indicators, wanted);
}

std::optional<std::size_t> Scheme::find_slot(std::string_view wanted) const {
  if (const SchemeField* field = by_id(fields, wanted))
    return static_cast<std::size_t>(field - fields.data());
  if (const DerivedField* one = by_id(derived, wanted))
    return fields.size() + static_cast<std::size_t>(one - derived.data());
  return std::nullopt;
}

std::vector<std::string> Scheme::class_ids() const {
  std::vector<std::string> ids;
  const auto add = [&](const std::string& id) {
    if (!id.empty() && std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
  };
  for (const ClassRule& rule : classes.classes) add(rule.id);
  for (const SchemeGroup& group : groups)
    if (group.own_classes)
      for (const ClassRule& rule : group.own_classes->classes) add(rule.id);
  for (const Exemption& one : exempt) add(one.assigned_class);
  return ids;
}

}  // namespace shuxin::catalog
