// The read tables: what lists, work lists, registers and verification look at. All are computed from the
// ledger's steps alone, in the transaction that appends them, and can be dropped and rebuilt.
#pragma once

#include <memory>
#include <vector>

#include "core/catalog/catalog.h"
#include "shell/store/transaction.h"

namespace shuxin::views {

/// `cases`: one row a case — matter, package, member, applicant, title, state, owner, organisation, final,
/// outcome, times, version.
[[nodiscard]] store::Projection case_table();
/// `tasks`: one row for each thing that a desk has to do — the state that it owns, or an open review step.
[[nodiscard]] store::Projection task_table();
/// `packages`: one row a package.
[[nodiscard]] store::Projection package_table();
/// `case_parties`: which further parties take part in which case.
[[nodiscard]] store::Projection party_table();
/// `applications` and `visits`: how often the applicant of each application came to the counter.
[[nodiscard]] store::Projection visit_tables();
/// `documents`: one row for each document issued, by its code; replaced or revoked as later events say.
[[nodiscard]] store::Projection document_table();
/// `register_entries` and `register_keys`: the registers' entries and the further keys by which they are
/// found. The catalogue says which fields are keys; it must outlive the store.
[[nodiscard]] store::Projection register_tables(std::shared_ptr<const catalog::Catalogue> catalogue);

/// `due`: when each open case next falls due. Not a projection: it also depends on the calendar, which may be
/// published after the event; whoever appends writes it, and all is written anew when the calendar changes.
/// `due_calendar` says by which calendar it was written.
[[nodiscard]] store::TableSet due_table();

/// All of them, for opening a store.
[[nodiscard]] std::vector<store::Projection> projections(std::shared_ptr<const catalog::Catalogue> catalogue);

}  // namespace shuxin::views
