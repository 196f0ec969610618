// Ranks in groups. Rows are dealt into buckets of one group and near keys, in the order of the rows; each
// bucket is ranked in cache, by itself; then the rows take their ranks back in the same order. All memory is
// read and written from front to back: nothing is looked up by row.
#include <algorithm>
#include <bit>

#include "core/base/check.h"
#include "core/columns/column_parts.h"
#include "core/columns/rank_bucket.h"
#include "core/columns/rank_keys.h"

namespace shuxin::columns {
namespace {

constexpr std::size_t round_up(std::size_t count, std::size_t unit) {
  return (count + unit - 1) / unit * unit;
}

/// How rows are cut into buckets and parts.
struct Layout {
  std::size_t rows = 0;
  std::size_t groups = 0;
  std::size_t per_group = 1;  ///< buckets, by the highest digits of the key
  int shift = 0;              ///< the other digits
  std::size_t part_rows = 0;
  std::size_t parts = 0;

  Layout(const Groups& of, std::uint64_t most_key) : rows(of.of_row.size()), groups(of.count()) {
    // More buckets than this would have more ends than the cache has lines.
    constexpr std::size_t most_buckets = 2048;
    constexpr std::size_t bucket_rows = 512;
    const std::size_t wanted = std::min(most_buckets, rows / bucket_rows) / std::max<std::size_t>(groups, 1);
    const int digits = std::max(0, static_cast<int>(std::bit_width(wanted)) - 1);
    shift = std::clamp(static_cast<int>(std::bit_width(most_key)) - digits, 0, 63);
    per_group = static_cast<std::size_t>(most_key >> shift) + 1;
    // Each part counts all buckets, and a part shares no word of a mask with another.
    part_rows = std::max<std::size_t>(1 << 16, round_up(8 * buckets(), 64));
    parts = (rows + part_rows - 1) / part_rows;
  }
  /// The last holds the rows without a rank.
  [[nodiscard]] std::size_t buckets() const { return groups * per_group + 1; }
  [[nodiscard]] std::size_t end_of(std::size_t part) const { return std::min(rows, (part + 1) * part_rows); }
};

/// `Key` holds all keys and all ranks, `Code` the numbers of buckets.
template <typename Key, typename Code>
class Ranking {
 public:
  Ranking(const Column& first, const Groups& groups, const RankKeys& keys, const Layout& layout,
          const ParallelFor& parallel)
      : first_(first),
        groups_(groups),
        keys_(keys),
        layout_(layout),
        parallel_(parallel),
        complete_(first.unknown_count() == 0 && groups.outside == 0) {}

  Column run() {
    count();
    deal();
    rank_buckets();
    return hand_back();
  }

 private:
  template <typename Work>
  void each_part(Work work) {
    parallel_(layout_.parts,
              [&](std::size_t part) { work(part, part * layout_.part_rows, layout_.end_of(part)); });
  }

  void count() {
    codes_.resize(layout_.rows);
    next_.assign(layout_.parts, {});
    const auto none = static_cast<Code>(layout_.buckets() - 1);
    each_part([&](std::size_t part, std::size_t from, std::size_t end) {
      std::vector<std::uint32_t> counts(layout_.buckets(), 0);
      for (std::size_t row = from; row < end; ++row) {
        const auto in_group = static_cast<std::size_t>(keys_[row] >> layout_.shift);
        Code code = static_cast<Code>(groups_.of_row[row] * layout_.per_group + in_group);
        if (!complete_ && (groups_.of_row[row] == Groups::none || !first_.is_known(row))) code = none;
        codes_[row] = code;
        ++counts[code];
      }
      next_[part] = std::move(counts);
    });
    from_.assign(layout_.buckets() + 1, 0);
    std::uint32_t sum = 0;
    for (std::size_t bucket = 0; bucket < layout_.buckets(); ++bucket) {
      from_[bucket] = sum;
      for (auto& counts : next_) sum += std::exchange(counts[bucket], sum);
    }
    from_.back() = sum;
  }

  void deal() {
    dealt_.resize(layout_.rows);
    const std::uint64_t rest = (std::uint64_t{1} << layout_.shift) - 1;
    each_part([&](std::size_t part, std::size_t from, std::size_t end) {
      std::vector<std::uint32_t> places = next_[part];
      for (std::size_t row = from; row < end; ++row)
        dealt_[places[codes_[row]]++] = static_cast<Key>(keys_[row] & rest);
    });
  }

  void rank_buckets() {
    const std::size_t all = layout_.buckets() - 1;
    const std::size_t tasks = std::min<std::size_t>(all, 256);
    parallel_(tasks, [&](std::size_t task) {
      BucketRanker<Key> ranker;
      for (std::size_t bucket = all * task / tasks; bucket < all * (task + 1) / tasks; ++bucket) {
        const std::size_t group_from = from_[bucket - bucket % layout_.per_group];
        ranker.rank(std::span(dealt_).subspan(from_[bucket], from_[bucket + 1] - from_[bucket]),
                    static_cast<Key>(from_[bucket] - group_from));
      }
    });
  }

  Column hand_back() {
    ColumnParts::Data data;
    data.kind = Kind::Number;
    data.rows = layout_.rows;
    data.integers.resize(layout_.rows);
    data.unknown = complete_ ? 0 : from_.back() - from_[layout_.buckets() - 1];
    if (data.unknown > 0) data.known.resize(round_up(layout_.rows, 64) / 64);
    const auto none = static_cast<Code>(layout_.buckets() - 1);
    each_part([&](std::size_t part, std::size_t from, std::size_t end) {
      std::vector<std::uint32_t>& places = next_[part];
      for (std::size_t row = from; row < end; ++row)
        data.integers[row] = static_cast<std::int64_t>(dealt_[places[codes_[row]]++]);
      for (std::size_t row = from; row < end && data.unknown > 0; row += 64) {
        std::uint64_t word = 0;
        for (std::size_t i = 0; i < std::min<std::size_t>(64, end - row); ++i)
          word |= static_cast<std::uint64_t>(codes_[row + i] != none) << i;
        data.known[row / 64] = word;
      }
    });
    for (std::size_t group = 0; group < layout_.groups; ++group)
      data.most = std::max<std::int64_t>(
          data.most, from_[(group + 1) * layout_.per_group] - from_[group * layout_.per_group]);
    data.least = data.most > 0 ? 1 : 0;
    const bool some = data.unknown > 0;
    Column made = ColumnParts::make_counted(std::move(data));
    if (!some || first_.reasons().empty()) return made;
    // A rank is unknown for the reason of its first criterion.
    const auto reasons = first_.reasons();
    return ColumnParts::with_reasons(made, {reasons.begin(), reasons.end()});
  }

  const Column& first_;
  const Groups& groups_;
  const RankKeys& keys_;
  const Layout& layout_;
  const ParallelFor& parallel_;
  bool complete_;
  Cells<Code> codes_;                             ///< the bucket of each row
  Cells<Key> dealt_;                              ///< keys, then ranks, bucket by bucket
  std::vector<std::vector<std::uint32_t>> next_;  ///< [part][bucket]: where the part's rows are dealt to
  std::vector<std::uint32_t> from_;               ///< where each bucket begins, and the end
};

template <typename Key>
Column rank_by(const Column& first, const Groups& groups, const RankKeys& keys, const Layout& layout,
               const ParallelFor& parallel) {
  if (layout.buckets() <= UINT16_MAX + 1)
    return Ranking<Key, std::uint16_t>(first, groups, keys, layout, parallel).run();
  return Ranking<Key, std::uint32_t>(first, groups, keys, layout, parallel).run();
}

}  // namespace

Column rank(std::span<const Criterion> criteria, const Groups& groups, const ParallelFor& parallel) {
  base::check(!criteria.empty(), "a rank needs a criterion");
  for (const Criterion& criterion : criteria)
    base::check(criterion.column.size() == groups.of_row.size(), "groups are of the column's rows");
  const RankKeys keys(criteria);
  const Layout layout(groups, keys.most());
  const Column& first = criteria.front().column;
  if (layout.shift <= 32) return rank_by<std::uint32_t>(first, groups, keys, layout, parallel);
  return rank_by<std::uint64_t>(first, groups, keys, layout, parallel);
}

}  // namespace shuxin::columns
